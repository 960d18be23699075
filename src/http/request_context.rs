//! What surrounds every request: an ID, a time limit, a catch for panics, headers that every response has, a line in
//! the log.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tokio::time::timeout;

use crate::config::Config;
use crate::error::{unavailable, unknown};
use crate::ids;

/// The header with a request's ID: in the request if the caller has one, and always in the response.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");

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

/// Has a request answered by `answer`.
pub async fn track<A>(config: &Config, request: Request, answer: impl FnOnce(Request) -> A) -> Response
where
    A: Future<Output = Result<Response, Infallible>>,
{
    let id = given_id(&request).unwrap_or_else(ids::request);
    let header = HeaderValue::from_str(&id).ok();
    let mut response = CURRENT.scope(id, run(config, request, answer)).await;
    let headers = response.headers_mut();
    if let Some(header) = header {
        headers.insert(REQUEST_ID, header);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
    // Responses of the APIs depend on headers that caches do not know about, so caches must not store them.
    headers.entry(CACHE_CONTROL).or_insert(NO_STORE);
    response
}

async fn run<A>(config: &Config, request: Request, answer: impl FnOnce(Request) -> A) -> Response
where
    A: Future<Output = Result<Response, Infallible>>,
{
    let start = Instant::now();
    let path = request.uri().path();
    // Asking a model has its own limit; the rest of such a request gets the usual time on top of it.
    let limit = match path.ends_with("/ask") || path == "/turns" {
        true => config.models.reply_timeout + config.http.request_timeout,
        false => config.http.request_timeout,
    };
    let logged = config.log.requests.then(|| (request.method().clone(), path.to_owned()));
    let answered = AssertUnwindSafe(timeout(limit, async { answer(request).await })).catch_unwind();
    let response = match answered.await {
        Ok(Ok(Ok(response))) => response,
        Ok(Ok(Err(never))) => match never {},
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
