//! The features that models turned out not to support, remembered for a day.

use std::time::Duration;

use moka::sync::Cache;

use super::refusal::Unsupported;

/// Long enough to avoid most refused requests, short enough to notice an update.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);
/// Maximum number of models remembered.
const CAPACITY: u64 = 10_000;

/// The unsupported features of all connections' models. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct UnsupportedFeatures(Cache<String, Unsupported>);

impl Default for UnsupportedFeatures {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(CAPACITY).time_to_live(REMEMBERED).build())
    }
}

impl UnsupportedFeatures {
    /// Returns the known unsupported features of a connection's model.
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
