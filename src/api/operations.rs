//! For whoever runs the server: is it alive, is it ready, what does it answer.

use std::sync::LazyLock;
use std::time::Duration;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::router;

/// How long the store may take to answer before the server does not count as ready.
const READY_WITHIN: Duration = Duration::from_secs(2);

/// The document, made once.
static DOCUMENT: LazyLock<String> = LazyLock::new(document);

/// The specification as it is served and committed.
pub fn document() -> String {
    let text = router::openapi().to_pretty_json().unwrap_or_default();
    format!("{text}\n")
}

/// A server that is well.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
    #[schema(example = "0.1.0")]
    version: &'static str,
}

const OK: Health = Health { status: "ok", version: env!("CARGO_PKG_VERSION") };

/// Is the process alive?
#[utoipa::path(get, path = "/health", operation_id = "health", tag = "Operations", security(()),
    responses((status = 200, body = Health)))]
pub async fn health() -> Answer<Health> {
    Answer(OK)
}

/// Can it serve?
///
/// The store answers and its schema is up to date.
#[utoipa::path(get, path = "/ready", operation_id = "ready", tag = "Operations", security(()),
    responses((status = 200, body = Health), (status = 503, body = ErrorBody)))]
pub async fn ready(State(app): State<App>) -> Result<Answer<Health>> {
    app.store.ready(READY_WITHIN).await?;
    Ok(Answer(OK))
}

/// This specification
#[utoipa::path(get, path = "/openapi.json", operation_id = "openapi", tag = "Operations", security(()),
    responses((status = 200, body = Object, content_type = "application/json")))]
pub async fn openapi() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], DOCUMENT.as_str())
}
