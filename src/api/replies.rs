//! Replies: asking for one, listening to it, stopping it.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use tokio::time::{sleep, timeout};
use tracing::Instrument;
use utoipa::ToSchema;

use super::messages::{Message, known};
use crate::app::App;
use crate::auth::ClientCaller;
use crate::chat::draft;
use crate::chat::listener::{Listener, ReplyKey};
use crate::chat::progress::{Ended, Position, ReplyEvent};
use crate::chat::reply;
use crate::error::{Result, conflict, invalid, unavailable};
use crate::http::error_response::{ErrorBody, ErrorDetail};
use crate::http::extract::{Id, Json};
use crate::http::{request_context, sse};

/// How long a reply of another node may take to stop. That node looks about once a second.
const STOPS_WITHIN: Duration = Duration::from_secs(10);
/// How often it is looked at meanwhile.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Which message is asked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskMessage {
    /// The interaction that the message is in.
    interaction_id: String,
}

/// The data of `message.delta`.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageDelta<'a> {
    /// The reply's.
    id: &'a str,
    /// What comes next in its content.
    delta: &'a str,
}

/// The data of `message.failed`.
#[derive(Debug, Serialize, ToSchema)]
pub struct FailedMessage {
    #[serde(flatten)]
    message: Message,
    error: ErrorDetail,
}

/// Ask for a reply
///
/// The agent reads the path from the root to this message and replies. The answer is the reply, whole; asking again
/// makes a sibling. It may take as long as the model takes.
///
/// With `Accept: text/event-stream` the answer is the reply as it is written: `message.created` (the message, still
/// empty), `message.delta` (`{"id", "delta"}`) and at the end one of `message.completed`, `message.cancelled` and
/// `message.failed` (the whole message; a failed one with `error`). The reply is written to its end whether or not
/// anybody listens.
#[utoipa::path(post, path = "/messages/{id}/ask", operation_id = "askMessage", tag = "Messages",
    params(("id" = String, Path)), request_body = AskMessage,
    security(("client_key" = [], "client_user" = [], "client_hmac" = [])),
    responses((status = 200, content((Message = "application/json"), (String = "text/event-stream"))),
        (status = 403, body = ErrorBody, description = "The agent is inactive."),
        (status = 409, body = ErrorBody, description = "The message is not in this interaction, was sent by the agent, or already has a reply in progress."),
        (status = 503, body = ErrorBody, description = "The model failed or timed out; the message says how."),
        (status = "default", body = ErrorBody)))]
pub async fn ask(
    State(app): State<App>,
    caller: ClientCaller,
    Id(id): Id,
    headers: HeaderMap,
    Json(body): Json<AskMessage>,
) -> Result<Response> {
    let mut asked = app.store.asked(&caller.project.id, &caller.external_id, known(&id)?).await?;
    reply::check(&asked, &body.interaction_id)?;
    draft::apply(&app.store, &mut asked).await?;
    let writing = app.live_replies.begin(&caller.project.id, &id)?;
    let reply = writing.reply().clone();
    let listener = sse::wanted(&headers).then(|| Listener::of(&reply));
    // A task of its own: the reply is written to its end even if the caller does not wait for it.
    let span = tracing::info_span!("reply", request_id = request_context::request_id());
    let writer = app.clone();
    app.tasks.spawn(async move { reply::write(&writer, asked, writing).await }.instrument(span));
    match listener {
        Some(listener) => {
            reply.created().await?;
            Ok(events(&app, reply.id.clone(), listener))
        }
        None => Ok(Answer(Message::from(reply.ended().await?)).into_response()),
    }
}

/// Listen to a reply
///
/// Joins a reply while it is written, or repeats a finished one: from the start, or after the event that
/// `Last-Event-ID` names. The events are those of asking with `Accept: text/event-stream`; text that is already there
/// comes at once, in a `message.delta` for each 16 KB. Any number may listen.
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
    let position = last_event(&headers)?;
    let key = whose(&caller, known(&id)?);
    let listener = Listener::join(&app, key, position).await?;
    Ok(events(&app, id, listener))
}

/// Stop a reply
///
/// What was written is kept, as a message with the status `cancelled`. A reply that has ended stays as it is.
#[utoipa::path(post, path = "/messages/{id}/cancel", operation_id = "cancelMessage", tag = "Messages",
    params(("id" = String, Path)), security(("client_key" = [], "client_user" = [], "client_hmac" = [])),
    responses((status = 200, body = Message),
        (status = 409, body = ErrorBody, description = "The message is a user's."),
        (status = "default", body = ErrorBody)))]
pub async fn cancel(State(app): State<App>, caller: ClientCaller, Id(id): Id) -> Result<Answer<Message>> {
    let key = whose(&caller, known(&id)?);
    let stored = app.store.reply(&key.project_id, &key.external_id, &id).await?;
    if stored.message.sent_by != "agent" {
        return Err(conflict("this message was sent by the user; only replies of an agent can be stopped"));
    }
    if stored.is_in_progress() {
        match app.live_replies.get(&id) {
            Some(reply) => {
                reply.cancel();
                // However it ended: the store has the last word.
                let _ended = reply.ended().await;
            }
            None => cancel_elsewhere(&app, &key).await?,
        }
    }
    Ok(Answer(app.store.message(&key.project_id, &key.external_id, &id).await?.into()))
}

/// Stops a reply that another node writes.
async fn cancel_elsewhere(app: &App, key: &ReplyKey) -> Result<()> {
    let ReplyKey { project_id, external_id, reply_id } = key;
    app.store.request_cancel(project_id.clone(), external_id.clone(), reply_id.clone()).await?;
    let stopped = async {
        while app.store.reply(project_id, external_id, reply_id).await?.is_in_progress() {
            sleep(LOOK_EVERY).await;
        }
        Ok(())
    };
    let late = || unavailable("the reply is being stopped; look at it again in a moment");
    timeout(STOPS_WITHIN, stopped).await.map_err(|_| late())?
}

fn whose(caller: &ClientCaller, id: &str) -> ReplyKey {
    ReplyKey {
        project_id: caller.project.id.clone(),
        external_id: caller.external_id.clone(),
        reply_id: id.to_owned(),
    }
}

pub(crate) fn last_event(headers: &HeaderMap) -> Result<Option<Position>> {
    let Some(id) = headers.get("last-event-id").filter(|id| !id.is_empty()) else { return Ok(None) };
    let id = id.to_str().unwrap_or_default();
    // Only as it was sent: not "+3", not "03".
    let position = id.parse().ok().filter(|position: &Position| position.to_string() == id);
    position.map(Some).ok_or_else(|| invalid("Last-Event-ID: this reply has no such event"))
}

/// The events that `listener` hears, as an answer.
pub(crate) fn events(app: &App, reply_id: String, listener: Listener) -> Response {
    let events = stream::unfold((reply_id, listener), async |(reply_id, mut listener)| {
        let event = listener.next().await?;
        let event = encode(&reply_id, event).id(listener.position().to_string());
        Some((Ok::<_, Infallible>(event), (reply_id, listener)))
    });
    sse::answer(events, app.config.http.heartbeat)
}

fn encode(reply_id: &str, event: ReplyEvent) -> Event {
    match event {
        ReplyEvent::Created(message) => named("message.created", &Message::from(message)),
        ReplyEvent::Delta(delta) => named("message.delta", &MessageDelta { id: reply_id, delta: &delta }),
        ReplyEvent::Ended(ended) => end(&ended),
    }
}

fn end(ended: &Ended) -> Event {
    let Some(message) = &ended.message else { return Event::default().event("message.failed") };
    let message = Message::from(message.clone());
    match &ended.failed {
        Some(reason) => {
            let error = ErrorDetail::new(reason.code, reason.message.to_string());
            named("message.failed", &FailedMessage { message, error })
        }
        None if message.is_cancelled() => named("message.cancelled", &message),
        None => named("message.completed", &message),
    }
}

fn named(name: &str, data: &impl Serialize) -> Event {
    // What cannot become JSON is none of our types.
    let event = Event::default().event(name);
    event.json_data(data).unwrap_or_else(|_| Event::default().event(name))
}
