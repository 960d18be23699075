//! Interactions: a user's conversations.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::message::Message;
use crate::app::App;
use crate::auth::{Caller, ClientCaller};
use crate::clock::millis;
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json, Query};
use crate::http::fields::{NAME, changed_text, client_id, present};
use crate::http::pagination::{self, DefaultLimit, List};
use crate::ids;
use crate::store::interactions::{Interaction as Row, InteractionPatch};
use crate::store::messages::Message as MessageRow;

/// A conversation of one user with one agent.
#[derive(Debug, Serialize, ToSchema)]
pub struct Interaction {
    id: String,
    /// Always `interaction`.
    #[schema(example = "interaction")]
    object: &'static str,
    agent_id: String,
    user_id: String,
    /// The name that the user gave it; may be empty.
    name: String,
    archived: bool,
    /// `user` or `agent`: who speaks first, as configured when the interaction started.
    initial_turn: &'static str,
    /// The number of messages in all branches.
    total_message_count: i64,
    /// The ID that the client chose for it; empty if none.
    client_id: String,
    created_at: i64,
    /// Changes with every message.
    updated_at: i64,
}

impl From<Row> for Interaction {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            object: "interaction",
            agent_id: row.agent_id,
            user_id: row.user_id,
            name: row.name,
            archived: row.archived,
            initial_turn: row.initial_turn.as_str(),
            total_message_count: row.total_message_count,
            client_id: row.client_id,
            created_at: millis(row.created_at),
            updated_at: millis(row.updated_at),
        }
    }
}

/// Query parameters of the list of interactions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListInteractions {
    /// Only interactions with this agent.
    agent_id: Option<String>,
    /// Only interactions of this user. Admin API only.
    user_id: Option<String>,
    /// Number of objects to return, from 1 to 100. Default: 20.
    limit: Option<String>,
    /// `next_cursor` of the previous page, or the ID of its last interaction.
    starting_after: Option<String>,
}

/// A new interaction.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateInteraction {
    /// The agent that the user will talk to. It must be active.
    agent_id: String,
    /// An ID of your choice, unique among the user's interactions: 1 to 128 printable ASCII characters. If
    /// you send it again, you get the interaction of the first request, and nothing is created.
    #[schema(min_length = 1, max_length = 128, example = "4b0c8f6e-1")]
    client_id: Option<String>,
}

/// A new interaction with its greeting.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedInteraction {
    interaction: Interaction,
    /// The agent's greeting if the agent speaks first; otherwise empty.
    messages: Vec<Message>,
}

impl CreatedInteraction {
    pub(super) fn new(interaction: Row, greeting: Option<MessageRow>) -> Self {
        let messages = greeting.into_iter().map(Message::from).collect();
        Self { interaction: interaction.into(), messages }
    }
}

/// Changes to an interaction. Absent fields stay as they are; `null` clears a field.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateInteraction {
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, example = "My first question")]
    name: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<bool>)]
    archived: Option<Option<bool>>,
}

/// List interactions
///
/// The user's own, newest first. The Admin API lists those of all users.
#[utoipa::path(get, path = "/interactions", operation_id = "listInteractions", tag = "Interactions",
    params(ListInteractions),
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = List<Interaction>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListInteractions>,
) -> Result<Json<List<Interaction>>> {
    let page = pagination::request(query.limit, query.starting_after, DefaultLimit::Page, ids::INTERACTION)?;
    // An ID of another format becomes an empty one, which matches nothing.
    let agent_id = query.agent_id.as_deref().map(|id| if ids::AGENT.matches(id) { id } else { "" });
    let user_id = query.user_id.as_deref().map(|id| if ids::USER.matches(id) { id } else { "" });
    let project_id = &caller.project().id;
    let rows = match caller.external_id() {
        Some(user) => app.store.interactions(project_id, user, agent_id, &page).await?,
        None => app.store.all_interactions(project_id, agent_id, user_id, &page).await?,
    };
    Ok(Json(List::from_page(rows)))
}

/// Create an interaction
///
/// If the agent speaks first and has a greeting, the response contains it as the first message.
#[utoipa::path(post, path = "/interactions", operation_id = "createInteraction", tag = "Interactions",
    request_body = CreateInteraction, security(("client_key" = [], "client_user" = [], "client_hmac" = [])),
    responses((status = 200, body = CreatedInteraction),
        (status = 403, body = ErrorBody, description = "The agent is inactive."),
        (status = 409, body = ErrorBody, description = "`client_id` was sent before with another agent."),
        (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: ClientCaller,
    Json(body): Json<CreateInteraction>,
) -> Result<Json<CreatedInteraction>> {
    let (agent_id, client_id) = (ids::AGENT.check(&body.agent_id)?, client_id(body.client_id)?);
    let (project_id, external_id) = (&caller.project.id, &caller.external_id);
    let started = app.replies.start_interaction(project_id, external_id, agent_id, &client_id).await?;
    let (interaction, greeting) = started;
    Ok(Json(CreatedInteraction::new(interaction, greeting)))
}

/// Get an interaction
#[utoipa::path(get, path = "/interactions/{id}", operation_id = "getInteraction", tag = "Interactions",
    params(("id" = String, Path)),
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = Interaction), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: Caller, Id(id): Id) -> Result<Json<Interaction>> {
    let (project_id, id) = (&caller.project().id, ids::INTERACTION.check(&id)?);
    let row = match caller.external_id() {
        Some(user) => app.store.interaction(project_id, user, id).await?,
        None => app.store.any_interaction(project_id, id).await?,
    };
    Ok(Json(row.into()))
}

/// Update an interaction
#[utoipa::path(post, path = "/interactions/{id}", operation_id = "updateInteraction", tag = "Interactions",
    params(("id" = String, Path)), request_body = UpdateInteraction,
    security(("client_key" = [], "client_user" = [], "client_hmac" = [])),
    responses((status = 200, body = Interaction), (status = "default", body = ErrorBody)))]
pub async fn update(
    State(app): State<App>,
    caller: ClientCaller,
    Id(id): Id,
    Json(body): Json<UpdateInteraction>,
) -> Result<Json<Interaction>> {
    let patch = InteractionPatch {
        name: changed_text("name", body.name, NAME)?,
        archived: body.archived.map(Option::unwrap_or_default),
    };
    let project_id = caller.project.id.clone();
    Ok(Json(
        app.store
            .update_interaction(
                project_id,
                caller.external_id,
                ids::INTERACTION.check(&id)?.to_owned(),
                patch,
            )
            .await?
            .into(),
    ))
}

/// Delete an interaction
///
/// Also deletes its messages.
#[utoipa::path(delete, path = "/interactions/{id}", operation_id = "deleteInteraction", tag = "Interactions",
    params(("id" = String, Path)),
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = Interaction), (status = "default", body = ErrorBody)))]
pub async fn delete(State(app): State<App>, caller: Caller, Id(id): Id) -> Result<Json<Interaction>> {
    let (project_id, id) = (caller.project().id.clone(), ids::INTERACTION.check(&id)?.to_owned());
    let row = match &caller {
        Caller::Client(user) => {
            app.store.delete_interaction(project_id, user.external_id.clone(), id).await?
        }
        Caller::Admin(admin) => app.store.delete_any_interaction(project_id, id, admin.actor()).await?,
    };
    Ok(Json(row.into()))
}
