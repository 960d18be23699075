//! Replies: asking for one, listening to it, stopping it.

use std::time::Instant;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tracing::Instrument;
use utoipa::ToSchema;

use super::message::Message;
use super::reply_events;
use crate::app::App;
use crate::auth::ClientCaller;
use crate::chat::listener::{Audience, Listener};
use crate::chat::stored_reply::ReplyKey;
use crate::error::{Error, Result, conflict};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json};
use crate::http::server_timing::{self, SERVER_TIMING};
use crate::http::{request_context, sse};
use crate::ids;

/// The interaction of the message to ask.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskMessage {
    /// The interaction that the message belongs to.
    interaction_id: String,
}

/// Ask for a reply
///
/// The agent reads the path from the root to this message and replies. The response is the whole reply;
/// asking again creates a sibling. The request takes as long as the model does. If a reply is already being
/// written, the response is that one, once it is complete.
///
/// With `Accept: text/event-stream` the response is the reply as it is written: `message.created` (the
/// message, still empty), `message.delta` and `message.reasoning_delta` (`{"id", "index", "delta"}`: more of
/// the text or reasoning part at this place), `message.part` (`{"id", "index", "part"}`: a part of another
/// type) and at the end one of `message.completed`, `message.cancelled` and `message.failed` (the whole
/// message; a failed one with `error`). The reply is written to its end whether or not anybody listens.
///
/// `Server-Timing` says how many milliseconds the server itself spent before it asked the model: `auth` to identify the
/// caller, `store` to read the question, `prepare` to read the conversation and fit it to the model.
#[utoipa::path(post, path = "/messages/{id}/ask", operation_id = "askMessage", tag = "Messages",
    params(("id" = String, Path)), request_body = AskMessage,
    security(("client_key" = [], "client_user" = [], "client_hmac" = [])),
    responses((status = 200, content((Message = "application/json"), (String = "text/event-stream")),
            headers(("Server-Timing" = String, description = "`auth`, `store` and `prepare`, each with `dur` in milliseconds."))),
        (status = 403, body = ErrorBody, description = "The agent is inactive."),
        (status = 409, body = ErrorBody, description = "The message is not in this interaction, was sent by the agent, or already has a reply in progress and events were requested: join that reply."),
        (status = 503, body = ErrorBody, description = "The model failed or timed out; the message says how."),
        (status = "default", body = ErrorBody)))]
pub async fn ask(
    State(app): State<App>,
    caller: ClientCaller,
    Id(id): Id,
    headers: HeaderMap,
    Json(body): Json<AskMessage>,
) -> Result<Response> {
    let (start, id) = (Instant::now(), ids::MESSAGE.check(&id)?);
    let (project_id, external_id) = (&caller.project.id, &caller.external_id);
    let (mut response, elapsed, begun) = if sse::wanted(&headers) {
        let asked = app.replies.ask(project_id, external_id, id, &body.interaction_id);
        let asked = asked.instrument(request_context::reply_span()).await?;
        let Some(begun) = asked.begun().cloned() else { return Err(is_being_written()) };
        let elapsed = start.elapsed();
        (reply_events::response(&app.config, Vec::new(), asked.listen().await?), elapsed, Some(begun))
    } else {
        let whole = app.replies.ask_for_whole(project_id, external_id, id, &body.interaction_id);
        let whole = whole.instrument(request_context::reply_span()).await?;
        (Json(Message::from(whole.message)).into_response(), whole.asked_in, whole.begun)
    };
    // A joined reply has no steps of its own.
    if let Some(reply) = begun {
        let steps = [("auth", caller.identified_in), ("store", elapsed), ("prepare", reply.prepared_in())];
        response.headers_mut().insert(SERVER_TIMING, server_timing::header(&steps));
    }
    Ok(response)
}

/// Listen to a reply
///
/// Joins a reply while it is written, or repeats a finished one: from the start, or after the event that
/// `Last-Event-ID` names. The events are those of asking with `Accept: text/event-stream`; the text so far
/// comes at once, in a delta for each 16 KB. Any number of listeners may join.
#[utoipa::path(get, path = "/messages/{id}/stream", operation_id = "streamMessage", tag = "Messages",
    params(("id" = String, Path), ("Last-Event-ID" = Option<String>, Header, description = "The `id` of the last event that was received.")),
    security(("client_key" = [], "client_user" = [], "client_hmac" = [])),
    responses((status = 200, body = String, content_type = "text/event-stream"),
        (status = 409, body = ErrorBody, description = "The message is a user's."),
        (status = "default", body = ErrorBody)))]
pub async fn stream(
    State(app): State<App>,
    caller: ClientCaller,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Response> {
    let position = sse::last_event_id(&headers)?;
    let key = reply_key(&caller, &id)?;
    let listener = Listener::join(&app.replies, key, position, Audience::User).await?;
    Ok(reply_events::response(&app.config, Vec::new(), listener))
}

/// Stop a reply
///
/// The text so far is kept, as a message with the status `cancelled`. A reply that has ended stays as it is.
#[utoipa::path(post, path = "/messages/{id}/cancel", operation_id = "cancelMessage", tag = "Messages",
    params(("id" = String, Path)), security(("client_key" = [], "client_user" = [], "client_hmac" = [])),
    responses((status = 200, body = Message),
        (status = 409, body = ErrorBody, description = "The message is a user's."),
        (status = "default", body = ErrorBody)))]
pub async fn cancel(State(app): State<App>, caller: ClientCaller, Id(id): Id) -> Result<Json<Message>> {
    let message = app.replies.cancel(&reply_key(&caller, &id)?).await?;
    Ok(Json(message.into()))
}

fn is_being_written() -> Error {
    conflict("a reply to this message is already being written")
}

fn reply_key(caller: &ClientCaller, id: &str) -> Result<ReplyKey> {
    Ok(ReplyKey {
        project_id: caller.project.id.clone(),
        external_id: caller.external_id.clone(),
        reply_id: ids::MESSAGE.check(id)?.to_owned(),
    })
}
