//! The settings: `config.default.toml`, then the operator's file, then `PROFICIENT_*`, then the command line.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use config::{Environment, File, FileFormat};
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use crate::pricing::Price;

/// The documented defaults, as the file in the repository.
pub const DEFAULTS: &str = include_str!("../config.default.toml");

/// Settings that are tables: as a variable, a JSON object that takes the place of the whole table.
const TABLES: &[&str] = &["models.aliases", "models.context_windows", "models.prices"];

/// What the names of variables begin with.
const PREFIX: &str = "PROFICIENT";

/// Everything that an operator can set. What each means is said in `config.default.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where to listen.
    pub listen: String,
    /// How browsers reach this server, for links and cookies; empty if it is not known.
    pub public_url: String,
    /// Where things are kept.
    pub data_dir: PathBuf,
    /// The database's URL; empty for a file in `data_dir`. It may hold a password.
    pub database: SecretString,
    /// Database connections at most.
    pub database_connections: u32,
    /// Whether to make a demo project on an empty database.
    pub demo: bool,
    /// The demo agent's model; empty for one of the first provider that is connected.
    pub demo_model: String,
    /// Logging.
    pub log: Log,
    /// The HTTP server.
    pub http: Http,
    /// The dashboard.
    pub dashboard: Dashboard,
    /// Sending mail.
    pub mail: Mail,
    /// What providers' keys of projects are sealed with: 32 bytes in Base64; empty for a file in `data_dir`.
    pub secret_key: SecretString,
    /// Asking models.
    pub models: Models,
    /// Connections by name, besides those from the usual variables.
    pub connections: HashMap<String, Connection>,
}

/// Logging.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// A filter as `tracing_subscriber::EnvFilter` reads it.
    pub level: String,
    /// How lines look.
    pub format: LogFormat,
    /// Whether each request is a line.
    pub requests: bool,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The HTTP server's limits.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Bytes.
    pub body_limit: usize,
    /// Bytes.
    pub header_limit: usize,
    /// Whether a proxy in front says in `X-Forwarded-For` who called it.
    pub behind_proxy: bool,
    /// For the head and for the body.
    #[serde(deserialize_with = "seconds")]
    pub read_timeout: Duration,
    /// For a caller to read a piece of its answer.
    #[serde(deserialize_with = "seconds")]
    pub write_timeout: Duration,
    /// For a request that asks no model.
    #[serde(deserialize_with = "seconds")]
    pub request_timeout: Duration,
    /// Silence in a stream until a sign of life is sent.
    #[serde(deserialize_with = "seconds")]
    pub heartbeat: Duration,
    /// For running requests and replies after a signal.
    #[serde(deserialize_with = "seconds")]
    pub shutdown_timeout: Duration,
}

/// The dashboard.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dashboard {
    /// Without a request, until a member must log in anew.
    #[serde(deserialize_with = "seconds")]
    pub session_time: Duration,
    /// Until a link (setup, invitation, new password) is worth nothing.
    #[serde(deserialize_with = "seconds")]
    pub link_time: Duration,
}

/// Sending mail.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The URL of the mail server, which may hold a password; empty for none.
    pub smtp: SecretString,
    /// The sender.
    pub from: String,
}

/// Asking models.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Models {
    /// To connect.
    #[serde(deserialize_with = "seconds")]
    pub connect_timeout: Duration,
    /// Until the answer starts, and between two pieces of it.
    #[serde(deserialize_with = "seconds")]
    pub read_timeout: Duration,
    /// For a whole reply.
    #[serde(deserialize_with = "seconds")]
    pub reply_timeout: Duration,
    /// Repetitions of a request that failed before the first word.
    pub retries: u32,
    /// The longest wait before one.
    #[serde(deserialize_with = "seconds")]
    pub max_retry_wait: Duration,
    /// Bytes.
    pub max_reply_bytes: usize,
    /// Tokens.
    pub default_context_window: usize,
    /// Tokens kept free for the reply.
    pub reply_tokens: usize,
    /// Replies that local models write at the same time.
    pub local_parallel: usize,
    /// Replies that wait for a local model at most.
    pub local_queue: usize,
    /// Tokens that a local model reads and writes at most together, whatever its file says.
    pub local_context_window: usize,
    /// Whether projects' own connections may lead into the server's own network.
    pub private_addresses: bool,
    /// Full model names that are sent as another.
    #[serde(deserialize_with = "table")]
    pub aliases: HashMap<String, String>,
    /// Tokens by the beginning of a full model name.
    #[serde(deserialize_with = "table")]
    pub context_windows: HashMap<String, usize>,
    /// US dollars for a million tokens, likewise.
    #[serde(deserialize_with = "table")]
    pub prices: HashMap<String, Price>,
}

/// A connection to a provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// Which protocol it speaks.
    pub kind: ConnectionKind,
    /// Where; each kind but `openai_compatible` has a default.
    #[serde(default)]
    pub base_url: Option<String>,
    /// May be absent for servers that ask for none.
    #[serde(default)]
    pub api_key: Option<SecretString>,
    /// The file of a `local` one; in `data_dir` if it is relative.
    #[serde(default)]
    pub path: Option<PathBuf>,
}

impl Connection {
    /// One with nothing set.
    pub fn of(kind: ConnectionKind) -> Self {
        Self { kind, base_url: None, api_key: None, path: None }
    }
}

/// The protocol of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionKind {
    /// OpenAI's own service.
    Openai,
    /// Anthropic's.
    Anthropic,
    /// Google's Gemini.
    Gemini,
    /// Any server that speaks OpenAI's chat completions.
    OpenaiCompatible,
    /// A model that runs in this process.
    Local,
}

impl ConnectionKind {
    /// As settings name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Openai => "openai",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::OpenaiCompatible => "openai_compatible",
            Self::Local => "local",
        }
    }

    /// The kind with this name that a project may have: what runs in this process is the operator's.
    pub fn from_name(name: &str) -> Option<Self> {
        let kinds = [Self::Openai, Self::Anthropic, Self::Gemini, Self::OpenaiCompatible];
        kinds.into_iter().find(|kind| kind.name() == name)
    }
}

/// What the command line may say.
#[derive(Debug, Default, Clone)]
pub struct Overrides {
    /// `--listen`
    pub listen: Option<String>,
    /// `--data-dir`
    pub data_dir: Option<String>,
    /// `--database`
    pub database: Option<String>,
    /// `--demo`
    pub demo: bool,
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file or a value that does not fit; says which.
    #[error("{0}")]
    Invalid(#[from] config::ConfigError),
    /// A value out of range.
    #[error("{0}")]
    Range(&'static str),
}

impl Config {
    /// Reads the settings of this process: the file (if any), its environment, its command line.
    pub fn load(file: Option<&Path>, overrides: &Overrides) -> Result<Self, ConfigError> {
        let mut sources = config::Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml));
        if let Some(file) = file {
            sources = sources.add_source(File::from(file).format(FileFormat::Toml));
        }
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let database = overrides.database.clone();
        let database =
            database.or_else(|| variable("PROFICIENT_DATABASE")).or_else(|| variable("DATABASE_URL"));
        let config: Self = sources
            .add_source(
                Environment::with_prefix(PREFIX)
                    .prefix_separator("_")
                    .separator("__")
                    .ignore_empty(true)
                    .source(Some(variables()?)),
            )
            .set_override_option("database", database)?
            .set_override_option("listen", overrides.listen.clone())?
            .set_override_option("data_dir", overrides.data_dir.clone())?
            .set_override_option("demo", overrides.demo.then_some(true))?
            .build()?
            .try_deserialize()?;
        config.check()
    }

    fn check(self) -> Result<Self, ConfigError> {
        if self.http.header_limit < 8_192 {
            return Err(ConfigError::Range("http.header_limit must be at least 8192"));
        }
        if self.database_connections == 0 {
            return Err(ConfigError::Range("database_connections must be at least 1"));
        }
        if self.models.local_parallel == 0 {
            return Err(ConfigError::Range("models.local_parallel must be at least 1"));
        }
        if self.models.local_context_window < 64 {
            return Err(ConfigError::Range("models.local_context_window must be at least 64"));
        }
        if self.models.default_context_window == 0
            || self.models.context_windows.values().any(|&size| size == 0)
        {
            return Err(ConfigError::Range("a context window of models must be at least 1 token"));
        }
        let fits = |price: f64| (0.0..=1_000_000.0).contains(&price);
        if !self.models.prices.values().all(|price| fits(price.input) && fits(price.output)) {
            return Err(ConfigError::Range("a price of models must be a number from 0 to 1000000"));
        }
        Ok(self)
    }
}

/// The variables that name a setting. Others with our prefix are not ours to refuse: an orchestrator may set
/// `PROFICIENT_PORT` for a service of this name.
fn variables() -> Result<HashMap<String, String>, ConfigError> {
    let defaults =
        config::Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml)).build()?;
    let names_setting = |name: &str| {
        let Some(path) = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_prefix('_')) else {
            return false;
        };
        let path = path.to_ascii_lowercase().replace("__", ".");
        let is_section = defaults.get_table(&path).is_ok() && !TABLES.contains(&path.as_str());
        path.starts_with("connections.") || defaults.get::<config::Value>(&path).is_ok() && !is_section
    };
    Ok(std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| names_setting(name))
        .collect())
}

fn table<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<HashMap<String, T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Given<T> {
        Table(HashMap<String, T>),
        Json(String),
    }
    match Given::deserialize(deserializer)? {
        Given::Table(table) => Ok(table),
        Given::Json(text) => serde_json::from_str(&text)
            .map_err(|error| serde::de::Error::custom(format!("not a JSON object of this table: {error}"))),
    }
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let seconds = f64::deserialize(deserializer)?;
    Duration::try_from_secs_f64(seconds).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_defaults_are_valid() {
        let config = Config::load(None, &Overrides::default()).unwrap();
        assert_eq!(config.http.body_limit, 1_048_576);
        assert_eq!(config.models.aliases["openai.gpt-3.5-turbo-16k"], "openai.gpt-3.5-turbo");
        assert_eq!(config.models.context_windows["openai.gpt-4.1"], 1_047_576);
    }

    #[test]
    fn a_file_changes_only_what_it_names_and_typing_errors_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("p.toml");
        std::fs::write(&file, "[models.aliases]\n\"house.Big-Model.v2\" = \"house.Qwen/Q\"\n[connections.house]\nkind = \"openai_compatible\"\nbase_url = \"http://h/v1\"\napi_key = \"s3cret\"\n").unwrap();
        let config = Config::load(
            Some(&file),
            &Overrides { listen: Some("127.0.0.1:0".into()), ..Overrides::default() },
        )
        .unwrap();
        assert_eq!(config.models.aliases["house.Big-Model.v2"], "house.Qwen/Q");
        assert_eq!(config.models.aliases["openai.gpt-3.5-turbo-16k"], "openai.gpt-3.5-turbo");
        assert_eq!(config.connections["house"].kind, ConnectionKind::OpenaiCompatible);
        assert_eq!(config.listen, "127.0.0.1:0");
        assert!(!format!("{config:?}").contains("s3cret"));

        std::fs::write(&file, "[http]\nbody_limt = 5\n").unwrap();
        let error = Config::load(Some(&file), &Overrides::default()).unwrap_err().to_string();
        assert!(error.contains("body_limt"), "{error}");
    }
}
