//! Validation of connections.

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::app::App;
use crate::config::{Connection as Settings, ConnectionKind};
use crate::error::{Error, Result, invalid};
use crate::models::FailureKind;
use crate::store::connections::Connection as Row;

/// Maximum length of a base URL in bytes.
const MAX_URL: usize = 2_048;
/// Maximum length of a key in bytes.
const MAX_KEY: usize = 4_096;
/// Maximum length of a name.
const MAX_NAME: usize = 32;

/// Validates a connection that is to be stored: well-formed, and not at a private address if the server refuses those.
pub(super) fn valid_connection(
    app: &App,
    kind: ConnectionKind,
    base_url: Option<String>,
    api_key: Option<SecretString>,
) -> Result<Settings> {
    let settings = well_formed(kind, base_url, api_key)?;
    match app.models.check(&settings) {
        Ok(()) => Ok(settings),
        Err(FailureKind::Private) => {
            Err(invalid("base_url: leads to a private address, which this server does not call"))
        }
        Err(_) => Err(invalid("base_url: is not a URL that can be called")),
    }
}

/// Checks that the fields of a connection are well-formed.
pub(super) fn well_formed(
    kind: ConnectionKind,
    base_url: Option<String>,
    api_key: Option<SecretString>,
) -> Result<Settings> {
    if !kind.is_for_projects() {
        return Err(invalid(
            "kind: must be openai, anthropic, gemini or openai_compatible; the others are reserved for the server",
        ));
    }
    let base_url = base_url.map(|url| url.trim().to_owned()).filter(|url| !url.is_empty());
    match &base_url {
        Some(url) => check_url(url)?,
        None if kind == ConnectionKind::OpenaiCompatible => {
            return Err(invalid("base_url: missing; enter the server's URL"));
        }
        None => {}
    }
    Ok(Settings { base_url, api_key: api_key.map(valid_key).transpose()?.flatten(), ..Settings::of(kind) })
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
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid("base_url: must not contain ? or #"));
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
}

/// Returns the error for a stored key that would be sent to another provider.
pub(super) fn key_required() -> Error {
    invalid("api_key: enter it again, because kind or base URL changed")
}
