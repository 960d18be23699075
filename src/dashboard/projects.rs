//! Projects of a member.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::project::{valid_name, valid_origins};
use crate::app::App;
use crate::auth::{Developer, MemberCaller, Owner, Role, Viewer, keys};
use crate::clock::millis;
use crate::error::{Result, forbidden, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Json, Query};
use crate::http::fields::present;
use crate::http::pagination::{List, PageQuery};
use crate::ids;
use crate::store::memberships::MyProject;
use crate::store::projects::{Project as Row, ProjectPatch};

/// A project in a list.
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
            role: mine.role,
            created_at: millis(mine.project.created_at),
        }
    }
}

/// A project and its settings.
#[derive(Debug, Serialize, ToSchema)]
pub struct Project {
    id: String,
    /// Always `project`.
    object: &'static str,
    name: String,
    /// The caller's role.
    role: Role,
    publishable_key: String,
    hmac_enabled: bool,
    /// Whether the previous HMAC secret is still valid beside the current one.
    hmac_retiring: bool,
    hmac_rotated_at: Option<i64>,
    allowed_origins: Vec<String>,
    created_at: i64,
    updated_at: i64,
}

impl Project {
    /// Creates the response for a member with this role.
    pub fn for_role(role: Role, row: Row) -> Self {
        Self {
            allowed_origins: row.origins(),
            id: row.id,
            object: "project",
            name: row.name,
            role,
            publishable_key: row.publishable_key,
            hmac_enabled: row.hmac_enabled,
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

/// Changes to a project. Absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateProject {
    name: Option<String>,
    /// If `true`, Client API requests without the right HMAC get 401.
    hmac_enabled: Option<bool>,
    /// At most 100 origins of the form `scheme://host[:port]`; empty for any.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Vec<String>>)]
    allowed_origins: Option<Option<Vec<String>>>,
}

/// The project's name, as confirmation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteProject {
    /// Must be the project's name.
    name: String,
}

/// List projects
///
/// The projects of the member, newest first.
#[utoipa::path(get, path = "/projects", operation_id = "listProjects", tag = "Projects", params(PageQuery),
    responses((status = 200, body = List<ProjectSummary>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: MemberCaller,
    Query(page): Query<PageQuery>,
) -> Result<Json<List<ProjectSummary>>> {
    let page = page.request(ids::PROJECT)?;
    Ok(Json(List::from_page(app.store.projects_of(&caller.member, &page).await?)))
}

/// Create a project
///
/// The caller becomes its owner.
#[utoipa::path(post, path = "/projects", operation_id = "createProject", tag = "Projects",
    request_body = CreateProject, responses((status = 200, body = Project), (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: MemberCaller,
    Json(body): Json<CreateProject>,
) -> Result<Json<Project>> {
    let project = keys::new_project(&valid_name(body.name)?);
    let by = caller.actor();
    app.store.create_own_project(project.clone(), caller.member.id, by).await?;
    Ok(Json(Project::for_role(Role::Owner, project)))
}

/// Get a project
#[utoipa::path(get, path = "/projects/{project_id}", operation_id = "getProject", tag = "Projects",
    params(("project_id" = String, Path)),
    responses((status = 200, body = Project), (status = "default", body = ErrorBody)))]
pub async fn get(caller: Viewer) -> Json<Project> {
    Json(Project::for_role(caller.role, caller.0.project))
}

/// Update a project
///
/// Changes take effect within one second. Those to `hmac_enabled` and `allowed_origins` require the role `admin`.
#[utoipa::path(post, path = "/projects/{project_id}", operation_id = "updateProject", tag = "Projects",
    params(("project_id" = String, Path)), request_body = UpdateProject,
    responses((status = 200, body = Project), (status = "default", body = ErrorBody)))]
pub async fn update(
    State(app): State<App>,
    caller: Developer,
    Json(body): Json<UpdateProject>,
) -> Result<Json<Project>> {
    // Whoever turns the proof of users off can read everything that they wrote, as with the HMAC secret.
    let changes_access = body.hmac_enabled.is_some() || body.allowed_origins.is_some();
    if changes_access && caller.role < Role::Admin {
        return Err(forbidden(format!(
            "your role in this project is {}; changing hmac_enabled or allowed_origins requires admin or higher",
            caller.role.as_str()
        )));
    }
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
    app.auth.projects.forget(&row.publishable_key).await;
    Ok(Json(Project::for_role(caller.role, row)))
}

/// Delete a project
///
/// Deletes its agents, users and conversations too. Its keys stop working immediately; the data is deleted in the
/// background.
#[utoipa::path(post, path = "/projects/{project_id}/delete", operation_id = "deleteProject", tag = "Projects",
    params(("project_id" = String, Path)), request_body = DeleteProject,
    responses((status = 200, body = Project), (status = "default", body = ErrorBody)))]
pub async fn delete(
    State(app): State<App>,
    caller: Owner,
    Json(body): Json<DeleteProject>,
) -> Result<Json<Project>> {
    if body.name != caller.project.name {
        return Err(invalid("name: must be the name of this project"));
    }
    let row = app.store.delete_project(caller.project.id.clone(), caller.actor()).await?;
    app.auth.projects.forget(&row.publishable_key).await;
    Ok(Json(Project::for_role(caller.role, row)))
}
