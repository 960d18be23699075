//! Messages as members see them: with all that is known, and while they are written.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::api::messages::known;
use crate::api::monitoring::{MonitoredMessage as Monitored, dollars};
use crate::api::replies::{events, last_event};
use crate::app::App;
use crate::auth::Viewer;
use crate::chat::listener::{Listener, ReplyKey};
use crate::error::{Result, unknown};
use crate::http::error_response::ErrorBody;
use crate::http::extract::Id;
use crate::store::monitoring::MonitoredMessage as Row;

/// A message, how it came to be, and what it cost.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DashboardMessage)]
pub struct MonitoredMessage {
    #[serde(flatten)]
    message: Monitored,
    /// US dollars; `null` where the model has no price.
    cost: Option<f64>,
    /// Whether its user sees it.
    listed: bool,
    /// Whether it is kept what the model was sent.
    traced: bool,
}

impl From<Row> for MonitoredMessage {
    fn from(row: Row) -> Self {
        Self {
            cost: row.cost.map(dollars),
            listed: row.listed != 0,
            traced: row.traced != 0,
            message: row.into(),
        }
    }
}

/// What a model was sent for a reply.
#[derive(Debug, Serialize, ToSchema)]
pub struct Trace {
    /// Always `trace`.
    object: &'static str,
    message_id: String,
    /// `model`, `draft`, `system`, `turns`, `settings`.
    #[serde(flatten)]
    #[schema(value_type = TraceRequest)]
    request: Map<String, Value>,
}

/// What was sent.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "only for the specification: it is kept as it is answered")]
pub struct TraceRequest {
    /// Its full name, after aliases.
    model: String,
    /// Whether an unsaved configuration was used.
    draft: bool,
    /// The system message.
    system: String,
    /// The conversation as far as it fitted.
    turns: Vec<TraceTurn>,
    /// By their names in the provider's protocol; those that are `null` were not sent.
    #[schema(value_type = std::collections::HashMap<String, Option<f64>>)]
    settings: Map<String, Value>,
}

/// A message as it was sent.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "only for the specification")]
pub struct TraceTurn {
    /// `user` or `agent`.
    role: String,
    content: String,
}

/// Listen to a reply
///
/// The events of the Client API.
#[utoipa::path(get, path = "/projects/{project_id}/messages/{id}/stream", operation_id = "streamMessage",
    tag = "Conversations", params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = String, content_type = "text/event-stream"), (status = "default", body = ErrorBody)))]
pub async fn stream(
    State(app): State<App>,
    caller: Viewer,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Response> {
    let project_id = caller.project.id.clone();
    let position = last_event(&headers)?;
    let external_id = app.store.external_id_of_message(&project_id, known(&id)?).await?;
    let listener =
        Listener::join(&app, ReplyKey { project_id, external_id, reply_id: id.clone() }, position).await?;
    Ok(events(&app, id, listener))
}

/// Get what a model was sent
///
/// Kept of replies to test users only.
#[utoipa::path(get, path = "/projects/{project_id}/messages/{id}/trace", operation_id = "getTrace",
    tag = "Playground", params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Trace), (status = "default", body = ErrorBody)))]
pub async fn trace(State(app): State<App>, caller: Viewer, Id(id): Id) -> Result<Answer<Trace>> {
    let kept = app.store.trace(&caller.project.id, known(&id)?).await?;
    let request = serde_json::from_str(&kept).map_err(unknown)?;
    Ok(Answer(Trace { object: "trace", message_id: id, request }))
}
