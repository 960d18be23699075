//! Calling providers over HTTP: the client, URLs, and reading bodies up to a limit.

use reqwest::Response;
use url::Url;

use super::failure::FailureKind;
use super::ssrf_guard::was_private;
use crate::config::{Connection, ConnectionKind, Models};

/// Returns the settings that all clients share.
pub(super) fn builder(settings: &Models) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(settings.connect_timeout)
        // Providers do not redirect, and following a redirect could send a key elsewhere.
        .redirect(reqwest::redirect::Policy::none())
        // A few bytes that decompress to gigabytes would bypass every limit.
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        .tcp_nodelay(true)
}

/// Returns the address of a provider's own service.
pub(super) fn default_url(kind: ConnectionKind) -> &'static str {
    match kind {
        ConnectionKind::Anthropic => "https://api.anthropic.com",
        ConnectionKind::Gemini => "https://generativelanguage.googleapis.com/v1beta",
        _ => "https://api.openai.com/v1",
    }
}

/// Returns the URL below which a connection's requests go: its base URL, with the connection's own query
/// parameters.
pub(super) fn base_of(connection: &Connection) -> Result<Url, String> {
    let mut url = base_url(connection.kind, connection.base_url.as_deref())?;
    if !connection.query.is_empty() {
        url.query_pairs_mut().extend_pairs(&connection.query);
    }
    Ok(url)
}

/// Returns a base URL with the version and without a slash at the end.
fn base_url(kind: ConnectionKind, base: Option<&str>) -> Result<Url, String> {
    let base = base.unwrap_or_else(|| default_url(kind));
    let mut url = Url::parse(base).map_err(|error| format!("base_url {base:?}: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("base_url {base:?}: must begin with http:// or https://"));
    }
    let mut path = url.path().trim_end_matches('/').to_owned();
    // This provider's base URL is usually given without the version.
    if kind == ConnectionKind::Anthropic && !path.ends_with("/v1") {
        path.push_str("/v1");
    }
    url.set_path(&path);
    url.set_fragment(None);
    Ok(url)
}

/// Adds `path` to a base URL, in front of its query.
pub(super) fn join(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}/{path}", base.path().trim_end_matches('/')));
    url
}

/// Returns whether a connection leads to the provider's own service, however its URL is written.
pub(super) fn is_own_service(kind: ConnectionKind, base: &Url) -> bool {
    let place = |url: &Url| (url.origin(), url.path().trim_end_matches('/').to_owned());
    base_url(kind, None).is_ok_and(|own| place(&own) == place(base))
}

/// Reads up to `limit` bytes of a body. Returns them, and whether they are the whole body.
pub(super) async fn read_body(response: &mut Response, limit: usize) -> reqwest::Result<(Vec<u8>, bool)> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await? {
        if body.len() + piece.len() > limit {
            body.extend_from_slice(&piece[..limit - body.len()]);
            return Ok((body, false));
        }
        body.extend_from_slice(&piece);
    }
    Ok((body, true))
}

/// Returns the kind of failure for an error of the connection to a provider.
pub(super) fn transport_failure(error: &reqwest::Error) -> FailureKind {
    if was_private(error) {
        FailureKind::Private
    } else if error.is_connect() {
        FailureKind::Unreachable
    } else if error.is_timeout() {
        FailureKind::TimedOut
    } else if error.is_body() || error.is_decode() {
        FailureKind::CutOff
    } else {
        FailureKind::Unreachable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_goes_between_the_base_url_and_its_query() {
        for (kind, base, url) in [
            (ConnectionKind::Openai, "https://api.openai.com/v1", "https://api.openai.com/v1/x"),
            (ConnectionKind::OpenaiCompatible, "http://h:8000/v1/", "http://h:8000/v1/x"),
            (ConnectionKind::OpenaiCompatible, "http://h", "http://h/x"),
            (ConnectionKind::Openai, "https://h/v1?api-version=1&a=b", "https://h/v1/x?api-version=1&a=b"),
            (ConnectionKind::Openai, "https://h/v1/?api-version=1#f", "https://h/v1/x?api-version=1"),
            (ConnectionKind::Anthropic, "https://api.anthropic.com", "https://api.anthropic.com/v1/x"),
            (ConnectionKind::Anthropic, "https://gateway/x/v1?k=1", "https://gateway/x/v1/x?k=1"),
        ] {
            assert_eq!(join(&base_url(kind, Some(base)).unwrap(), "x").as_str(), url);
        }
        let query =
            [("api-version", "2026-10-01 x"), ("b", "&")].map(|(name, value)| (name.into(), value.into()));
        let connection = Connection {
            base_url: Some("https://h/v1?a=1".into()),
            query: query.into(),
            ..Connection::of(ConnectionKind::Openai)
        };
        let url = join(&base_of(&connection).unwrap(), "x");
        assert_eq!(url.as_str(), "https://h/v1/x?a=1&api-version=2026-10-01+x&b=%26");
        assert!(base_url(ConnectionKind::Openai, Some("ftp://h")).is_err());
        assert!(base_url(ConnectionKind::Openai, Some("nonsense")).is_err());
    }

    #[test]
    fn the_provider_s_own_service_is_recognised_however_it_is_spelt() {
        let own = |kind, base| is_own_service(kind, &base_url(kind, base).unwrap());
        for base in [
            None,
            Some("https://api.openai.com/v1"),
            Some("https://api.openai.com/v1/"),
            Some("HTTPS://API.OpenAI.com:443/v1"),
        ] {
            assert!(own(ConnectionKind::Openai, base), "{base:?}");
        }
        for base in ["http://localhost:1234/v1", "http://api.openai.com/v1", "https://api.openai.com/v2"] {
            assert!(!own(ConnectionKind::Openai, Some(base)), "{base}");
        }
        assert!(own(ConnectionKind::Anthropic, Some("https://api.anthropic.com/v1/")));
    }
}
