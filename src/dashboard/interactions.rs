//! Conversations of a project.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::messages::MonitoredMessage;
use crate::api::interactions::Interaction;
use crate::api::users::{User, parse_live_mode};
use crate::app::App;
use crate::auth::{Developer, Viewer};
use crate::error::{Result, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json, Query};
use crate::http::fields::text;
use crate::http::pagination::{self, DefaultLimit, List};
use crate::ids;
use crate::store::conversations::{Conversation, ConversationFilter};
use crate::store::search::FoundConversation;
use crate::store::search_words::{ExcerptPart as ExcerptRow, Search};

/// A conversation in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct InteractionRow {
    #[serde(flatten)]
    interaction: Interaction,
    /// The agent's name for developers.
    agent_name: String,
    user: User,
    /// Number of failed replies.
    failed_count: i64,
    /// Number of replies rated up.
    up_count: i64,
    /// Number of replies rated down.
    down_count: i64,
    /// Start of the user's first message; may be empty.
    preview: String,
    /// What was found; only in a search.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<Found>,
}

/// Where a search found its words.
#[derive(Debug, Serialize, ToSchema)]
pub struct Found {
    /// The message; empty if the words are in the conversation's name.
    message_id: String,
    /// The text around the words.
    excerpt: Vec<ExcerptPart>,
}

/// A part of an excerpt.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExcerptPart {
    /// Plain text.
    text: String,
    /// Whether it was searched for.
    is_hit: bool,
}

impl From<FoundConversation> for Found {
    fn from(found: FoundConversation) -> Self {
        let part = |ExcerptRow { text, is_hit }| ExcerptPart { text, is_hit };
        Self {
            message_id: found.message_id.unwrap_or_default(),
            excerpt: found.excerpt.into_iter().map(part).collect(),
        }
    }
}

impl InteractionRow {
    pub(super) fn of(project_id: &str, row: Conversation) -> Self {
        Self {
            user: row.user(project_id).into(),
            agent_name: row.agent_name,
            failed_count: row.failed_count,
            up_count: row.up_count,
            down_count: row.down_count,
            preview: row.preview.unwrap_or_default(),
            interaction: row.interaction.into(),
            found: None,
        }
    }

    fn found(project_id: &str, found: FoundConversation) -> Self {
        let row = Self::of(project_id, found.conversation.clone());
        Self { found: Some(found.into()), ..row }
    }
}

/// Query parameters of the list of conversations.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListInteractions {
    /// Only conversations that have a message, or a name, with all these words. Words match by their beginning.
    pub(super) query: Option<String>,
    /// Only conversations with this agent.
    pub(super) agent_id: Option<String>,
    /// Only conversations of this user.
    pub(super) user_id: Option<String>,
    /// `up` or `down`: only conversations with a reply that has this rating.
    pub(super) rating: Option<String>,
    /// `true`: only conversations with a failed reply.
    pub(super) failed: Option<String>,
    /// `true`: live users only; `false`: test users only. Default: all.
    pub(super) live_mode: Option<String>,
    /// Only conversations started at or after this time.
    pub(super) from: Option<String>,
    /// Only conversations started before this time.
    pub(super) to: Option<String>,
    /// Number of conversations to return, from 1 to 100. Default: 20.
    pub(super) limit: Option<String>,
    /// `next_cursor` of the previous page, or the ID of its last conversation.
    pub(super) starting_after: Option<String>,
}

/// Query parameters of the list of messages.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListMessages {
    /// Number of messages to return, from 1 to 100. Default: all, up to 1,000.
    limit: Option<String>,
    /// `next_cursor` of the previous page, or the ID of its last message.
    starting_after: Option<String>,
}

/// Parses a time in a query, to microseconds.
pub(super) fn parse_time(field: &str, text: Option<&str>) -> Result<Option<i64>> {
    let wrong = || invalid(format!("{field}: must be milliseconds since the Unix epoch"));
    text.map(|text| text.parse::<i64>().ok().and_then(|time| time.checked_mul(1_000)).ok_or_else(wrong))
        .transpose()
}

/// Maximum characters of a search.
const QUERY_LENGTH: usize = 200;

/// Parses a search. Returns `None` if there is none, and `Some(None)` for one without a word, which finds nothing.
pub(super) fn parse_search(query: Option<String>) -> Result<Option<Option<Search>>> {
    let query = text("query", query.unwrap_or_default(), QUERY_LENGTH)?;
    Ok((!query.trim().is_empty()).then(|| Search::parse(&query)))
}

impl ListInteractions {
    pub(super) fn filter(&self) -> Result<ConversationFilter> {
        Ok(ConversationFilter {
            agent_id: self.agent_id.as_deref().map(|id| ids::AGENT.check(id)).transpose()?.map(str::to_owned),
            user_id: self.user_id.as_deref().map(|id| ids::USER.check(id)).transpose()?.map(str::to_owned),
            rated_up: match self.rating.as_deref() {
                None => None,
                Some("up") => Some(true),
                Some("down") => Some(false),
                Some(_) => return Err(invalid("rating: must be up or down")),
            },
            failed: match self.failed.as_deref() {
                None | Some("false") => false,
                Some("true") => true,
                Some(_) => return Err(invalid("failed: must be true or false")),
            },
            live_mode: parse_live_mode(self.live_mode.as_deref())?,
            from: parse_time("from", self.from.as_deref())?,
            to: parse_time("to", self.to.as_deref())?,
        })
    }
}

/// List conversations
///
/// Newest first.
#[utoipa::path(get, path = "/projects/{project_id}/interactions", operation_id = "listInteractions",
    tag = "Conversations", params(("project_id" = String, Path), ListInteractions),
    responses((status = 200, body = List<InteractionRow>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Viewer,
    Query(query): Query<ListInteractions>,
) -> Result<Json<List<InteractionRow>>> {
    let filter = query.filter()?;
    let page = pagination::request(query.limit, query.starting_after, DefaultLimit::Page, ids::INTERACTION)?;
    let project_id = &caller.project.id;
    if let Some(search) = parse_search(query.query)? {
        let Some(search) = search else { return Ok(Json(List::complete(Vec::new()))) };
        let found = app.store.search_conversations(project_id, &search, &filter, &page).await?;
        return Ok(Json(List::from_page(found.map(|row| InteractionRow::found(project_id, row)))));
    }
    let found = app.store.conversations(project_id, &filter, &page).await?;
    Ok(Json(List::from_page(found.map(|row| InteractionRow::of(project_id, row)))))
}

/// Get a conversation
#[utoipa::path(get, path = "/projects/{project_id}/interactions/{id}", operation_id = "getInteraction",
    tag = "Conversations", params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = InteractionRow), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: Viewer, Id(id): Id) -> Result<Json<InteractionRow>> {
    let project_id = &caller.project.id;
    Ok(Json(InteractionRow::of(
        project_id,
        app.store.conversation(project_id, ids::INTERACTION.check(&id)?).await?,
    )))
}

/// Delete a conversation
#[utoipa::path(delete, path = "/projects/{project_id}/interactions/{id}", operation_id = "deleteInteraction",
    tag = "Conversations", params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = InteractionRow), (status = "default", body = ErrorBody)))]
pub async fn delete(State(app): State<App>, caller: Developer, Id(id): Id) -> Result<Json<InteractionRow>> {
    let project_id = &caller.project.id;
    let row = app.store.conversation(project_id, ids::INTERACTION.check(&id)?).await?;
    app.store.delete_any_interaction(project_id.clone(), id, caller.actor()).await?;
    Ok(Json(InteractionRow::of(project_id, row)))
}

/// List the messages of a conversation
///
/// All branches, oldest first, parents before their children; including messages that are not shown to the user.
#[utoipa::path(get, path = "/projects/{project_id}/interactions/{id}/messages", operation_id = "listMessages",
    tag = "Conversations", params(("project_id" = String, Path), ("id" = String, Path), ListMessages),
    responses((status = 200, body = List<MonitoredMessage>), (status = "default", body = ErrorBody)))]
pub async fn messages(
    State(app): State<App>,
    caller: Viewer,
    Id(id): Id,
    Query(query): Query<ListMessages>,
) -> Result<Json<List<MonitoredMessage>>> {
    let page = pagination::request(query.limit, query.starting_after, DefaultLimit::All, ids::MESSAGE)?;
    Ok(Json(List::from_page(
        app.store.all_messages(&caller.project.id, ids::INTERACTION.check(&id)?, &page).await?,
    )))
}
