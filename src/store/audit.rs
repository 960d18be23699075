//! The audit log: who changed which setting, when and from where. An entry is written in the transaction of the change, so
//! that neither exists without the other.

use serde_json::{Value, json};
use sql::FromRow;

use super::Store;
use super::pagination::{Cursor, Page, PageRequest, newest};
use crate::clock::{self, Micros};
use crate::error::{Result, not_found};
use crate::ids;

/// Who performs an action, and from where.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The kind of actor.
    pub kind: ActorKind,
    /// `mem_…` or `key_…`; empty for the others.
    pub id: String,
    /// The display name.
    pub name: String,
    /// The IP address of the caller; empty if there is none.
    pub ip: String,
    /// The user agent of the caller.
    pub user_agent: String,
}

sql::text_enum! {
    /// The kind of actor.
    #[derive(utoipa::ToSchema)]
    #[schema(rename_all = "snake_case")]
    pub enum ActorKind {
        /// A member, in the dashboard.
        Member = "member",
        /// A secret key, through the Admin API.
        Key = "key",
        /// The operator, at the command line.
        Cli = "cli",
        /// The server itself.
        System = "system",
    }
}

impl Actor {
    /// Returns the operator at the command line.
    pub fn cli() -> Self {
        Self::without_address(ActorKind::Cli, "command line")
    }

    /// Returns the server itself.
    pub fn system() -> Self {
        Self::without_address(ActorKind::System, "server")
    }

    fn without_address(kind: ActorKind, name: &str) -> Self {
        Self { kind, id: String::new(), name: name.to_owned(), ip: String::new(), user_agent: String::new() }
    }
}

/// The target of an action.
#[derive(Debug, Clone)]
pub struct Target {
    /// `project`, `agent`, `user`, …
    pub kind: &'static str,
    /// Its ID.
    pub id: String,
    /// Its name.
    pub name: String,
}

impl Target {
    /// Creates a target.
    pub fn new(kind: &'static str, id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { kind, id: id.into(), name: name.into() }
    }
}

/// The fields that a change affects, for [`record`]. Secrets never go in here.
#[derive(Debug, Default)]
pub struct Changes(Vec<Value>);

impl Changes {
    /// Returns no changes, for actions that create, delete or replace their target as a whole.
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds a field if its values differ.
    #[must_use]
    pub fn field(mut self, name: &str, before: impl Into<Value>, after: impl Into<Value>) -> Self {
        let (before, after) = (before.into(), after.into());
        if before != after {
            self.0.push(json!({ "field": name, "before": before, "after": after }));
        }
        self
    }

    /// Returns whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the names of the fields.
    pub fn fields(&self) -> Vec<String> {
        self.0.iter().filter_map(|change| change["field"].as_str().map(str::to_owned)).collect()
    }
}

/// An entry of the audit log.
#[derive(Debug, Clone, FromRow)]
pub struct AuditEntry {
    /// `aud_…`
    pub id: String,
    /// The kind of actor.
    pub actor_kind: ActorKind,
    /// `mem_…`, `key_…` or empty.
    pub actor_id: String,
    /// The name at the time.
    pub actor_name: String,
    /// Such as `agent.config_updated`.
    pub action: String,
    /// See [`Target`].
    pub target_kind: String,
    /// See [`Target`].
    pub target_id: String,
    /// See [`Target`].
    pub target_name: String,
    /// A JSON array of `{field, before, after}`.
    pub changes: String,
    /// May be empty.
    pub ip: String,
    /// May be empty.
    pub user_agent: String,
    /// Microseconds.
    pub created_at: i64,
}

/// Which entries to list.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only those of this member or key.
    pub actor_id: Option<String>,
    /// A whole action, or its subject with the dot (`agent.`).
    pub action: Option<String>,
    /// From this time on.
    pub from: Option<Micros>,
    /// Before this time.
    pub to: Option<Micros>,
}

/// Adds an entry, within the transaction of the change it describes.
pub async fn record(
    db: &mut sql::Connection,
    by: &Actor,
    project_id: &str,
    action: &'static str,
    target: Target,
    changes: Changes,
) -> Result<()> {
    let now = clock::now();
    sql::query(
        "INSERT INTO audit (id, project_id, actor_kind, actor_id, actor_name, action, subject, target_kind, target_id,
            target_name, changes, ip, user_agent, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(ids::AUDIT.make(now))
    .bind(project_id)
    .bind(by.kind)
    .bind(&by.id)
    .bind(&by.name)
    .bind(action)
    .bind(action.split('.').next())
    .bind(target.kind)
    .bind(target.id)
    .bind(target.name)
    .bind(Value::Array(changes.0).to_string())
    .bind(&by.ip)
    .bind(&by.user_agent)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

// `$condition` picks the index that yields the entries in order; the other filters are applied on top.
macro_rules! entries {
    ($condition:literal) => {
        concat!(
            "SELECT * FROM audit WHERE ",
            $condition,
            " AND project_id = $1 AND created_at >= $2 AND (created_at, id) < ($3, $4)
               AND ($5 = '' OR actor_id = $5)
               AND ($6 = '' OR action = $6) AND ($7 = '' OR subject = $7)
             ORDER BY created_at DESC, id DESC LIMIT CAST($8 AS BIGINT)"
        )
    };
}

impl Store {
    /// Returns a project's audit entries, newest first.
    pub async fn audit(
        &self,
        project_id: &str,
        filter: &AuditFilter,
        page: &PageRequest,
    ) -> Result<Page<AuditEntry>> {
        let (before, id) = page.start(newest(), |id| self.audit_cursor(project_id, id)).await?;
        let before = filter.to.map_or(before, |to| before.min(to));
        let from = filter.from.unwrap_or(i64::MIN);
        let actor_id = filter.actor_id.as_deref().unwrap_or_default();
        let action = filter.action.as_deref().unwrap_or_default();
        let (action, subject) = match action.strip_suffix('.') {
            Some(subject) => ("", subject),
            None => (action, ""),
        };
        let rows = if filter.actor_id.is_some() {
            sql::query_as(entries!("actor_id = $5"))
        } else if !action.is_empty() {
            sql::query_as(entries!("action = $6"))
        } else if !subject.is_empty() {
            sql::query_as(entries!("subject = $7"))
        } else {
            sql::query_as(entries!("1 = 1"))
        };
        let rows = rows
            .bind(project_id)
            .bind(from)
            .bind(before)
            .bind(id)
            .bind(actor_id)
            .bind(action)
            .bind(subject)
            .bind(page.limit + 1);
        Page::fetch(rows, page.limit, self.reader(), |row: &AuditEntry| (row.created_at, row.id.clone()))
            .await
    }

    async fn audit_cursor(&self, project_id: &str, id: &str) -> Result<Cursor> {
        let row = sql::query_as("SELECT created_at, id FROM audit WHERE project_id = $1 AND id = $2");
        let row = row.bind(project_id).bind(id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("audit entry"))
    }
}
