//! The audit log: who did what to a project's settings.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::interactions::parse_time;
use crate::app::App;
use crate::auth::Viewer;
use crate::clock::millis;
use crate::error::{Result, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Json, Query};
use crate::http::pagination::{self, DefaultLimit, List};
use crate::ids;
use crate::store::audit::{self, ActorKind, AuditFilter};

/// Who performed an action.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditActor {
    kind: ActorKind,
    /// Empty for `cli` and `system`.
    id: String,
    /// Name at the time of the action.
    name: String,
}

/// What an action was performed on.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditTarget {
    /// Such as `project`, `agent` or `user`.
    kind: String,
    id: String,
    /// Name at the time of the action; empty where it would identify a user.
    name: String,
}

/// An entry of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    id: String,
    object: &'static str,
    at: i64,
    actor: AuditActor,
    /// Such as `agent.created`.
    action: String,
    target: AuditTarget,
    /// Fields that changed. Never contains a secret.
    #[schema(value_type = Vec<AuditChange>)]
    changes: Value,
    /// The caller's IP address; may be empty.
    ip: String,
    /// The caller's user agent; may be empty.
    user_agent: String,
}

impl From<audit::AuditEntry> for AuditEntry {
    fn from(row: audit::AuditEntry) -> Self {
        Self {
            id: row.id,
            object: "audit_entry",
            at: millis(row.created_at),
            actor: AuditActor { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
            action: row.action,
            target: AuditTarget { kind: row.target_kind, id: row.target_id, name: row.target_name },
            changes: serde_json::from_str(&row.changes).unwrap_or_else(|_| Value::Array(Vec::new())),
            ip: row.ip,
            user_agent: row.user_agent,
        }
    }
}

/// A changed field.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "describes stored JSON in the specification")]
pub struct AuditChange {
    field: String,
    before: Value,
    after: Value,
}

/// Query parameters of the audit log.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListAudit {
    /// Only actions of this member or key.
    actor_id: Option<String>,
    /// An action, or a prefix that ends with a dot, such as `agent.`.
    action: Option<String>,
    /// Only actions at or after this time.
    from: Option<String>,
    /// Only actions before this time.
    to: Option<String>,
    /// Number of entries to return, from 1 to 100. Default: 20.
    limit: Option<String>,
    /// `next_cursor` of the previous page, or the ID of its last entry.
    starting_after: Option<String>,
}

impl ListAudit {
    /// Returns the query for all entries that these filters leave.
    pub(super) fn of(
        actor_id: Option<String>,
        action: Option<String>,
        from: Option<String>,
        to: Option<String>,
    ) -> Self {
        Self { actor_id, action, from, to, limit: None, starting_after: None }
    }

    pub(super) fn filter(&self) -> Result<AuditFilter> {
        let invalid_text = |text: &str| text.contains('\0') || text.len() > 100;
        if self.actor_id.as_deref().is_some_and(invalid_text) {
            return Err(invalid("actor_id: must be the ID of a member or key"));
        }
        if self.action.as_deref().is_some_and(invalid_text) {
            return Err(invalid(
                "action: must be an action such as agent.created, or a prefix such as agent.",
            ));
        }
        Ok(AuditFilter {
            actor_id: self.actor_id.clone(),
            action: self.action.clone(),
            from: parse_time("from", self.from.as_deref())?,
            to: parse_time("to", self.to.as_deref())?,
        })
    }
}

/// List the audit log
///
/// Newest first.
#[utoipa::path(get, path = "/projects/{project_id}/audit", operation_id = "listAudit", tag = "Audit",
    params(("project_id" = String, Path), ListAudit),
    responses((status = 200, body = List<AuditEntry>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Viewer,
    Query(query): Query<ListAudit>,
) -> Result<Json<List<AuditEntry>>> {
    let filter = query.filter()?;
    let page = pagination::request(query.limit, query.starting_after, DefaultLimit::Page, ids::AUDIT)?;
    Ok(Json(List::from_page(app.store.audit(&caller.project.id, &filter, &page).await?)))
}
