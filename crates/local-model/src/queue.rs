//! Limits how many replies are written at a time, and how many wait.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::types::Error;

/// When to try a full queue again.
const COME_BACK: Duration = Duration::from_secs(5);

/// The queue of all local models of a server, because they share the CPU. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Queue {
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

/// A place in the queue.
#[derive(Debug)]
pub(super) struct Place {
    turns: Arc<Semaphore>,
    place: OwnedSemaphorePermit,
}

/// The right to use the CPU, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _place: OwnedSemaphorePermit,
    _turn: Option<OwnedSemaphorePermit>,
}

impl Queue {
    /// Creates a queue in which `parallel` replies are written at a time, and `waiting` others wait.
    pub fn new(parallel: usize, waiting: usize) -> Self {
        let places = parallel.saturating_add(waiting).min(Semaphore::MAX_PERMITS);
        Self {
            places: Arc::new(Semaphore::new(places)),
            turns: Arc::new(Semaphore::new(parallel.min(Semaphore::MAX_PERMITS))),
        }
    }

    pub(super) fn enter(&self) -> Result<Place, Error> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_full| Error::Busy { retry_after: COME_BACK })?;
        Ok(Place { turns: Arc::clone(&self.turns), place })
    }
}

impl Place {
    /// Waits for its turn; first come, first served.
    pub(super) async fn turn(self) -> Turn {
        // The only error is a closed semaphore, and nobody closes this one.
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
        assert_eq!(queue.enter().unwrap_err(), Error::Busy { retry_after: COME_BACK });

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
