//! The icon that browsers request on their own.

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// Made from dashboard/src/icon.svg.
const ICON: &[u8] = include_bytes!("favicon.ico");

/// The route of the icon. It is not part of the API or its OpenAPI document.
#[expect(
    clippy::disallowed_methods,
    reason = "an icon is not part of the API; tests/it/root.rs says who may load it"
)]
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/favicon.ico", get(icon))
}

async fn icon() -> Response {
    ([(CACHE_CONTROL, "public, max-age=86400"), (CONTENT_TYPE, "image/x-icon")], ICON).into_response()
}
