//! Server-sent events: negotiating, encoding and streaming them so that nothing on the way holds them back.

use std::convert::Infallible;
use std::fmt::Display;
use std::io::Write;
use std::pin::Pin;
use std::str::FromStr;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use futures_util::Stream;
use http_body::Frame;
use pin_project_lite::pin_project;
use serde::Serialize;
use tokio::time::{Instant, Sleep, sleep};

use crate::error::{Result, invalid};

/// Tells nginx, and proxies that follow its example, not to buffer the response.
const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");
/// `no-transform` keeps proxies from compressing the stream, which buffers it too.
const CACHE: HeaderValue = HeaderValue::from_static("no-store, no-transform");
const EVENT_STREAM: HeaderValue = HeaderValue::from_static("text/event-stream");
/// A comment, which clients ignore.
const HEARTBEAT: Bytes = Bytes::from_static(b":\n\n");

/// Returns whether the caller asks for events rather than a JSON response.
pub fn wanted(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let is_event_stream = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("text/event-stream"));
        is_event_stream && !parts.any(is_zero_quality)
    })
}

/// Returns whether a parameter of a media range is `q=0`, which refuses it.
fn is_zero_quality(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else { return false };
    name.trim().eq_ignore_ascii_case("q") && value.trim().parse() == Ok(0.0)
}

/// Parses `Last-Event-ID`. Only an ID exactly as it was sent is accepted, so neither "+3" nor "03".
pub fn last_event_id<I: FromStr + Display>(headers: &HeaderMap) -> Result<Option<I>> {
    let Some(id) = headers.get("last-event-id").filter(|id| !id.is_empty()) else { return Ok(None) };
    let id = id.to_str().unwrap_or_default();
    let parsed = id.parse().ok().filter(|parsed: &I| parsed.to_string() == id);
    parsed.map(Some).ok_or_else(|| invalid("Last-Event-ID: this reply has no such event"))
}

/// Appends one event. Without `data` or `id` it has no such line.
pub fn write_event(out: &mut Vec<u8>, name: &str, data: Option<&impl Serialize>, id: Option<&dyn Display>) {
    out.extend_from_slice(b"event: ");
    out.extend_from_slice(name.as_bytes());
    out.push(b'\n');
    if let Some(data) = data {
        let start = out.len();
        out.extend_from_slice(b"data: ");
        match serde_json::to_writer(&mut *out, data) {
            Ok(()) => out.push(b'\n'),
            // None of our types fails to serialize; an event without data is the fallback.
            Err(_) => out.truncate(start),
        }
    }
    if let Some(id) = id {
        // A vector takes every write.
        let _written = writeln!(out, "id: {id}");
    }
    out.push(b'\n');
}

/// Returns a response that streams encoded events, with a heartbeat after each `heartbeat` of silence.
pub fn response(events: impl Stream<Item = Bytes> + Send + 'static, heartbeat: Duration) -> Response {
    let body = EventBody { events, timer: sleep(heartbeat), heartbeat };
    let mut response = Response::new(Body::new(body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, EVENT_STREAM);
    headers.insert(CACHE_CONTROL, CACHE);
    headers.insert(ACCEL_BUFFERING, HeaderValue::from_static("no"));
    response
}

pin_project! {
    /// A body whose frames are batches of events: one frame, and so one write, per wake-up.
    struct EventBody<S> {
        #[pin]
        events: S,
        #[pin]
        timer: Sleep,
        heartbeat: Duration,
    }
}

impl<S: Stream<Item = Bytes>> HttpBody for EventBody<S> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, Infallible>>> {
        let mut this = self.project();
        let bytes = match this.events.poll_next(context) {
            Poll::Ready(Some(bytes)) => bytes,
            Poll::Ready(None) => return Poll::Ready(None),
            Poll::Pending => {
                std::task::ready!(this.timer.as_mut().poll(context));
                HEARTBEAT
            }
        };
        this.timer.reset(Instant::now() + *this.heartbeat);
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    #[test]
    fn events_are_wanted_by_who_asks_for_them() {
        let wanted = |accept: &str| wanted(&HeaderMap::from_iter([(ACCEPT, accept.parse().unwrap())]));
        assert!(wanted("text/event-stream"));
        assert!(wanted("application/json;q=0.5, Text/Event-Stream;q=1"));
        assert!(wanted("text/event-stream; charset=utf-8; q=0.001"));
        assert!(!wanted("*/*") && !wanted("application/json") && !wanted("text/*"));
        assert!(!wanted("application/json, text/event-stream;q=0"));
        assert!(!wanted("text/event-stream; Q = 0.000"));
    }

    #[test]
    fn an_event_is_its_name_its_data_and_its_id() {
        let mut out = Vec::new();
        write_event(&mut out, "message.delta", Some(&serde_json::json!({"delta": "a\nb"})), Some(&7));
        write_event(&mut out, "message.failed", None::<&()>, None);
        let expected =
            "event: message.delta\ndata: {\"delta\":\"a\\nb\"}\nid: 7\n\nevent: message.failed\n\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[tokio::test]
    async fn silence_is_filled_with_heartbeats() {
        let events = futures_util::stream::once(async {
            sleep(Duration::from_millis(50)).await;
            Bytes::from_static(b"event: x\n\n")
        });
        let body = response(events, Duration::from_millis(5)).into_body();
        let all = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        let heartbeats = all.strip_suffix("event: x\n\n").unwrap();
        assert!(!heartbeats.is_empty() && heartbeats.replace(":\n\n", "").is_empty(), "{all:?}");
    }
}
