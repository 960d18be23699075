//! The widget: a script that any page may load. Its URL holds a hash of its content, so browsers may cache it forever;
//! `/widget.js` redirects to the current URL.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, LOCATION, VARY,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

const SCRIPT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/widget.js"));
const COMPRESSED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/widget.js.gz"));

const CROSS_ORIGIN: (HeaderName, &str) =
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
const FIVE_MINUTES: &str = "public, max-age=300";
/// `Cache-Control` of files whose name has a hash of their content.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// `<hash>.js`.
static NAME: LazyLock<String> = LazyLock::new(|| {
    let hash: String = Sha256::digest(SCRIPT).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{hash}.js")
});

/// Returns the widget's routes. They are not part of the API or its specification.
#[expect(
    clippy::disallowed_methods,
    reason = "a script is not part of the API; tests/it/widget.rs says who may load it"
)]
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/widget.js", get(newest)).route("/widget/{name}", get(versioned))
}

/// Returns whether the widget was built into this server.
pub fn is_built() -> bool {
    !SCRIPT.is_empty()
}

/// Redirects the URL that pages use to the current one.
async fn newest() -> Response {
    if SCRIPT.is_empty() {
        return missing();
    }
    let headers = [CROSS_ORIGIN, (CACHE_CONTROL, FIVE_MINUTES)];
    (StatusCode::FOUND, headers, [(LOCATION, format!("/widget/{}", *NAME))]).into_response()
}

/// Returns the script. Redirects the URL of an older version to the current one, because browsers may cache
/// the redirect of `/widget.js` for some minutes.
async fn versioned(Path(name): Path<String>, headers: HeaderMap) -> Response {
    if SCRIPT.is_empty() || name != *NAME {
        return newest().await;
    }
    let common = [
        CROSS_ORIGIN,
        (CACHE_CONTROL, IMMUTABLE),
        (CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (VARY, "accept-encoding"),
    ];
    if accepts_gzip(&headers) {
        (common, [(CONTENT_ENCODING, "gzip")], COMPRESSED).into_response()
    } else {
        (common, SCRIPT).into_response()
    }
}

/// Returns whether the caller accepts a compressed response.
pub(super) fn accepts_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|list| list.split(',')).any(|coding| {
        let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = parameters.trim().strip_prefix("q=").is_some_and(|q| q.trim().parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

/// The response if the server was built with cargo alone.
fn missing() -> Response {
    let text = "This server was built without the widget. Build it with 'make run', or run 'scripts/widget' before cargo.\n";
    (StatusCode::NOT_FOUND, [(CACHE_CONTROL, "no-store")], text).into_response()
}
