//! Project connections: a project's own connections to model providers.
//!
//! A stored key is only sent to the provider that it was entered for: whoever changes kind or base URL must enter it again.
//! Otherwise a member could send the key to a server of their own.

mod types;
mod validation;

use std::time::Instant;

use axum::extract::State;
use secrecy::SecretString;

pub use types::{
    Connection, ConnectionSource, ConnectionTest, CreateConnection, TestConnection, UpdateConnection,
};

use self::validation::{key_required, same_provider, valid_connection, valid_name, well_formed};
use super::session::Empty;
use crate::app::App;
use crate::auth::{Developer, Viewer};
use crate::clock;
use crate::config::ConnectionKind;
use crate::error::{Result, unknown};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json};
use crate::http::pagination::List;
use crate::ids;
use crate::models::Failure;
use crate::store::connections::Connection as Row;

/// List connections
///
/// The project's connections, oldest first, then the server connections that they do not shadow.
#[utoipa::path(get, path = "/projects/{project_id}/connections", operation_id = "listConnections",
    tag = "Connections", params(("project_id" = String, Path)),
    responses((status = 200, body = List<Connection>), (status = "default", body = ErrorBody)))]
pub async fn list(State(app): State<App>, caller: Viewer) -> Result<Json<List<Connection>>> {
    let rows = app.store.connections(&caller.project.id).await?;
    let servers: Vec<Connection> = app
        .models
        .servers()
        .into_iter()
        .filter(|server| rows.iter().all(|row| row.name != server.name))
        .map(|server| Connection::of_server(server.name, server.kind, server.has_key))
        .collect();
    Ok(Json(List { data: rows.into_iter().map(Into::into).chain(servers).collect(), has_more: false }))
}

/// Create a connection
#[utoipa::path(post, path = "/projects/{project_id}/connections", operation_id = "createConnection",
    tag = "Connections", params(("project_id" = String, Path)), request_body = CreateConnection,
    responses((status = 200, body = Connection), (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Developer,
    Json(body): Json<CreateConnection>,
) -> Result<Json<Connection>> {
    let name = valid_name(body.name)?;
    let settings = valid_connection(&app, body.kind, body.base_url, body.api_key)?;
    let (project_id, now) = (caller.project.id.clone(), clock::now());
    let id = ids::CONNECTION.make(now);
    let row = Row {
        name,
        kind: settings.kind.name().to_owned(),
        sealed_key: seal(&app, &project_id, &id, settings.api_key.as_ref())?,
        base_url: settings.base_url.unwrap_or_default(),
        id,
        project_id,
        created_at: now,
        updated_at: now,
    };
    app.store.create_connection(row.clone(), caller.actor()).await?;
    app.models.forget(&row.project_id).await;
    Ok(Json(row.into()))
}

/// Update a connection
///
/// Applies from the next reply.
#[utoipa::path(post, path = "/projects/{project_id}/connections/{id}", operation_id = "updateConnection",
    tag = "Connections", params(("project_id" = String, Path), ("id" = String, Path)),
    request_body = UpdateConnection,
    responses((status = 200, body = Connection), (status = "default", body = ErrorBody)))]
pub async fn update(
    State(app): State<App>,
    caller: Developer,
    Id(id): Id,
    Json(body): Json<UpdateConnection>,
) -> Result<Json<Connection>> {
    let before = app.store.connection(&caller.project.id, ids::CONNECTION.check(&id)?).await?;
    let kind = match body.kind {
        Some(kind) => kind,
        None => ConnectionKind::from_name(&before.kind).ok_or_else(|| unknown("a stored kind is unknown"))?,
    };
    let base_url = body.base_url.unwrap_or_else(|| Some(before.base_url.clone()));
    let settings = valid_connection(&app, kind, base_url, body.api_key.clone().flatten())?;
    if body.api_key.is_none() && !before.sealed_key.is_empty() && !same_provider(&settings, &before) {
        return Err(key_required());
    }
    let sealed_key = match body.api_key {
        None => before.sealed_key.clone(),
        Some(_) => seal(&app, &before.project_id, &before.id, settings.api_key.as_ref())?,
    };
    let after = Row {
        kind: settings.kind.name().to_owned(),
        base_url: settings.base_url.unwrap_or_default(),
        sealed_key,
        ..before.clone()
    };
    let row = app.store.update_connection(before, after, caller.actor()).await?;
    app.models.forget(&row.project_id).await;
    Ok(Json(row.into()))
}

/// Delete a connection
///
/// Its key is deleted with it. Agents that use its models cannot reply until they get another model.
#[utoipa::path(delete, path = "/projects/{project_id}/connections/{id}", operation_id = "deleteConnection",
    tag = "Connections", params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Connection), (status = "default", body = ErrorBody)))]
pub async fn delete(State(app): State<App>, caller: Developer, Id(id): Id) -> Result<Json<Connection>> {
    let id = ids::CONNECTION.check(&id)?.to_owned();
    let row = app.store.delete_connection(caller.project.id.clone(), id, caller.actor()).await?;
    app.models.forget(&row.project_id).await;
    Ok(Json(row.into()))
}

/// Test a connection before storing it
///
/// Requests the provider's list of models.
#[utoipa::path(post, path = "/projects/{project_id}/connections/test", operation_id = "testConnection",
    tag = "Connections", params(("project_id" = String, Path)), request_body = TestConnection,
    responses((status = 200, body = ConnectionTest), (status = "default", body = ErrorBody)))]
pub async fn test(
    State(app): State<App>,
    caller: Developer,
    Json(body): Json<TestConnection>,
) -> Result<Json<ConnectionTest>> {
    let settings = well_formed(body.kind, body.base_url, body.api_key)?;
    if let (Some(id), None) = (&body.id, &settings.api_key) {
        let row = app.store.connection(&caller.project.id, ids::CONNECTION.check(id)?).await?;
        if !row.sealed_key.is_empty() {
            if !same_provider(&settings, &row) {
                return Err(key_required());
            }
            return Ok(outcome(app.models.test_stored(&row)).await);
        }
    }
    Ok(outcome(app.models.test(&settings)).await)
}

/// Test a stored connection
///
/// Requests the provider's list of models.
#[utoipa::path(post, path = "/projects/{project_id}/connections/{id}/test", operation_id = "testStoredConnection",
    tag = "Connections", params(("project_id" = String, Path), ("id" = String, Path)), request_body = Empty,
    responses((status = 200, body = ConnectionTest), (status = "default", body = ErrorBody)))]
pub async fn test_stored(
    State(app): State<App>,
    caller: Developer,
    Id(id): Id,
    Json(Empty {}): Json<Empty>,
) -> Result<Json<ConnectionTest>> {
    let row = app.store.connection(&caller.project.id, ids::CONNECTION.check(&id)?).await?;
    Ok(outcome(app.models.test_stored(&row)).await)
}

/// Runs a test and measures its duration.
async fn outcome(
    test: impl Future<Output = std::result::Result<Vec<String>, Failure>>,
) -> Json<ConnectionTest> {
    let start = Instant::now();
    let outcome = test.await;
    let latency_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (models, error) = match outcome {
        Ok(models) => (models, String::new()),
        Err(failure) => {
            tracing::debug!(kind = ?failure.kind, detail = failure.detail, "a connection test failed");
            (Vec::new(), failure.kind.message_for_developers())
        }
    };
    Json(ConnectionTest { object: "connection_test", ok: error.is_empty(), models, error, latency_ms })
}

/// Encrypts a key; an absent one is stored as an empty text.
fn seal(app: &App, project_id: &str, id: &str, key: Option<&SecretString>) -> Result<String> {
    key.map_or(Ok(String::new()), |key| app.models.secrets().seal(project_id, id, key))
}
