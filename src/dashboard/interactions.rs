//! All conversations of a project.

use axum::Json as Answer;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::messages::MonitoredMessage;
use crate::api::interactions::{Interaction, known};
use crate::api::users::{User, live_mode};
use crate::api::{agents, users};
use crate::app::App;
use crate::auth::{Developer, Viewer};
use crate::error::{Result, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Query};
use crate::http::pagination::{self, List, Without};
use crate::ids;
use crate::store::conversations::{Conversation, ConversationFilter};

/// A conversation in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct InteractionRow {
    #[serde(flatten)]
    interaction: Interaction,
    /// What developers call the agent.
    agent_name: String,
    user: User,
    /// Replies that failed.
    failed_count: i64,
    /// Replies that are rated up.
    up_count: i64,
    /// Replies that are rated down.
    down_count: i64,
    /// The beginning of the user's first message; may be empty.
    preview: String,
}

impl InteractionRow {
    fn of(project_id: &str, row: Conversation) -> Self {
        Self {
            user: row.user(project_id).into(),
            agent_name: row.agent_name,
            failed_count: row.failed_count,
            up_count: row.up_count,
            down_count: row.down_count,
            preview: row.preview.unwrap_or_default(),
            interaction: row.interaction.into(),
        }
    }
}

/// Which conversations.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListInteractions {
    agent_id: Option<String>,
    user_id: Option<String>,
    /// `up` or `down`: with a reply that is rated so.
    rating: Option<String>,
    /// `true`: with a reply that failed.
    failed: Option<String>,
    /// `true` or `false`: of live or of test users.
    live_mode: Option<String>,
    /// Begun from then on.
    from: Option<String>,
    /// Begun before then.
    to: Option<String>,
    /// 1 to 100; absent: 20.
    limit: Option<String>,
    /// The last conversation of the page before.
    starting_after: Option<String>,
}

/// Which page of the messages.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListMessages {
    /// 1 to 100; absent: up to 1,000.
    limit: Option<String>,
    /// The last message of the page before.
    starting_after: Option<String>,
}

/// A time in a query.
pub(super) fn time(field: &str, text: Option<&str>) -> Result<Option<i64>> {
    let wrong = || invalid(format!("{field}: must be milliseconds since the Unix epoch"));
    text.map(|text| text.parse::<i64>().ok().and_then(|time| time.checked_mul(1_000)).ok_or_else(wrong))
        .transpose()
}

impl ListInteractions {
    fn filter(&self) -> Result<ConversationFilter> {
        Ok(ConversationFilter {
            agent_id: self.agent_id.as_deref().map(agents::known).transpose()?.map(str::to_owned),
            user_id: self.user_id.as_deref().map(users::known).transpose()?.map(str::to_owned),
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
            live_mode: live_mode(self.live_mode.as_deref())?,
            from: time("from", self.from.as_deref())?,
            to: time("to", self.to.as_deref())?,
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
) -> Result<Answer<List<InteractionRow>>> {
    let filter = query.filter()?;
    let page = pagination::request(
        query.limit,
        query.starting_after,
        Without::Page,
        ids::INTERACTION,
        "interaction",
    )?;
    let project_id = &caller.project.id;
    let found = app.store.conversations(project_id, &filter, &page).await?;
    Ok(Answer(List::from_page(found.map(|row| InteractionRow::of(project_id, row)))))
}

/// Get a conversation
#[utoipa::path(get, path = "/projects/{project_id}/interactions/{id}", operation_id = "getInteraction",
    tag = "Conversations", params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = InteractionRow), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: Viewer, Id(id): Id) -> Result<Answer<InteractionRow>> {
    let project_id = &caller.project.id;
    Ok(Answer(InteractionRow::of(project_id, app.store.conversation(project_id, known(&id)?).await?)))
}

/// Delete a conversation
#[utoipa::path(delete, path = "/projects/{project_id}/interactions/{id}", operation_id = "deleteInteraction",
    tag = "Conversations", params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = InteractionRow), (status = "default", body = ErrorBody)))]
pub async fn delete(State(app): State<App>, caller: Developer, Id(id): Id) -> Result<Answer<InteractionRow>> {
    let project_id = &caller.project.id;
    let row = app.store.conversation(project_id, known(&id)?).await?;
    app.store.delete_any_interaction(project_id.clone(), id, caller.actor()).await?;
    Ok(Answer(InteractionRow::of(project_id, row)))
}

/// List the messages of a conversation
///
/// All branches, oldest first, a parent always before its children; those that the user was not shown, too.
#[utoipa::path(get, path = "/projects/{project_id}/interactions/{id}/messages", operation_id = "listMessages",
    tag = "Conversations", params(("project_id" = String, Path), ("id" = String, Path), ListMessages),
    responses((status = 200, body = List<MonitoredMessage>), (status = "default", body = ErrorBody)))]
pub async fn messages(
    State(app): State<App>,
    caller: Viewer,
    Id(id): Id,
    Query(query): Query<ListMessages>,
) -> Result<Answer<List<MonitoredMessage>>> {
    let page = pagination::request(query.limit, query.starting_after, Without::All, ids::MESSAGE, "message")?;
    Ok(Answer(List::from_page(app.store.all_messages(&caller.project.id, known(&id)?, &page).await?)))
}
