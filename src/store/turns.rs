//! Finds the place of a turn in its conversation.

use super::Store;
use crate::error::Result;

impl Store {
    /// Returns the newest message of a user's interaction that can be replied to: a greeting or a finished
    /// reply.
    pub async fn newest_answerable(
        &self,
        project_id: &str,
        external_id: &str,
        interaction_id: &str,
    ) -> Result<Option<String>> {
        let found: Option<(String,)> = sql::query_as(
            "SELECT m.id FROM messages m
             JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
             WHERE m.interaction_id = $3 AND m.sent_by = 'agent' AND m.status <> 'in_progress' AND m.listed = 1
               AND i.user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)
             ORDER BY m.created_at DESC, m.id DESC LIMIT 1",
        )
        .bind(project_id)
        .bind(external_id)
        .bind(interaction_id)
        .fetch_optional(self.reader())
        .await?;
        Ok(found.map(|(id,)| id))
    }
}
