//! The secret keys of a project.

use axum::Json as Answer;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::project::valid_name;
use crate::app::App;
use crate::auth::{Admin, Viewer, keys};
use crate::clock::millis;
use crate::error::{Result, not_found};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json};
use crate::http::pagination::List;
use crate::ids;
use crate::store::keys::SecretKey as Row;

/// A secret key, by what is known of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecretKey {
    id: String,
    /// Always `secret_key`.
    object: &'static str,
    name: String,
    /// The first characters of the key.
    prefix: String,
    created_at: i64,
    /// To the minute or so.
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
    about: SecretKey,
    /// Shown this once.
    key: String,
}

/// What to call a new key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateKey {
    name: String,
}

/// List secret keys
#[utoipa::path(get, path = "/projects/{project_id}/keys", operation_id = "listKeys", tag = "Projects",
    params(("project_id" = String, Path)),
    responses((status = 200, body = List<SecretKey>), (status = "default", body = ErrorBody)))]
pub async fn list(State(app): State<App>, caller: Viewer) -> Result<Answer<List<SecretKey>>> {
    let found = app.store.keys(&caller.project.id).await?;
    Ok(Answer(List { data: found.into_iter().map(Into::into).collect(), has_more: false }))
}

/// Create a secret key
#[utoipa::path(post, path = "/projects/{project_id}/keys", operation_id = "createKey", tag = "Projects",
    params(("project_id" = String, Path)), request_body = CreateKey,
    responses((status = 200, body = NewSecretKey), (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Admin,
    Json(body): Json<CreateKey>,
) -> Result<Answer<NewSecretKey>> {
    let (key, stored) = keys::new_secret(&valid_name(body.name)?);
    let about = SecretKey {
        id: stored.id.clone(),
        object: "secret_key",
        name: stored.name.clone(),
        prefix: stored.prefix.clone(),
        created_at: millis(stored.created_at),
        last_used_at: None,
    };
    app.store.add_key(caller.project.id.clone(), stored, caller.actor()).await?;
    Ok(Answer(NewSecretKey { about, key }))
}

/// Revoke a secret key
///
/// In force within a second.
#[utoipa::path(delete, path = "/projects/{project_id}/keys/{id}", operation_id = "revokeKey", tag = "Projects",
    params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = SecretKey), (status = "default", body = ErrorBody)))]
pub async fn revoke(State(app): State<App>, caller: Admin, Id(id): Id) -> Result<Answer<SecretKey>> {
    if !ids::SECRET_KEY.matches(&id) {
        return Err(not_found("secret key"));
    }
    let row = app.store.revoke_key(caller.project.id.clone(), id, caller.actor()).await?;
    app.projects.forget_key(&row.hash).await;
    Ok(Answer(row.into()))
}
