//! Users of a project.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::agents::Deletion;
use crate::api::users::{CreateUser, UpdateUser, User, delete_user, parse_live_mode};
use crate::app::App;
use crate::auth::{Developer, Viewer};
use crate::clock::millis;
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json, Query};
use crate::http::fields::{NAME, text};
use crate::http::pagination::{self, DefaultLimit, List};
use crate::ids;
use crate::store::user_activity::UserActivity;

/// Query parameters of the list of users.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListUsers {
    /// Prefixes of words in the external ID or the names; all of them must match.
    query: Option<String>,
    /// `true`: live users only; `false`: test users only. Default: all.
    live_mode: Option<String>,
    /// Number of users to return, from 1 to 100. Default: 20.
    limit: Option<String>,
    /// `next_cursor` of the previous page, or the ID of its last user.
    starting_after: Option<String>,
}

/// A user in a list, and how much they have written.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserRow {
    #[serde(flatten)]
    user: User,
    /// Number of conversations.
    interaction_count: i64,
    /// Number of messages in them, of both sides.
    message_count: i64,
    /// When one of the conversations last changed; `null` if there are none.
    last_active_at: Option<i64>,
}

impl From<UserActivity> for UserRow {
    fn from(row: UserActivity) -> Self {
        Self {
            user: row.user.into(),
            interaction_count: row.interactions,
            message_count: row.messages,
            last_active_at: row.active_at.map(millis),
        }
    }
}

/// List users
///
/// Those who were active last come first.
#[utoipa::path(get, path = "/projects/{project_id}/users", operation_id = "listUsers", tag = "Users",
    params(("project_id" = String, Path), ListUsers),
    responses((status = 200, body = List<UserRow>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Viewer,
    Query(query): Query<ListUsers>,
) -> Result<Json<List<UserRow>>> {
    let page = pagination::request(query.limit, query.starting_after, DefaultLimit::Page, ids::USER)?;
    let live_mode = parse_live_mode(query.live_mode.as_deref())?;
    let search = text("query", query.query.unwrap_or_default(), NAME)?;
    let found = app.store.search_users(&caller.project.id, &search, live_mode, &page).await?;
    Ok(Json(List::from_page(found)))
}

/// Create a user
#[utoipa::path(post, path = "/projects/{project_id}/users", operation_id = "createUser", tag = "Users",
    params(("project_id" = String, Path)), request_body = CreateUser,
    responses((status = 200, body = User), (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Developer,
    Json(body): Json<CreateUser>,
) -> Result<Json<User>> {
    Ok(Json(app.store.create_user(body.row(&caller.project.id)?).await?.into()))
}

/// Get a user
#[utoipa::path(get, path = "/projects/{project_id}/users/{id}", operation_id = "getUser", tag = "Users",
    params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = User), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: Viewer, Id(id): Id) -> Result<Json<User>> {
    Ok(Json(app.store.user(&caller.project.id, ids::USER.check(&id)?, None).await?.into()))
}

/// Update a user
#[utoipa::path(post, path = "/projects/{project_id}/users/{id}", operation_id = "updateUser", tag = "Users",
    params(("project_id" = String, Path), ("id" = String, Path)), request_body = UpdateUser,
    responses((status = 200, body = User), (status = "default", body = ErrorBody)))]
pub async fn update(
    State(app): State<App>,
    caller: Developer,
    Id(id): Id,
    Json(body): Json<UpdateUser>,
) -> Result<Json<User>> {
    let (project_id, id) = (caller.project.id.clone(), ids::USER.check(&id)?.to_owned());
    let row = app.store.update_user(project_id, id, None, body.patch()?, Some(caller.actor())).await?;
    Ok(Json(row.into()))
}

/// Delete a user
///
/// Also deletes the user's interactions and messages.
#[utoipa::path(delete, path = "/projects/{project_id}/users/{id}", operation_id = "deleteUser", tag = "Users",
    params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = User), (status = "default", body = ErrorBody)))]
pub async fn delete(State(app): State<App>, caller: Developer, Id(id): Id) -> Result<Json<User>> {
    let (project_id, id) = (caller.project.id.clone(), ids::USER.check(&id)?.to_owned());
    Ok(Json(delete_user(&app, project_id, id, caller.actor()).await?))
}

/// Preview the deletion of a user
///
/// Counts what would be deleted.
#[utoipa::path(get, path = "/projects/{project_id}/users/{id}/deletion", operation_id = "countUserDeletion",
    tag = "Users", params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Deletion), (status = "default", body = ErrorBody)))]
pub async fn deletion(State(app): State<App>, caller: Viewer, Id(id): Id) -> Result<Json<Deletion>> {
    let project_id = &caller.project.id;
    app.store.user(project_id, ids::USER.check(&id)?, None).await?;
    let counts = app.store.user_counts(project_id, &id).await?;
    Ok(Json(Deletion {
        object: "deletion",
        interactions: counts.interactions,
        messages: counts.messages,
        users: 1,
    }))
}
