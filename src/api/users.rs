//! Users of a project's app.

use axum::Json as Answer;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::fields::{NAME, changed_text, new_text, present, text};
use crate::app::App;
use crate::auth::{AdminCaller, Caller, EXTERNAL_ID_LENGTH};
use crate::clock::{self, millis};
use crate::error::{Result, invalid, not_found};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json, Query};
use crate::http::pagination::{self, List, Without};
use crate::ids;
use crate::store::audit::Actor;
use crate::store::users::{User as Row, UserPatch};

/// Somebody who uses your app.
#[derive(Debug, Serialize, ToSchema)]
pub struct User {
    id: String,
    /// Always `user`.
    #[schema(example = "user")]
    object: &'static str,
    /// Your own ID of this user.
    external_id: String,
    /// May be empty.
    first_name: String,
    /// May be empty.
    last_name: String,
    /// `false` for a test user.
    live_mode: bool,
    created_at: i64,
    updated_at: i64,
}

impl From<Row> for User {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            object: "user",
            external_id: row.external_id,
            first_name: row.first_name,
            last_name: row.last_name,
            live_mode: row.live_mode != 0,
            created_at: millis(row.created_at),
            updated_at: millis(row.updated_at),
        }
    }
}

/// Which page of the users.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListUsers {
    /// `true`: live users only; `false`: test users only; absent: all.
    live_mode: Option<String>,
    /// 1 to 100; absent: up to 1,000.
    limit: Option<String>,
    /// The last user of the page before.
    starting_after: Option<String>,
}

/// A new user.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateUser {
    /// Your own ID of this user, 1 to 256 characters; unique in the project.
    #[schema(min_length = 1, max_length = 256, example = "zoe")]
    external_id: String,
    #[schema(example = "Zoe")]
    first_name: Option<String>,
    last_name: Option<String>,
    /// Default `true`; `false` for a test user.
    live_mode: Option<bool>,
}

impl CreateUser {
    /// The user, checked, not yet stored.
    pub(crate) fn row(self, project_id: &str) -> Result<Row> {
        if self.external_id.is_empty() {
            return Err(invalid("external_id: must have 1 to 256 characters"));
        }
        let now = clock::now();
        Ok(Row {
            id: ids::USER.make(now),
            project_id: project_id.to_owned(),
            external_id: text("external_id", self.external_id, EXTERNAL_ID_LENGTH)?,
            first_name: new_text("first_name", self.first_name, NAME)?,
            last_name: new_text("last_name", self.last_name, NAME)?,
            live_mode: i64::from(self.live_mode.unwrap_or(true)),
            created_at: now,
            updated_at: now,
        })
    }
}

/// A change of a user; absent fields stay as they are, `null` clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateUser {
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, example = "Zoe")]
    first_name: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    last_name: Option<Option<String>>,
}

impl UpdateUser {
    /// The change, checked.
    pub(crate) fn patch(self) -> Result<UserPatch> {
        Ok(UserPatch {
            first_name: changed_text("first_name", self.first_name, NAME)?,
            last_name: changed_text("last_name", self.last_name, NAME)?,
        })
    }
}

/// `true` or `false` in a query.
pub(crate) fn live_mode(text: Option<&str>) -> Result<Option<bool>> {
    match text {
        None => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(_) => Err(invalid("live_mode: must be true or false")),
    }
}

/// List users
///
/// Newest first.
#[utoipa::path(get, path = "/users", operation_id = "listUsers", tag = "Users", params(ListUsers),
    security(("admin" = [])), responses((status = 200, body = List<User>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: AdminCaller,
    Query(query): Query<ListUsers>,
) -> Result<Answer<List<User>>> {
    let page = pagination::request(query.limit, query.starting_after, Without::All, ids::USER, "user")?;
    let live_mode = live_mode(query.live_mode.as_deref())?;
    Ok(Answer(List::from_page(app.store.users(&caller.project.id, live_mode, &page).await?)))
}

/// Create a user
///
/// Users also come into being by themselves, with their first interaction.
#[utoipa::path(post, path = "/users", operation_id = "createUser", tag = "Users", request_body = CreateUser,
    security(("admin" = [])),
    responses((status = 200, body = User),
        (status = 400, body = ErrorBody, description = "A field is wrong, or the external ID is taken."),
        (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: AdminCaller,
    Json(body): Json<CreateUser>,
) -> Result<Answer<User>> {
    Ok(Answer(app.store.create_user(body.row(&caller.project.id)?).await?.into()))
}

/// Get a user
///
/// With the Client API only the user itself.
#[utoipa::path(get, path = "/users/{id}", operation_id = "getUser", tag = "Users", params(("id" = String, Path)),
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = User), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: Caller, Id(id): Id) -> Result<Answer<User>> {
    Ok(Answer(app.store.user(&caller.project().id, known(&id)?, caller.external_id()).await?.into()))
}

/// Update a user
///
/// With the Client API only the user itself.
#[utoipa::path(post, path = "/users/{id}", operation_id = "updateUser", tag = "Users", params(("id" = String, Path)),
    request_body = UpdateUser,
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = User), (status = "default", body = ErrorBody)))]
pub async fn update(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id,
    Json(body): Json<UpdateUser>,
) -> Result<Answer<User>> {
    let (project_id, id) = (caller.project().id.clone(), known(&id)?.to_owned());
    let external_id = caller.external_id().map(str::to_owned);
    let row = app.store.update_user(project_id, id, external_id, body.patch()?, caller.actor()).await?;
    Ok(Answer(row.into()))
}

/// Removes a user and all that it said: to the end, for there may be more of it than a request's time is for.
pub(crate) async fn erase(app: &App, project_id: String, id: String, by: Actor) -> Result<User> {
    let store = app.store.clone();
    Ok(app.to_the_end(async move { store.delete_user(project_id, id, by).await }).await?.into())
}

/// Delete a user
///
/// Erases the user's interactions and messages too.
#[utoipa::path(delete, path = "/users/{id}", operation_id = "deleteUser", tag = "Users",
    params(("id" = String, Path)), security(("admin" = [])),
    responses((status = 200, body = User), (status = "default", body = ErrorBody)))]
pub async fn delete(State(app): State<App>, caller: AdminCaller, Id(id): Id) -> Result<Answer<User>> {
    let (project_id, id) = (caller.project.id.clone(), known(&id)?.to_owned());
    Ok(Answer(erase(&app, project_id, id, caller.actor()).await?))
}

/// An ID that the store may have.
pub(crate) fn known(id: &str) -> Result<&str> {
    if ids::USER.matches(id) { Ok(id) } else { Err(not_found("user")) }
}
