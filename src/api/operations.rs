//! Endpoints for operators: health, readiness, and the OpenAPI document.

use std::sync::LazyLock;
use std::time::Duration;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::extract::Json;
use crate::http::router;

/// How long the database may take to respond for the server to count as ready.
const READY_TIMEOUT: Duration = Duration::from_secs(2);

/// The document, generated once.
static DOCUMENT: LazyLock<String> = LazyLock::new(document);

/// Returns the OpenAPI document, as it is served and committed.
pub fn document() -> String {
    let text = router::openapi().to_pretty_json().unwrap_or_default();
    format!("{text}\n")
}

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

/// Get the OpenAPI document
#[utoipa::path(get, path = "/openapi.json", operation_id = "openapi", tag = "Operations", security(()),
    responses((status = 200, body = Object, content_type = "application/json")))]
pub async fn openapi() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], DOCUMENT.as_str())
}
