//! A project, and locking it for a change.

use sql::FromRow;

use super::audit::Target;
use crate::error::{Result, not_found};

/// A tenant with its keys, users, agents and conversations.
#[derive(Debug, Clone, FromRow)]
pub struct Project {
    /// `prj_…`
    pub id: String,
    /// The name.
    pub name: String,
    /// `pk_…`, which browsers may see.
    pub publishable_key: String,
    /// `hsec_…`, with which hashes are checked.
    pub hmac_secret: String,
    /// Whether a client must prove its external ID.
    pub hmac_enabled: bool,
    /// A JSON array; see [`Project::origins`].
    pub allowed_origins: String,
    /// The previous HMAC secret, which is valid until it is retired; empty for none.
    pub hmac_secret_before: String,
    /// When the secret was last replaced; microseconds.
    pub hmac_rotated_at: Option<i64>,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub updated_at: i64,
}

impl Project {
    /// Returns the origins of the pages that may use the Client API; empty for all.
    pub fn origins(&self) -> Vec<String> {
        serde_json::from_str(&self.allowed_origins).unwrap_or_default()
    }
}

/// Returns a project that is about to be changed, and locks it.
pub(super) async fn project_to_change(db: &mut sql::Connection, id: &str) -> Result<Project> {
    let row = sql::query_as(
        "UPDATE projects SET updated_at = updated_at WHERE id = $1 AND deleted_at IS NULL RETURNING *",
    );
    row.bind(id).fetch_optional(db).await?.ok_or_else(|| not_found("project"))
}

/// Returns a project as an audit target.
pub(super) fn target(project: &Project) -> Target {
    Target::new("project", &project.id, &project.name)
}
