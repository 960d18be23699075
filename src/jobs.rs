//! What runs in the background, from one table.

use std::pin::Pin;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::chat::reply_sweeper;
use crate::config::Internal;
use crate::error::Result;

/// Jobs begin so long after each other, and so never at the same moment: together they would have the database open
/// more connections than an idle server needs.
const APART: Duration = Duration::from_millis(130);

struct Job {
    every: Duration,
    run: fn(&App) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>,
}

/// Returns all jobs.
fn table(internal: &Internal) -> Vec<Job> {
    vec![
        Job { every: Duration::from_secs(5), run: |app| Box::pin(app.hmac_counter.flush(&app.store)) },
        Job { every: reply_sweeper::ROUND, run: |app| Box::pin(reply_sweeper::checkpoint(app)) },
        Job { every: internal.sweep_interval, run: |app| Box::pin(reply_sweeper::sweep(app)) },
        Job { every: Duration::from_secs(2), run: |app| Box::pin(index_users(app)) },
        Job { every: Duration::from_secs(5), run: |app| Box::pin(roll_up(app)) },
        Job { every: Duration::from_secs(600), run: |app| Box::pin(forget_hours(app)) },
        Job { every: Duration::from_secs(5), run: |app| Box::pin(purge(app)) },
        Job { every: Duration::from_secs(60), run: |app| Box::pin(async { app.login_rate_limit.tidy() }) },
    ]
}

/// Makes users findable that came into being since the last time.
async fn index_users(app: &App) {
    until_done(app, || app.store.index_some_users(), "users could not be indexed").await;
}

/// Counts what has happened since the last time.
async fn roll_up(app: &App) {
    until_done(app, || app.store.roll_up(), "figures could not be counted").await;
}

/// Removes figures of hours that are old enough.
async fn forget_hours(app: &App) {
    until_done(app, || app.store.forget_an_hour(), "old figures could not be removed").await;
}

/// Removes what is left of deleted projects.
async fn purge(app: &App) {
    until_done(app, || app.store.purge_some(), "a deleted project could not be removed").await;
}

/// Does some of a work after the other, until there is no more or the server stops; what is left waits for the next time.
async fn until_done<W: Future<Output = Result<bool>>>(app: &App, some: impl Fn() -> W, failed: &'static str) {
    loop {
        match some().await {
            Ok(true) if !app.tasks.is_closed() => {}
            Ok(_) => return,
            Err(error) => {
                tracing::warn!(%error, cause = ?error.cause, "{failed}");
                return;
            }
        }
    }
}

/// Starts every job; each runs a last time when `stop` is cancelled. The tracker is done when all of them are.
pub(crate) fn start(app: &App, stop: &CancellationToken) -> TaskTracker {
    let tracker = TaskTracker::new();
    for (place, job) in (0..).zip(table(&app.config.internal)) {
        let (app, stop) = (app.clone(), stop.clone());
        tracker.spawn(async move {
            let mut ticks = interval_at(Instant::now() + APART * place, job.every);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    _ = ticks.tick() => (job.run)(&app).await,
                    () = stop.cancelled() => break,
                }
            }
            (job.run)(&app).await;
        });
    }
    tracker.close();
    tracker
}
