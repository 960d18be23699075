//! Lets turns with the same client ID run one at a time, so that a turn that is sent twice at once asks the model only
//! once. Between nodes, the unique index decides: the second turn fails to be stored.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OwnedMutexGuard;

type Lock = Arc<tokio::sync::Mutex<()>>;

/// The client IDs of the turns that are being stored.
#[derive(Debug, Clone, Default)]
pub struct TurnLocks(Arc<Mutex<HashMap<String, Lock>>>);

/// Held while a turn is being stored. Dropping it lets the next turn with the same client ID begin.
#[derive(Debug)]
pub struct TurnLock {
    locks: TurnLocks,
    key: String,
    guard: Option<OwnedMutexGuard<()>>,
}

impl TurnLocks {
    /// Waits until no other turn of this user with this client ID is being stored.
    pub async fn lock(&self, project_id: &str, external_id: &str, client_id: &str) -> TurnLock {
        let key = [project_id, external_id, client_id].join("\0");
        let lock = Arc::clone(self.map().entry(key.clone()).or_default());
        // Created first, so that a caller that disconnects while it waits leaves no entry behind.
        let mut held = TurnLock { locks: self.clone(), key, guard: None };
        held.guard = Some(lock.lock_owned().await);
        held
    }

    fn map(&self) -> MutexGuard<'_, HashMap<String, Lock>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for TurnLock {
    fn drop(&mut self) {
        let mut locks = self.locks.map();
        self.guard = None;
        // The map's own reference is the last one if nobody waits.
        if locks.get(&self.key).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            locks.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn the_same_client_id_waits_and_others_do_not() {
        let locks = TurnLocks::default();
        let first = locks.lock("proj_1", "ada", "t").await;
        let mut second = Box::pin(locks.lock("proj_1", "ada", "t"));
        assert!(second.as_mut().now_or_never().is_none());
        assert!(Box::pin(locks.lock("proj_1", "ada", "t")).now_or_never().is_none());
        drop(locks.lock("proj_1", "bob", "t").await);
        drop(locks.lock("proj_1", "ada", "u").await);
        drop(first);
        drop(second.await);
        assert!(locks.map().is_empty());
    }
}
