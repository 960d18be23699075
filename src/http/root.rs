//! What browsers request on their own: the root and an icon.

use axum::Router;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use super::not_found::no_such_path;
use super::{dashboard, docs};

/// Made from dashboard/src/icon.svg.
const ICON: &[u8] = include_bytes!("favicon.ico");

/// The routes of the root. They are not part of the API or its OpenAPI document.
#[expect(
    clippy::disallowed_methods,
    reason = "neither is part of the API; tests/it/root.rs says who may load them"
)]
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/", get(root)).route("/favicon.ico", get(icon))
}

/// Redirects browsers to the dashboard, or to the documentation in a server without one. For programs this path does not exist.
async fn root(headers: HeaderMap) -> Response {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let is_browser = accepted.flat_map(|list| list.split(',')).any(|media| {
        let name = media.split(';').next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case("text/html")
    });
    let response = match is_browser {
        true if dashboard::is_built() => Redirect::temporary("/dashboard/").into_response(),
        true if docs::is_built() => Redirect::temporary("/docs/").into_response(),
        _ => no_such_path().await.into_response(),
    };
    ([(CACHE_CONTROL, "no-store"), (VARY, "accept")], response).into_response()
}

async fn icon() -> Response {
    ([(CACHE_CONTROL, "public, max-age=86400"), (CONTENT_TYPE, "image/x-icon")], ICON).into_response()
}
