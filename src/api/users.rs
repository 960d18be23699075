//! Users of an app.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::{AdminCaller, Caller, external_id};
use crate::clock::{self, millis};
use crate::error::{Result, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json, Query};
use crate::http::fields::{NAME, changed_text, new_text, present};
use crate::http::pagination::{self, DefaultLimit, List};
use crate::ids;
use crate::store::audit::Actor;
use crate::store::users::{User as Row, UserPatch};

/// A user of your app.
#[derive(Debug, Serialize, ToSchema)]
pub struct User {
    id: String,
    /// Always `user`.
    #[schema(example = "user")]
    object: &'static str,
    /// Your own ID for this user.
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
            live_mode: row.live_mode,
            created_at: millis(row.created_at),
            updated_at: millis(row.updated_at),
        }
    }
}

/// Query parameters of the list of users.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListUsers {
    /// `true`: live users only; `false`: test users only. Default: all.
    live_mode: Option<String>,
    /// Number of users to return, from 1 to 100. Default: all, up to 1,000.
    limit: Option<String>,
    /// `next_cursor` of the previous page, or the ID of its last user.
    starting_after: Option<String>,
}

/// A new user.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateUser {
    /// Your own ID for this user, 1 to 256 characters, unique in the project. Without control characters and outer
    /// spaces, and nothing that a program writes for a missing value, such as `undefined`.
    #[schema(min_length = 1, max_length = 256, example = "zoe")]
    external_id: String,
    #[schema(example = "Zoe")]
    first_name: Option<String>,
    last_name: Option<String>,
    /// `false` for a test user. Default: `true`.
    live_mode: Option<bool>,
}

impl CreateUser {
    /// Validates the fields and returns the user to store.
    pub(crate) fn row(self, project_id: &str) -> Result<Row> {
        if let Some(problem) = external_id::problem(&self.external_id) {
            return Err(invalid(format!("external_id: {problem}")));
        }
        let now = clock::now();
        Ok(Row {
            id: ids::USER.make(now),
            project_id: project_id.to_owned(),
            external_id: self.external_id,
            first_name: new_text("first_name", self.first_name, NAME)?,
            last_name: new_text("last_name", self.last_name, NAME)?,
            live_mode: self.live_mode.unwrap_or(true),
            created_at: now,
            updated_at: now,
        })
    }
}

/// Changes to a user. Absent fields stay as they are; `null` clears a field.
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
    /// Validates the changes.
    pub(crate) fn patch(self) -> Result<UserPatch> {
        Ok(UserPatch {
            first_name: changed_text("first_name", self.first_name, NAME)?,
            last_name: changed_text("last_name", self.last_name, NAME)?,
        })
    }
}

/// Parses `live_mode` of a query.
pub(crate) fn parse_live_mode(text: Option<&str>) -> Result<Option<bool>> {
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
) -> Result<Json<List<User>>> {
    let page = pagination::request(query.limit, query.starting_after, DefaultLimit::All, ids::USER)?;
    let live_mode = parse_live_mode(query.live_mode.as_deref())?;
    Ok(Json(List::from_page(app.store.users(&caller.project.id, live_mode, &page).await?)))
}

/// Create a user
///
/// Optional: the Client API creates users with their first interaction.
#[utoipa::path(post, path = "/users", operation_id = "createUser", tag = "Users", request_body = CreateUser,
    security(("admin" = [])),
    responses((status = 200, body = User),
        (status = 400, body = ErrorBody, description = "A field is invalid, or the external ID is taken."),
        (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: AdminCaller,
    Json(body): Json<CreateUser>,
) -> Result<Json<User>> {
    Ok(Json(app.store.create_user(body.row(&caller.project.id)?).await?.into()))
}

/// Get a user
///
/// In the Client API, users can only access themselves.
#[utoipa::path(get, path = "/users/{id}", operation_id = "getUser", tag = "Users", params(("id" = String, Path)),
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = User), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: Caller, Id(id): Id) -> Result<Json<User>> {
    Ok(Json(app.store.user(&caller.project().id, ids::USER.check(&id)?, caller.external_id()).await?.into()))
}

/// Update a user
///
/// In the Client API, users can only access themselves.
#[utoipa::path(post, path = "/users/{id}", operation_id = "updateUser", tag = "Users", params(("id" = String, Path)),
    request_body = UpdateUser,
    security(("client_key" = [], "client_user" = [], "client_hmac" = []), ("admin" = [])),
    responses((status = 200, body = User), (status = "default", body = ErrorBody)))]
pub async fn update(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id,
    Json(body): Json<UpdateUser>,
) -> Result<Json<User>> {
    let (project_id, id) = (caller.project().id.clone(), ids::USER.check(&id)?.to_owned());
    let external_id = caller.external_id().map(str::to_owned);
    let row = app.store.update_user(project_id, id, external_id, body.patch()?, caller.actor()).await?;
    Ok(Json(row.into()))
}

/// Deletes a user with all interactions. Runs to completion even if the request times out, as there may be many.
pub(crate) async fn delete_user(app: &App, project_id: String, id: String, by: Actor) -> Result<User> {
    let store = app.store.clone();
    Ok(app.tasks.run_to_completion(async move { store.delete_user(project_id, id, by).await }).await?.into())
}

/// Delete a user
///
/// Also deletes the user's interactions and messages.
#[utoipa::path(delete, path = "/users/{id}", operation_id = "deleteUser", tag = "Users",
    params(("id" = String, Path)), security(("admin" = [])),
    responses((status = 200, body = User), (status = "default", body = ErrorBody)))]
pub async fn delete(State(app): State<App>, caller: AdminCaller, Id(id): Id) -> Result<Json<User>> {
    let (project_id, id) = (caller.project.id.clone(), ids::USER.check(&id)?.to_owned());
    Ok(Json(delete_user(&app, project_id, id, caller.actor()).await?))
}
