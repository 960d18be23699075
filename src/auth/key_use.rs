//! Records when secret keys are used, at most once a minute each and beside the request, so that owners see which are
//! still in use.

use std::time::Duration;

use moka::sync::Cache;

use super::projects::Key;
use crate::clock;
use crate::store::Store;
use crate::tasks::Tasks;

/// Cache size. Beyond it, some uses are recorded more often.
const CAPACITY: u64 = 100_000;

/// The keys whose use was recorded within the last minute.
#[derive(Debug)]
pub struct KeyUse(Cache<String, ()>);

impl KeyUse {
    /// Returns a recorder that records each key at most once in `interval`.
    pub fn new(interval: Duration) -> Self {
        Self(Cache::builder().max_capacity(CAPACITY).time_to_live(interval).build())
    }

    /// Records that a key was used.
    pub fn record(&self, store: &Store, tasks: &Tasks, key: &Key) {
        if self.0.contains_key(&key.id) || !self.0.entry_by_ref(key.id.as_str()).or_insert(()).is_fresh() {
            return;
        }
        let (store, project_id, id) = (store.clone(), key.project.id.clone(), key.id.clone());
        tasks.spawn(async move {
            if let Err(error) = store.note_key_use(project_id, id, clock::now()).await {
                tracing::warn!(cause = ?error.cause, "cannot record the use of a key");
            }
        });
    }
}
