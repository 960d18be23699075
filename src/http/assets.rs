//! The widget: a script that any page may load, and the modules that it loads when a message needs them. Their URLs hold
//! a hash of their content, so browsers may cache them forever; `/widget.js` redirects to the current URL.

use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, LOCATION, VARY,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::not_found::no_such_path;

/// The output of `scripts/widget`. Empty in a server that was built with cargo alone.
#[derive(RustEmbed)]
#[folder = "packages/widget/dist/"]
#[allow_missing = true]
struct Files;

const SCRIPT: &str = "widget.js";

const CROSS_ORIGIN: (HeaderName, &str) =
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
const FIVE_MINUTES: &str = "public, max-age=300";
/// `Cache-Control` of files whose name has a hash of their content.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// `<hash>.js`, if the widget was built.
static NAME: LazyLock<Option<String>> = LazyLock::new(|| {
    let script = Files::get(SCRIPT)?;
    let hash: String =
        Sha256::digest(&script.data).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    Some(format!("{hash}.js"))
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
    NAME.is_some()
}

/// Redirects the URL that pages use to the current one.
async fn newest() -> Response {
    let Some(name) = &*NAME else { return missing() };
    let headers = [CROSS_ORIGIN, (CACHE_CONTROL, FIVE_MINUTES)];
    (StatusCode::FOUND, headers, [(LOCATION, format!("/widget/{name}"))]).into_response()
}

/// Returns the script or a module. Redirects the URL of an older version of the script to the current one, because
/// browsers may cache the redirect of `/widget.js` for some minutes. Without an older module, a message is only less
/// pretty.
async fn versioned(Path(name): Path<String>, headers: HeaderMap) -> Response {
    if NAME.as_ref() == Some(&name) {
        return file(SCRIPT, &headers).unwrap_or_else(missing);
    }
    let is_script =
        name.strip_suffix(".js").is_some_and(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if is_script || NAME.is_none() {
        return newest().await;
    }
    let module = if name.ends_with(".js") && name != SCRIPT { file(&name, &headers) } else { None };
    match module {
        Some(response) => response,
        None => no_such_path().await.into_response(),
    }
}

/// Returns a file whose URL contains a hash of its content.
fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    let plain = Files::get(path)?;
    let common = [
        CROSS_ORIGIN,
        (CACHE_CONTROL, IMMUTABLE),
        (CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (VARY, "accept-encoding"),
    ];
    Some(match Files::get(&format!("{path}.gz")).filter(|_| accepts_gzip(headers)) {
        Some(small) => (common, [(CONTENT_ENCODING, "gzip")], Body::from(small.data)).into_response(),
        None => (common, Body::from(plain.data)).into_response(),
    })
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
