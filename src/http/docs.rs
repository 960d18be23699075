//! The documentation under `/docs`: the files that `scripts/docs` builds from the guides, and the API reference.

use std::io::Read;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use flate2::read::GzDecoder;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::assets::{IMMUTABLE, accepts_gzip};
use super::dashboard::content_type;
use crate::error::{Error, unknown};

/// Every file of the site, compressed; empty in a server that was built with cargo alone.
#[derive(RustEmbed)]
#[folder = "docs/site/dist/packed/"]
#[allow_missing = true]
struct Files;

/// Scripts and styles are files of this server. Icons in style sheets are `data:` images.
const PAGES: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The reference sets styles from its script.
const REFERENCE: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The routes of the documentation. They are not part of the API or its OpenAPI document.
#[expect(
    clippy::disallowed_methods,
    reason = "pages are not part of the API; tests/it/site.rs says who may load them"
)]
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/docs", get(|| async { Redirect::permanent("/docs/") }))
        .route("/docs/", get(|headers: HeaderMap| async move { respond("index.html", &headers) }))
        .route("/docs/{*path}", get(page))
}

/// Returns whether the documentation was built into this server.
pub fn is_built() -> bool {
    Files::get("index.html.gz").is_some()
}

async fn page(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().strip_prefix("/docs/").unwrap_or_default();
    if let Some(target) = moved(path) {
        return Redirect::permanent(&target).into_response();
    }
    let document = format!("{path}.html");
    let is_document = Files::get(&format!("{document}.gz")).is_some();
    respond(if is_document { &document } else { path }, &headers)
}

/// Tags of the OpenAPI document that earlier versions had a page for.
const TAGS: [&str; 7] = ["agents", "interactions", "messages", "models", "operations", "project", "users"];

/// Returns the new URL of a page that earlier versions had elsewhere, or whose URL ends with a slash.
fn moved(path: &str) -> Option<String> {
    let name = path.strip_suffix('/').unwrap_or(path);
    match name {
        "introduction" => return Some("/docs/".to_owned()),
        "try" => return Some("/docs/reference".to_owned()),
        "api/objects" => return Some("/docs/reference#objects".to_owned()),
        _ => {}
    }
    if let Some(tag) = name.strip_prefix("api/") {
        let is_source = tag.ends_with(".md");
        let tag = TAGS.into_iter().find(|one| *one == tag.trim_end_matches(".md"))?;
        return Some(if is_source {
            "/openapi.json".to_owned()
        } else {
            format!("/docs/reference#tag/{tag}")
        });
    }
    let is_document = Files::get(&format!("{name}.html.gz")).is_some();
    (is_document && name != path).then(|| format!("/docs/{name}"))
}

fn respond(name: &str, headers: &HeaderMap) -> Response {
    let Some(file) = Files::get(&format!("{name}.gz")) else { return not_found(headers) };
    if name.starts_with("assets/") {
        return ([(CACHE_CONTROL, IMMUTABLE)], content(name, file, headers)).into_response();
    }
    // Files without a hash in their name are revalidated each time, because a new version of the program may
    // change them. The tag is weak, because the compressed and the plain file share it.
    let etag = format!("W/\"{:016x}\"", hash(&file));
    let cached =
        [(CACHE_CONTROL, "no-cache".to_owned()), (ETAG, etag.clone()), (VARY, "accept-encoding".to_owned())];
    if headers.get(IF_NONE_MATCH).is_some_and(|known| names(known, &etag)) {
        return (StatusCode::NOT_MODIFIED, cached).into_response();
    }
    (cached, content(name, file, headers)).into_response()
}

/// Returns the file in a form that the caller accepts. Few do not accept it compressed.
fn content(name: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let policy = if name == "reference.html" { REFERENCE } else { PAGES };
    let common =
        [(CONTENT_TYPE, content_type(name)), (CONTENT_SECURITY_POLICY, policy), (VARY, "accept-encoding")];
    if accepts_gzip(headers) {
        return (common, [(CONTENT_ENCODING, "gzip")], Body::from(file.data)).into_response();
    }
    match unpacked(&file) {
        Ok(plain) => (common, plain).into_response(),
        Err(error) => error.into_response(),
    }
}

fn unpacked(file: &EmbeddedFile) -> Result<Bytes, Error> {
    let mut plain = Vec::new();
    GzDecoder::new(&*file.data).read_to_end(&mut plain).map_err(unknown)?;
    Ok(plain.into())
}

fn not_found(headers: &HeaderMap) -> Response {
    let no_store = [(CACHE_CONTROL, "no-store")];
    match Files::get("404.html.gz") {
        Some(page) => (StatusCode::NOT_FOUND, no_store, content("404.html", page, headers)).into_response(),
        None => {
            let text = "This server was built without its documentation, which is in the folder docs of the repository.\n";
            (StatusCode::NOT_FOUND, no_store, text).into_response()
        }
    }
}

/// Returns the first bytes of the file's hash, which is computed when the program is compiled.
pub(super) fn hash(file: &EmbeddedFile) -> u64 {
    file.metadata.sha256_hash().iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
}

/// Returns whether the browser already has the version with this tag.
pub(super) fn names(known: &HeaderValue, etag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known.to_str().unwrap_or_default().split(',').any(|one| opaque(one) == opaque(etag))
}
