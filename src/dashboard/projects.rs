//! A member's projects.

use axum::Json as Answer;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::fields::present;
use crate::api::project::{valid_name, valid_origins};
use crate::app::App;
use crate::auth::{Developer, MemberCaller, Owner, Role, Viewer, keys};
use crate::clock::millis;
use crate::error::{Result, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Json, Query};
use crate::http::pagination::{List, WhichPage};
use crate::ids;
use crate::store::memberships::MyProject;
use crate::store::projects::{Project as Row, ProjectPatch};

/// A project in the list of a member's.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectSummary {
    id: String,
    /// Always `project_summary`.
    object: &'static str,
    name: String,
    role: Role,
    created_at: i64,
}

impl From<MyProject> for ProjectSummary {
    fn from(mine: MyProject) -> Self {
        Self {
            id: mine.project.id,
            object: "project_summary",
            name: mine.project.name,
            role: Role::stored(&mine.role),
            created_at: millis(mine.project.created_at),
        }
    }
}

/// A project with its settings.
#[derive(Debug, Serialize, ToSchema)]
pub struct Project {
    id: String,
    /// Always `project`.
    object: &'static str,
    name: String,
    /// Of the member who asks.
    role: Role,
    publishable_key: String,
    hmac_enabled: bool,
    /// Whether an older HMAC secret is still valid beside the new one.
    hmac_retiring: bool,
    hmac_rotated_at: Option<i64>,
    allowed_origins: Vec<String>,
    created_at: i64,
    updated_at: i64,
}

impl Project {
    /// As a member with this role sees it.
    pub fn seen_by(role: Role, row: Row) -> Self {
        Self {
            allowed_origins: row.origins(),
            id: row.id,
            object: "project",
            name: row.name,
            role,
            publishable_key: row.publishable_key,
            hmac_enabled: row.hmac_enabled != 0,
            hmac_retiring: !row.hmac_secret_before.is_empty(),
            hmac_rotated_at: row.hmac_rotated_at.map(millis),
            created_at: millis(row.created_at),
            updated_at: millis(row.updated_at),
        }
    }
}

/// A new project.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateProject {
    name: String,
}

/// A change of a project; absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateProject {
    name: Option<String>,
    /// With it on, a Client API request without the right hash is 401.
    hmac_enabled: Option<bool>,
    /// At most 100 of the form `scheme://host[:port]`; empty for any.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Vec<String>>)]
    allowed_origins: Option<Option<Vec<String>>>,
}

/// Which project, said once more.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteProject {
    /// Its name.
    name: String,
}

/// List the member's projects
///
/// Newest first.
#[utoipa::path(get, path = "/projects", operation_id = "listProjects", tag = "Projects", params(WhichPage),
    responses((status = 200, body = List<ProjectSummary>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: MemberCaller,
    Query(page): Query<WhichPage>,
) -> Result<Answer<List<ProjectSummary>>> {
    let page = page.request(ids::PROJECT, "project")?;
    Ok(Answer(List::from_page(app.store.projects_of(&caller.member, &page).await?)))
}

/// Create a project
///
/// Whoever makes it is its owner.
#[utoipa::path(post, path = "/projects", operation_id = "createProject", tag = "Projects",
    request_body = CreateProject, responses((status = 200, body = Project), (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: MemberCaller,
    Json(body): Json<CreateProject>,
) -> Result<Answer<Project>> {
    let project = keys::new_project(&valid_name(body.name)?);
    let by = caller.actor();
    app.store.create_own_project(project.clone(), caller.member.id, by).await?;
    Ok(Answer(Project::seen_by(Role::Owner, project)))
}

/// Get a project
#[utoipa::path(get, path = "/projects/{project_id}", operation_id = "getProject", tag = "Projects",
    params(("project_id" = String, Path)),
    responses((status = 200, body = Project), (status = "default", body = ErrorBody)))]
pub async fn get(caller: Viewer) -> Answer<Project> {
    Answer(Project::seen_by(caller.role, caller.0.project))
}

/// Update a project
///
/// In force within a second.
#[utoipa::path(post, path = "/projects/{project_id}", operation_id = "updateProject", tag = "Projects",
    params(("project_id" = String, Path)), request_body = UpdateProject,
    responses((status = 200, body = Project), (status = "default", body = ErrorBody)))]
pub async fn update(
    State(app): State<App>,
    caller: Developer,
    Json(body): Json<UpdateProject>,
) -> Result<Answer<Project>> {
    let patch = ProjectPatch {
        name: body.name.map(valid_name).transpose()?,
        hmac_enabled: body.hmac_enabled,
        allowed_origins: body
            .allowed_origins
            .map(Option::unwrap_or_default)
            .map(valid_origins)
            .transpose()?,
    };
    let row = app.store.update_project(caller.project.id.clone(), patch, caller.actor()).await?;
    app.projects.forget(&row.publishable_key).await;
    Ok(Answer(Project::seen_by(caller.role, row)))
}

/// Delete a project
///
/// With its agents, users and conversations. Its keys are worth nothing at once; the rest goes in the background.
#[utoipa::path(post, path = "/projects/{project_id}/delete", operation_id = "deleteProject", tag = "Projects",
    params(("project_id" = String, Path)), request_body = DeleteProject,
    responses((status = 200, body = Project), (status = "default", body = ErrorBody)))]
pub async fn delete(
    State(app): State<App>,
    caller: Owner,
    Json(body): Json<DeleteProject>,
) -> Result<Answer<Project>> {
    if body.name != caller.project.name {
        return Err(invalid("name: is not the name of this project"));
    }
    let row = app.store.delete_project(caller.project.id.clone(), caller.actor()).await?;
    app.projects.forget(&row.publishable_key).await;
    Ok(Answer(Project::seen_by(caller.role, row)))
}
