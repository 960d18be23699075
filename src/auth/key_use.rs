//! When secret keys are used: noted at most once a minute, beside the request, so that owners see which are still needed.

use std::time::Duration;

use moka::sync::Cache;

use super::Key;
use crate::app::App;
use crate::clock;

/// Keys at most of which it is known; of more, each use is noted.
const CAPACITY: u64 = 100_000;

/// The keys whose use was noted lately.
#[derive(Debug)]
pub struct KeyUse(Cache<String, ()>);

impl KeyUse {
    /// Returns a recorder that records each key at most once in `interval`.
    pub fn new(interval: Duration) -> Self {
        Self(Cache::builder().max_capacity(CAPACITY).time_to_live(interval).build())
    }

    /// Notes that a key opens something.
    pub fn note(&self, app: &App, key: &Key) {
        if self.0.contains_key(&key.id) || !self.0.entry_by_ref(key.id.as_str()).or_insert(()).is_fresh() {
            return;
        }
        let (store, project_id, id) = (app.store.clone(), key.project.id.clone(), key.id.clone());
        app.tasks.spawn(async move {
            if let Err(error) = store.note_key_use(project_id, id, clock::now()).await {
                tracing::warn!(cause = ?error.cause, "the use of a key could not be noted");
            }
        });
    }
}
