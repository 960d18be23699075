//! Cross-origin requests: browsers may call the Client API from any origin. There are no cookies, so a page gains
//! nothing that it was not given.

use std::time::Duration;

use axum::http::Method;
use axum::http::header::RETRY_AFTER;
use tower_http::cors::{AllowHeaders, Any, Cors};

use super::request_context::REQUEST_ID;
use super::server_timing::SERVER_TIMING;

/// Answers preflights for `service` and lets any origin read its responses. Any header is allowed, because the monitoring of a page may add its own to every request (`traceparent`, `sentry-trace`,
/// `baggage`).
pub fn layer<S>(service: S) -> Cors<S> {
    Cors::new(service)
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([REQUEST_ID, RETRY_AFTER, SERVER_TIMING])
        .max_age(Duration::from_secs(7_200))
}
