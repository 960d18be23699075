//! Project connections: a project's own connections to model providers.
//!
//! A stored key is only sent to the provider for which it was entered: a member who changes the kind, base
//! URL, query or headers must enter it again. Stored headers must be entered again if the kind, base URL or
//! query changes. Otherwise a member could send these secrets to a server of their own.

mod types;
mod validation;

use std::time::Instant;

use axum::extract::State;
use secrecy::SecretString;
use serde_json::Value;

pub use types::{
    Connection, ConnectionSource, ConnectionTest, CreateConnection, TestConnection, UpdateConnection,
};

use self::validation::{Entered, keep_secrets_here, query_text, valid_connection, valid_name, well_formed};
use super::session::Empty;
use crate::app::App;
use crate::auth::{Developer, Viewer};
use crate::clock;
use crate::config::{Api, Connection as Settings, ConnectionKind};
use crate::error::{Result, unknown};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json};
use crate::http::pagination::List;
use crate::ids;
use crate::models::{Failure, FailureKind};
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
    Ok(Json(List::complete(rows.into_iter().map(Into::into).chain(servers).collect())))
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
    let settings = valid_connection(
        &app,
        Entered {
            kind: body.kind,
            base_url: body.base_url,
            api_key: body.api_key,
            api: body.api,
            headers: body.headers,
            query: body.query,
            read_timeout: body.read_timeout,
            reply_timeout: body.reply_timeout,
        },
    )?;
    let (project_id, now) = (caller.project.id.clone(), clock::now());
    let id = ids::CONNECTION.make(now);
    let row = Row {
        name,
        kind: settings.kind.name().to_owned(),
        sealed_key: seal(&app, &project_id, &id, settings.api_key.as_ref())?,
        api: settings.api.name().to_owned(),
        sealed_headers: app.models.seal_headers(&project_id, &id, &settings.headers)?,
        header_names: header_names(&settings),
        query: query_text(&settings),
        read_timeout: settings.read_timeout.map(|time| time.as_secs_f64()),
        reply_timeout: settings.reply_timeout.map(|time| time.as_secs_f64()),
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
    let (entered_key, entered_headers) = (body.api_key.is_some(), body.headers.is_some());
    let stored_query = || serde_json::from_str(&before.query).unwrap_or_default();
    let entered = Entered {
        kind,
        base_url: body.base_url.unwrap_or_else(|| Some(before.base_url.clone())),
        api_key: body.api_key.flatten(),
        api: body.api.or_else(|| Api::from_name(&before.api)),
        headers: body.headers.flatten(),
        query: body.query.unwrap_or_else(|| Some(stored_query())),
        read_timeout: body.read_timeout.unwrap_or(before.read_timeout),
        reply_timeout: body.reply_timeout.unwrap_or(before.reply_timeout),
    };
    let settings = valid_connection(&app, entered)?;
    keep_secrets_here(&settings, &before, entered_key, entered_headers)?;
    let (sealed_headers, header_names) = match entered_headers {
        false => (before.sealed_headers.clone(), before.header_names.clone()),
        true => (
            app.models.seal_headers(&before.project_id, &before.id, &settings.headers)?,
            header_names(&settings),
        ),
    };
    let after = Row {
        kind: settings.kind.name().to_owned(),
        sealed_key: match entered_key {
            false => before.sealed_key.clone(),
            true => seal(&app, &before.project_id, &before.id, settings.api_key.as_ref())?,
        },
        api: settings.api.name().to_owned(),
        sealed_headers,
        header_names,
        query: query_text(&settings),
        read_timeout: settings.read_timeout.map(|time| time.as_secs_f64()),
        reply_timeout: settings.reply_timeout.map(|time| time.as_secs_f64()),
        base_url: settings.base_url.unwrap_or_default(),
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
    let (entered_key, entered_headers) = (body.api_key.is_some(), body.headers.is_some());
    let mut settings = well_formed(Entered {
        kind: body.kind,
        base_url: body.base_url,
        api_key: body.api_key,
        api: body.api,
        headers: body.headers,
        query: body.query,
        read_timeout: None,
        reply_timeout: None,
    })?;
    if let Some(id) = &body.id {
        let mut row = app.store.connection(&caller.project.id, ids::CONNECTION.check(id)?).await?;
        keep_secrets_here(&settings, &row, entered_key, entered_headers)?;
        // Values that the member has entered need not be decrypted.
        if entered_key {
            row.sealed_key.clear();
        }
        if entered_headers {
            row.sealed_headers.clear();
        }
        let stored = match app.models.stored(&row) {
            Ok(stored) => stored,
            Err(kind) => return Ok(outcome(async { Err(unusable(kind)) }).await),
        };
        if !entered_key {
            settings.api_key = stored.api_key;
        }
        if !entered_headers {
            settings.headers = stored.headers;
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
    let test = async { app.models.test(&app.models.stored(&row).map_err(unusable)?).await };
    Ok(outcome(test).await)
}

fn unusable(kind: FailureKind) -> Failure {
    Failure::new(kind, "testing a stored connection")
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

/// Returns the names of a connection's headers as they are stored.
fn header_names(settings: &Settings) -> String {
    Value::from_iter(settings.headers.keys().map(String::as_str)).to_string()
}

/// Encrypts a key; an absent one is stored as an empty text.
fn seal(app: &App, project_id: &str, id: &str, key: Option<&SecretString>) -> Result<String> {
    key.map_or(Ok(String::new()), |key| app.models.secrets().seal(project_id, id, key))
}
