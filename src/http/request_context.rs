//! What surrounds every request: an ID, a time limit, a catch for panics, a line in the log.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tokio::time::timeout;

use crate::config::Config;
use crate::error::{unavailable, unknown};
use crate::ids;

/// The header with a request's ID: in the request if the caller has one, and always in the response.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static CURRENT: String;
}

/// Returns the ID of the current request; empty outside of a request.
pub fn request_id() -> String {
    CURRENT.try_with(Clone::clone).unwrap_or_default()
}

/// Returns the span for the log lines of a reply that the current request starts.
pub fn reply_span() -> tracing::Span {
    tracing::info_span!("reply", request_id = request_id())
}

/// The middleware.
pub async fn track(State(config): State<Arc<Config>>, request: Request, next: Next) -> Response {
    let id = given_id(&request).unwrap_or_else(ids::request);
    let header = HeaderValue::from_str(&id).ok();
    let mut response = CURRENT.scope(id, run(config, request, next)).await;
    if let Some(header) = header {
        response.headers_mut().insert(REQUEST_ID, header);
    }
    response
}

async fn run(config: Arc<Config>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let logged = config.log.requests.then(|| (request.method().clone(), request.uri().path().to_owned()));
    let limit = match request.extensions().get::<MatchedPath>() {
        // Asking a model has its own limit; the rest of such a request gets the usual time on top of it.
        Some(path) if path.as_str().ends_with("/ask") || path.as_str() == "/turns" => {
            config.models.reply_timeout + config.http.request_timeout
        }
        _ => config.http.request_timeout,
    };
    let answer = AssertUnwindSafe(timeout(limit, next.run(request))).catch_unwind();
    let response = match answer.await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => unavailable("the request took too long; try again in a moment").into_response(),
        Err(_) => unknown("a handler panicked").into_response(),
    };
    if let Some((method, path)) = logged {
        let milliseconds = start.elapsed().as_micros() as f64 / 1_000.0;
        let status = response.status().as_u16();
        CURRENT.with(|id| tracing::info!(request_id = %id, %method, path, status, milliseconds, "request"));
    }
    response
}

/// Returns the caller's own ID of the request if it is fit for a log and a header.
fn given_id(request: &Request) -> Option<String> {
    let id = request.headers().get(REQUEST_ID)?.to_str().ok()?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (!id.is_empty() && id.len() <= 64 && id.bytes().all(fits)).then(|| id.to_owned())
}
