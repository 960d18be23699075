//! What models turned out not to support, remembered for a day.

use std::time::Duration;

use moka::sync::Cache;

use super::refusal::Unsupported;

/// Long enough to spare a provider, short enough to notice an update.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);
/// Models that are remembered at most.
const CAPACITY: u64 = 10_000;

/// The memory of all connections. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct UnsupportedFeatures(Cache<String, Unsupported>);

impl Default for UnsupportedFeatures {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(CAPACITY).time_to_live(REMEMBERED).build())
    }
}

impl UnsupportedFeatures {
    /// Returns what is known of a connection's model.
    pub(super) fn of(&self, connection: &str, model: &str) -> Unsupported {
        self.0.get(&key(connection, model)).unwrap_or_default()
    }

    /// Remembers what a connection's model does not support.
    pub(super) fn remember(&self, connection: &str, model: &str, unsupported: Unsupported) {
        self.0.insert(key(connection, model), unsupported);
    }
}

fn key(connection: &str, model: &str) -> String {
    format!("{connection}\n{model}")
}
