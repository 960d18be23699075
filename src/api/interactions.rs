//! Interactions: a user's conversations.

use axum::Json as Answer;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::fields::{NAME, changed_text, present};
use super::messages::{CONTENT, Message};
use crate::app::App;
use crate::auth::{Caller, ClientCaller};
use crate::chat::prompt::{self, Scope};
use crate::clock::millis;
use crate::error::{Result, not_found};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json, Query};
use crate::http::pagination::{self, DefaultLimit, List};
use crate::ids;
use crate::store::agents::Agent;
use crate::store::interactions::{Interaction as Row, InteractionPatch};
use crate::store::users::User;
use crate::text::is_visible;

/// A conversation of one user with one agent.
#[derive(Debug, Serialize, ToSchema)]
pub struct Interaction {
    id: String,
    /// Always `interaction`.
    #[schema(example = "interaction")]
    object: &'static str,
    agent_id: String,
    user_id: String,
    /// What the user calls it; may be empty.
    name: String,
    archived: bool,
    /// `user` or `agent`: who was to speak first when it began.
    initial_turn: String,
    /// Over all branches.
    total_message_count: i64,
    created_at: i64,
    /// Moves with every message.
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
            archived: row.archived != 0,
            initial_turn: row.initial_turn,
            total_message_count: row.total_message_count,
            created_at: millis(row.created_at),
            updated_at: millis(row.updated_at),
        }
    }
}

/// Which page of the interactions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListInteractions {
    /// Only those with this agent.
    agent_id: Option<String>,
    /// Only those of this user; in the Admin API only.
    user_id: Option<String>,
    /// 1 to 100; absent: 20.
    limit: Option<String>,
    /// The last interaction of the page before.
    starting_after: Option<String>,
}

/// A new interaction.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateInteraction {
    /// Whom the user will talk to. The agent must be active.
    agent_id: String,
}

/// What began.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedInteraction {
    interaction: Interaction,
    /// The agent's greeting, if it speaks first; otherwise empty.
    messages: Vec<Message>,
}

/// A change of an interaction; absent fields stay as they are, `null` clears.
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
/// The user's own, newest first; in the Admin API those of all users.
#[utoipa::path(get, path = "/interactions", operation_id = "listInteractions", tag = "Interactions",
    params(ListInteractions),
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = List<Interaction>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListInteractions>,
) -> Result<Answer<List<Interaction>>> {
    let page = pagination::request(query.limit, query.starting_after, DefaultLimit::Page, ids::INTERACTION)?;
    // Of another form: an ID that nothing has.
    let agent_id = query.agent_id.as_deref().map(|id| if ids::AGENT.matches(id) { id } else { "" });
    let user_id = query.user_id.as_deref().map(|id| if ids::USER.matches(id) { id } else { "" });
    let project_id = &caller.project().id;
    let rows = match caller.external_id() {
        Some(user) => app.store.interactions(project_id, user, agent_id, &page).await?,
        None => app.store.all_interactions(project_id, agent_id, user_id, &page).await?,
    };
    Ok(Answer(List::from_page(rows)))
}

/// Create an interaction
///
/// If the agent speaks first and has a greeting, the answer holds it as the first message.
#[utoipa::path(post, path = "/interactions", operation_id = "createInteraction", tag = "Interactions",
    request_body = CreateInteraction, security(("client_key" = [], "client_user" = [], "client_hmac" = [])),
    responses((status = 200, body = CreatedInteraction),
        (status = 403, body = ErrorBody, description = "The agent is inactive."),
        (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: ClientCaller,
    Json(body): Json<CreateInteraction>,
) -> Result<Answer<CreatedInteraction>> {
    if !ids::AGENT.matches(&body.agent_id) {
        return Err(not_found("agent"));
    }
    let project_id = caller.project.id.clone();
    // The write that renders it must wait for nothing.
    prompt::prepare(&app.store.agent(&project_id, &body.agent_id).await?.greeting_message)?;
    let (interaction, greeting) =
        app.store.create_interaction(project_id, caller.external_id, body.agent_id, greeting).await?;
    let messages = greeting.into_iter().map(Message::from).collect();
    Ok(Answer(CreatedInteraction { interaction: interaction.into(), messages }))
}

/// Get an interaction
#[utoipa::path(get, path = "/interactions/{id}", operation_id = "getInteraction", tag = "Interactions",
    params(("id" = String, Path)),
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = Interaction), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: Caller, Id(id): Id) -> Result<Answer<Interaction>> {
    let (project_id, id) = (&caller.project().id, known(&id)?);
    let row = match caller.external_id() {
        Some(user) => app.store.interaction(project_id, user, id).await?,
        None => app.store.any_interaction(project_id, id).await?,
    };
    Ok(Answer(row.into()))
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
) -> Result<Answer<Interaction>> {
    let patch = InteractionPatch {
        name: changed_text("name", body.name, NAME)?,
        archived: body.archived.map(Option::unwrap_or_default),
    };
    let project_id = caller.project.id.clone();
    Ok(Answer(
        app.store
            .update_interaction(project_id, caller.external_id, known(&id)?.to_owned(), patch)
            .await?
            .into(),
    ))
}

/// Delete an interaction
///
/// Its messages go with it.
#[utoipa::path(delete, path = "/interactions/{id}", operation_id = "deleteInteraction", tag = "Interactions",
    params(("id" = String, Path)),
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = Interaction), (status = "default", body = ErrorBody)))]
pub async fn delete(State(app): State<App>, caller: Caller, Id(id): Id) -> Result<Answer<Interaction>> {
    let (project_id, id) = (caller.project().id.clone(), known(&id)?.to_owned());
    let row = match &caller {
        Caller::Client(user) => {
            app.store.delete_interaction(project_id, user.external_id.clone(), id).await?
        }
        Caller::Admin(admin) => app.store.delete_any_interaction(project_id, id, admin.actor()).await?,
    };
    Ok(Answer(row.into()))
}

/// What the agent says first to this user, if it is to speak first and has something to say.
fn greeting(agent: &Agent, user: &User) -> Result<Option<String>> {
    if agent.initial_turn != "agent" {
        return Ok(None);
    }
    let text = prompt::render(&agent.greeting_message, &Scope::new(agent, user))?;
    Ok(is_visible(&text).then(|| text.chars().take(CONTENT).collect()))
}

/// An ID that the store may have.
pub(crate) fn known(id: &str) -> Result<&str> {
    if ids::INTERACTION.matches(id) { Ok(id) } else { Err(not_found("interaction")) }
}
