//! What a connection sends with every request besides the body: its key, and headers and query parameters of its own.
//! None of it may appear in logs or responses.

use reqwest::RequestBuilder;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::http_client::base_of;
use super::provider_error::message_of;
use crate::config::{Connection, ConnectionKind};

/// Maximum number of characters of a provider's message that are logged.
const DETAIL: usize = 400;
/// Minimum length of a secret. A shorter value is a placeholder, and may be an ordinary word.
const SHORTEST_SECRET: usize = 8;
/// A query parameter that is no secret, and that messages name.
const NOT_SECRET: &str = "api-version";
/// What precedes the secret in a header.
const SCHEMES: [&str; 4] = ["bearer ", "basic ", "token ", "key "];

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
    /// All values that messages must not contain, the longest first.
    secrets: Vec<SecretString>,
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
        Ok(Self { kind, api_key, headers: headers(connection)?, secrets: secrets(connection)? })
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

    /// Returns the beginning of the message in what a provider said: on one line and without our secrets.
    pub(super) fn brief(&self, said: &str) -> String {
        let secrets = self.secrets.iter().map(ExposeSecret::expose_secret);
        let text = secrets.fold(message_of(said), |text, secret| without(&text, secret));
        text.chars().take(DETAIL).map(|c| if c.is_control() { ' ' } else { c }).collect()
    }
}

/// Returns all secrets of a connection, the longest first: one may contain another.
fn secrets(connection: &Connection) -> Result<Vec<SecretString>, String> {
    let headers = connection.headers.values().map(|value| bare(value.expose_secret().trim()).to_owned());
    let key = connection.api_key.iter().map(|key| key.expose_secret().to_owned());
    let mut all: Vec<String> = headers.chain(key).chain(in_url(&base_of(connection)?)).collect();
    all.retain(|secret| secret.len() >= SHORTEST_SECRET);
    all.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    all.dedup();
    Ok(all.into_iter().map(SecretString::from).collect())
}

/// Returns the secrets in a URL, as they are and as the URL encodes them.
fn in_url(url: &Url) -> impl Iterator<Item = String> {
    let decoded = url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned()));
    let pair = |pair: &str| pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    let encoded = url.query().unwrap_or_default().split('&').filter_map(pair);
    let all: Vec<_> = decoded.chain(encoded).filter(|(name, _)| name != NOT_SECRET).collect();
    all.into_iter().map(|(_, value)| value).chain(url.password().map(str::to_owned))
}

/// Returns the secret in a header's value, without the scheme before it.
fn bare(value: &str) -> &str {
    let rest = |scheme: &&str| {
        let (start, rest) = value.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then(|| rest.trim_start())
    };
    SCHEMES.iter().find_map(rest).unwrap_or(value)
}

/// Replaces a secret wherever a text has it, also if its characters are escaped as in JSON, as often as they may be.
fn without(text: &str, secret: &str) -> String {
    let (mut clean, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(first) = rest.chars().next() {
        let after = secret.chars().try_fold(rest, skip);
        match after {
            Some(after) => {
                clean.push_str("[secret]");
                rest = after;
            }
            None => {
                clean.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
    }
    clean
}

/// Returns what follows a character at the beginning of a text, escaped or not. `None` if the text begins otherwise.
fn skip(text: &str, expected: char) -> Option<&str> {
    let escaped = text.trim_start_matches('\\');
    if let Some(rest) = text.strip_prefix(expected).or_else(|| escaped.strip_prefix(expected)) {
        return Some(rest);
    }
    let code = escaped.strip_prefix('u').filter(|_| escaped.len() < text.len())?;
    let (digits, rest) = code.split_at_checked(4)?;
    (u32::from_str_radix(digits, 16) == Ok(u32::from(expected))).then_some(rest)
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
    fn a_secret_is_found_wherever_it_is_sent_and_however_it_is_escaped() {
        let mut connection = with("s3cret/47+11", &[("Authorization", "Bearer team-4711-secret")]);
        connection.base_url = Some("https://host/v1?sig=aa%2Bb%2Fc%3Dd&api-version=2026-10-01".into());
        connection.query.insert("code".into(), "of-the-function".into());
        let credentials = Credentials::new(&connection).unwrap();
        for (said, brief) in [
            (r#"{"error": {"message": "Bad: s3cret\/47\u002B11"}}"#, "Bad: [secret]"),
            (
                r#"{"error": {"message": "Bad: {\"key\": \"s3cret\\/47\\u002b11\"}"}}"#,
                r#"Bad: {"key": "[secret]"}"#,
            ),
            (r#"not JSON {"key": "s3cret\/47\u002b11""#, r#"not JSON {"key": "[secret]""#),
            ("Bad: team-4711-secret", "Bad: [secret]"),
            ("GET /v1?sig=aa%2Bb%2Fc%3Dd", "GET /v1?sig=[secret]"),
            ("sig is aa+b/c=d", "sig is [secret]"),
            ("code of-the-function", "code [secret]"),
            ("version 2026-10-01 is not supported", "version 2026-10-01 is not supported"),
        ] {
            assert_eq!(credentials.brief(said), brief, "{said}");
        }
        assert!(!format!("{credentials:?}").contains("of-the-function"));
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
