//! Ranges of the settings.

use super::{Config, ConfigError};

impl Config {
    /// Returns an error for the first setting that is out of range.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let models = &self.models;
        let windows = models.context_windows.values().chain([&models.default_context_window]);
        let price_ok = |price: f64| (0.0..=1_000_000.0).contains(&price);
        let checks = [
            (self.http.header_limit >= 8_192, "http.header_limit must be at least 8192"),
            (self.database_connections > 0, "database_connections must be at least 1"),
            (models.local_parallel > 0, "models.local_parallel must be at least 1"),
            (models.local_context_window >= 64, "models.local_context_window must be at least 64"),
            (windows.copied().all(|size| size > 0), "a context window of models must be at least 1 token"),
            (!self.internal.sweep_interval.is_zero(), "internal.sweep_interval must be more than 0"),
            (
                models.prices.values().all(|price| price_ok(price.input) && price_ok(price.output)),
                "a price of models must be a number from 0 to 1000000",
            ),
        ];
        match checks.into_iter().find(|(ok, _)| !ok) {
            Some((_, message)) => Err(ConfigError::Range(message)),
            None => Ok(()),
        }
    }
}
