//! Counts how hashes turn out, so that an owner sees whether turning HMAC on would lock anyone out. Collected in
//! memory and added to the store every few seconds: a request must not cost a write.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::clock;
use crate::store::Store;
use crate::store::hmac_counts::{HmacCounts, HourCounts};

/// How one request's hash turned out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// It proves the external ID.
    Valid,
    /// It does so with the secret that is being replaced.
    Retiring,
    /// There is none, or it is empty.
    Missing,
    /// It proves nothing.
    Wrong,
}

/// What was counted since the last flush.
#[derive(Debug, Default)]
pub struct HmacCounter {
    waiting: Mutex<HashMap<String, HashMap<i64, HmacCounts>>>,
}

impl HmacCounter {
    /// Counts one request of a project.
    pub fn count(&self, project_id: &str, seen: Seen) {
        let hour = clock::hour(clock::now());
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if !waiting.contains_key(project_id) {
            waiting.insert(project_id.to_owned(), HashMap::new());
        }
        let Some(hours) = waiting.get_mut(project_id) else { return };
        let counts = hours.entry(hour).or_default();
        match seen {
            Seen::Valid => counts.valid += 1,
            Seen::Retiring => {
                counts.valid += 1;
                counts.retiring += 1;
            }
            Seen::Missing => counts.missing += 1,
            Seen::Wrong => counts.wrong += 1,
        }
    }

    /// Adds what was counted to the store. What cannot be stored is logged and dropped.
    pub async fn flush(&self, store: &Store) {
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let counts: Vec<_> = waiting
            .into_iter()
            .flat_map(|(project_id, hours)| {
                hours.into_iter().map(move |(hour, counts)| HourCounts {
                    project_id: project_id.clone(),
                    hour,
                    counts,
                })
            })
            .collect();
        if counts.is_empty() {
            return;
        }
        if let Err(error) = store.add_hmac_counts(counts).await {
            tracing::warn!(cause = ?error.cause, "HMAC counts could not be stored");
        }
    }
}
