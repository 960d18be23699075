//! Secret keys of a project.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::project::valid_name;
use crate::app::App;
use crate::auth::{Admin, Viewer, keys};
use crate::clock::millis;
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json};
use crate::http::pagination::List;
use crate::ids;
use crate::store::keys::SecretKey as Row;

/// A secret key, without the key itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecretKey {
    id: String,
    /// Always `secret_key`.
    object: &'static str,
    name: String,
    /// The first characters of the key.
    prefix: String,
    created_at: i64,
    /// Accurate to about a minute.
    last_used_at: Option<i64>,
}

impl From<Row> for SecretKey {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            object: "secret_key",
            name: row.name,
            prefix: row.prefix,
            created_at: millis(row.created_at),
            last_used_at: row.last_used_at.map(millis),
        }
    }
}

/// A new secret key.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewSecretKey {
    #[serde(flatten)]
    details: SecretKey,
    /// The key itself. Only shown once.
    key: String,
}

/// A new secret key's name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateKey {
    name: String,
}

/// List secret keys
#[utoipa::path(get, path = "/projects/{project_id}/keys", operation_id = "listKeys", tag = "Projects",
    params(("project_id" = String, Path)),
    responses((status = 200, body = List<SecretKey>), (status = "default", body = ErrorBody)))]
pub async fn list(State(app): State<App>, caller: Viewer) -> Result<Json<List<SecretKey>>> {
    let found = app.store.keys(&caller.project.id).await?;
    Ok(Json(List::complete(found.into_iter().map(Into::into).collect())))
}

/// Create a secret key
#[utoipa::path(post, path = "/projects/{project_id}/keys", operation_id = "createKey", tag = "Projects",
    params(("project_id" = String, Path)), request_body = CreateKey,
    responses((status = 200, body = NewSecretKey), (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Admin,
    Json(body): Json<CreateKey>,
) -> Result<Json<NewSecretKey>> {
    let (key, stored) = keys::new_secret(&valid_name(body.name)?);
    let details = SecretKey {
        id: stored.id.clone(),
        object: "secret_key",
        name: stored.name.clone(),
        prefix: stored.prefix.clone(),
        created_at: millis(stored.created_at),
        last_used_at: None,
    };
    app.store.add_key(caller.project.id.clone(), stored, caller.actor()).await?;
    Ok(Json(NewSecretKey { details, key }))
}

/// Revoke a secret key
///
/// Takes effect within one second.
#[utoipa::path(delete, path = "/projects/{project_id}/keys/{id}", operation_id = "revokeKey", tag = "Projects",
    params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = SecretKey), (status = "default", body = ErrorBody)))]
pub async fn revoke(State(app): State<App>, caller: Admin, Id(id): Id) -> Result<Json<SecretKey>> {
    let id = ids::SECRET_KEY.check(&id)?.to_owned();
    let row = app.store.revoke_key(caller.project.id.clone(), id, caller.actor()).await?;
    app.auth.projects.forget_key(&row.hash).await;
    Ok(Json(row.into()))
}
