//! Agents.

use axum::Json as Answer;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::configs::{Anthropic, InitialTurn, OpenAi, fallbacks, template, valid_model};
use super::fields::{DESCRIPTION, NAME, changed_text, new_text, present, present_object};
use crate::app::App;
use crate::auth::{AdminCaller, Caller};
use crate::clock::{self, millis};
use crate::error::{Result, not_found};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json, Query};
use crate::http::pagination::{self, List, Without};
use crate::ids;
use crate::store::agents::{Agent as Row, AgentPatch};
use crate::store::audit::Actor;

/// Somebody users talk to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Agent {
    #[schema(example = "ag_0VQl2yPnq8Zc4TrJ7uXwGb1K")]
    id: String,
    /// Always `agent`.
    #[schema(example = "agent")]
    object: &'static str,
    /// Whether users may start interactions, send messages and ask.
    active: bool,
    /// For developers.
    name: String,
    /// For developers.
    description: String,
    /// For users.
    display_name: String,
    /// For users.
    display_description: String,
    created_at: i64,
    updated_at: i64,
}

impl From<Row> for Agent {
    fn from(row: Row) -> Self {
        Self {
            active: row.is_active(),
            id: row.id,
            object: "agent",
            name: row.name,
            description: row.description,
            display_name: row.display_name,
            display_description: row.display_description,
            created_at: millis(row.created_at),
            updated_at: millis(row.updated_at),
        }
    }
}

/// A new agent. It starts inactive.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAgent {
    /// `<connection>.<model>`
    #[schema(example = "openai.gpt-4o")]
    model: String,
    /// At most 5 models that are tried in order when `model` refuses or fails before its first word.
    #[schema(max_items = 5, example = json!(["anthropic.claude-haiku-4-5"]))]
    fallback_models: Option<Vec<String>>,
    /// For developers.
    name: Option<String>,
    /// For developers.
    description: Option<String>,
    /// For users.
    #[schema(example = "Ada")]
    display_name: Option<String>,
    /// For users.
    display_description: Option<String>,
    /// A Handlebars template that sees `user` and `agent`.
    #[schema(example = "Hello {{user.first_name}}, I am {{agent.display_name}}.")]
    greeting_message: Option<String>,
    /// Who speaks first.
    initial_turn: Option<InitialTurn>,
    #[serde(default, deserialize_with = "present_object")]
    #[schema(value_type = Option<OpenAi>)]
    openai: Option<Option<OpenAi>>,
    #[serde(default, deserialize_with = "present_object")]
    #[schema(value_type = Option<Anthropic>)]
    anthropic: Option<Option<Anthropic>>,
    /// A Handlebars template that sees `user` and `agent`.
    system_message: Option<String>,
}

impl CreateAgent {
    /// The agent, checked, not yet stored.
    pub(crate) fn row(self, project_id: &str) -> Result<Row> {
        let now = clock::now();
        Ok(Row {
            id: ids::AGENT.make(now),
            project_id: project_id.to_owned(),
            active: 0,
            name: new_text("name", self.name, NAME)?,
            description: new_text("description", self.description, DESCRIPTION)?,
            display_name: new_text("display_name", self.display_name, NAME)?,
            display_description: new_text("display_description", self.display_description, DESCRIPTION)?,
            model: valid_model("model", self.model)?,
            fallback_models: fallbacks(self.fallback_models)?,
            system_message: template("system_message", self.system_message)?,
            greeting_message: template("greeting_message", self.greeting_message)?,
            initial_turn: self.initial_turn.unwrap_or_default().name().to_owned(),
            openai: self.openai.flatten().unwrap_or_default().check()?.settings(),
            anthropic: self.anthropic.flatten().unwrap_or_default().check()?.settings(),
            version: 1,
            created_at: now,
            updated_at: now,
        })
    }
}

/// A change of an agent; absent fields stay as they are, `null` clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateAgent {
    /// For developers.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    name: Option<Option<String>>,
    /// For developers.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    description: Option<Option<String>>,
    /// For users.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, example = "Ada")]
    display_name: Option<Option<String>>,
    /// For users.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    display_description: Option<Option<String>>,
}

impl UpdateAgent {
    /// The change, checked.
    pub(crate) fn patch(self) -> Result<AgentPatch> {
        Ok(AgentPatch {
            name: changed_text("name", self.name, NAME)?,
            description: changed_text("description", self.description, DESCRIPTION)?,
            display_name: changed_text("display_name", self.display_name, NAME)?,
            display_description: changed_text("display_description", self.display_description, DESCRIPTION)?,
        })
    }
}

/// Which page of the agents.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListAgents {
    /// 1 to 100; absent: up to 1,000.
    limit: Option<String>,
    /// The last agent of the page before.
    starting_after: Option<String>,
}

/// List agents
///
/// Newest first, inactive ones too.
#[utoipa::path(get, path = "/agents", operation_id = "listAgents", tag = "Agents", params(ListAgents),
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = List<Agent>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListAgents>,
) -> Result<Answer<List<Agent>>> {
    let page = pagination::request(query.limit, query.starting_after, Without::All, ids::AGENT, "agent")?;
    Ok(Answer(List::from_page(app.store.agents(&caller.project().id, &page).await?)))
}

/// Get an agent
#[utoipa::path(get, path = "/agents/{id}", operation_id = "getAgent", tag = "Agents", params(("id" = String, Path)),
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: Caller, Id(id): Id) -> Result<Answer<Agent>> {
    Ok(Answer(app.store.agent(&caller.project().id, known(&id)?).await?.into()))
}

/// Create an agent
#[utoipa::path(post, path = "/agents", operation_id = "createAgent", tag = "Agents", request_body = CreateAgent,
    security(("admin" = [])),
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: AdminCaller,
    Json(body): Json<CreateAgent>,
) -> Result<Answer<Agent>> {
    let row = body.row(&caller.project.id)?;
    Ok(Answer(app.store.create_agent(row, caller.actor()).await?.into()))
}

/// Update an agent
#[utoipa::path(post, path = "/agents/{id}", operation_id = "updateAgent", tag = "Agents", params(("id" = String, Path)),
    request_body = UpdateAgent, security(("admin" = [])),
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn update(
    State(app): State<App>,
    caller: AdminCaller,
    Id(id): Id,
    Json(body): Json<UpdateAgent>,
) -> Result<Answer<Agent>> {
    let (project_id, id) = (caller.project.id.clone(), known(&id)?.to_owned());
    Ok(Answer(app.store.update_agent(project_id, id, body.patch()?, caller.actor()).await?.into()))
}

/// Removes an agent and its interactions: to the end, for there may be more of it than a request's time is for.
pub(crate) async fn erase(app: &App, project_id: String, id: String, by: Actor) -> Result<Agent> {
    let store = app.store.clone();
    Ok(app.to_the_end(async move { store.delete_agent(project_id, id, by).await }).await?.into())
}

/// Delete an agent
///
/// Its interactions go with it.
#[utoipa::path(delete, path = "/agents/{id}", operation_id = "deleteAgent", tag = "Agents",
    params(("id" = String, Path)), security(("admin" = [])),
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn delete(State(app): State<App>, caller: AdminCaller, Id(id): Id) -> Result<Answer<Agent>> {
    let (project_id, id) = (caller.project.id.clone(), known(&id)?.to_owned());
    Ok(Answer(erase(&app, project_id, id, caller.actor()).await?))
}

/// Activate an agent
///
/// From then on users may talk to it. Doing it twice is fine.
#[utoipa::path(post, path = "/agents/{id}/activate", operation_id = "activateAgent", tag = "Agents",
    params(("id" = String, Path)), security(("admin" = [])),
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn activate(State(app): State<App>, caller: AdminCaller, Id(id): Id) -> Result<Answer<Agent>> {
    let (project_id, id) = (caller.project.id.clone(), known(&id)?.to_owned());
    Ok(Answer(app.store.set_active(project_id, id, true, caller.actor()).await?.into()))
}

/// Deactivate an agent
///
/// Users can still read, rename and delete what they have. Doing it twice is fine.
#[utoipa::path(post, path = "/agents/{id}/deactivate", operation_id = "deactivateAgent", tag = "Agents",
    params(("id" = String, Path)), security(("admin" = [])),
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn deactivate(State(app): State<App>, caller: AdminCaller, Id(id): Id) -> Result<Answer<Agent>> {
    let (project_id, id) = (caller.project.id.clone(), known(&id)?.to_owned());
    Ok(Answer(app.store.set_active(project_id, id, false, caller.actor()).await?.into()))
}

/// An ID that the store may have.
pub(crate) fn known(id: &str) -> Result<&str> {
    if ids::AGENT.matches(id) { Ok(id) } else { Err(not_found("agent")) }
}
