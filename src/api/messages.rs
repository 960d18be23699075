//! Messages: the tree of an interaction.

use axum::Json as Answer;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::feedback::Feedback;
use super::fields::text;
use super::interactions;
use super::monitoring::MonitoredMessage;
use crate::app::App;
use crate::auth::{Caller, ClientCaller};
use crate::clock::millis;
use crate::error::{Result, invalid, not_found};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json, Query};
use crate::http::pagination::{self, DefaultLimit, List};
use crate::ids;
use crate::store::messages::{Message as Row, NewMessage};
use crate::text::is_visible;

/// Characters of a user's message at most.
pub(super) const CONTENT: usize = 32_768;

/// One message of an interaction's tree.
#[derive(Debug, Serialize, ToSchema)]
pub struct Message {
    id: String,
    /// Always `message`.
    #[schema(example = "message")]
    object: &'static str,
    content: String,
    interaction_id: String,
    /// `user` or `agent`.
    #[schema(example = "agent")]
    sent_by: String,
    /// 0 for a root.
    depth: i64,
    /// What it answers; `null` for a root.
    parent_id: Option<String>,
    /// `completed`, `in_progress`, `cancelled` or `failed`.
    #[schema(example = "completed")]
    status: String,
    created_at: i64,
    /// What the user thinks of it; absent if it was not rated.
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback: Option<Feedback>,
}

impl Message {
    /// Whether it is a reply that somebody stopped.
    pub(super) fn is_cancelled(&self) -> bool {
        self.status == "cancelled"
    }
}

impl From<Row> for Message {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            object: "message",
            content: row.content,
            interaction_id: row.interaction_id,
            sent_by: row.sent_by,
            depth: row.depth,
            parent_id: row.parent_id,
            status: row.status,
            created_at: millis(row.created_at),
            feedback: Feedback::of(row.rating, row.feedback_comment),
        }
    }
}

/// Which page of an interaction's messages.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListMessages {
    interaction_id: String,
    /// 1 to 100; absent: up to 1,000.
    limit: Option<String>,
    /// The last message of the page before.
    starting_after: Option<String>,
}

/// What a user says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateMessage {
    interaction_id: String,
    /// 1 to 32,768 characters, at least one of them visible.
    #[schema(max_length = 32_768, example = "Hello! What can you do?")]
    content: String,
    /// Any message of the same interaction; absent or `null` for a root.
    parent_id: Option<String>,
}

/// List messages
///
/// All branches, oldest first, a parent always before its children. The Admin API lists any user's, with those that were
/// not shown to the user, and says how each came to be.
#[utoipa::path(get, path = "/messages", operation_id = "listMessages", tag = "Messages", params(ListMessages),
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = List<MonitoredMessage>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListMessages>,
) -> Result<Answer<List<MonitoredMessage>>> {
    let page = pagination::request(query.limit, query.starting_after, DefaultLimit::All, ids::MESSAGE)?;
    let interaction_id = interactions::known(&query.interaction_id)?;
    let project_id = &caller.project().id;
    Ok(Answer(match caller.external_id() {
        Some(user) => List::from_page(app.store.messages(project_id, user, interaction_id, &page).await?),
        None => List::from_page(app.store.all_messages(project_id, interaction_id, &page).await?),
    }))
}

/// Create a message
///
/// Stores what the user says. It triggers no reply: ask for one.
#[utoipa::path(post, path = "/messages", operation_id = "createMessage", tag = "Messages",
    request_body = CreateMessage, security(("client_key" = [], "client_user" = [], "client_hmac" = [])),
    responses((status = 200, body = Message),
        (status = 403, body = ErrorBody, description = "The agent is inactive."),
        (status = 409, body = ErrorBody, description = "The parent is not in this interaction, or is a reply that failed before its first word."),
        (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: ClientCaller,
    Json(body): Json<CreateMessage>,
) -> Result<Answer<Message>> {
    if body.content.is_empty() {
        return Err(invalid("content: must have 1 to 32768 characters"));
    }
    let content = text("content", body.content, CONTENT)?;
    if !is_visible(&content) {
        return Err(invalid("content: has no visible character"));
    }
    let interaction_id = interactions::known(&body.interaction_id)?;
    // Of another form: an ID that no message has.
    let parent_id = body.parent_id.map(|id| if ids::MESSAGE.matches(&id) { id } else { String::new() });
    let new = NewMessage::by_user(interaction_id, parent_id, content);
    Ok(Answer(app.store.create_message(caller.project.id.clone(), caller.external_id, new).await?.into()))
}

/// Get a message
///
/// The Admin API gets any user's, and says how it came to be.
#[utoipa::path(get, path = "/messages/{id}", operation_id = "getMessage", tag = "Messages",
    params(("id" = String, Path)),
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = MonitoredMessage), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: Caller, Id(id): Id) -> Result<Answer<MonitoredMessage>> {
    let (project_id, id) = (&caller.project().id, known(&id)?);
    Ok(Answer(match caller.external_id() {
        Some(user) => app.store.message(project_id, user, id).await?.into(),
        None => app.store.any_message(project_id, id).await?.into(),
    }))
}

/// An ID that the store may have.
pub(crate) fn known(id: &str) -> Result<&str> {
    if ids::MESSAGE.matches(id) { Ok(id) } else { Err(not_found("message")) }
}
