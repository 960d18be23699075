//! Agents: the assistants that users talk to.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use super::appearance::{self, Appearance};
use super::configs::{
    AnthropicInput, GeminiInput, InitialTurn, OpenAiInput, fallbacks, template, title_model, valid_model,
};
use crate::app::App;
use crate::auth::{AdminCaller, Caller};
use crate::clock::{self, millis};
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json, Query};
use crate::http::fields::{DESCRIPTION, NAME, changed_text, new_text, present, present_object};
use crate::http::pagination::{self, DefaultLimit, List};
use crate::ids;
use crate::store::agents::{Agent as Row, AgentPatch, AnthropicSettings, GeminiSettings, OpenAiSettings};
use crate::store::appearance::Appearance as StoredAppearance;
use crate::store::audit::Actor;

/// An assistant that your users talk to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Agent {
    #[schema(example = "ag_0VQl2yPnq8Zc4TrJ7uXwGb1K")]
    id: String,
    /// Always `agent`.
    #[schema(example = "agent")]
    object: &'static str,
    /// Whether users can start interactions, send messages and ask for replies.
    active: bool,
    /// Name for developers.
    name: String,
    /// Description for developers.
    description: String,
    /// Name for users.
    display_name: String,
    /// Description for users.
    display_description: String,
    appearance: Appearance,
    created_at: i64,
    updated_at: i64,
}

impl From<Row> for Agent {
    fn from(row: Row) -> Self {
        Self {
            active: row.active,
            id: row.id,
            object: "agent",
            name: row.name,
            description: row.description,
            display_name: row.display_name,
            display_description: row.display_description,
            appearance: row.appearance.into(),
            created_at: millis(row.created_at),
            updated_at: millis(row.updated_at),
        }
    }
}

/// A new agent. It is inactive until it is activated.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAgent {
    /// The model, as `<connection>.<model>`.
    #[schema(example = "openai.gpt-4o")]
    model: String,
    /// Up to 5 models that are tried in order if `model` fails before its first token.
    #[schema(max_items = 5, example = json!(["anthropic.claude-haiku-4-5"]))]
    fallback_models: Option<Vec<String>>,
    /// Name for developers.
    name: Option<String>,
    /// Description for developers.
    description: Option<String>,
    /// Name for users.
    #[schema(example = "Ada")]
    display_name: Option<String>,
    /// Description for users.
    display_description: Option<String>,
    /// How the agent appears in the chat.
    #[serde(default, deserialize_with = "present_object")]
    #[schema(value_type = Option<Appearance>)]
    appearance: Option<Option<Map<String, Value>>>,
    /// First message of the agent: a Handlebars template with the variables `user` and `agent`.
    #[schema(example = "Hello {{user.first_name}}, I am {{agent.display_name}}.")]
    greeting_message: Option<String>,
    /// Who sends the first message.
    initial_turn: Option<InitialTurn>,
    /// Whether users see what the model thinks before it answers. Default: true.
    show_reasoning: Option<bool>,
    #[serde(default, deserialize_with = "present_object")]
    #[schema(value_type = Option<OpenAiInput>)]
    openai: Option<Option<OpenAiInput>>,
    #[serde(default, deserialize_with = "present_object")]
    #[schema(value_type = Option<AnthropicInput>)]
    anthropic: Option<Option<AnthropicInput>>,
    #[serde(default, deserialize_with = "present_object")]
    #[schema(value_type = Option<GeminiInput>)]
    gemini: Option<Option<GeminiInput>>,
    /// Whether a model names an unnamed interaction after its first reply. Default: false; true for agents
    /// that are created in the dashboard.
    auto_title: Option<bool>,
    /// The model that writes the names, as `<connection>.<model>`. Default: `model`.
    title_model: Option<String>,
    /// Instructions for the model: a Handlebars template with the variables `user` and `agent`.
    system_message: Option<String>,
}

impl CreateAgent {
    /// Validates the fields and returns the agent to store. `auto_title` is the default of that field.
    pub(crate) fn row(self, project_id: &str, auto_title: bool) -> Result<Row> {
        let now = clock::now();
        let appearance = self.appearance.flatten().unwrap_or_default();
        appearance::check(&appearance, None)?;
        let (mut openai, mut anthropic) = (OpenAiSettings::default(), AnthropicSettings::default());
        let mut gemini = GeminiSettings::default();
        openai.change(self.openai.flatten().unwrap_or_default().patch()?);
        anthropic.change(self.anthropic.flatten().unwrap_or_default().patch()?);
        anthropic.check()?;
        gemini.change(self.gemini.flatten().unwrap_or_default().patch()?);
        Ok(Row {
            id: ids::AGENT.make(now),
            project_id: project_id.to_owned(),
            active: false,
            name: new_text("name", self.name, NAME)?,
            description: new_text("description", self.description, DESCRIPTION)?,
            display_name: new_text("display_name", self.display_name, NAME)?,
            display_description: new_text("display_description", self.display_description, DESCRIPTION)?,
            appearance: StoredAppearance::default().merged(&appearance),
            model: valid_model("model", self.model)?,
            fallback_models: fallbacks(self.fallback_models)?,
            system_message: template("system_message", self.system_message)?,
            greeting_message: template("greeting_message", self.greeting_message)?,
            initial_turn: self.initial_turn.unwrap_or_default(),
            show_reasoning: self.show_reasoning.unwrap_or(true),
            openai,
            anthropic,
            gemini,
            auto_title: self.auto_title.unwrap_or(auto_title),
            title_model: title_model(self.title_model)?,
            version: 1,
            created_at: now,
            updated_at: now,
        })
    }
}

/// Changes to an agent. Absent fields stay as they are; `null` clears a field.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateAgent {
    /// Name for developers.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    name: Option<Option<String>>,
    /// Description for developers.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    description: Option<Option<String>>,
    /// Name for users.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, example = "Ada")]
    display_name: Option<Option<String>>,
    /// Description for users.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    display_description: Option<Option<String>>,
    /// How the agent appears in the chat. Fields that are left out keep their value; `null` clears a field.
    #[serde(default, deserialize_with = "present_object")]
    #[schema(value_type = Option<Appearance>)]
    appearance: Option<Option<Map<String, Value>>>,
}

impl UpdateAgent {
    /// Validates the changes to the agent `id`.
    pub(crate) fn patch(self, id: &str) -> Result<AgentPatch> {
        if let Some(Some(appearance)) = &self.appearance {
            appearance::check(appearance, Some(id))?;
        }
        Ok(AgentPatch {
            name: changed_text("name", self.name, NAME)?,
            description: changed_text("description", self.description, DESCRIPTION)?,
            display_name: changed_text("display_name", self.display_name, NAME)?,
            display_description: changed_text("display_description", self.display_description, DESCRIPTION)?,
            appearance: self.appearance,
        })
    }
}

/// Query parameters of the list of agents.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListAgents {
    /// Number of agents to return, from 1 to 100. Default: all, up to 1,000.
    limit: Option<String>,
    /// `next_cursor` of the previous page, or the ID of its last agent.
    starting_after: Option<String>,
}

/// List agents
///
/// Newest first, including inactive ones.
#[utoipa::path(get, path = "/agents", operation_id = "listAgents", tag = "Agents", params(ListAgents),
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = List<Agent>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListAgents>,
) -> Result<Json<List<Agent>>> {
    let page = pagination::request(query.limit, query.starting_after, DefaultLimit::All, ids::AGENT)?;
    Ok(Json(List::from_page(app.store.agents(&caller.project().id, &page).await?)))
}

/// Get an agent
#[utoipa::path(get, path = "/agents/{id}", operation_id = "getAgent", tag = "Agents", params(("id" = String, Path)),
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: Caller, Id(id): Id) -> Result<Json<Agent>> {
    Ok(Json(app.store.agent(&caller.project().id, ids::AGENT.check(&id)?).await?.into()))
}

/// Create an agent
#[utoipa::path(post, path = "/agents", operation_id = "createAgent", tag = "Agents", request_body = CreateAgent,
    security(("admin" = [])),
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: AdminCaller,
    Json(body): Json<CreateAgent>,
) -> Result<Json<Agent>> {
    let row = body.row(&caller.project.id, false)?;
    Ok(Json(app.store.create_agent(row, caller.actor()).await?.into()))
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
) -> Result<Json<Agent>> {
    let (project_id, id) = (caller.project.id.clone(), ids::AGENT.check(&id)?.to_owned());
    let patch = body.patch(&id)?;
    Ok(Json(app.store.update_agent(project_id, id, patch, caller.actor()).await?.into()))
}

/// Deletes an agent with all interactions. Runs to completion even if the request times out, as there may be many.
pub(crate) async fn delete_agent(app: &App, project_id: String, id: String, by: Actor) -> Result<Agent> {
    let store = app.store.clone();
    Ok(app.tasks.run_to_completion(async move { store.delete_agent(project_id, id, by).await }).await?.into())
}

/// Delete an agent
///
/// Also deletes the agent's interactions.
#[utoipa::path(delete, path = "/agents/{id}", operation_id = "deleteAgent", tag = "Agents",
    params(("id" = String, Path)), security(("admin" = [])),
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn delete(State(app): State<App>, caller: AdminCaller, Id(id): Id) -> Result<Json<Agent>> {
    let (project_id, id) = (caller.project.id.clone(), ids::AGENT.check(&id)?.to_owned());
    Ok(Json(delete_agent(&app, project_id, id, caller.actor()).await?))
}

/// Activate an agent
///
/// Users can talk to it from then on. Has no effect on an active agent.
#[utoipa::path(post, path = "/agents/{id}/activate", operation_id = "activateAgent", tag = "Agents",
    params(("id" = String, Path)), security(("admin" = [])),
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn activate(State(app): State<App>, caller: AdminCaller, Id(id): Id) -> Result<Json<Agent>> {
    let (project_id, id) = (caller.project.id.clone(), ids::AGENT.check(&id)?.to_owned());
    Ok(Json(app.store.set_active(project_id, id, true, caller.actor()).await?.into()))
}

/// Deactivate an agent
///
/// Users can still read, rename and delete their interactions with it. Has no effect on an inactive agent.
#[utoipa::path(post, path = "/agents/{id}/deactivate", operation_id = "deactivateAgent", tag = "Agents",
    params(("id" = String, Path)), security(("admin" = [])),
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn deactivate(State(app): State<App>, caller: AdminCaller, Id(id): Id) -> Result<Json<Agent>> {
    let (project_id, id) = (caller.project.id.clone(), ids::AGENT.check(&id)?.to_owned());
    Ok(Json(app.store.set_active(project_id, id, false, caller.actor()).await?.into()))
}
