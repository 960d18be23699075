//! The sections of the settings.

use std::collections::HashMap;
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

use super::values::{seconds, table};
use crate::pricing::Price;

/// Logging.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// Filter in the syntax of `tracing_subscriber::EnvFilter`.
    pub level: String,
    /// Format of log lines.
    pub format: LogFormat,
    /// Whether each request is logged.
    pub requests: bool,
}

/// Format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Text for people.
    Text,
    /// One JSON object per line.
    Json,
}

/// Limits of the HTTP server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Maximum size of a request body, in bytes.
    pub body_limit: usize,
    /// Maximum size of a request head, in bytes.
    pub header_limit: usize,
    /// Whether a proxy in front sets `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Within which a request's head, and then its body, must arrive.
    #[serde(deserialize_with = "seconds")]
    pub read_timeout: Duration,
    /// How long a connection stays open between two requests.
    #[serde(deserialize_with = "seconds")]
    pub idle_timeout: Duration,
    /// Within which a caller must read on while a response is written.
    #[serde(deserialize_with = "seconds")]
    pub write_timeout: Duration,
    /// Maximum duration of a request that asks no model.
    #[serde(deserialize_with = "seconds")]
    pub request_timeout: Duration,
    /// Idle time of a stream after which a heartbeat is sent.
    #[serde(deserialize_with = "seconds")]
    pub heartbeat: Duration,
    /// What running requests and replies may still take after a shutdown signal.
    #[serde(deserialize_with = "seconds")]
    pub shutdown_timeout: Duration,
}

/// The dashboard.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dashboard {
    /// Inactivity after which a member must sign in again.
    #[serde(deserialize_with = "seconds")]
    pub session_time: Duration,
    /// Lifetime of a single-use link (setup, invitation, password reset).
    #[serde(deserialize_with = "seconds")]
    pub link_time: Duration,
}

/// Outgoing mail.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The mail server's URL, which may contain a password; empty for none.
    pub smtp: SecretString,
    /// The sender.
    pub from: String,
}

/// Requests to models.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Models {
    /// Maximum time to connect to a provider.
    #[serde(deserialize_with = "seconds")]
    pub connect_timeout: Duration,
    /// Maximum time until a response starts, and between two pieces of it.
    #[serde(deserialize_with = "seconds")]
    pub read_timeout: Duration,
    /// Maximum duration of a whole reply.
    #[serde(deserialize_with = "seconds")]
    pub reply_timeout: Duration,
    /// Retries of a request that failed before the first token.
    pub retries: u32,
    /// Maximum wait before a retry.
    #[serde(deserialize_with = "seconds")]
    pub max_retry_wait: Duration,
    /// Failed requests in a row after which a model is not asked for a while; 0: it is always asked.
    pub circuit_failures: u32,
    /// How long it is not asked then.
    #[serde(deserialize_with = "seconds")]
    pub circuit_pause: Duration,
    /// Maximum length of a reply, in bytes.
    pub max_reply_bytes: usize,
    /// Context window of unlisted models, in tokens.
    pub default_context_window: usize,
    /// Tokens of the context window that are reserved for the reply.
    pub reply_tokens: usize,
    /// Replies that local models write at the same time.
    pub local_parallel: usize,
    /// Maximum number of replies that wait for a local model.
    pub local_queue: usize,
    /// Maximum context window of a local model in tokens, even if its file allows more.
    pub local_context_window: usize,
    /// Whether project connections may lead to private addresses.
    pub private_addresses: bool,
    /// Full model names that are replaced by another one.
    #[serde(deserialize_with = "table")]
    pub aliases: HashMap<String, String>,
    /// Context windows in tokens, by full model name.
    #[serde(deserialize_with = "table")]
    pub context_windows: HashMap<String, usize>,
    /// Recommended models by full model name, and since when.
    #[serde(deserialize_with = "table")]
    pub recommended: HashMap<String, String>,
    /// Prices by full model name.
    #[serde(deserialize_with = "table")]
    pub prices: HashMap<String, Price>,
}

/// Lifetimes of caches and intervals of background jobs. Operators have no reason to set them; tests shorten them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Internal {
    /// How long projects, keys and project connections are cached.
    #[serde(deserialize_with = "seconds")]
    pub cache_lifetime: Duration,
    /// Minimum time between two records of the use of one secret key.
    #[serde(deserialize_with = "seconds")]
    pub key_use_interval: Duration,
    /// How long a provider's list of models is cached.
    #[serde(deserialize_with = "seconds")]
    pub model_catalog_lifetime: Duration,
    /// The same for a failure to get it.
    #[serde(deserialize_with = "seconds")]
    pub model_catalog_failure_lifetime: Duration,
    /// How long a node may be silent before its replies count as orphaned.
    #[serde(deserialize_with = "seconds")]
    pub node_silence: Duration,
    /// How often the reply sweeper runs.
    #[serde(deserialize_with = "seconds")]
    pub sweep_interval: Duration,
}
