//! A mock provider with OpenAI's wire format, and the do-nothing route that the server is compared with.
//!
//! It renders everything it sends at startup, so that the server is measured and not the mock.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
    serve::ListenerExt,
};
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use tokio::{
    net::TcpListener,
    time::{Instant, sleep_until},
};

use crate::wire;

/// A request header that paces this one reply: milliseconds between deltas.
pub const DELTA_MS_HEADER: &str = "x-mock-delta-ms";
/// A model's name that paces its replies: `mock-paced-20` sends a delta every 20 ms.
const PACED_PREFIX: &str = "mock-paced-";
const EVENT_STREAM: &str = "text/event-stream; charset=utf-8";
const JSON: &str = "application/json";

struct Mock {
    delta_ms: u64,
    events: Arc<[Bytes]>,
    events_with_usage: Arc<[Bytes]>,
    completion: Bytes,
}

/// The fields of a request that affect the response. OpenAI's many other fields are ignored.
#[derive(Deserialize)]
struct Request<'a> {
    model: &'a str,
    messages: Vec<serde::de::IgnoredAny>,
    #[serde(default)]
    stream: bool,
    stream_options: Option<StreamOptions>,
}

#[derive(Deserialize)]
struct StreamOptions {
    #[serde(default)]
    include_usage: bool,
}

/// Serves until the process is ended. `delta_ms` paces every reply that does not say its own pace.
pub async fn serve(listener: TcpListener, delta_ms: u64) -> Result<()> {
    // A paced delta must be sent at once, without waiting for the previous one to be acknowledged.
    let listener = listener.tap_io(|socket| {
        let _ = socket.set_nodelay(true);
    });
    axum::serve(listener, router(delta_ms)).await.context("the mock provider stopped")
}

fn router(delta_ms: u64) -> Router {
    let mock = Mock {
        delta_ms,
        events: wire::events(false).into(),
        events_with_usage: wire::events(true).into(),
        completion: wire::completion(),
    };
    Router::new()
        .route("/noop", get(|| async { ([(header::CONTENT_TYPE, JSON)], r#"{"object":"noop"}"#) }))
        .route("/v1/chat/completions", post(complete))
        .with_state(Arc::new(mock))
}

async fn complete(State(mock): State<Arc<Mock>>, headers: HeaderMap, body: Bytes) -> Response {
    if !headers.get(header::AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"Bearer ")) {
        return refuse(StatusCode::UNAUTHORIZED, "You didn't provide an API key.");
    }
    let request: Request<'_> = match serde_json::from_slice(&body) {
        Ok(request) => request,
        Err(error) => return refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    if request.messages.is_empty() {
        return refuse(StatusCode::BAD_REQUEST, "[] is too short - 'messages'");
    }
    if !request.stream {
        return ([(header::CONTENT_TYPE, JSON)], mock.completion.clone()).into_response();
    }
    let events = match request.stream_options {
        Some(StreamOptions { include_usage: true }) => &mock.events_with_usage,
        _ => &mock.events,
    };
    let delta_ms = pace(&headers, request.model).unwrap_or(mock.delta_ms);
    ([(header::CONTENT_TYPE, EVENT_STREAM)], body_of(events.clone(), delta_ms)).into_response()
}

/// Returns one HTTP chunk per event, as OpenAI sends them.
fn body_of(events: Arc<[Bytes]>, delta_ms: u64) -> Body {
    let events = stream::iter((0..events.len()).map(move |index| events[index].clone()));
    if delta_ms == 0 {
        return Body::from_stream(events.map(Ok::<_, std::io::Error>));
    }
    // Each delta has its own time, counted from here, so a late delta does not delay the next. The role is
    // sent at once, and everything after the last delta together with it.
    let start = Instant::now();
    let due = move |index: usize| start + Duration::from_millis(delta_ms * index.min(wire::DELTAS) as u64);
    Body::from_stream(events.enumerate().then(move |(index, event)| async move {
        if index > 0 {
            sleep_until(due(index)).await;
        }
        Ok::<_, std::io::Error>(event)
    }))
}

fn pace(headers: &HeaderMap, model: &str) -> Option<u64> {
    let header = headers.get(DELTA_MS_HEADER).and_then(|value| value.to_str().ok());
    header.or_else(|| model.strip_prefix(PACED_PREFIX))?.parse().ok()
}

/// Returns an error in OpenAI's format.
fn refuse(status: StatusCode, message: &str) -> Response {
    let error = serde_json::json!({
        "error": {"message": message, "type": "invalid_request_error", "param": null, "code": null},
    });
    (status, [(header::CONTENT_TYPE, JSON)], error.to_string()).into_response()
}
