//! The demo project's agent, as far as strangers may talk to it.

use sql::FromRow;

use super::Store;
use crate::error::Result;

/// What a page needs to talk to the demo's agent.
#[derive(Debug, Clone, FromRow)]
pub struct DemoAgent {
    /// The demo project's `pk_…`.
    pub publishable_key: String,
    /// `ag_…`
    pub agent_id: String,
}

impl Store {
    /// Returns the agent of the demo project: that of the database's first project, while this project is as it was created, so
    /// that its team has neither made it their own nor restricted who may talk to its agent.
    pub async fn demo_agent(&self) -> Result<Option<DemoAgent>> {
        let row = sql::query_as(
            "SELECT p.publishable_key, a.id AS agent_id
             FROM (SELECT * FROM projects WHERE deleted_at IS NULL ORDER BY created_at, id LIMIT 1) p
             JOIN users u ON u.project_id = p.id AND u.external_id = 'demo-user'
             JOIN agents a ON a.project_id = p.id AND a.active = 1 AND a.name = 'Demo agent'
             WHERE p.name = 'Demo' AND p.hmac_enabled = 0 AND p.allowed_origins = '[]'
             ORDER BY a.created_at, a.id LIMIT 1",
        );
        Ok(row.fetch_optional(self.reader()).await?)
    }
}
