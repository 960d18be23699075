//! The npm packages of this version, which apps install from here:
//! `npm install http://localhost:8080/packages/proficient-react.tgz`.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

use super::docs::{hash, names};
use super::not_found::no_such_path;

/// The output of `scripts/packages`. Empty in a server that was built with cargo alone.
#[derive(RustEmbed)]
#[folder = "packages/dist/"]
#[allow_missing = true]
struct Files;

const NAMES: [&str; 3] = ["proficient-admin.tgz", "proficient-client.tgz", "proficient-react.tgz"];

/// Returns the routes of the packages. They are not part of the API or its specification.
#[expect(
    clippy::disallowed_methods,
    reason = "files are not part of the API; tests/it/packages.rs says who may load them"
)]
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/packages/{name}", get(package))
}

/// Returns whether the packages were built into this server.
pub fn are_built() -> bool {
    NAMES.into_iter().all(|name| Files::get(name).is_some())
}

/// Returns a package. Its URL stays the same when the server is updated, so it is revalidated each time.
async fn package(Path(name): Path<String>, headers: HeaderMap) -> Response {
    if !NAMES.contains(&name.as_str()) {
        return no_such_path().await.into_response();
    }
    let Some(file) = Files::get(&name) else { return missing() };
    let etag = format!("\"{:016x}\"", hash(&file));
    let cached = [(CACHE_CONTROL, "no-cache".to_owned()), (ETAG, etag.clone())];
    if headers.get(IF_NONE_MATCH).is_some_and(|known| names(known, &etag)) {
        return (StatusCode::NOT_MODIFIED, cached).into_response();
    }
    (cached, [(CONTENT_TYPE, "application/gzip")], Body::from(file.data)).into_response()
}

/// The response if the server was built with cargo alone.
fn missing() -> Response {
    let text = "This server was built without the npm packages. Build it with 'make run', or run 'scripts/packages' before cargo.\n";
    (StatusCode::NOT_FOUND, [(CACHE_CONTROL, "no-store")], text).into_response()
}
