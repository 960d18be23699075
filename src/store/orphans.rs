//! Orphans: replies that no node writes any more, because their node crashed or lost them.

use sql::FromRow;

use super::Store;
use super::interactions::count_replies;
use super::replies::unlist;
use crate::clock::{self, Micros};
use crate::error::Result;

/// The error message of a reply that its node left behind.
const INTERRUPTED: &str = "the server stopped while this reply was being written; ask again";

/// Replies that are marked as failed in one transaction, because other writes wait meanwhile.
const AT_ONCE: i64 = 50;

impl Store {
    /// Marks as failed the replies of other nodes, in all projects, that were begun before `unseen_since` and
    /// whose node has not been seen since then. Returns how many there were.
    pub async fn fail_orphans(&self, node_id: &str, unseen_since: Micros) -> Result<usize> {
        let mut failed = 0;
        loop {
            let orphans: Vec<Orphan> = sql::query_as(
                "SELECT m.id, m.interaction_id, m.node_id FROM messages m
                 WHERE m.status = 'in_progress' AND m.created_at < $2 AND m.node_id <> $1
                   AND NOT EXISTS (SELECT 1 FROM nodes n WHERE n.id = m.node_id AND n.seen_at >= $2)
                 ORDER BY m.interaction_id, m.id LIMIT CAST($3 AS BIGINT)",
            )
            .bind(node_id)
            .bind(unseen_since)
            .bind(AT_ONCE)
            .fetch_all(self.reader())
            .await?;
            if orphans.is_empty() {
                return Ok(failed);
            }
            failed += transaction!(self, |db| {
                let mut failed = 0;
                for orphan in &orphans {
                    failed += usize::from(fail(db, orphan, unseen_since).await?);
                }
                Ok(failed)
            })
            .await?;
        }
    }

    /// Returns the replies, in all projects, that according to the store this node writes, and that were
    /// begun before `begun_before`.
    pub async fn replies_of_node(&self, node_id: &str, begun_before: Micros) -> Result<Vec<String>> {
        let ids = sql::query_scalar(
            "SELECT id FROM messages WHERE status = 'in_progress' AND node_id = $1 AND created_at < $2",
        );
        Ok(ids.bind(node_id).bind(begun_before).fetch_all(self.reader()).await?)
    }

    /// Marks a reply as failed that this node should write but no longer does.
    pub async fn fail_lost(&self, node_id: String, id: String) -> Result<()> {
        transaction!(self, |db| {
            let found = sql::query_as(
                "SELECT id, interaction_id, node_id FROM messages
                 WHERE id = $2 AND node_id = $1 AND status = 'in_progress'",
            );
            let found: Option<Orphan> = found.bind(&node_id).bind(&id).fetch_optional(&mut *db).await?;
            if let Some(orphan) = found {
                fail(db, &orphan, Micros::MAX).await?;
            }
            Ok(())
        })
        .await
    }

    /// Removes nodes that have not been seen since then. A node that is still alive adds itself again.
    pub async fn forget_nodes(&self, unseen_since: Micros) -> Result<()> {
        single_write!(self, |db| {
            sql::query("DELETE FROM nodes WHERE seen_at < $1").bind(unseen_since).execute(db).await?;
            Ok(())
        })
        .await
    }
}

/// A reply that no node writes any more.
#[derive(Clone, FromRow)]
struct Orphan {
    id: String,
    interaction_id: String,
    node_id: String,
}

/// A reply that was marked as failed.
#[derive(FromRow)]
struct Interrupted {
    content: String,
    project_id: String,
}

/// Marks a reply as failed if it is still in progress and its node has not been seen since `unseen_since`.
/// Locks the interaction before its message, as deletions do.
async fn fail(db: &mut sql::Connection, orphan: &Orphan, unseen_since: Micros) -> Result<bool> {
    sql::query("UPDATE interactions SET updated_at = updated_at WHERE id = $1")
        .bind(&orphan.interaction_id)
        .execute(&mut *db)
        .await?;
    let failed: Option<Interrupted> = sql::query_as(
        "UPDATE messages SET status = 'failed', finish_reason = 'error', error_code = 'unavailable', error_message = $3, ended_at = $4
         WHERE id = $1 AND node_id = $2 AND status = 'in_progress'
           AND NOT EXISTS (SELECT 1 FROM nodes n WHERE n.id = node_id AND n.seen_at >= $5)
         RETURNING content, (SELECT i.project_id FROM interactions i WHERE i.id = messages.interaction_id) AS project_id",
    )
    .bind(&orphan.id)
    .bind(&orphan.node_id)
    .bind(INTERRUPTED)
    .bind(clock::now())
    .bind(unseen_since)
    .fetch_optional(&mut *db)
    .await?;
    let Some(failed) = failed else { return Ok(false) };
    // A text begins with its first visible character: without one there is nothing to show.
    if failed.content.is_empty() {
        unlist(db, &failed.project_id, &orphan.id, &orphan.interaction_id).await?;
    }
    count_replies(db, &failed.project_id, &orphan.interaction_id).await?;
    Ok(true)
}
