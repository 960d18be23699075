//! The HMAC secret of a project: how it is used, shown, replaced.

use axum::Json as Answer;
use axum::extract::State;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::projects::Project;
use super::session::Empty;
use crate::app::App;
use crate::auth::{Admin, Viewer, keys};
use crate::clock::{hour, millis, now};
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::extract::Json;
use crate::store::hmac_counts::HmacCounts;
use crate::store::projects::Project as Row;

/// Whether client requests must prove their user, and whether they do.
#[derive(Debug, Serialize, ToSchema)]
pub struct HmacState {
    /// Always `hmac`.
    object: &'static str,
    enabled: bool,
    /// Whether an older secret is still valid beside the new one.
    retiring: bool,
    rotated_at: Option<i64>,
    last_24_hours: HmacRequests,
}

/// Client requests by how their hash turned out.
#[derive(Debug, Serialize, ToSchema)]
pub struct HmacRequests {
    valid: i64,
    missing: i64,
    wrong: i64,
    /// Those of `valid` that were proved with the older secret.
    retiring: i64,
}

impl From<HmacCounts> for HmacRequests {
    fn from(counts: HmacCounts) -> Self {
        let HmacCounts { valid, missing, wrong, retiring } = counts;
        Self { valid, missing, wrong, retiring }
    }
}

/// The HMAC secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct HmacSecret {
    /// Always `hmac_secret`.
    object: &'static str,
    secret: String,
    /// The older one that is still valid; empty if there is none.
    retiring_secret: String,
}

impl From<Row> for HmacSecret {
    fn from(row: Row) -> Self {
        Self { object: "hmac_secret", secret: row.hmac_secret, retiring_secret: row.hmac_secret_before }
    }
}

/// The member's password, said once more.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmPassword {
    #[schema(value_type = String)]
    password: SecretString,
}

/// Get the state of HMAC authentication
///
/// What was counted in the last seconds may be missing.
#[utoipa::path(get, path = "/projects/{project_id}/hmac", operation_id = "getHmac", tag = "Projects",
    params(("project_id" = String, Path)),
    responses((status = 200, body = HmacState), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: Viewer) -> Result<Answer<HmacState>> {
    let project = &caller.project;
    let counts = app.store.hmac_counts(&project.id, hour(now()) - 23).await?;
    Ok(Answer(HmacState {
        object: "hmac",
        enabled: project.hmac_enabled != 0,
        retiring: !project.hmac_secret_before.is_empty(),
        rotated_at: project.hmac_rotated_at.map(millis),
        last_24_hours: counts.into(),
    }))
}

/// Show the HMAC secret
#[utoipa::path(post, path = "/projects/{project_id}/hmac/reveal", operation_id = "revealHmacSecret", tag = "Projects",
    params(("project_id" = String, Path)), request_body = ConfirmPassword,
    responses((status = 200, body = HmacSecret), (status = "default", body = ErrorBody)))]
pub async fn reveal(
    State(app): State<App>,
    caller: Admin,
    Json(body): Json<ConfirmPassword>,
) -> Result<Answer<HmacSecret>> {
    caller.by.confirm_password(&app, "password", body.password).await?;
    let row = app.store.reveal_hmac_secret(caller.project.id.clone(), caller.actor()).await?;
    Ok(Answer(row.into()))
}

/// Replace the HMAC secret
///
/// The older one stays valid until it is retired: so backends can change over one after the other.
#[utoipa::path(post, path = "/projects/{project_id}/hmac/rotate", operation_id = "rotateHmacSecret", tag = "Projects",
    params(("project_id" = String, Path)), request_body = ConfirmPassword,
    responses((status = 200, body = HmacSecret), (status = "default", body = ErrorBody)))]
pub async fn rotate(
    State(app): State<App>,
    caller: Admin,
    Json(body): Json<ConfirmPassword>,
) -> Result<Answer<HmacSecret>> {
    caller.by.confirm_password(&app, "password", body.password).await?;
    let secret = keys::new_hmac_secret();
    let row = app.store.rotate_hmac_secret(caller.project.id.clone(), secret, caller.actor()).await?;
    app.projects.forget(&row.publishable_key).await;
    Ok(Answer(row.into()))
}

/// Retire the older HMAC secret
///
/// In force within a second: hashes that were made with it prove nothing from then on.
#[utoipa::path(post, path = "/projects/{project_id}/hmac/retire", operation_id = "retireHmacSecret", tag = "Projects",
    params(("project_id" = String, Path)), request_body = Empty,
    responses((status = 200, body = Project), (status = "default", body = ErrorBody)))]
pub async fn retire(
    State(app): State<App>,
    caller: Admin,
    Json(Empty {}): Json<Empty>,
) -> Result<Answer<Project>> {
    let row = app.store.retire_hmac_secret(caller.project.id.clone(), caller.actor()).await?;
    app.projects.forget(&row.publishable_key).await;
    Ok(Answer(Project::seen_by(caller.role, row)))
}
