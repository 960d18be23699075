//! Origins: which web pages may call for a project's users, and CSRF protection of the dashboard. The check keeps
//! browsers on other people's pages out. Other programs can send any origin, so it never replaces the proof of the
//! user.

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use url::Url;

use crate::config::Config;
use crate::error::{Result, forbidden};
use crate::store::projects::Project;

/// Returns an origin in the form that browsers send: `scheme://host[:port]` in lower case without a default port.
/// `None` if it is not an origin.
pub fn normalised(origin: &str) -> Option<String> {
    let host = origin.split_once("://")?.1;
    // Refuses anything that the parser would strip, tolerate or read as more than an origin, and wildcards.
    if origin.contains(|c: char| c.is_whitespace() || c.is_control())
        || host.contains(['/', '\\', '?', '#', '@', '*'])
    {
        return None;
    }
    let url = Url::parse(origin).ok()?;
    match url.scheme() {
        "http" | "https" => Some(url.origin().ascii_serialization()),
        scheme if NO_PAGES.contains(&scheme) => None,
        // The pages of an app, such as capacitor://localhost or tauri://localhost.
        scheme => {
            let host = url.host_str().filter(|host| !host.is_empty())?.to_ascii_lowercase();
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            Some(format!("{scheme}://{host}{port}"))
        }
    }
}

/// Schemes whose pages have no origin of their own, or that no page has.
const NO_PAGES: [&str; 9] = ["about", "blob", "data", "file", "ftp", "javascript", "mailto", "ws", "wss"];

/// Refuses a request from a page whose origin is not on the project's list. An empty list allows every page. A request
/// without an origin does not come from a page.
pub(super) fn check(headers: &HeaderMap, project: &Project, config: &Config) -> Result<()> {
    let mut origins = headers.get_all(ORIGIN).iter().peekable();
    if origins.peek().is_none() {
        return Ok(());
    }
    let allowed = project.origins();
    let on_list = |origin: &[u8]| allowed.iter().any(|allowed| allowed.as_bytes() == origin);
    // The dashboard's playground is a page of this server.
    let fits = |origin: &[u8]| on_list(origin) || is_own(origin, headers, config);
    if allowed.is_empty() || origins.all(|origin| fits(origin.as_bytes())) {
        return Ok(());
    }
    Err(forbidden("Origin: this page is not on the project's list of allowed origins"))
}

/// Refuses a request from a page of another server (CSRF protection). A request without an origin does not come from a
/// page.
pub(super) fn require_own(headers: &HeaderMap, config: &Config) -> Result<()> {
    match headers.get_all(ORIGIN).iter().all(|origin| is_own(origin.as_bytes(), headers, config)) {
        true => Ok(()),
        false => Err(forbidden(
            "Origin: this page does not belong to this server; behind a proxy, set public_url to its address",
        )),
    }
}

/// Returns the base URL of this server's pages: `public_url` if it is set, else the name that the caller's browser
/// uses.
pub(super) fn own(headers: &HeaderMap, config: &Config) -> String {
    if !config.public_url.is_empty() {
        return config.public_url.trim_end_matches('/').to_owned();
    }
    let header = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    match (header(ORIGIN), header(HOST)) {
        (Some(origin), _) if is_own(origin.as_bytes(), headers, config) => origin.to_owned(),
        (_, Some(host)) => format!("http://{host}"),
        _ => format!("http://{}", config.listen),
    }
}

/// Returns whether a page of this origin belongs to this server: by `public_url` alone if that is set, else by the name
/// that the browser uses for the server. That name can be forged by DNS rebinding, `public_url` cannot.
fn is_own(origin: &[u8], headers: &HeaderMap, config: &Config) -> bool {
    if let Some(own) = normalised_url(&config.public_url) {
        return own.as_bytes() == origin;
    }
    let host = headers.get(HOST).map(|host| host.as_bytes());
    let named = [b"https://".as_slice(), b"http://"].iter().find_map(|scheme| origin.strip_prefix(*scheme));
    named.is_some() && named == host
}

/// Returns the origin of a URL.
fn normalised_url(url: &str) -> Option<String> {
    Url::parse(url).ok().map(|url| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Overrides;

    #[test]
    fn with_a_public_url_only_its_origin_is_our_own() {
        let headers = HeaderMap::from_iter([(HOST, "rebound.example:8080".parse().unwrap())]);
        let mut config = Config::load(None, &Overrides::default()).unwrap();
        assert!(is_own(b"http://rebound.example:8080", &headers, &config));
        assert!(!is_own(b"http://other.example", &headers, &config));
        config.public_url = "https://chat.example.com/".to_owned();
        assert!(!is_own(b"http://rebound.example:8080", &headers, &config));
        assert!(is_own(b"https://chat.example.com", &headers, &config));
    }

    #[test]
    fn origins_are_normalised_to_the_form_that_browsers_send() {
        for (given, sent) in [
            ("https://example.com", "https://example.com"),
            ("HTTPS://Example.COM:443", "https://example.com"),
            ("http://example.com:80", "http://example.com"),
            ("http://example.com:443", "http://example.com:443"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("http://[::1]:5173", "http://[::1]:5173"),
            ("capacitor://localhost", "capacitor://localhost"),
            ("tauri://LOCALHOST", "tauri://localhost"),
            ("app://my.app:8000", "app://my.app:8000"),
            ("chrome-extension://abcdef", "chrome-extension://abcdef"),
        ] {
            assert_eq!(normalised(given).as_deref(), Some(sent), "{given}");
        }
    }

    #[test]
    fn anything_but_an_origin_is_refused() {
        for given in [
            "",
            "*",
            "null",
            "example.com",
            "//example.com",
            "https:example.com",
            "https://",
            "https://:443",
            "https://example.com/",
            "https://example.com/app",
            "https://example.com?x",
            "https://example.com#x",
            "https://user@example.com",
            "https://user:password@example.com",
            "https://*.example.com",
            "https://example.com:99999",
            "https://exa mple.com",
            "https://example.com\n",
            " https://example.com",
            "ht\ttps://example.com",
            "https:///example.com",
            "https://\\example.com",
            "ftp://example.com",
            "file:///tmp",
            "javascript://x",
            "data://x",
            "app://",
            "app://:80",
            "app://local host",
            "ws://example.com",
        ] {
            assert_eq!(normalised(given), None, "{given:?}");
        }
    }
}
