//! Cross-origin requests: browsers may call the Client API from any origin. There are no cookies, so a page gains
//! nothing that it was not given.

use std::time::Duration;

use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderName, Method};
use tower_http::cors::{Any, CorsLayer};

use super::request_context::REQUEST_ID;
use super::server_timing::SERVER_TIMING;

/// Returns the layer that answers preflights and lets any origin read responses. `credentials` are the headers that
/// identify a caller.
pub fn layer(credentials: &[HeaderName]) -> CorsLayer {
    let others = [
        AUTHORIZATION,
        CONTENT_TYPE,
        ACCEPT,
        HeaderName::from_static("last-event-id"),
        HeaderName::from_static("x-fern-language"),
        REQUEST_ID,
    ];
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers(credentials.iter().cloned().chain(others).collect::<Vec<_>>())
        .expose_headers([REQUEST_ID, RETRY_AFTER, SERVER_TIMING])
        .max_age(Duration::from_secs(7_200))
}
