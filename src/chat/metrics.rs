//! Metrics of a reply that are recorded while it is written: model, tokens, latency.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use crate::models::{ProviderError, Usage};
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
    /// What earlier, failed attempts used, with any model.
    pub spent: Spent,
    /// What the provider said if asking failed.
    pub provider_error: Option<ProviderError>,
    /// The request that it was sent, as JSON. Recorded for test users only.
    pub trace: Option<String>,
}

/// The tokens of failed attempts, and what they cost.
#[derive(Debug, Default, Clone, Copy)]
pub struct Spent {
    /// The tokens.
    pub usage: Option<Usage>,
    /// Their cost in billionths of a US dollar; `None` if one of the models has no price.
    pub cost: Option<i64>,
}

impl Recorded {
    /// Adds what a failed attempt used.
    pub fn spend(&mut self, usage: Option<Usage>, price: Option<Price>) {
        let Some(usage) = usage else { return };
        let cost = price.map(|price| price.cost(usage));
        self.spent = match self.spent.usage {
            None => Spent { usage: Some(usage), cost },
            Some(before) => Spent {
                usage: Some(before + usage),
                cost: self.spent.cost.zip(cost).map(|(before, cost)| before.saturating_add(cost)),
            },
        };
    }

    /// Returns the tokens of the failed attempts plus `usage`, that of the reply itself, and what they all
    /// cost.
    pub fn total(&self, usage: Option<Usage>) -> Spent {
        let mut all = self.clone();
        all.spend(usage, self.price);
        all.spent
    }
}

impl ReplyMetrics {
    /// Gives access to the recorded values.
    pub fn lock(&self) -> MutexGuard<'_, Recorded> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
