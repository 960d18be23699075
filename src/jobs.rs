//! Background jobs, from one table.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::chat::reply_sweeper;
use crate::config::Internal;
use crate::error::Result;

/// The delay between the starts of two jobs. Jobs that ran at the same moment would make the database open more
/// connections than an idle server needs.
const STAGGER: Duration = Duration::from_millis(130);

/// A job that runs again and again on some state.
struct Job<S> {
    name: &'static str,
    every: Duration,
    run: fn(&S) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>,
}

/// Returns all jobs.
fn table(internal: &Internal) -> Vec<Job<App>> {
    vec![
        job("hmac_counts", 5_000, |app| Box::pin(app.auth.hmac_counter.flush(&app.store))),
        Job {
            name: "reply_checkpoints",
            every: reply_sweeper::ROUND,
            run: |app| Box::pin(reply_sweeper::checkpoint(&app.replies)),
        },
        Job {
            name: "reply_sweeper",
            every: internal.sweep_interval,
            run: |app| Box::pin(reply_sweeper::sweep(&app.replies)),
        },
        job("user_search", 2_000, |app| Box::pin(index_users(app))),
        job("conversation_search", 1_000, |app| Box::pin(index_conversations(app))),
        job("rollup", 5_000, |app| Box::pin(roll_up(app))),
        job("analytics_retention", 600_000, |app| Box::pin(forget_hours(app))),
        job("project_purge", 5_000, |app| Box::pin(purge(app))),
        job("sign_ins", 60_000, |app| Box::pin(tidy_sign_ins(app))),
    ]
}

fn job<S>(
    name: &'static str,
    milliseconds: u64,
    run: fn(&S) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>,
) -> Job<S> {
    Job { name, every: Duration::from_millis(milliseconds), run }
}

/// Indexes new users for the search.
async fn index_users(app: &App) {
    until_done(app, || app.store.index_some_users(), "cannot index users").await;
}

/// Indexes messages and names for the search.
async fn index_conversations(app: &App) {
    let seen = AtomicI64::new(0);
    until_done(app, || app.store.index_some_conversations(&seen), "cannot index conversations").await;
}

/// Adds new activity to the analytics.
async fn roll_up(app: &App) {
    until_done(app, || app.store.roll_up(), "cannot roll up analytics").await;
}

/// Deletes expired hours of the analytics.
async fn forget_hours(app: &App) {
    until_done(app, || app.store.forget_an_hour(), "cannot delete old analytics").await;
}

/// Deletes the rows of deleted projects.
async fn purge(app: &App) {
    until_done(app, || app.store.purge_some(), "cannot purge a deleted project").await;
}

/// Deletes expired limits on signing in.
async fn tidy_sign_ins(app: &App) {
    if let Err(error) = app.store.tidy_sign_ins().await {
        tracing::warn!(%error, cause = ?error.cause, "cannot delete expired limits on signing in");
    }
}

/// Repeats a piece of work until none is left or the server shuts down.
async fn until_done<W: Future<Output = Result<bool>>>(app: &App, some: impl Fn() -> W, failed: &'static str) {
    loop {
        match some().await {
            Ok(true) if !app.tasks.is_shutting_down() => {}
            Ok(_) => return,
            Err(error) => {
                tracing::warn!(%error, cause = ?error.cause, "{failed}");
                return;
            }
        }
    }
}

/// Starts all jobs. Each runs a last time when `stop` is cancelled; the tracker is done when all have.
pub(crate) fn start(app: &App, stop: &CancellationToken) -> TaskTracker {
    start_all(table(&app.config.internal), app, stop)
}

fn start_all<S: Clone + Send + Sync + 'static>(
    jobs: Vec<Job<S>>,
    state: &S,
    stop: &CancellationToken,
) -> TaskTracker {
    let tracker = TaskTracker::new();
    for (place, job) in (0..).zip(jobs) {
        let (state, stop) = (state.clone(), stop.clone());
        tracker.spawn(async move {
            let mut ticks = interval_at(Instant::now() + STAGGER * place, job.every);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    _ = ticks.tick() => run_once(&job, &state).await,
                    () = stop.cancelled() => break,
                }
            }
            run_once(&job, &state).await;
        });
    }
    tracker.close();
    tracker
}

/// Runs a job once. A panic is logged, and the job runs again at its next tick.
async fn run_once<S>(job: &Job<S>, state: &S) {
    if AssertUnwindSafe((job.run)(state)).catch_unwind().await.is_err() {
        tracing::error!(job = job.name, "a background job panicked; it runs again at its next tick");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_job_that_panics_runs_again() {
        let (runs, stop) = (Arc::new(AtomicUsize::new(0)), CancellationToken::new());
        let panics_at_first = job("test", 2, |runs: &Arc<AtomicUsize>| {
            Box::pin(async {
                assert!(runs.fetch_add(1, Ordering::SeqCst) >= 2, "the first two runs panic");
            })
        });
        let tracker = start_all(vec![panics_at_first], &runs, &stop);
        while runs.load(Ordering::SeqCst) < 5 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        stop.cancel();
        tracker.wait().await;
        assert!(runs.load(Ordering::SeqCst) >= 6, "it runs a last time");
    }
}
