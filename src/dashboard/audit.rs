//! What was done to a project's settings.

use axum::Json as Answer;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::interactions::time;
use crate::app::App;
use crate::auth::Viewer;
use crate::clock::millis;
use crate::error::{Result, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::Query;
use crate::http::pagination::{self, List, Without};
use crate::ids;
use crate::store::audit::{self, AuditFilter};

/// Who did it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditActor {
    /// `member`, `key`, `cli` or `system`.
    kind: String,
    /// Empty for the last two.
    id: String,
    /// As they were called then.
    name: String,
}

/// What it was done to.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditTarget {
    /// `project`, `agent`, `user` and so on.
    kind: String,
    id: String,
    /// As it was called then; empty where that would tell who somebody is.
    name: String,
}

/// An entry of the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    id: String,
    object: &'static str,
    at: i64,
    actor: AuditActor,
    /// `agent.created` and so on.
    action: String,
    target: AuditTarget,
    /// Never a secret.
    #[schema(value_type = Vec<AuditChange>)]
    changes: Value,
    /// Where from; may be empty.
    ip: String,
    /// What the caller's program calls itself; may be empty.
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

/// A field that changed, as JSON.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "only for the specification: it is kept as it is answered")]
pub struct AuditChange {
    field: String,
    before: Value,
    after: Value,
}

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListAudit {
    /// Of one member or key only.
    actor_id: Option<String>,
    /// A whole action, or the beginning of some up to a dot, such as `agent.`.
    action: Option<String>,
    /// From then on.
    from: Option<String>,
    /// Before then.
    to: Option<String>,
    /// 1 to 100; absent: 20.
    limit: Option<String>,
    /// The last entry of the page before.
    starting_after: Option<String>,
}

impl ListAudit {
    fn filter(&self) -> Result<AuditFilter> {
        let wrong = |what: &str| what.contains('\0') || what.len() > 100;
        if self.actor_id.as_deref().is_some_and(wrong) {
            return Err(invalid("actor_id: must be the ID of a member or key"));
        }
        if self.action.as_deref().is_some_and(wrong) {
            return Err(invalid(
                "action: must be an action such as agent.created, or a beginning such as agent.",
            ));
        }
        Ok(AuditFilter {
            actor_id: self.actor_id.clone(),
            action: self.action.clone(),
            from: time("from", self.from.as_deref())?,
            to: time("to", self.to.as_deref())?,
        })
    }
}

/// List what was done
///
/// Newest first.
#[utoipa::path(get, path = "/projects/{project_id}/audit", operation_id = "listAudit", tag = "Audit",
    params(("project_id" = String, Path), ListAudit),
    responses((status = 200, body = List<AuditEntry>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Viewer,
    Query(query): Query<ListAudit>,
) -> Result<Answer<List<AuditEntry>>> {
    let filter = query.filter()?;
    let page =
        pagination::request(query.limit, query.starting_after, Without::Page, ids::AUDIT, "audit entry")?;
    Ok(Answer(List::from_page(app.store.audit(&caller.project.id, &filter, &page).await?)))
}
