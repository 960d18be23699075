//! Waiting: polls with a bound instead of fixed sleeps.

use std::time::Duration;

use tokio::time::{sleep, timeout};

/// How long a test waits for something before it fails. Only a hang takes that long, even on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(50);

const POLL_EVERY: Duration = Duration::from_millis(10);

/// Waits until a condition holds.
pub async fn eventually(what: &str, holds: impl Fn() -> bool) {
    eventually_some(what, async || holds().then_some(())).await;
}

/// Polls until there is a value, and returns it.
pub async fn eventually_some<T>(what: &str, poll: impl AsyncFn() -> Option<T>) -> T {
    let polling = async {
        loop {
            if let Some(value) = poll().await {
                return value;
            }
            sleep(POLL_EVERY).await;
        }
    };
    in_time(what, polling).await
}

/// Waits for a future that must end.
pub async fn in_time<T>(what: &str, future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("{what}: waited for {PATIENCE:?}"))
}
