//! Drafts: unsaved configurations that a test user tries out with an agent.

use sql::Executor;

use super::Store;
use super::agent::Agent;
use super::versions::StoredConfig;
use crate::clock::{self, Micros};
use crate::error::{Result, not_found, unknown};

/// Returns the draft of a test user with an agent, unless there is none or it has expired.
pub(super) async fn draft_in(
    db: impl Executor,
    project_id: &str,
    user_id: &str,
    agent_id: &str,
) -> Result<Option<StoredConfig>> {
    let found: Option<(String,)> = sql::query_as(
        "SELECT d.config FROM drafts d JOIN users u ON u.id = d.user_id AND u.project_id = $1
         WHERE d.user_id = $2 AND d.agent_id = $3 AND d.expires_at > $4",
    )
    .bind(project_id)
    .bind(user_id)
    .bind(agent_id)
    .bind(clock::now())
    .fetch_optional(db)
    .await?;
    found.map(|(config,)| serde_json::from_str(&config).map_err(unknown)).transpose()
}

/// Deletes the drafts that equal the configuration that was just saved.
pub(super) async fn forget_saved(db: &mut sql::Connection, agent: &Agent) -> Result<()> {
    sql::query("DELETE FROM drafts WHERE agent_id = $1 AND config = $2")
        .bind(&agent.id)
        .bind(serde_json::to_string(&StoredConfig::of(agent)).map_err(unknown)?)
        .execute(db)
        .await?;
    Ok(())
}

impl Store {
    /// Returns the draft of a test user with an agent.
    pub async fn draft(
        &self,
        project_id: &str,
        user_id: &str,
        agent_id: &str,
    ) -> Result<Option<StoredConfig>> {
        draft_in(self.reader(), project_id, user_id, agent_id).await
    }

    /// Stores a draft in place of the previous one, and deletes drafts that have expired.
    pub async fn set_draft(
        &self,
        project_id: String,
        user_id: String,
        agent_id: String,
        config: StoredConfig,
        expires_at: Micros,
    ) -> Result<()> {
        let config = serde_json::to_string(&config).map_err(unknown)?;
        transaction!(self, |db| {
            sql::query("DELETE FROM drafts WHERE expires_at < $1")
                .bind(clock::now())
                .execute(&mut *db)
                .await?;
            let stored = sql::query(
                "INSERT INTO drafts (user_id, agent_id, config, expires_at)
                     SELECT u.id, a.id, $4, $5 FROM users u JOIN agents a ON a.project_id = u.project_id
                     WHERE u.project_id = $1 AND u.id = $2 AND u.live_mode = 0 AND a.id = $3
                     ON CONFLICT (user_id, agent_id) DO UPDATE SET config = excluded.config,
                        expires_at = excluded.expires_at",
            );
            let stored = stored.bind(project_id).bind(user_id).bind(agent_id).bind(config).bind(expires_at);
            match stored.execute(db).await? {
                0 => Err(not_found("test user")),
                _ => Ok(()),
            }
        })
        .await
    }

    /// Deletes a draft if there is one.
    pub async fn clear_draft(&self, project_id: String, user_id: String, agent_id: String) -> Result<()> {
        single_write!(self, |db| {
            sql::query(
                "DELETE FROM drafts WHERE agent_id = $3
                       AND user_id = (SELECT id FROM users WHERE project_id = $1 AND id = $2)",
            )
            .bind(project_id)
            .bind(user_id)
            .bind(agent_id)
            .execute(db)
            .await?;
            Ok(())
        })
        .await
    }

    /// Returns the trace of a reply to a test user: the request to the model, as JSON.
    pub async fn trace(&self, project_id: &str, message_id: &str) -> Result<String> {
        let found: Option<(String,)> = sql::query_as(
            "SELECT t.request FROM traces t JOIN messages m ON m.id = t.message_id
             JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
             WHERE t.message_id = $2",
        )
        .bind(project_id)
        .bind(message_id)
        .fetch_optional(self.reader())
        .await?;
        found.map(|(request,)| request).ok_or_else(|| not_found("trace"))
    }
}
