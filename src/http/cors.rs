//! Browsers call the Client API from any origin: there are no cookies, so a page gains nothing that it was not given.

use std::time::Duration;

use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderName, Method};
use tower_http::cors::{Any, CorsLayer};

use super::request_context::REQUEST_ID;
use crate::auth::headers::{API_KEY, USER_EXTERNAL_ID, USER_HMAC};

/// Answers preflights and marks answers as readable by any origin.
pub fn layer() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers([
            API_KEY,
            USER_EXTERNAL_ID,
            USER_HMAC,
            AUTHORIZATION,
            CONTENT_TYPE,
            ACCEPT,
            HeaderName::from_static("last-event-id"),
            HeaderName::from_static("x-fern-language"),
            REQUEST_ID,
        ])
        .expose_headers([REQUEST_ID, RETRY_AFTER])
        .max_age(Duration::from_secs(7_200))
}
