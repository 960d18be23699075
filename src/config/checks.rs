//! Ranges of the settings.

use std::time::Duration;

use url::Url;

use super::{Config, ConfigError};

impl Config {
    /// Returns an error for the first setting that is out of range.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        match self.number_checks().into_iter().chain(self.time_checks()).find(|(ok, _)| !ok) {
            Some((_, message)) => Err(ConfigError::Range(message)),
            None => Ok(()),
        }
    }

    fn number_checks(&self) -> [(bool, &'static str); 7] {
        let models = &self.models;
        let mut windows = models.context_windows.values().chain([&models.default_context_window]);
        let price_ok = |price: f64| (0.0..=1_000_000.0).contains(&price);
        let mut prices = models.prices.values();
        [
            (
                is_root(&self.public_url),
                "public_url must be an address without a path, such as https://chat.example.com: the server's pages work \
                 at the root of a host only, so give it a host name of its own",
            ),
            (self.http.header_limit >= 8_192, "http.header_limit must be at least 8192"),
            (self.database_connections > 0, "database_connections must be at least 1"),
            (models.local_parallel > 0, "models.local_parallel must be at least 1"),
            (models.local_context_window >= 64, "models.local_context_window must be at least 64"),
            (windows.all(|&size| size > 0), "a context window of models must be at least 1 token"),
            (
                prices.all(|price| price_ok(price.input) && price_ok(price.output)),
                "a price of models must be a number from 0 to 1000000",
            ),
        ]
    }

    /// Zero does not turn a time limit off: every request would fail, or heartbeats would be sent without a pause.
    fn time_checks(&self) -> [(bool, &'static str); 14] {
        let (http, models, dashboard) = (&self.http, &self.models, &self.dashboard);
        let tenth = |time: Duration| time >= Duration::from_millis(100);
        let mut timeouts = self.connections.values().flat_map(|one| [one.read_timeout, one.reply_timeout]);
        let minute = |time: Duration| time >= Duration::from_secs(60);
        [
            (
                self.database_statement_timeout >= Duration::from_secs(1),
                "database_statement_timeout must be at least 1 second",
            ),
            (tenth(http.heartbeat), "http.heartbeat must be at least 0.1 seconds"),
            (tenth(http.read_timeout), "http.read_timeout must be at least 0.1 seconds"),
            (tenth(http.idle_timeout), "http.idle_timeout must be at least 0.1 seconds"),
            (tenth(http.write_timeout), "http.write_timeout must be at least 0.1 seconds"),
            (tenth(http.request_timeout), "http.request_timeout must be at least 0.1 seconds"),
            (tenth(models.connect_timeout), "models.connect_timeout must be at least 0.1 seconds"),
            (tenth(models.read_timeout), "models.read_timeout must be at least 0.1 seconds"),
            (tenth(models.reply_timeout), "models.reply_timeout must be at least 0.1 seconds"),
            (tenth(models.circuit_pause), "models.circuit_pause must be at least 0.1 seconds"),
            (
                timeouts.all(|time| time.is_none_or(tenth)),
                "read_timeout and reply_timeout of a connection must be at least 0.1 seconds",
            ),
            (minute(dashboard.session_time), "dashboard.session_time must be at least 60 seconds"),
            (minute(dashboard.link_time), "dashboard.link_time must be at least 60 seconds"),
            (tenth(self.internal.sweep_interval), "internal.sweep_interval must be at least 0.1 seconds"),
        ]
    }
}

/// Returns whether a URL names a host alone. Empty stands for no URL.
fn is_root(url: &str) -> bool {
    url.is_empty()
        || Url::parse(url).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.path() == "/"
                && url.query().is_none()
                && url.fragment().is_none()
        })
}
