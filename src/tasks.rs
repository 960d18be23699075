//! Work that outlives the request that started it.

use tokio::task::JoinHandle;
use tokio::time::{Duration, timeout};
use tokio_util::sync::{CancellationToken, WaitForCancellationFuture};
use tokio_util::task::TaskTracker;

use crate::error::{Result, unavailable, unknown};

/// How long aborted tasks may take to return. A task that waits for a database that no longer answers may never do so.
const ABORT_WITHIN: Duration = Duration::from_secs(5);

/// Tracks background tasks and aborts them when a shutdown has waited long enough. Clones share one state.
#[derive(Debug, Clone, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    aborted: CancellationToken,
}

impl Tasks {
    /// Runs `task` in the background. Shutdown waits for it.
    pub fn spawn<F>(&self, task: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        self.tracker.spawn(task)
    }

    /// Runs `work` to completion even if the request that started it is cancelled or times out. Only a shutdown aborts
    /// it.
    pub async fn run_to_completion<T, W>(&self, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: Future<Output = Result<T>> + Send + 'static,
    {
        let aborted = self.aborted.clone();
        let work = async move {
            tokio::select! {
                outcome = work => outcome,
                () = aborted.cancelled() => Err(unavailable("the server is shutting down; try again in a moment")),
            }
        };
        self.spawn(work).await.map_err(unknown)?
    }

    /// Completes when a shutdown has waited long enough: tasks must return now.
    pub fn aborted(&self) -> WaitForCancellationFuture<'_> {
        self.aborted.cancelled()
    }

    /// Returns whether the server is shutting down.
    pub fn is_shutting_down(&self) -> bool {
        self.tracker.is_closed()
    }

    /// Waits up to `limit` for all tasks, then aborts the rest and waits for them a moment longer.
    pub async fn shut_down(&self, limit: Duration) {
        self.shut_down_within(limit, ABORT_WITHIN).await;
    }

    async fn shut_down_within(&self, limit: Duration, abort_within: Duration) {
        self.tracker.close();
        if timeout(limit, self.tracker.wait()).await.is_err() {
            tracing::warn!(
                tasks = self.tracker.len(),
                "aborting replies and other work that did not finish in time"
            );
        }
        self.aborted.cancel();
        if timeout(abort_within, self.tracker.wait()).await.is_err() {
            tracing::error!(
                tasks = self.tracker.len(),
                "background tasks did not stop; the server stops without them"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;
    use crate::error::Code;

    const MOMENT: Duration = Duration::from_millis(10);

    #[tokio::test]
    async fn shutdown_ends_even_if_a_task_never_returns() {
        let tasks = Tasks::default();
        let stuck = tasks.spawn(pending::<()>());
        tasks.shut_down_within(MOMENT, MOMENT).await;
        assert!(tasks.is_shutting_down() && !stuck.is_finished());
    }

    #[tokio::test]
    async fn work_runs_to_completion_unless_it_is_aborted() {
        let tasks = Tasks::default();
        assert_eq!(tasks.run_to_completion(async { Ok(1) }).await.unwrap(), 1);
        let stuck = tasks.run_to_completion(pending::<Result<()>>());
        let (outcome, ()) = tokio::join!(stuck, tasks.shut_down(MOMENT));
        assert_eq!(outcome.unwrap_err().code, Code::Unavailable);
    }
}
