//! What runs in the background, from one table.

use std::pin::Pin;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::chat::upkeep;

struct Job {
    every: Duration,
    run: fn(&App) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>,
}

const JOBS: &[Job] = &[
    Job { every: Duration::from_secs(5), run: |app| Box::pin(app.hmac_counter.flush(&app.store)) },
    Job { every: upkeep::ROUND, run: |app| Box::pin(upkeep::checkpoint(app)) },
    Job { every: Duration::from_secs(2), run: |app| Box::pin(upkeep::sweep(app)) },
    Job { every: Duration::from_secs(2), run: |app| Box::pin(index_users(app)) },
    Job { every: Duration::from_secs(60), run: |app| Box::pin(async { app.throttle.tidy() }) },
];

/// Makes users findable that came into being since the last time.
async fn index_users(app: &App) {
    loop {
        match app.store.index_some_users().await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::warn!(%error, cause = ?error.cause, "users could not be indexed");
                return;
            }
        }
    }
}

/// Starts every job; each runs a last time when `stop` is cancelled. The tracker is done when all of them are.
pub(crate) fn start(app: &App, stop: &CancellationToken) -> TaskTracker {
    let tracker = TaskTracker::new();
    for job in JOBS {
        let (app, stop) = (app.clone(), stop.clone());
        tracker.spawn(async move {
            let mut ticks = interval(job.every);
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
