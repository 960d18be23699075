//! What a project's owner sees of its users' conversations: all of them, with what the replies took.

use sqlx::FromRow;

use super::Store;
use super::audit::{Actor, Changes, Target, record};
use super::interactions::Interaction;
use super::messages::Message;
use super::page::{Cursor, Page, PageRequest, newest, oldest};
use crate::error::{Result, not_found};

/// A message with what is known of how it came to be.
#[derive(Debug, Clone, FromRow)]
pub struct MonitoredMessage {
    /// What its user sees, too.
    #[sqlx(flatten)]
    pub message: Message,
    /// The model that answered; empty where none did.
    pub model: String,
    /// Read by the model; not known for all replies.
    pub input_tokens: Option<i64>,
    /// Written by the model; likewise.
    pub output_tokens: Option<i64>,
    /// 1 where the provider did not count the tokens and we did.
    pub usage_estimated: i64,
    /// Milliseconds that the whole reply took.
    pub latency_ms: Option<i64>,
    /// Milliseconds until its first text.
    pub time_to_first_token_ms: Option<i64>,
    /// Why it failed; empty if it did not.
    pub error_code: String,
    /// The same in words.
    pub error_message: String,
    /// Billionths of a US dollar; none where the model has no price.
    pub cost: Option<i64>,
    /// 1 where conversations show it.
    pub listed: i64,
    /// 1 where it is kept what the model was sent.
    pub traced: i64,
}

impl Store {
    /// A project's interactions, newest first, of all users and with all agents unless one is given.
    pub async fn all_interactions(
        &self,
        project_id: &str,
        agent_id: Option<&str>,
        user_id: Option<&str>,
        page: &PageRequest,
    ) -> Result<Page<Interaction>> {
        let (created_at, id) = match &page.after {
            Some(id) => self.any_interaction_cursor(project_id, id).await?,
            None => newest(),
        };
        // The agent's or user's row proves the project, so that one index gives the rows in their order.
        let rows = match (agent_id, user_id) {
            (None, None) => sqlx::query_as(
                "SELECT * FROM interactions WHERE project_id = $1 AND (created_at, id) < ($2, $3)
                 ORDER BY created_at DESC, id DESC LIMIT CAST($4 AS BIGINT)",
            ),
            (Some(_), None) => sqlx::query_as(
                "SELECT * FROM interactions
                 WHERE agent_id = (SELECT id FROM agents WHERE project_id = $1 AND id = $5)
                   AND (created_at, id) < ($2, $3)
                 ORDER BY created_at DESC, id DESC LIMIT CAST($4 AS BIGINT)",
            ),
            (None, Some(_)) => sqlx::query_as(
                "SELECT * FROM interactions
                 WHERE user_id = (SELECT id FROM users WHERE project_id = $1 AND id = $5)
                   AND (created_at, id) < ($2, $3)
                 ORDER BY created_at DESC, id DESC LIMIT CAST($4 AS BIGINT)",
            ),
            (Some(_), Some(_)) => sqlx::query_as(
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
        Ok(Page::cut(rows.fetch_all(self.reader()).await?, page.limit))
    }

    async fn any_interaction_cursor(&self, project_id: &str, id: &str) -> Result<Cursor> {
        let found = self.any_interaction(project_id, id).await?;
        Ok((found.created_at, found.id))
    }

    /// One interaction of a project, whoever's it is.
    pub async fn any_interaction(&self, project_id: &str, id: &str) -> Result<Interaction> {
        let row = sqlx::query_as("SELECT * FROM interactions WHERE project_id = $1 AND id = $2");
        let row = row.bind(project_id).bind(id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("interaction"))
    }

    /// Removes an interaction of a project, whoever's it is, and its messages.
    pub async fn delete_any_interaction(
        &self,
        project_id: String,
        id: String,
        by: Actor,
    ) -> Result<Interaction> {
        self.write(move |db| {
            Box::pin(async move {
                let gone: Option<Interaction> =
                    sqlx::query_as("DELETE FROM interactions WHERE project_id = $1 AND id = $2 RETURNING *")
                        .bind(&project_id)
                        .bind(id)
                        .fetch_optional(&mut *db)
                        .await?;
                let gone = gone.ok_or_else(|| not_found("interaction"))?;
                let target = Target::new("interaction", &gone.id, "");
                record(db, &by, &project_id, "interaction.deleted", target, Changes::none()).await?;
                Ok(gone)
            })
        })
        .await
    }

    /// An interaction's messages over all branches, oldest first, those that its user is not shown among them.
    pub async fn all_messages(
        &self,
        project_id: &str,
        interaction_id: &str,
        page: &PageRequest,
    ) -> Result<Page<MonitoredMessage>> {
        self.any_interaction(project_id, interaction_id).await?;
        let (created_at, id) = match &page.after {
            Some(id) => self.message_cursor(project_id, interaction_id, id).await?,
            None => oldest(),
        };
        let rows = sqlx::query_as(
            "SELECT m.*, CASE WHEN EXISTS (SELECT 1 FROM traces t WHERE t.message_id = m.id) THEN 1 ELSE 0 END AS traced
             FROM messages m JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
             WHERE m.interaction_id = $2 AND (m.created_at, m.id) > ($3, $4)
             ORDER BY m.created_at, m.id LIMIT CAST($5 AS BIGINT)",
        );
        let rows = rows.bind(project_id).bind(interaction_id).bind(created_at).bind(id).bind(page.limit + 1);
        Ok(Page::cut(rows.fetch_all(self.reader()).await?, page.limit))
    }

    /// One message of a project, whoever's it is.
    pub async fn any_message(&self, project_id: &str, id: &str) -> Result<MonitoredMessage> {
        let row = sqlx::query_as(
            "SELECT m.*, CASE WHEN EXISTS (SELECT 1 FROM traces t WHERE t.message_id = m.id) THEN 1 ELSE 0 END AS traced
             FROM messages m JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
             WHERE m.id = $2",
        );
        let row = row.bind(project_id).bind(id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("message"))
    }

    /// The external ID of the user in whose conversation a message is.
    pub async fn external_id_of_message(&self, project_id: &str, id: &str) -> Result<String> {
        let found: Option<(String,)> = sqlx::query_as(
            "SELECT u.external_id FROM messages m JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
             JOIN users u ON u.id = i.user_id WHERE m.id = $2",
        )
        .bind(project_id)
        .bind(id)
        .fetch_optional(self.reader())
        .await?;
        found.map(|(external_id,)| external_id).ok_or_else(|| not_found("message"))
    }

    /// Notes in the audit log that all that is kept of a user was handed out.
    pub async fn note_export(&self, project_id: String, user_id: String, by: Actor) -> Result<()> {
        self.write_single(move |db| {
            Box::pin(async move {
                let target = Target::new("user", user_id, "");
                record(db, &by, &project_id, "user.exported", target, Changes::none()).await
            })
        })
        .await
    }
}
