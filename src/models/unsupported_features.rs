//! The features that models turned out not to support, remembered for a day.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use moka::sync::Cache;

use super::refusal::Unsupported;
use crate::store::agents::CommonSettings;

/// Long enough to avoid most refused requests, short enough to notice an update.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);
/// Maximum number of models and ways to ask them that are remembered.
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
    /// Returns the known unsupported features of a connection's model that is asked with these settings.
    pub(super) fn of(&self, connection: &str, model: &str, settings: &CommonSettings) -> Unsupported {
        self.0.get(&key(connection, model, settings)).unwrap_or_default()
    }

    /// Remembers what a connection's model does not support together with these settings.
    pub(super) fn remember(
        &self,
        connection: &str,
        model: &str,
        settings: &CommonSettings,
        unsupported: Unsupported,
    ) {
        self.0.insert(key(connection, model, settings), unsupported);
    }
}

/// Returns what support depends on: a model that thinks refuses other parameters than one that does not, and fields of
/// an agent's own may exclude any parameter. Without the settings, one agent's would decide what others can send.
fn key(connection: &str, model: &str, settings: &CommonSettings) -> String {
    let CommonSettings { reasoning_effort, thinking_budget, extra, .. } = settings;
    let thinking = thinking_budget.map(i64::signum);
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(extra).unwrap_or_default().hash(&mut hasher);
    format!("{connection}\n{model}\n{reasoning_effort:?} {thinking:?} {:x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::models::refusal::Feature;
    use crate::store::agents::ReasoningEffort;

    #[test]
    fn a_refusal_counts_for_the_same_way_of_thinking_and_the_same_extra_fields() {
        let features = UnsupportedFeatures::default();
        let asked = |settings: &CommonSettings| features.of("c", "m", settings) != Unsupported::default();
        let thinking = CommonSettings { thinking_budget: Some(2_000), ..CommonSettings::default() };
        features.remember("c", "m", &thinking, Unsupported::default().with(Feature::Temperature));
        let more = CommonSettings { thinking_budget: Some(3_000), seed: Some(7), ..thinking.clone() };
        assert!(asked(&thinking) && asked(&more));

        let effort = CommonSettings { reasoning_effort: Some(ReasoningEffort::Low), ..thinking.clone() };
        let mut extra = thinking.clone();
        extra.extra.insert("thinking".into(), json!({"type": "adaptive"}));
        for other in [CommonSettings::default(), effort, extra] {
            assert!(!asked(&other), "{other:?}");
        }
    }
}
