//! Members of a project.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{Admin, ProjectCaller, Role, Viewer};
use crate::clock::millis;
use crate::error::{Result, forbidden};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json, Query};
use crate::http::pagination::{List, PageQuery};
use crate::ids;
use crate::store::memberships::Membership;

/// A member of a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectMember {
    id: String,
    /// Always `project_member`.
    object: &'static str,
    name: String,
    email: String,
    role: Role,
    /// Whether the member is an operator: an owner of every project.
    operator: bool,
    joined_at: i64,
    last_seen_at: Option<i64>,
}

impl From<Membership> for ProjectMember {
    fn from(row: Membership) -> Self {
        Self {
            role: Role::stored(&row.role),
            operator: row.member.is_operator(),
            id: row.member.id,
            object: "project_member",
            name: row.member.name,
            email: row.member.email,
            joined_at: millis(row.joined_at),
            last_seen_at: row.member.seen_at.map(millis),
        }
    }
}

/// A change of role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateMember {
    role: Role,
}

/// List members
#[utoipa::path(get, path = "/projects/{project_id}/members", operation_id = "listMembers", tag = "Members",
    params(("project_id" = String, Path), PageQuery),
    responses((status = 200, body = List<ProjectMember>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Viewer,
    Query(page): Query<PageQuery>,
) -> Result<Json<List<ProjectMember>>> {
    let page = page.request(ids::MEMBER)?;
    Ok(Json(List::from_page(app.store.members(&caller.project.id, &page).await?)))
}

/// Change a member's role
#[utoipa::path(post, path = "/projects/{project_id}/members/{id}", operation_id = "updateMember", tag = "Members",
    params(("project_id" = String, Path), ("id" = String, Path)), request_body = UpdateMember,
    responses((status = 200, body = ProjectMember), (status = "default", body = ErrorBody)))]
pub async fn update(
    State(app): State<App>,
    caller: Admin,
    Id(id): Id,
    Json(body): Json<UpdateMember>,
) -> Result<Json<ProjectMember>> {
    let project_id = &caller.project.id;
    let member = app.store.membership(project_id, ids::MEMBER.check(&id)?).await?;
    require_grantable(&caller, Role::stored(&member.role))?;
    require_grantable(&caller, body.role)?;
    app.store.change_role(project_id.clone(), member, body.role.name(), caller.actor()).await?;
    Ok(Json(app.store.membership(project_id, &id).await?.into()))
}

/// Remove a member from the project
///
/// Members may remove themselves.
#[utoipa::path(delete, path = "/projects/{project_id}/members/{id}", operation_id = "removeMember", tag = "Members",
    params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = ProjectMember), (status = "default", body = ErrorBody)))]
pub async fn remove(State(app): State<App>, caller: Viewer, Id(id): Id) -> Result<Json<ProjectMember>> {
    let project_id = &caller.project.id;
    let member = app.store.membership(project_id, ids::MEMBER.check(&id)?).await?;
    if id != caller.by.member.id {
        if caller.role < Role::Admin {
            return Err(forbidden("removing other members requires the role admin or owner"));
        }
        require_grantable(&caller, Role::stored(&member.role))?;
    }
    app.store.remove_member(project_id.clone(), member.clone(), caller.actor()).await?;
    Ok(Json(member.into()))
}

/// Refuses to grant a role higher than the caller's, or to change a member who has one.
pub(super) fn require_grantable(caller: &ProjectCaller, role: Role) -> Result<()> {
    if role <= caller.role {
        return Ok(());
    }
    Err(forbidden(format!(
        "your role in this project is {}, which cannot manage the role {}",
        caller.role.name(),
        role.name()
    )))
}
