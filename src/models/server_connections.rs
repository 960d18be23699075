//! The connections that the operator configures: sections of the settings, the providers' usual environment
//! variables, and the built-in model.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use crate::config::{Api, Config, Connection, ConnectionKind};

pub(super) const DEMO: &str = "demo";
pub(super) const LOCAL: &str = "local";

/// The built-in model's file in the data folder.
const BUILT_IN: &str = "models/smollm2-135m-instruct.gguf";

/// Returns all connections by name, or the name and the problem of one that cannot work. Sections of the
/// settings override the environment variables, which `variable` reads.
pub(super) fn all(
    config: &Config,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<HashMap<String, Connection>, (String, &'static str)> {
    let mut all = from_variables(variable);
    if cfg!(feature = "local-model") && config.data_dir.join(BUILT_IN).is_file() {
        all.insert(LOCAL.to_owned(), Connection::of(ConnectionKind::Local));
    }
    for (name, connection) in &config.connections {
        let problem = |problem| (name.clone(), problem);
        if name == DEMO {
            return Err(problem("this name is reserved for the built-in demo"));
        }
        if connection.kind == ConnectionKind::OpenaiCompatible && connection.base_url.is_none() {
            return Err(problem("base_url is missing: where is the server?"));
        }
        if connection.api == Api::Responses && !connection.kind.speaks_openai() {
            return Err(problem("api is a setting of the kinds openai and openai_compatible"));
        }
        all.insert(name.clone(), connection.clone());
    }
    Ok(all)
}

/// Returns the file of a local model.
pub(super) fn local_file(config: &Config, connection: &Connection) -> PathBuf {
    config.data_dir.join(connection.path.as_deref().unwrap_or(Path::new(BUILT_IN)))
}

fn from_variables(variable: impl Fn(&str) -> Option<String>) -> HashMap<String, Connection> {
    let read =
        |name: &str| variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let mut all = HashMap::new();
    for (name, kind, key, url) in [
        ("openai", ConnectionKind::Openai, "OPENAI_API_KEY", "OPENAI_BASE_URL"),
        ("anthropic", ConnectionKind::Anthropic, "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"),
        ("gemini", ConnectionKind::Gemini, "GEMINI_API_KEY", "GEMINI_BASE_URL"),
    ] {
        let (api_key, base_url) = (read(key), read(url));
        if api_key.is_some() || base_url.is_some() {
            all.insert(
                name.to_owned(),
                Connection { base_url, api_key: api_key.map(SecretString::from), ..Connection::of(kind) },
            );
        }
    }
    if let Some(host) = read("OLLAMA_HOST") {
        let base_url = Some(ollama_url(&host));
        all.insert(
            "ollama".to_owned(),
            Connection { base_url, ..Connection::of(ConnectionKind::OpenaiCompatible) },
        );
    }
    all
}

/// Returns the base URL for `OLLAMA_HOST`. Ollama's server uses the same variable for the address it listens
/// on, so it may lack a scheme and a port, or be 0.0.0.0.
fn ollama_url(host: &str) -> String {
    let with_scheme = if host.contains("://") { host.to_owned() } else { format!("http://{host}") };
    let Ok(mut url) = url::Url::parse(&with_scheme) else { return with_scheme };
    if url.host_str() == Some("0.0.0.0") {
        let _kept = url.set_host(Some("127.0.0.1"));
    }
    if url.port().is_none() && !host.contains("://") {
        let _kept = url.set_port(Some(11434));
    }
    format!("{}/v1", url.as_str().trim_end_matches('/').trim_end_matches("/v1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_connections_that_speak_openai_choose_an_api() {
        let mut config = Config::load(None, &crate::config::Overrides::default()).unwrap();
        for (kind, works) in [(ConnectionKind::Openai, true), (ConnectionKind::Anthropic, false)] {
            let connection = Connection { api: Api::Responses, ..Connection::of(kind) };
            config.connections.insert("x".into(), connection);
            assert_eq!(all(&config, |_| None).is_ok(), works, "{kind:?}");
        }
    }

    #[test]
    fn ollama_host_in_all_its_forms() {
        for (host, url) in [
            ("127.0.0.1:11434", "http://127.0.0.1:11434/v1"),
            ("gpu", "http://gpu:11434/v1"),
            ("0.0.0.0", "http://127.0.0.1:11434/v1"),
            ("https://ollama.example.com", "https://ollama.example.com/v1"),
            ("http://localhost:1/v1/", "http://localhost:1/v1"),
        ] {
            assert_eq!(ollama_url(host), url);
        }
    }
}
