//! Endpoints for operators: health and readiness.

use std::time::Duration;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::extract::Json;

/// How long the database may take to respond for the server to count as ready.
const READY_TIMEOUT: Duration = Duration::from_secs(2);

/// The health of the server.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
    #[schema(example = "0.1.0")]
    version: &'static str,
}

const OK: Health = Health { status: "ok", version: env!("CARGO_PKG_VERSION") };

/// Check health
///
/// The process is running.
#[utoipa::path(get, path = "/health", operation_id = "health", tag = "Operations", security(()),
    responses((status = 200, body = Health)))]
pub async fn health() -> Json<Health> {
    Json(OK)
}

/// Check readiness
///
/// The database responds and its schema is up to date.
#[utoipa::path(get, path = "/ready", operation_id = "ready", tag = "Operations", security(()),
    responses((status = 200, body = Health), (status = 503, body = ErrorBody)))]
pub async fn ready(State(app): State<App>) -> Result<Json<Health>> {
    app.store.ready(READY_TIMEOUT).await?;
    Ok(Json(OK))
}
