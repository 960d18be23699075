//! What the server remembers about models when settings change: what they refuse, and whether they are down.

use super::circuit_breaker::CircuitBreakers;
use super::unsupported_features::UnsupportedFeatures;
use crate::config::Models;

/// The memory of all connections. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct ProviderMemory {
    pub(super) unsupported: UnsupportedFeatures,
    pub(super) breakers: CircuitBreakers,
}

impl ProviderMemory {
    pub(super) fn new(settings: &Models) -> Self {
        Self { unsupported: UnsupportedFeatures::default(), breakers: CircuitBreakers::new(settings) }
    }
}
