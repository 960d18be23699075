//! What a connection sends with every request besides the body: its key, and headers of its own. None of it
//! may appear in logs or responses.

use reqwest::RequestBuilder;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::config::{Connection, ConnectionKind};

/// Maximum number of characters of a provider's message that are logged.
const DETAIL: usize = 400;
/// Minimum length of a secret. A shorter value is a placeholder, and may be an ordinary word.
const SHORTEST_SECRET: usize = 8;

/// Headers that belong to the connection itself. With a `Host` of its own, a request could lead to another
/// provider.
const RESERVED: [&str; 13] = [
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "proxy-authorization",
];

/// The key and the headers of a connection.
#[derive(Debug)]
pub(super) struct Credentials {
    kind: ConnectionKind,
    api_key: Option<SecretString>,
    headers: HeaderMap,
}

/// Checks that the headers of a connection can be sent. An error names the one that cannot.
pub fn check_headers(connection: &Connection) -> Result<(), String> {
    headers(connection).map(drop)
}

/// Returns the headers as they are sent, or what is wrong with one of them.
fn headers(connection: &Connection) -> Result<HeaderMap, String> {
    let header = |(name, value): (&String, &SecretString)| {
        let lower = name.to_ascii_lowercase();
        if RESERVED.contains(&lower.as_str()) {
            return Err(format!("headers.{name}: is set by the server"));
        }
        let parsed: HeaderName =
            lower.parse().map_err(|_| format!("headers.{name}: is not a valid header name"))?;
        let value = HeaderValue::from_str(value.expose_secret().trim());
        let mut value = value.map_err(|_| format!("headers.{name}: must be printable ASCII characters"))?;
        value.set_sensitive(true);
        Ok((parsed, value))
    };
    connection.headers.iter().map(header).collect()
}

impl Credentials {
    pub(super) fn new(connection: &Connection) -> Result<Self, String> {
        let (kind, api_key) = (connection.kind, connection.api_key.clone());
        Ok(Self { kind, api_key, headers: headers(connection)? })
    }

    /// Adds the key where the provider expects it, and the headers, which may replace it.
    pub(super) fn add_to(&self, request: RequestBuilder) -> RequestBuilder {
        let request = match (self.api_key.as_ref().map(ExposeSecret::expose_secret), self.kind) {
            (None, _) => request,
            (Some(api_key), ConnectionKind::Anthropic) => request.header("x-api-key", api_key),
            (Some(api_key), ConnectionKind::Gemini) => request.header("x-goog-api-key", api_key),
            (Some(api_key), _) => request.bearer_auth(api_key),
        };
        request.headers(self.headers.clone())
    }

    /// Returns the beginning of a provider's message for the log: on one line and without our secrets.
    pub(super) fn brief(&self, text: &str) -> String {
        let headers = self.headers.values().filter_map(|value| value.to_str().ok());
        let key = self.api_key.as_ref().map(|key| key.expose_secret());
        let secrets = headers.chain(key).filter(|secret| secret.len() >= SHORTEST_SECRET);
        let text = secrets.fold(text.to_owned(), |text, secret| text.replace(secret, "[secret]"));
        text.chars().take(DETAIL).map(|c| if c.is_control() { ' ' } else { c }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(api_key: &str, headers: &[(&str, &str)]) -> Connection {
        let headers = headers.iter().map(|&(name, value)| (name.to_owned(), value.into()));
        Connection {
            api_key: Some(api_key.into()),
            headers: headers.collect(),
            ..Connection::of(ConnectionKind::Openai)
        }
    }

    #[test]
    fn a_detail_is_one_short_line_without_secrets() {
        let brief = |text: &str, api_key| {
            Credentials::new(&with(api_key, &[("X-Team", "team-4711-secret")])).unwrap().brief(text)
        };
        assert_eq!(
            brief("Incorrect key: s3cret-4711\n\"x\"", "s3cret-4711"),
            "Incorrect key: [secret] \"x\""
        );
        assert_eq!(brief("of team-4711-secret", "s3cret-4711"), "of [secret]");
        assert_eq!(brief("none of these", "none"), "none of these");
        assert_eq!(brief(&"é".repeat(1_000), "none"), "é".repeat(400));
    }

    #[test]
    fn headers_that_cannot_be_sent_are_refused_and_none_is_in_debug_output() {
        for (name, value) in
            [("Host", "h"), ("a b", "x"), ("", "x"), ("X-A", "a\nb"), ("Content-Length", "1")]
        {
            let problem = headers(&with("k", &[(name, value)])).unwrap_err();
            assert!(problem.starts_with(&format!("headers.{name}: ")), "{problem}");
        }
        let credentials = Credentials::new(&with("s3cret-4711", &[("X-Team", "team-4711")])).unwrap();
        assert!(!format!("{credentials:?}").contains("4711"));
    }
}
