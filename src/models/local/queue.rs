//! Who may write, and who may wait for it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::models::{Failure, FailureKind};

/// When it makes sense to come back to a full queue.
const COME_BACK: Duration = Duration::from_secs(5);

/// The queue of all local models of a server: the processor is one. Cheap to clone.
#[derive(Debug, Clone)]
pub(in crate::models) struct Queue {
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

/// A place in the queue.
#[derive(Debug)]
pub(super) struct Place {
    turns: Arc<Semaphore>,
    place: OwnedSemaphorePermit,
}

/// The right to use the processor, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _place: OwnedSemaphorePermit,
    _turn: Option<OwnedSemaphorePermit>,
}

impl Queue {
    /// So many write at a time, and so many others wait.
    pub(in crate::models) fn new(parallel: usize, waiting: usize) -> Self {
        let places = parallel.saturating_add(waiting).min(Semaphore::MAX_PERMITS);
        Self {
            places: Arc::new(Semaphore::new(places)),
            turns: Arc::new(Semaphore::new(parallel.min(Semaphore::MAX_PERMITS))),
        }
    }

    pub(super) fn enter(&self) -> Result<Place, Failure> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_full| Failure {
            retry_after: Some(COME_BACK),
            ..Failure::new(FailureKind::Busy, "models.local_queue replies are waiting already")
        })?;
        Ok(Place { turns: Arc::clone(&self.turns), place })
    }
}

impl Place {
    /// Waits until it is this one's turn; first come, first served.
    pub(super) async fn turn(self) -> Turn {
        // An error would mean that the semaphore was closed, and nobody closes it.
        let turn = self.turns.acquire_owned().await.ok();
        Turn { _place: self.place, _turn: turn }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_queue_refuses_and_says_when_to_come_back() {
        let queue = Queue::new(1, 1);
        let writing = queue.enter().unwrap().turn().await;
        let waiting = queue.enter().unwrap();
        let refused = queue.enter().unwrap_err();
        assert_eq!((refused.kind, refused.retry_after), (FailureKind::Busy, Some(COME_BACK)));
        assert!(!refused.is_passing());

        drop(writing);
        let _another = queue.enter().unwrap();
        let _turn = waiting.turn().await;
    }

    #[tokio::test]
    async fn who_gives_up_waiting_leaves_a_place() {
        let queue = Queue::new(1, 1);
        let _writing = queue.enter().unwrap().turn().await;
        let waiting = queue.enter().unwrap();
        assert!(queue.enter().is_err());
        drop(waiting);
        assert!(queue.enter().is_ok());
    }
}
