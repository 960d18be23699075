//! Counts the outcomes of HMAC checks, so that an owner sees whether turning HMAC authentication on would lock anyone
//! out. Counts are collected in memory and added to the store every few seconds: a request must not cost a write.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::clock;
use crate::store::Store;
use crate::store::hmac_counts::{HmacCounts, HourCounts};

/// The outcome of checking one request's hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HmacOutcome {
    /// It proves the external ID.
    Valid,
    /// It proves the external ID with the secret that is being replaced.
    Retiring,
    /// It is missing or empty.
    Missing,
    /// It proves nothing.
    Wrong,
}

/// The counts since the last flush.
#[derive(Debug, Default)]
pub struct HmacCounter {
    waiting: Mutex<HashMap<String, HashMap<i64, HmacCounts>>>,
}

impl HmacCounter {
    /// Counts one request of a project.
    pub fn count(&self, project_id: &str, outcome: HmacOutcome) {
        let hour = clock::hour(clock::now());
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if !waiting.contains_key(project_id) {
            waiting.insert(project_id.to_owned(), HashMap::new());
        }
        let Some(hours) = waiting.get_mut(project_id) else { return };
        let counts = hours.entry(hour).or_default();
        match outcome {
            HmacOutcome::Valid => counts.valid += 1,
            HmacOutcome::Retiring => {
                counts.valid += 1;
                counts.retiring += 1;
            }
            HmacOutcome::Missing => counts.missing += 1,
            HmacOutcome::Wrong => counts.wrong += 1,
        }
    }

    /// Adds the counts to the store. Counts that cannot be stored are logged and dropped.
    pub async fn flush(&self, store: &Store) {
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let hours = |(project_id, hours): (String, HashMap<i64, HmacCounts>)| {
            hours.into_iter().map(move |(hour, counts)| HourCounts {
                project_id: project_id.clone(),
                hour,
                counts,
            })
        };
        let counts: Vec<_> = waiting.into_iter().flat_map(hours).collect();
        if counts.is_empty() {
            return;
        }
        if let Err(error) = store.add_hmac_counts(counts).await {
            tracing::warn!(cause = ?error.cause, "cannot store HMAC counts");
        }
    }
}
