//! The dashboard's pages: one document for all of its URLs, and the files that it loads.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, VARY,
};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get};
use rust_embed::RustEmbed;

use super::assets::{IMMUTABLE, accepts_gzip};
use super::not_found::no_such_path;
use crate::ids;

/// The output of `scripts/dashboard`. Empty in a server that was built with cargo alone.
#[derive(RustEmbed)]
#[folder = "dashboard/dist/app/"]
#[allow_missing = true]
struct Files;

/// The placeholder in the document for the nonce that allows its own styles.
const NONCE: &str = "__NONCE__";
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Returns the pages under `/dashboard/`. They are not part of the API or its specification.
#[expect(
    clippy::disallowed_methods,
    reason = "pages are not part of the API; tests/it/dashboard/pages.rs says who may load them"
)]
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/dashboard", get(|| async { Redirect::permanent("/dashboard/") }))
        .route("/dashboard/", get(document))
        .route("/dashboard/{*page}", get(document))
        .route("/dashboard/assets/{name}", get(file))
        .route("/dashboard/api", any(no_such_path))
        .route("/dashboard/api/", any(no_such_path))
        .route("/dashboard/api/{*path}", any(no_such_path))
}

/// Returns whether the dashboard was built into this server.
pub fn is_built() -> bool {
    Files::get("index.html").is_some()
}

/// Returns the document. Its scripts are files of this server; libraries that create styles at run time use
/// the nonce.
async fn document() -> Response {
    let Some(document) = Files::get("index.html") else { return missing() };
    let nonce = ids::nonce();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    let html = String::from_utf8_lossy(&document.data).replace(NONCE, &nonce);
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "same-origin"),
        (OPENER, "same-origin"),
    ];
    (headers, [(CONTENT_SECURITY_POLICY, policy)], html).into_response()
}

/// Returns a file whose name contains a hash of its content.
async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let path = format!("assets/{name}");
    let Some(plain) = Files::get(&path).filter(|_| !name.ends_with(".gz")) else {
        return no_such_path().await.into_response();
    };
    let common = [(CACHE_CONTROL, IMMUTABLE), (CONTENT_TYPE, content_type(&name)), (VARY, "accept-encoding")];
    match Files::get(&format!("{path}.gz")).filter(|_| accepts_gzip(&headers)) {
        Some(small) => (common, [(CONTENT_ENCODING, "gzip")], Body::from(small.data)).into_response(),
        None => (common, Body::from(plain.data)).into_response(),
    }
}

/// Returns the `Content-Type` of a file by its name.
pub(super) fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("md") => "text/markdown; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("json" | "map") => "application/json",
        _ => "application/octet-stream",
    }
}

/// The response if the server was built with cargo alone.
fn missing() -> Response {
    let text = "This server was built without the dashboard. Build it with 'make run', or run 'scripts/dashboard' before cargo.\n";
    (StatusCode::NOT_FOUND, [(CACHE_CONTROL, "no-store")], text).into_response()
}
