//! A project's users.

use axum::Json as Answer;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::agents::Deletion;
use crate::api::fields::{NAME, text};
use crate::api::users::{CreateUser, UpdateUser, User, erase, known, live_mode};
use crate::app::App;
use crate::auth::{Developer, Viewer};
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json, Query};
use crate::http::pagination::{self, List, Without};
use crate::ids;

/// Which users.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListUsers {
    /// Beginnings of words of the external ID and the names; each must be found.
    query: Option<String>,
    /// `true` or `false`; absent: all.
    live_mode: Option<String>,
    /// 1 to 100; absent: 20.
    limit: Option<String>,
    /// The last user of the page before.
    starting_after: Option<String>,
}

/// List users
///
/// Newest first.
#[utoipa::path(get, path = "/projects/{project_id}/users", operation_id = "listUsers", tag = "Users",
    params(("project_id" = String, Path), ListUsers),
    responses((status = 200, body = List<User>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Viewer,
    Query(query): Query<ListUsers>,
) -> Result<Answer<List<User>>> {
    let page = pagination::request(query.limit, query.starting_after, Without::Page, ids::USER, "user")?;
    let live_mode = live_mode(query.live_mode.as_deref())?;
    let search = text("query", query.query.unwrap_or_default(), NAME)?;
    let found = app.store.search_users(&caller.project.id, &search, live_mode, &page).await?;
    Ok(Answer(List::from_page(found)))
}

/// Create a user
#[utoipa::path(post, path = "/projects/{project_id}/users", operation_id = "createUser", tag = "Users",
    params(("project_id" = String, Path)), request_body = CreateUser,
    responses((status = 200, body = User), (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Developer,
    Json(body): Json<CreateUser>,
) -> Result<Answer<User>> {
    Ok(Answer(app.store.create_user(body.row(&caller.project.id)?).await?.into()))
}

/// Get a user
#[utoipa::path(get, path = "/projects/{project_id}/users/{id}", operation_id = "getUser", tag = "Users",
    params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = User), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: Viewer, Id(id): Id) -> Result<Answer<User>> {
    Ok(Answer(app.store.user(&caller.project.id, known(&id)?, None).await?.into()))
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
) -> Result<Answer<User>> {
    let (project_id, id) = (caller.project.id.clone(), known(&id)?.to_owned());
    let row = app.store.update_user(project_id, id, None, body.patch()?, Some(caller.actor())).await?;
    Ok(Answer(row.into()))
}

/// Delete a user
///
/// Erases the user's interactions and messages too.
#[utoipa::path(delete, path = "/projects/{project_id}/users/{id}", operation_id = "deleteUser", tag = "Users",
    params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = User), (status = "default", body = ErrorBody)))]
pub async fn delete(State(app): State<App>, caller: Developer, Id(id): Id) -> Result<Answer<User>> {
    let (project_id, id) = (caller.project.id.clone(), known(&id)?.to_owned());
    Ok(Answer(erase(&app, project_id, id, caller.actor()).await?))
}

/// Count what goes with a user
#[utoipa::path(get, path = "/projects/{project_id}/users/{id}/deletion", operation_id = "countUserDeletion",
    tag = "Users", params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Deletion), (status = "default", body = ErrorBody)))]
pub async fn deletion(State(app): State<App>, caller: Viewer, Id(id): Id) -> Result<Answer<Deletion>> {
    let project_id = &caller.project.id;
    app.store.user(project_id, known(&id)?, None).await?;
    let counts = app.store.user_counts(project_id, &id).await?;
    Ok(Answer(Deletion {
        object: "deletion",
        interactions: counts.interactions,
        messages: counts.messages,
        users: 1,
    }))
}
