//! Turns: a user's message and the agent's reply to it in one request.

use std::time::Instant;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tracing::Instrument;
use utoipa::ToSchema;

use super::interactions::{CreatedInteraction, Interaction};
use super::message::Message;
use super::messages::{message_content, message_parent};
use super::reply_events;
use crate::app::App;
use crate::auth::ClientCaller;
use crate::chat::turn::{Conversation, NewTurn, Parent, Turn};
use crate::error::{Result, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::Json;
use crate::http::fields::{client_id, present};
use crate::http::request_context;
use crate::http::server_timing::{self, SERVER_TIMING};
use crate::http::sse::{self, write_event};
use crate::ids;

/// A message of the user, and the conversation that it belongs to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTurn {
    /// 1 to 32,768 characters, at least one of them visible.
    #[schema(max_length = 32_768, example = "Hello! What can you do?")]
    content: String,
    /// The interaction to continue.
    interaction_id: Option<String>,
    /// The agent to start an interaction with. Exactly one of `interaction_id` and `agent_id` is required.
    #[schema(example = "ag_0VQl2yPnq8Zc4TrJ7uXwGb1K")]
    agent_id: Option<String>,
    /// A message of the interaction; `null` for a new root. Absent: the newest message that can be replied to, which
    /// is a greeting or a finished reply.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    parent_id: Option<Option<String>>,
    /// An ID of your choice for the message, and for the interaction if one is started: 1 to 128 printable
    /// ASCII characters. If you send it again, nothing is created, and the reply is joined or returned.
    #[schema(min_length = 1, max_length = 128, example = "4b0c8f6e-1")]
    client_id: Option<String>,
}

/// A whole turn.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompletedTurn {
    /// The interaction, as it is after the reply.
    interaction: Interaction,
    /// The user's message.
    message: Message,
    /// The agent's reply.
    reply: Message,
}

impl CreateTurn {
    fn turn(self) -> Result<NewTurn> {
        let content = message_content(self.content)?;
        let conversation = match (self.interaction_id, self.agent_id) {
            (Some(id), None) => Conversation::Existing(ids::INTERACTION.check(&id)?.to_owned()),
            (None, Some(id)) => Conversation::WithAgent(ids::AGENT.check(&id)?.to_owned()),
            (None, None) => return Err(invalid("interaction_id: missing; send it or agent_id")),
            (Some(_), Some(_)) => {
                return Err(invalid("agent_id: cannot be sent together with interaction_id"));
            }
        };
        let parent = match self.parent_id {
            None => Parent::Newest,
            Some(None) => Parent::Root,
            Some(Some(id)) => Parent::Message(message_parent(id)),
        };
        Ok(NewTurn { conversation, parent, content, client_id: client_id(self.client_id)? })
    }
}

/// Take a turn
///
/// Stores the user's message, in a new interaction if `agent_id` is given, and asks the agent for a reply: one request
/// instead of three. The response comes when the reply is complete. If the model fails, the errors are those of asking;
/// the message is then stored, and can be asked again.
///
/// With `Accept: text/event-stream` the response is `interaction.created` (`{"interaction", "messages"}`, only if the
/// interaction was started here), `message.created` for the user's message, and then the events of asking. Only the
/// latter have an `id`, with which `GET /messages/{id}/stream` resumes the reply.
///
/// If the response is lost, send the same request with the same `client_id` again: nothing is stored twice.
/// The response is then the turn of the first request, whose reply you join if it is still being written. A
/// reply that failed or never began is started again.
#[utoipa::path(post, path = "/turns", operation_id = "createTurn", tag = "Messages", request_body = CreateTurn,
    security(("client_key" = [], "client_user" = [], "client_hmac" = [])),
    responses((status = 200, content((CompletedTurn = "application/json"), (String = "text/event-stream")),
            headers(("Server-Timing" = String, description = "`auth`, `store` and `prepare`, each with `dur` in milliseconds."))),
        (status = 403, body = ErrorBody, description = "The agent is inactive."),
        (status = 409, body = ErrorBody, description = "The parent is not in this interaction, or is a reply that failed before its first word; or `client_id` was sent before with another content, parent or agent."),
        (status = 503, body = ErrorBody, description = "The model failed or timed out; the message says how."),
        (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: ClientCaller,
    headers: HeaderMap,
    Json(body): Json<CreateTurn>,
) -> Result<Response> {
    let (start, turn) = (Instant::now(), body.turn()?);
    let taken = app.replies.take_turn(&caller.project.id, &caller.external_id, &turn);
    let taken = taken.instrument(request_context::reply_span()).await?;
    let (elapsed, begun) = (start.elapsed(), taken.reply.begun().cloned());
    let mut response = if sse::wanted(&headers) {
        let prelude = prelude(&taken);
        reply_events::response(&app.config, prelude, taken.reply.listen().await?)
    } else {
        let message = taken.message.clone();
        let reply = app.replies.whole_reply(&caller.project.id, &caller.external_id, &turn, taken).await?;
        let id = &message.interaction_id;
        let interaction = app.store.interaction(&caller.project.id, &caller.external_id, id).await?.into();
        Json(CompletedTurn { interaction, message: message.into(), reply: reply.into() }).into_response()
    };
    // A joined reply has no steps of its own.
    if let Some(reply) = begun {
        let prepare = reply.prepared_in();
        let steps = [
            ("auth", caller.identified_in),
            ("store", elapsed.saturating_sub(prepare)),
            ("prepare", prepare),
        ];
        response.headers_mut().insert(SERVER_TIMING, server_timing::header(&steps));
    }
    Ok(response)
}

/// Encodes the events before those of the reply.
fn prelude(turn: &Turn) -> Vec<u8> {
    let mut out = Vec::new();
    if let Some((interaction, greeting)) = turn.started.clone() {
        let created = CreatedInteraction::new(interaction, greeting);
        write_event(&mut out, "interaction.created", Some(&created), None);
    }
    write_event(&mut out, "message.created", Some(&Message::from(turn.message.clone())), None);
    out
}
