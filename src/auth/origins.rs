//! Origins: from which pages of the web a project's users may call. It keeps honest browsers of other people's pages out;
//! who is not a browser sends what they like, so it stands beside the user's proof and never for it.

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use url::Url;

use crate::app::App;
use crate::error::{Result, forbidden};
use crate::store::projects::Project;

/// An origin as browsers send it, `scheme://host[:port]` in lower case without a default port; none if it is not one.
pub fn normalised(origin: &str) -> Option<String> {
    let host = origin.split_once("://")?.1;
    // What the parser would take off, put up with or understand as more than an origin; and no host has a star.
    if origin.contains(|c: char| c.is_whitespace() || c.is_control())
        || host.contains(['/', '\\', '?', '#', '@', '*'])
    {
        return None;
    }
    let url = Url::parse(origin).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.origin().ascii_serialization())
}

/// Refuses a request from a page whose origin is not on the project's list. An empty list is everybody's; what has no
/// origin is no page.
pub(super) fn check(headers: &HeaderMap, project: &Project, app: &App) -> Result<()> {
    let mut origins = headers.get_all(ORIGIN).iter().peekable();
    if origins.peek().is_none() {
        return Ok(());
    }
    let allowed = project.origins();
    let on_list = |origin: &[u8]| allowed.iter().any(|allowed| allowed.as_bytes() == origin);
    // The dashboard's playground is a page of this server itself.
    let fits = |origin: &[u8]| on_list(origin) || is_own(origin, headers, app);
    if allowed.is_empty() || origins.all(|origin| fits(origin.as_bytes())) {
        return Ok(());
    }
    Err(forbidden("Origin: this page is not on the project's list of allowed origins"))
}

/// Refuses a request from a page of another origin than this server's own; what has no origin is no page.
pub(super) fn require_own(headers: &HeaderMap, app: &App) -> Result<()> {
    match headers.get_all(ORIGIN).iter().all(|origin| is_own(origin.as_bytes(), headers, app)) {
        true => Ok(()),
        false => Err(forbidden(
            "Origin: this page is not of this server; if it is behind a proxy, set public_url to its address",
        )),
    }
}

/// Where pages of this server are, as far as it can tell: `public_url`, else what the caller's browser calls it.
pub(super) fn own(headers: &HeaderMap, app: &App) -> String {
    if !app.config.public_url.is_empty() {
        return app.config.public_url.trim_end_matches('/').to_owned();
    }
    let header = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    match (header(ORIGIN), header(HOST)) {
        (Some(origin), _) if is_own(origin.as_bytes(), headers, app) => origin.to_owned(),
        (_, Some(host)) => format!("http://{host}"),
        _ => format!("http://{}", app.config.listen),
    }
}

/// Whether a page of this origin is one of this server's: by the configured address, or by the name that its browser
/// calls the server, which a page of another server cannot choose.
fn is_own(origin: &[u8], headers: &HeaderMap, app: &App) -> bool {
    let configured = normalised_url(&app.config.public_url);
    if configured.is_some_and(|own| own.as_bytes() == origin) {
        return true;
    }
    let host = headers.get(HOST).map(|host| host.as_bytes());
    let named = [b"https://".as_slice(), b"http://"].iter().find_map(|scheme| origin.strip_prefix(*scheme));
    named.is_some() && named == host
}

/// The origin of an address.
fn normalised_url(url: &str) -> Option<String> {
    Url::parse(url).ok().map(|url| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_brought_into_the_form_that_browsers_send() {
        for (given, sent) in [
            ("https://example.com", "https://example.com"),
            ("HTTPS://Example.COM:443", "https://example.com"),
            ("http://example.com:80", "http://example.com"),
            ("http://example.com:443", "http://example.com:443"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("http://[::1]:5173", "http://[::1]:5173"),
        ] {
            assert_eq!(normalised(given).as_deref(), Some(sent), "{given}");
        }
    }

    #[test]
    fn what_is_no_origin_is_refused() {
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
            "chrome-extension://abcdef",
            "javascript://x",
        ] {
            assert_eq!(normalised(given), None, "{given:?}");
        }
    }
}
