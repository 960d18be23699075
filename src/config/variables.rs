//! Settings in environment variables.

use std::collections::HashMap;

use config::{File, FileFormat};

use super::{ConfigError, DEFAULTS};

/// Prefix of the variables' names.
pub(super) const PREFIX: &str = "PROFICIENT";

/// Settings that are tables. In a variable they are a JSON object, which replaces the whole table.
const TABLES: &[&str] = &["models.aliases", "models.context_windows", "models.prices", "models.recommended"];

/// Returns the database's URL from the variables that may contain it.
pub(super) fn database() -> Option<String> {
    ["PROFICIENT_DATABASE", "DATABASE_URL"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
}

/// Returns the variables that name a setting. Others with our prefix are ignored: an orchestrator may set
/// `PROFICIENT_PORT` for a service of this name.
pub(super) fn settings() -> Result<HashMap<String, String>, ConfigError> {
    let defaults =
        config::Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml)).build()?;
    Ok(std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| names_setting(&defaults, name))
        .collect())
}

fn names_setting(defaults: &config::Config, name: &str) -> bool {
    let Some(path) = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_prefix('_')) else {
        return false;
    };
    let path = path.to_ascii_lowercase().replace("__", ".");
    let is_section = defaults.get_table(&path).is_ok() && !TABLES.contains(&path.as_str());
    path.starts_with("connections.") || defaults.get::<config::Value>(&path).is_ok() && !is_section
}
