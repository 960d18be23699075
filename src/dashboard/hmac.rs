//! The HMAC secret of a project: state, reveal, rotate, retire.

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

/// State of HMAC authentication.
#[derive(Debug, Serialize, ToSchema)]
pub struct HmacState {
    /// Always `hmac`.
    object: &'static str,
    /// Whether Client API requests require a valid HMAC.
    enabled: bool,
    /// Whether the previous secret is still valid beside the current one.
    retiring: bool,
    rotated_at: Option<i64>,
    last_24_hours: HmacRequests,
}

/// Number of Client API requests by the result of their HMAC check.
#[derive(Debug, Serialize, ToSchema)]
pub struct HmacRequests {
    valid: i64,
    missing: i64,
    wrong: i64,
    /// Those of `valid` whose HMAC was computed with the previous secret.
    retiring: i64,
}

impl From<HmacCounts> for HmacRequests {
    fn from(counts: HmacCounts) -> Self {
        let HmacCounts { valid, missing, wrong, retiring } = counts;
        Self { valid, missing, wrong, retiring }
    }
}

/// The HMAC secret of a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct HmacSecret {
    /// Always `hmac_secret`.
    object: &'static str,
    secret: String,
    /// The previous secret while it is still valid; otherwise empty.
    retiring_secret: String,
}

impl From<Row> for HmacSecret {
    fn from(row: Row) -> Self {
        Self { object: "hmac_secret", secret: row.hmac_secret, retiring_secret: row.hmac_secret_before }
    }
}

/// The member's password, as confirmation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmPassword {
    #[schema(value_type = String)]
    password: SecretString,
}

/// Get the state of HMAC authentication
///
/// The most recent seconds may not be counted yet.
#[utoipa::path(get, path = "/projects/{project_id}/hmac", operation_id = "getHmac", tag = "Projects",
    params(("project_id" = String, Path)),
    responses((status = 200, body = HmacState), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: Viewer) -> Result<Json<HmacState>> {
    let project = &caller.project;
    let counts = app.store.hmac_counts(&project.id, hour(now()) - 23).await?;
    Ok(Json(HmacState {
        object: "hmac",
        enabled: project.hmac_enabled != 0,
        retiring: !project.hmac_secret_before.is_empty(),
        rotated_at: project.hmac_rotated_at.map(millis),
        last_24_hours: counts.into(),
    }))
}

/// Reveal the HMAC secret
///
/// Recorded in the audit log.
#[utoipa::path(post, path = "/projects/{project_id}/hmac/reveal", operation_id = "revealHmacSecret", tag = "Projects",
    params(("project_id" = String, Path)), request_body = ConfirmPassword,
    responses((status = 200, body = HmacSecret), (status = "default", body = ErrorBody)))]
pub async fn reveal(
    State(app): State<App>,
    caller: Admin,
    Json(body): Json<ConfirmPassword>,
) -> Result<Json<HmacSecret>> {
    caller.by.confirm_password(&app, "password", body.password).await?;
    let row = app.store.reveal_hmac_secret(caller.project.id.clone(), caller.actor()).await?;
    Ok(Json(row.into()))
}

/// Rotate the HMAC secret
///
/// The previous secret stays valid until it is retired, so that backends can switch one after the other.
#[utoipa::path(post, path = "/projects/{project_id}/hmac/rotate", operation_id = "rotateHmacSecret", tag = "Projects",
    params(("project_id" = String, Path)), request_body = ConfirmPassword,
    responses((status = 200, body = HmacSecret), (status = "default", body = ErrorBody)))]
pub async fn rotate(
    State(app): State<App>,
    caller: Admin,
    Json(body): Json<ConfirmPassword>,
) -> Result<Json<HmacSecret>> {
    caller.by.confirm_password(&app, "password", body.password).await?;
    let secret = keys::new_hmac_secret();
    let row = app.store.rotate_hmac_secret(caller.project.id.clone(), secret, caller.actor()).await?;
    app.projects.forget(&row.publishable_key).await;
    Ok(Json(row.into()))
}

/// Retire the previous HMAC secret
///
/// Takes effect within one second: HMACs computed with it are rejected from then on.
#[utoipa::path(post, path = "/projects/{project_id}/hmac/retire", operation_id = "retireHmacSecret", tag = "Projects",
    params(("project_id" = String, Path)), request_body = Empty,
    responses((status = 200, body = Project), (status = "default", body = ErrorBody)))]
pub async fn retire(
    State(app): State<App>,
    caller: Admin,
    Json(Empty {}): Json<Empty>,
) -> Result<Json<Project>> {
    let row = app.store.retire_hmac_secret(caller.project.id.clone(), caller.actor()).await?;
    app.projects.forget(&row.publishable_key).await;
    Ok(Json(Project::for_role(caller.role, row)))
}
