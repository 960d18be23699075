//! The settings: `config.default.toml`, then the operator's file, then `PROFICIENT_*` variables, then the command line.

mod bounds;
mod connections;
mod sections;
mod values;
mod variables;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use config::{Environment, File, FileFormat};
use secrecy::SecretString;
use serde::Deserialize;

pub use connections::{Api, Connection, ConnectionKind};
pub use sections::{Dashboard, Http, Internal, Log, LogFormat, Mail, Models};

/// The documented defaults: the file in the repository.
pub const DEFAULTS: &str = include_str!("../../config.default.toml");

/// All settings. `config.default.toml` documents each of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: String,
    /// URL under which browsers reach this server, for links and cookies; empty if unknown.
    pub public_url: String,
    /// Folder for everything that is stored on this machine.
    pub data_dir: PathBuf,
    /// The database's URL, which may contain a password; empty for a file in `data_dir`.
    pub database: SecretString,
    /// Maximum number of database connections.
    pub database_connections: u32,
    /// Time limit for a statement on PostgreSQL.
    #[serde(deserialize_with = "values::seconds")]
    pub database_statement_timeout: Duration,
    /// Whether statements on PostgreSQL are prepared once per connection.
    pub database_prepared_statements: bool,
    /// Whether to start although another server is using the same SQLite file.
    pub allow_shared_database: bool,
    /// Whether to create a demo project on an empty database.
    pub demo: bool,
    /// The demo agent's model; empty for one of the first connected provider.
    pub demo_model: String,
    /// Logging.
    pub log: Log,
    /// The HTTP server.
    pub http: Http,
    /// The dashboard.
    pub dashboard: Dashboard,
    /// Outgoing mail.
    pub mail: Mail,
    /// Key that encrypts the keys of project connections: 32 bytes in Base64; empty for a file in `data_dir`.
    pub secret_key: SecretString,
    /// Requests to models.
    pub models: Models,
    /// Lifetimes of caches and intervals of background jobs.
    pub internal: Internal,
    /// Server connections by name, besides those from the usual variables.
    pub connections: HashMap<String, Connection>,
}

/// Command-line options that override settings.
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
    /// `--allow-shared-database`
    pub allow_shared_database: bool,
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file cannot be read, or a setting is unknown or of the wrong type; the message names it.
    #[error("{0}")]
    Invalid(#[from] config::ConfigError),
    /// A value is out of range; the message names the setting.
    #[error("{0}")]
    Range(String),
}

impl Config {
    /// Reads the settings of this process from the file (if any), its environment and its command line.
    pub fn load(file: Option<&Path>, overrides: &Overrides) -> Result<Self, ConfigError> {
        let mut sources = config::Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml));
        if let Some(file) = file {
            sources = sources.add_source(File::from(file).format(FileFormat::Toml));
        }
        let environment = Environment::with_prefix(variables::PREFIX)
            .prefix_separator("_")
            .separator("__")
            .ignore_empty(true)
            .source(Some(variables::settings()?));
        let database = overrides.database.clone().or_else(variables::database);
        let settings = sources
            .add_source(environment)
            .set_override_option("database", database)?
            .set_override_option("listen", overrides.listen.clone())?
            .set_override_option("data_dir", overrides.data_dir.clone())?
            .set_override_option("demo", overrides.demo.then_some(true))?
            .set_override_option("allow_shared_database", overrides.allow_shared_database.then_some(true))?
            .build()?;
        bounds::check_numbers(&settings)?;
        let config: Self = settings.try_deserialize()?;
        config.check()?;
        Ok(config)
    }
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
    fn a_file_changes_only_what_it_names_and_typos_are_reported() {
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

    #[test]
    fn a_connection_has_settings_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("p.toml");
        let section = "[connections.azure]\nkind = \"openai\"\napi = \"responses\"\nread_timeout = 600\n";
        let more = "headers = { X-Team = \"s3cret\" }\nquery = { api-version = \"2026-10-01\" }\nreply_timeout = 0.5\n";
        std::fs::write(&file, format!("{section}{more}")).unwrap();
        let config = Config::load(Some(&file), &Overrides::default()).unwrap();
        let azure = &config.connections["azure"];
        assert_eq!((azure.api, &*azure.query["api-version"]), (Api::Responses, "2026-10-01"));
        assert_eq!(azure.read_timeout, Some(Duration::from_secs(600)));
        assert_eq!(azure.reply_timeout, Some(Duration::from_millis(500)));
        assert_eq!(azure.headers.len(), 1);
        assert!(!format!("{config:?}").contains("s3cret"));

        std::fs::write(&file, "[connections.x]\nkind = \"openai\"\nread_timeout = 0\n").unwrap();
        let error = Config::load(Some(&file), &Overrides::default()).unwrap_err().to_string();
        assert!(error.contains("read_timeout"), "{error}");
    }

    #[test]
    fn the_built_in_demo_cannot_be_configured() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("p.toml");
        std::fs::write(&file, "[connections.x]\nkind = \"demo\"\n").unwrap();
        let error = Config::load(Some(&file), &Overrides::default()).unwrap_err().to_string();
        assert!(error.contains("openai_compatible"), "{error}");
    }
}
