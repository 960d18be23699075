//! Agents of a project.

use std::collections::HashMap;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::session::Empty;
use crate::api::agent_images::UploadImage;
use crate::api::agents::{Agent, CreateAgent, UpdateAgent, delete_agent};
use crate::app::App;
use crate::auth::{Developer, Viewer};
use crate::clock::{hour, now};
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json, Query};
use crate::http::pagination::{List, PageQuery};
use crate::ids;

/// Days of activity that a list shows.
const DAYS: usize = 7;

/// An agent in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentRow {
    #[serde(flatten)]
    agent: Agent,
    model: String,
    traffic: Traffic,
}

/// Activity of live users with an agent in the last 7 days (UTC).
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Traffic {
    interactions: i64,
    replies: i64,
    failures: i64,
    /// Number of replies on each day, oldest first.
    days: [i64; DAYS],
}

/// How much would be deleted together with something.
#[derive(Debug, Serialize, ToSchema)]
pub struct Deletion {
    /// Always `deletion`.
    pub object: &'static str,
    /// Number of conversations.
    pub interactions: i64,
    /// Number of messages in them.
    pub messages: i64,
    /// Number of users whose conversations they are.
    pub users: i64,
}

/// List agents
///
/// Newest first, with their recent activity.
#[utoipa::path(get, path = "/projects/{project_id}/agents", operation_id = "listAgents", tag = "Agents",
    params(("project_id" = String, Path), PageQuery),
    responses((status = 200, body = List<AgentRow>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Viewer,
    Query(page): Query<PageQuery>,
) -> Result<Json<List<AgentRow>>> {
    let project_id = &caller.project.id;
    let page = app.store.agents(project_id, &page.request(ids::AGENT)?).await?;
    let mut traffic = traffic(&app, project_id).await?;
    Ok(Json(List::from_page(page.map(|row| AgentRow {
        model: row.model.clone(),
        traffic: traffic.remove(&row.id).unwrap_or_default(),
        agent: row.into(),
    }))))
}

async fn traffic(app: &App, project_id: &str) -> Result<HashMap<String, Traffic>> {
    let first = hour(now()) / 24 - i64::try_from(DAYS).unwrap_or_default() + 1;
    let mut all: HashMap<String, Traffic> = HashMap::new();
    for day in app.store.traffic(project_id, first).await? {
        let traffic = all.entry(day.agent_id).or_default();
        traffic.interactions += day.interactions;
        traffic.replies += day.replies;
        traffic.failures += day.failures;
        if let Some(place) = usize::try_from(day.day - first).ok().and_then(|at| traffic.days.get_mut(at)) {
            *place += day.replies;
        }
    }
    Ok(all)
}

/// Create an agent
///
/// The agent is inactive until it is activated.
#[utoipa::path(post, path = "/projects/{project_id}/agents", operation_id = "createAgent", tag = "Agents",
    params(("project_id" = String, Path)), request_body = CreateAgent,
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Developer,
    Json(body): Json<CreateAgent>,
) -> Result<Json<Agent>> {
    let row = body.row(&caller.project.id, true)?;
    Ok(Json(app.store.create_agent(row, caller.actor()).await?.into()))
}

/// Get an agent
#[utoipa::path(get, path = "/projects/{project_id}/agents/{id}", operation_id = "getAgent", tag = "Agents",
    params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: Viewer, Id(id): Id) -> Result<Json<Agent>> {
    Ok(Json(app.store.agent(&caller.project.id, ids::AGENT.check(&id)?).await?.into()))
}

/// Update an agent
#[utoipa::path(post, path = "/projects/{project_id}/agents/{id}", operation_id = "updateAgent", tag = "Agents",
    params(("project_id" = String, Path), ("id" = String, Path)), request_body = UpdateAgent,
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn update(
    State(app): State<App>,
    caller: Developer,
    Id(id): Id,
    Json(body): Json<UpdateAgent>,
) -> Result<Json<Agent>> {
    let (project_id, id) = (caller.project.id.clone(), ids::AGENT.check(&id)?.to_owned());
    let patch = body.patch(&id)?;
    Ok(Json(app.store.update_agent(project_id, id, patch, caller.actor()).await?.into()))
}

/// Upload an image of an agent
#[utoipa::path(post, path = "/projects/{project_id}/agents/{id}/images", operation_id = "uploadAgentImage",
    tag = "Agents", params(("project_id" = String, Path), ("id" = String, Path)), request_body = UploadImage,
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn upload_image(
    State(app): State<App>,
    caller: Developer,
    Id(id): Id,
    Json(body): Json<UploadImage>,
) -> Result<Json<Agent>> {
    let (project_id, id) = (caller.project.id.clone(), ids::AGENT.check(&id)?.to_owned());
    let image = body.image(&id)?;
    Ok(Json(app.store.set_agent_image(project_id, id, image, caller.actor()).await?.into()))
}

/// Delete an agent
///
/// Also deletes the agent's conversations.
#[utoipa::path(delete, path = "/projects/{project_id}/agents/{id}", operation_id = "deleteAgent", tag = "Agents",
    params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn delete(State(app): State<App>, caller: Developer, Id(id): Id) -> Result<Json<Agent>> {
    let (project_id, id) = (caller.project.id.clone(), ids::AGENT.check(&id)?.to_owned());
    Ok(Json(delete_agent(&app, project_id, id, caller.actor()).await?))
}

/// Preview the deletion of an agent
///
/// Counts what would be deleted.
#[utoipa::path(get, path = "/projects/{project_id}/agents/{id}/deletion", operation_id = "countAgentDeletion",
    tag = "Agents", params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Deletion), (status = "default", body = ErrorBody)))]
pub async fn deletion(State(app): State<App>, caller: Viewer, Id(id): Id) -> Result<Json<Deletion>> {
    let project_id = &caller.project.id;
    app.store.agent(project_id, ids::AGENT.check(&id)?).await?;
    let counts = app.store.agent_counts(project_id, &id).await?;
    Ok(Json(Deletion {
        object: "deletion",
        interactions: counts.interactions,
        messages: counts.messages,
        users: counts.users,
    }))
}

/// Activate an agent
#[utoipa::path(post, path = "/projects/{project_id}/agents/{id}/activate", operation_id = "activateAgent",
    tag = "Agents", params(("project_id" = String, Path), ("id" = String, Path)), request_body = Empty,
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn activate(
    State(app): State<App>,
    caller: Developer,
    Id(id): Id,
    Json(Empty {}): Json<Empty>,
) -> Result<Json<Agent>> {
    let (project_id, id) = (caller.project.id.clone(), ids::AGENT.check(&id)?.to_owned());
    Ok(Json(app.store.set_active(project_id, id, true, caller.actor()).await?.into()))
}

/// Deactivate an agent
#[utoipa::path(post, path = "/projects/{project_id}/agents/{id}/deactivate", operation_id = "deactivateAgent",
    tag = "Agents", params(("project_id" = String, Path), ("id" = String, Path)), request_body = Empty,
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn deactivate(
    State(app): State<App>,
    caller: Developer,
    Id(id): Id,
    Json(Empty {}): Json<Empty>,
) -> Result<Json<Agent>> {
    let (project_id, id) = (caller.project.id.clone(), ids::AGENT.check(&id)?.to_owned());
    Ok(Json(app.store.set_active(project_id, id, false, caller.actor()).await?.into()))
}
