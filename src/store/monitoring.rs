//! All users' conversations with metrics of the replies, for a project's team.

use sql::FromRow;

use super::Store;
use super::audit::{Actor, Changes, Target, record};
use super::interactions::Interaction;
use super::messages::Message;
use super::pagination::{Cursor, Page, PageRequest, newest, oldest};
use crate::error::{Result, not_found};

/// A message with the metrics of its generation.
#[derive(Debug, Clone, FromRow)]
pub struct MonitoredMessage {
    /// The message as its user sees it.
    #[row(flatten)]
    pub message: Message,
    /// The model that replied; empty if none did.
    pub model: String,
    /// Input tokens, if known.
    pub input_tokens: Option<i64>,
    /// Output tokens, if known.
    pub output_tokens: Option<i64>,
    /// Whether the numbers of tokens are estimates, because the provider gave none.
    pub usage_estimated: bool,
    /// Milliseconds for the whole reply.
    pub latency_ms: Option<i64>,
    /// Milliseconds to the first token.
    pub time_to_first_token_ms: Option<i64>,
    /// The error code if it failed, else empty.
    pub error_code: String,
    /// The error message.
    pub error_message: String,
    /// What the provider said about it, as JSON; empty for nothing.
    pub provider_error: String,
    /// Cost in billionths of a US dollar; `None` if the model has no price.
    pub cost: Option<i64>,
    /// Whether the user's conversation shows it.
    pub listed: bool,
    /// Whether the request to the model is stored.
    pub traced: bool,
}

impl Store {
    /// Returns a project's interactions, newest first, optionally filtered by agent and user.
    pub async fn all_interactions(
        &self,
        project_id: &str,
        agent_id: Option<&str>,
        user_id: Option<&str>,
        page: &PageRequest,
    ) -> Result<Page<Interaction>> {
        let (created_at, id) = page.start(newest(), |id| self.any_interaction_cursor(project_id, id)).await?;
        // The agent's or user's row scopes to the project, so that one index yields the rows in order.
        let rows = match (agent_id, user_id) {
            (None, None) => sql::query_as(
                "SELECT * FROM interactions WHERE project_id = $1 AND (created_at, id) < ($2, $3)
                 ORDER BY created_at DESC, id DESC LIMIT CAST($4 AS BIGINT)",
            ),
            (Some(_), None) => sql::query_as(
                "SELECT * FROM interactions
                 WHERE agent_id = (SELECT id FROM agents WHERE project_id = $1 AND id = $5)
                   AND (created_at, id) < ($2, $3)
                 ORDER BY created_at DESC, id DESC LIMIT CAST($4 AS BIGINT)",
            ),
            (None, Some(_)) => sql::query_as(
                "SELECT * FROM interactions
                 WHERE user_id = (SELECT id FROM users WHERE project_id = $1 AND id = $5)
                   AND (created_at, id) < ($2, $3)
                 ORDER BY created_at DESC, id DESC LIMIT CAST($4 AS BIGINT)",
            ),
            (Some(_), Some(_)) => sql::query_as(
                "SELECT * FROM interactions
                 WHERE agent_id = (SELECT id FROM agents WHERE project_id = $1 AND id = $5)
                   AND user_id = (SELECT id FROM users WHERE project_id = $1 AND id = $6)
                   AND (created_at, id) < ($2, $3)
                 ORDER BY created_at DESC, id DESC LIMIT CAST($4 AS BIGINT)",
            ),
        };
        let mut rows = rows.bind(project_id).bind(created_at).bind(id).bind(page.limit + 1);
        for filter in [agent_id, user_id].into_iter().flatten() {
            rows = rows.bind(filter);
        }
        Page::fetch(rows, page.limit, self.reader(), |row: &Interaction| (row.created_at, row.id.clone()))
            .await
    }

    pub(super) async fn any_interaction_cursor(&self, project_id: &str, id: &str) -> Result<Cursor> {
        let found = self.any_interaction(project_id, id).await?;
        Ok((found.created_at, found.id))
    }

    /// Returns an interaction of a project, of any user.
    pub async fn any_interaction(&self, project_id: &str, id: &str) -> Result<Interaction> {
        let row = sql::query_as("SELECT * FROM interactions WHERE project_id = $1 AND id = $2");
        let row = row.bind(project_id).bind(id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("interaction"))
    }

    /// Deletes an interaction of a project, of any user, and its messages.
    pub async fn delete_any_interaction(
        &self,
        project_id: String,
        id: String,
        by: Actor,
    ) -> Result<Interaction> {
        transaction!(self, |db| {
            let gone: Option<Interaction> =
                sql::query_as("DELETE FROM interactions WHERE project_id = $1 AND id = $2 RETURNING *")
                    .bind(&project_id)
                    .bind(id)
                    .fetch_optional(&mut *db)
                    .await?;
            let gone = gone.ok_or_else(|| not_found("interaction"))?;
            let target = Target::new("interaction", &gone.id, "");
            record(db, &by, &project_id, "interaction.deleted", target, Changes::none()).await?;
            Ok(gone)
        })
        .await
    }

    /// Returns the messages of an interaction across all branches, oldest first, unlisted ones included.
    pub async fn all_messages(
        &self,
        project_id: &str,
        interaction_id: &str,
        page: &PageRequest,
    ) -> Result<Page<MonitoredMessage>> {
        self.any_interaction(project_id, interaction_id).await?;
        let (created_at, id) =
            page.start(oldest(), |id| self.message_cursor(project_id, interaction_id, id)).await?;
        let rows = sql::query_as(
            "SELECT m.*, CASE WHEN EXISTS (SELECT 1 FROM traces t WHERE t.message_id = m.id) THEN 1 ELSE 0 END AS traced
             FROM messages m JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
             WHERE m.interaction_id = $2 AND (m.created_at, m.id) > ($3, $4)
             ORDER BY m.created_at, m.id LIMIT CAST($5 AS BIGINT)",
        );
        let rows = rows.bind(project_id).bind(interaction_id).bind(created_at).bind(id).bind(page.limit + 1);
        Page::fetch(rows, page.limit, self.reader(), |row: &MonitoredMessage| {
            (row.message.created_at, row.message.id.clone())
        })
        .await
    }

    /// Returns a message of a project, of any user.
    pub async fn any_message(&self, project_id: &str, id: &str) -> Result<MonitoredMessage> {
        let row = sql::query_as(
            "SELECT m.*, CASE WHEN EXISTS (SELECT 1 FROM traces t WHERE t.message_id = m.id) THEN 1 ELSE 0 END AS traced
             FROM messages m JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
             WHERE m.id = $2",
        );
        let row = row.bind(project_id).bind(id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("message"))
    }

    /// Returns the external ID of the user whose conversation a message is in.
    pub async fn external_id_of_message(&self, project_id: &str, id: &str) -> Result<String> {
        let found: Option<(String,)> = sql::query_as(
            "SELECT u.external_id FROM messages m JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
             JOIN users u ON u.id = i.user_id WHERE m.id = $2",
        )
        .bind(project_id)
        .bind(id)
        .fetch_optional(self.reader())
        .await?;
        found.map(|(external_id,)| external_id).ok_or_else(|| not_found("message"))
    }

    /// Records in the audit log that conversations were exported.
    pub async fn note_conversation_export(&self, project_id: String, by: Actor) -> Result<()> {
        single_write!(self, |db| {
            let target = Target::new("project", &project_id, "");
            record(db, &by, &project_id, "interactions.exported", target, Changes::none()).await
        })
        .await
    }

    /// Records in the audit log that it was exported.
    pub async fn note_audit_export(&self, project_id: String, by: Actor) -> Result<()> {
        single_write!(self, |db| {
            let target = Target::new("project", &project_id, "");
            record(db, &by, &project_id, "audit.exported", target, Changes::none()).await
        })
        .await
    }

    /// Records in the audit log that a user's data was exported.
    pub async fn note_export(&self, project_id: String, user_id: String, by: Actor) -> Result<()> {
        single_write!(self, |db| {
            let target = Target::new("user", user_id, "");
            record(db, &by, &project_id, "user.exported", target, Changes::none()).await
        })
        .await
    }
}
