//! Messages with all details, as project members see them.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::api::monitoring::{MonitoredMessage as Monitored, dollars};
use crate::api::reply_events;
use crate::app::App;
use crate::auth::Viewer;
use crate::chat::listener::{Audience, Listener};
use crate::chat::stored_reply::ReplyKey;
use crate::error::{Result, unknown};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json};
use crate::http::sse;
use crate::ids;
use crate::store::monitoring::MonitoredMessage as Row;

/// A message with the details of its generation and its cost.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DashboardMessage)]
pub struct MonitoredMessage {
    #[serde(flatten)]
    message: Monitored,
    /// Cost in US dollars; `null` if the model has no price.
    cost: Option<f64>,
    /// Whether the user sees the message.
    listed: bool,
    /// Whether the model request of this reply was stored.
    traced: bool,
}

impl From<Row> for MonitoredMessage {
    fn from(row: Row) -> Self {
        Self { cost: row.cost.map(dollars), listed: row.listed, traced: row.traced, message: row.into() }
    }
}

/// The request that a model got for a reply.
#[derive(Debug, Serialize, ToSchema)]
pub struct Trace {
    /// Always `trace`.
    object: &'static str,
    message_id: String,
    #[serde(flatten)]
    #[schema(value_type = TraceRequest)]
    request: Map<String, Value>,
}

/// The contents of a model request.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "describes stored JSON in the specification")]
pub struct TraceRequest {
    /// Full name of the model, after aliases.
    model: String,
    /// Whether a draft configuration was used.
    draft: bool,
    /// The system message.
    system: String,
    /// The part of the conversation that fit into the context window.
    turns: Vec<TraceTurn>,
    /// All other fields of the request, under their names in the provider's API; `null` means not sent.
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    settings: Map<String, Value>,
}

/// A message in a model request.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "describes stored JSON in the specification")]
pub struct TraceTurn {
    /// `user` or `agent`.
    role: String,
    content: String,
}

/// Stream a reply
///
/// Server-sent events as in the Client API, including reasoning that the agent hides from users.
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
    let position = sse::last_event_id(&headers)?;
    let external_id = app.store.external_id_of_message(&project_id, ids::MESSAGE.check(&id)?).await?;
    let key = ReplyKey { project_id, external_id, reply_id: id };
    let listener = Listener::join(&app.replies, key, position, Audience::Team).await?;
    Ok(reply_events::response(&app.config, Vec::new(), listener))
}

/// Get a model request
///
/// Model requests are only stored for replies to test users.
#[utoipa::path(get, path = "/projects/{project_id}/messages/{id}/trace", operation_id = "getTrace",
    tag = "Playground", params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Trace), (status = "default", body = ErrorBody)))]
pub async fn trace(State(app): State<App>, caller: Viewer, Id(id): Id) -> Result<Json<Trace>> {
    let kept = app.store.trace(&caller.project.id, ids::MESSAGE.check(&id)?).await?;
    let request = serde_json::from_str(&kept).map_err(unknown)?;
    Ok(Json(Trace { object: "trace", message_id: id, request }))
}
