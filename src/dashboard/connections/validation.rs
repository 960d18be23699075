//! Validation of connections.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::app::App;
use crate::config::{Api, Connection as Settings, ConnectionKind};
use crate::error::{Result, invalid};
use crate::models::{FailureKind, check_headers};
use crate::store::connections::Connection as Row;

/// Maximum length of a base URL in bytes.
const MAX_URL: usize = 2_048;
/// Maximum length of a key in bytes.
const MAX_KEY: usize = 4_096;
/// Maximum length of a name.
const MAX_NAME: usize = 32;

/// Maximum number of headers, and of parameters in the query.
const MAX_PAIRS: usize = 20;
/// Maximum length of their names in bytes.
const MAX_PAIR_NAME: usize = 128;
/// Limits of time that can be set, in seconds.
const TIMES: RangeInclusive<f64> = 1.0..=3_600.0;

/// The settings of a connection as a member enters them.
#[derive(Debug)]
pub(super) struct Entered {
    pub kind: ConnectionKind,
    pub base_url: Option<String>,
    pub api_key: Option<SecretString>,
    pub api: Option<Api>,
    pub headers: Option<BTreeMap<String, SecretString>>,
    pub query: Option<BTreeMap<String, String>>,
    pub read_timeout: Option<f64>,
    pub reply_timeout: Option<f64>,
}

/// Validates a connection that is to be stored: well-formed, and not at a private address if the server refuses those.
pub(super) fn valid_connection(app: &App, entered: Entered) -> Result<Settings> {
    let settings = well_formed(entered)?;
    match app.models.check(&settings) {
        Ok(()) => Ok(settings),
        Err(FailureKind::Private) => {
            Err(invalid("base_url: leads to a private address, which this server does not call"))
        }
        Err(_) => Err(invalid("base_url: is not a URL that can be called")),
    }
}

/// Checks that the fields of a connection are well-formed.
pub(super) fn well_formed(entered: Entered) -> Result<Settings> {
    let kind = entered.kind;
    if !kind.is_for_projects() {
        return Err(invalid(
            "kind: must be openai, anthropic, gemini or openai_compatible; the others are reserved for the server",
        ));
    }
    let base_url = entered.base_url.map(|url| url.trim().to_owned()).filter(|url| !url.is_empty());
    match &base_url {
        Some(url) => check_url(url)?,
        None if kind == ConnectionKind::OpenaiCompatible => {
            return Err(invalid("base_url: missing; enter the server's URL"));
        }
        None => {}
    }
    let api = entered.api.unwrap_or_default();
    if api == Api::Responses && !kind.speaks_openai() {
        return Err(invalid("api: responses is for the kinds openai and openai_compatible"));
    }
    let settings = Settings {
        base_url,
        api_key: entered.api_key.map(valid_key).transpose()?.flatten(),
        api,
        headers: entered.headers.unwrap_or_default(),
        query: entered.query.unwrap_or_default(),
        read_timeout: time("read_timeout", entered.read_timeout)?,
        reply_timeout: time("reply_timeout", entered.reply_timeout)?,
        ..Settings::of(kind)
    };
    check_pairs("headers", settings.headers.iter().map(|(name, value)| (&**name, value.expose_secret())))?;
    check_pairs("query", settings.query.iter().map(|(name, value)| (&**name, &**value)))?;
    check_headers(&settings).map_err(invalid)?;
    Ok(settings)
}

fn check_pairs<'a>(field: &str, pairs: impl ExactSizeIterator<Item = (&'a str, &'a str)>) -> Result<()> {
    if pairs.len() > MAX_PAIRS {
        return Err(invalid(format!("{field}: must not be more than {MAX_PAIRS}")));
    }
    for (name, value) in pairs {
        if name.is_empty() || name.len() > MAX_PAIR_NAME {
            return Err(invalid(format!("{field}: a name must have 1 to {MAX_PAIR_NAME} bytes")));
        }
        if value.len() > MAX_KEY {
            return Err(invalid(format!("{field}.{name}: must not be longer than {MAX_KEY} bytes")));
        }
        if name.contains('\0') || value.contains('\0') {
            return Err(invalid(format!("{field}: must not contain the character U+0000")));
        }
    }
    Ok(())
}

fn time(field: &str, seconds: Option<f64>) -> Result<Option<Duration>> {
    match seconds {
        Some(seconds) if !TIMES.contains(&seconds) => {
            Err(invalid(format!("{field}: must be a number of seconds from 1 to 3600")))
        }
        seconds => Ok(seconds.map(Duration::from_secs_f64)),
    }
}

fn check_url(text: &str) -> Result<()> {
    let wrong = || invalid("base_url: must be an http or https URL, such as https://llm.example.com/v1");
    let url = Url::parse(text).map_err(|_| wrong())?;
    if text.len() > MAX_URL || !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(wrong());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("base_url: must not contain a user or a password; use api_key for keys"));
    }
    if url.fragment().is_some() {
        return Err(invalid("base_url: must not contain #"));
    }
    Ok(())
}

/// Checks that a key can be sent in a header. An empty one is `None`.
fn valid_key(key: SecretString) -> Result<Option<SecretString>> {
    let text = key.expose_secret().trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.len() > MAX_KEY || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(invalid(format!("api_key: must be up to {MAX_KEY} ASCII characters without spaces")));
    }
    Ok(Some(text.into()))
}

/// Validates the name of a connection.
pub(super) fn valid_name(name: String) -> Result<String> {
    let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
    let starts_with_letter = name.starts_with(|first: char| first.is_ascii_lowercase());
    if !starts_with_letter || !name.bytes().all(allowed) || name.len() > MAX_NAME {
        return Err(invalid(
            "name: must be a lower-case letter followed by up to 31 lower-case letters, digits, - and _",
        ));
    }
    if matches!(name.as_str(), "demo" | "local") {
        return Err(invalid("name: is reserved for the server; choose another one"));
    }
    Ok(name)
}

/// Returns whether settings lead to the same provider as a stored connection.
pub(super) fn same_provider(settings: &Settings, row: &Row) -> bool {
    let without_slash = |url: &str| url.trim_end_matches('/').to_owned();
    settings.kind.name() == row.kind
        && without_slash(settings.base_url.as_deref().unwrap_or_default()) == without_slash(&row.base_url)
        && query_text(settings) == row.query
}

/// Returns the query of a connection as it is stored.
pub(super) fn query_text(settings: &Settings) -> String {
    serde_json::to_string(&settings.query).unwrap_or_default()
}

/// Refuses settings that would send a stored secret, unless it was entered again, to another provider.
/// Headers may decide where a gateway sends a request.
pub(super) fn keep_secrets_here(
    settings: &Settings,
    before: &Row,
    entered_key: bool,
    entered_headers: bool,
) -> Result<()> {
    let moved = !same_provider(settings, before);
    if !entered_key && !before.sealed_key.is_empty() && (moved || entered_headers) {
        return Err(invalid("api_key: enter it again, because kind, base URL, query or headers changed"));
    }
    if !entered_headers && !before.sealed_headers.is_empty() && moved {
        return Err(invalid("headers: enter them again, because kind, base URL or query changed"));
    }
    Ok(())
}
