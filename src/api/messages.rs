//! Messages: the tree of an interaction.

use axum::extract::State;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::message::Message;
use super::monitoring::MonitoredMessage;
use crate::app::App;
use crate::auth::{Caller, ClientCaller};
use crate::error::{Result, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json, Query};
use crate::http::fields::{client_id, text};
use crate::http::pagination::{self, DefaultLimit, List};
use crate::ids;
use crate::store::messages::NewMessage;
use crate::text::{MESSAGE_LENGTH, is_visible};

/// Query parameters of the list of messages.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListMessages {
    interaction_id: String,
    /// Number of objects to return, from 1 to 100. Default: all, up to 1,000.
    limit: Option<String>,
    /// `next_cursor` of the previous page, or the ID of its last message.
    starting_after: Option<String>,
}

/// A new message of a user.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateMessage {
    interaction_id: String,
    /// 1 to 32,768 characters, at least one of them visible.
    #[schema(max_length = 32_768, example = "Hello! What can you do?")]
    content: String,
    /// Any message of the same interaction; absent or `null` for a root.
    parent_id: Option<String>,
    /// An ID of your choice, unique in the interaction: 1 to 128 printable ASCII characters. If you send it
    /// again, you get the message of the first request, and nothing is created.
    #[schema(min_length = 1, max_length = 128, example = "4b0c8f6e-1")]
    client_id: Option<String>,
}

/// List messages
///
/// All branches, oldest first, a parent always before its children. The Admin API lists any user's messages, including
/// those that the user does not see, and says how each was generated.
#[utoipa::path(get, path = "/messages", operation_id = "listMessages", tag = "Messages", params(ListMessages),
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = List<MonitoredMessage>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListMessages>,
) -> Result<Json<List<MonitoredMessage>>> {
    let page = pagination::request(query.limit, query.starting_after, DefaultLimit::All, ids::MESSAGE)?;
    let interaction_id = ids::INTERACTION.check(&query.interaction_id)?;
    let project_id = &caller.project().id;
    Ok(Json(match caller.external_id() {
        Some(user) => List::from_page(app.store.messages(project_id, user, interaction_id, &page).await?),
        None => List::from_page(app.store.all_messages(project_id, interaction_id, &page).await?),
    }))
}

/// Create a message
///
/// Stores a message of the user. This triggers no reply; ask for one.
#[utoipa::path(post, path = "/messages", operation_id = "createMessage", tag = "Messages",
    request_body = CreateMessage, security(("client_key" = [], "client_user" = [], "client_hmac" = [])),
    responses((status = 200, body = Message),
        (status = 403, body = ErrorBody, description = "The agent is inactive."),
        (status = 409, body = ErrorBody, description = "The parent is not in this interaction, or is a reply that failed before its first word; or `client_id` was sent before with another content or parent."),
        (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: ClientCaller,
    Json(body): Json<CreateMessage>,
) -> Result<Json<Message>> {
    let content = message_content(body.content)?;
    let interaction_id = ids::INTERACTION.check(&body.interaction_id)?;
    let parent_id = body.parent_id.map(message_parent);
    let new = NewMessage::by_user(interaction_id, parent_id, content, client_id(body.client_id)?);
    Ok(Json(app.replies.create_message(&caller.project.id, &caller.external_id, new).await?.into()))
}

/// Get a message
///
/// The Admin API returns any user's message and says how it was generated.
#[utoipa::path(get, path = "/messages/{id}", operation_id = "getMessage", tag = "Messages",
    params(("id" = String, Path)),
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = MonitoredMessage), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: Caller, Id(id): Id) -> Result<Json<MonitoredMessage>> {
    let (project_id, id) = (&caller.project().id, ids::MESSAGE.check(&id)?);
    Ok(Json(match caller.external_id() {
        Some(user) => app.store.message(project_id, user, id).await?.into(),
        None => app.store.any_message(project_id, id).await?.into(),
    }))
}

/// Checks the text of a user's message.
pub(super) fn message_content(content: String) -> Result<String> {
    if content.is_empty() {
        return Err(invalid(format!("content: must have 1 to {MESSAGE_LENGTH} characters")));
    }
    let content = text("content", content, MESSAGE_LENGTH)?;
    if is_visible(&content) { Ok(content) } else { Err(invalid("content: has no visible character")) }
}

/// Returns the ID of a parent. An ID of another format becomes an empty one, which no message has.
pub(super) fn message_parent(id: String) -> String {
    if ids::MESSAGE.matches(&id) { id } else { String::new() }
}
