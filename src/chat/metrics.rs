//! Metrics of a reply that are recorded while it is written: model, tokens, latency.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use crate::models::Usage;
use crate::pricing::Price;

/// The metrics of a reply that is being written.
#[derive(Debug, Default)]
pub struct ReplyMetrics(Mutex<Recorded>);

/// See [`ReplyMetrics`].
#[derive(Debug, Default, Clone)]
pub struct Recorded {
    /// The model that was asked last.
    pub model: String,
    /// Its price.
    pub price: Option<Price>,
    /// Our estimate of the input tokens.
    pub input_tokens: i64,
    /// When the first visible character arrived.
    pub first_token: Option<Instant>,
    /// The usage that its provider reported.
    pub usage: Option<Usage>,
    /// The request to it, as JSON. Recorded for test users only.
    pub trace: Option<String>,
}

impl ReplyMetrics {
    /// Gives access to the recorded values.
    pub fn lock(&self) -> MutexGuard<'_, Recorded> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
