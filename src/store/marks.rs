//! What lists of conversations are filtered by: how many replies of each failed, and how many are rated up or down.
//! Counted anew where one of them changes, which is seldom: so the counts cannot drift.

use sqlx::AnyConnection;

use crate::error::Result;

/// Counts the marks of an interaction. What an index holds is said in its words, so that only marked ones are read.
pub(super) async fn count(db: &mut AnyConnection, project_id: &str, interaction_id: &str) -> Result<()> {
    sqlx::query(
        "UPDATE interactions SET
            failed_count = (SELECT COUNT(*) FROM messages m WHERE m.interaction_id = $2 AND m.status = 'failed'),
            up_count = (SELECT COUNT(*) FROM messages m WHERE m.interaction_id = $2 AND m.rating <> '' AND m.rating = 'up'),
            down_count = (SELECT COUNT(*) FROM messages m WHERE m.interaction_id = $2 AND m.rating <> '' AND m.rating = 'down')
         WHERE project_id = $1 AND id = $2",
    )
    .bind(project_id)
    .bind(interaction_id)
    .execute(db)
    .await?;
    Ok(())
}
