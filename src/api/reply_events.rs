//! The events of a reply as server-sent events.

use axum::body::Bytes;
use axum::response::Response;
use futures_util::stream;
use serde::Serialize;
use utoipa::ToSchema;

use super::message::Message;
use super::parts::Part;
use crate::chat::ended::Ended;
use crate::chat::format::{DeltaKind, Format, ReplyEvent};
use crate::chat::listener::Listener;
use crate::chat::position::Position;
use crate::config::Config;
use crate::http::error_response::ErrorDetail;
use crate::http::sse::{self, write_event};
use crate::store::messages::Message as Row;

/// The data of `message.delta` and `message.reasoning_delta`.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageDelta<'a> {
    /// The reply's ID.
    id: &'a str,
    /// The part's place in the message.
    index: usize,
    /// The text that follows in the part.
    delta: &'a str,
}

/// The data of `message.part`: a part that is not text, when it begins and whenever it changes.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessagePart<'a> {
    /// The reply's ID.
    id: &'a str,
    /// The part's place in the message.
    index: usize,
    /// The part as it is now.
    part: Part,
}

/// The data of `message.failed`.
#[derive(Debug, Serialize, ToSchema)]
pub struct FailedMessage {
    #[serde(flatten)]
    message: Message,
    error: ErrorDetail,
}

/// The events of the public API.
static EVENTS: Format = Format { name: "events", encode };

/// Returns a response with the events that `listener` receives, after `prelude`, which is already encoded.
pub(crate) fn response(config: &Config, prelude: Vec<u8>, listener: Listener) -> Response {
    let prelude = (!prelude.is_empty()).then(|| Bytes::from(prelude));
    let events = stream::unfold((prelude, listener), async |(mut prelude, mut listener)| {
        let batch = match prelude.take() {
            Some(prelude) => prelude,
            None => listener.next(&EVENTS).await?,
        };
        Some((batch, (prelude, listener)))
    });
    sse::response(events, config.http.heartbeat)
}

fn encode(event: ReplyEvent<'_>, position: Position, out: &mut Vec<u8>) {
    match event {
        ReplyEvent::Created(message) => {
            write(out, "message.created", &Message::from(message.clone()), position)
        }
        ReplyEvent::Delta { reply_id, kind, index, text } => {
            let name = match kind {
                DeltaKind::Text => "message.delta",
                DeltaKind::Reasoning => "message.reasoning_delta",
            };
            write(out, name, &MessageDelta { id: reply_id, index, delta: text }, position);
        }
        ReplyEvent::Part { reply_id, index, part } => {
            let part = part.clone().into();
            write(out, "message.part", &MessagePart { id: reply_id, index, part }, position);
        }
        ReplyEvent::Ended { ended, hides_reasoning } => encode_end(ended, hides_reasoning, position, out),
    }
}

fn encode_end(ended: &Ended, hides_reasoning: bool, position: Position, out: &mut Vec<u8>) {
    let Some(message) = &ended.message else {
        return write_event(out, "message.failed", None::<&()>, Some(&position));
    };
    let message = Message::from(Row { hides_reasoning, ..message.clone() });
    match &ended.failed {
        Some(reason) => {
            let error = ErrorDetail::new(reason.code, reason.message.to_string());
            write(out, "message.failed", &FailedMessage { message, error }, position);
        }
        None if message.is_cancelled() => write(out, "message.cancelled", &message, position),
        None => write(out, "message.completed", &message, position),
    }
}

fn write(out: &mut Vec<u8>, name: &str, data: &impl Serialize, position: Position) {
    write_event(out, name, Some(data), Some(&position));
}
