//! Replies while they are written: from an empty row to how it ended, and what crashes leave behind.

use std::sync::Arc;

use sqlx::{AnyConnection, FromRow};

use super::messages::{Message, columns};
use super::rolling::{put_back, take_out};
use super::{Store, marks};
use crate::clock::{self, Micros};
use crate::error::{Result, conflict, not_found};

/// A reply that begins.
#[derive(Debug, Clone)]
pub struct NewReply {
    /// `msg_…`, made by whoever writes it.
    pub id: String,
    /// The project that the interaction is of.
    pub project_id: String,
    /// The interaction of both messages.
    pub interaction_id: String,
    /// The message that it answers.
    pub parent_id: String,
    /// The process that writes it.
    pub node_id: String,
}

/// How a reply ended.
#[derive(Debug, Clone)]
pub struct FinishedReply {
    /// `msg_…`
    pub id: String,
    /// The project that it is of.
    pub project_id: String,
    /// `completed`, `cancelled` or `failed`.
    pub status: &'static str,
    /// The text; of a failed or cancelled one what there was of it.
    pub content: String,
    /// Whether conversations show it.
    pub listed: bool,
    /// The error's code and message, if it failed.
    pub error: Option<(&'static str, String)>,
    /// The model that was asked last.
    pub model: String,
    /// Tokens read.
    pub input_tokens: Option<i64>,
    /// Tokens written.
    pub output_tokens: Option<i64>,
    /// Whether the tokens are our estimate.
    pub usage_estimated: bool,
    /// From the request to the end.
    pub latency_ms: i64,
    /// From the request to the first visible character.
    pub time_to_first_token_ms: Option<i64>,
    /// Billionths of a US dollar; none where the model has no price.
    pub cost: Option<i64>,
    /// What the model was sent, as JSON, if that is kept.
    pub trace: Option<String>,
}

/// What a reply's text is so far.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// `msg_…`
    pub id: String,
    /// The project that it is of.
    pub project_id: String,
    /// The text, if it has grown.
    pub content: Option<String>,
}

/// A reply as whoever joins it from afar needs it.
#[derive(Debug, Clone, FromRow)]
pub struct StoredReply {
    /// The message.
    #[sqlx(flatten)]
    pub message: Message,
    /// Empty, or of the error that it failed with.
    pub error_code: String,
    /// For the caller.
    pub error_message: String,
}

impl StoredReply {
    /// Whether it is being written.
    pub fn is_in_progress(&self) -> bool {
        self.message.status == "in_progress"
    }
}

/// The message that a crash leaves on a reply.
const INTERRUPTED: &str = "the server stopped while this reply was being written; ask again";

impl Store {
    /// Stores a reply that begins; a message has one at a time.
    pub async fn create_reply(&self, new: NewReply) -> Result<Message> {
        self.write(move |db| {
            Box::pin(async move {
                let counted = sqlx::query(
                    "UPDATE interactions SET total_message_count = total_message_count + 1, updated_at = $3
                     WHERE project_id = $1 AND id = $2",
                )
                .bind(&new.project_id)
                .bind(&new.interaction_id)
                .bind(clock::now())
                .execute(&mut *db)
                .await?;
                if counted.rows_affected() == 0 {
                    return Err(not_found("interaction"));
                }
                // Another node's clock may be ahead of ours: a child is never older than its parent.
                let inserted = sqlx::query_as(concat!(
                    "INSERT INTO messages (id, interaction_id, parent_id, depth, sent_by, status, content, created_at,
                        node_id)
                     SELECT $1, p.interaction_id, p.id, p.depth + 1, 'agent', 'in_progress', '',
                            CASE WHEN p.created_at < $4 THEN $4 ELSE p.created_at + 1 END, $5
                     FROM messages p WHERE p.id = $3 AND p.interaction_id = $2
                     RETURNING ",
                    columns!()
                ))
                .bind(&new.id)
                .bind(&new.interaction_id)
                .bind(&new.parent_id)
                .bind(clock::now())
                .bind(&new.node_id);
                match inserted.fetch_optional(db).await {
                    Ok(row) => row.ok_or_else(|| not_found("message")),
                    Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                        Err(conflict("a reply to this message is being written already"))
                    }
                    Err(error) => Err(error.into()),
                }
            })
        })
        .await
    }

    /// Stores how a reply ended. What its writer says counts, also if it was given up for dead in between.
    pub async fn finish_reply(&self, reply: Arc<FinishedReply>) -> Result<Message> {
        if reply.status == "completed" && reply.trace.is_none() {
            let reply = Arc::clone(&reply);
            let stored = self
                .write_single(move |db| Box::pin(async move { store_end(db, &reply, false).await }))
                .await?;
            if let Some(message) = stored {
                return Ok(message);
            }
        }
        self.write(move |db| {
            Box::pin(async move {
                // In the order of deletions: first the interaction, then its messages.
                sqlx::query(
                    "UPDATE interactions SET updated_at = updated_at
                     WHERE project_id = $1 AND id = (SELECT interaction_id FROM messages WHERE id = $2)",
                )
                .bind(&reply.project_id)
                .bind(&reply.id)
                .execute(&mut *db)
                .await?;
                if let Some(message) = store_end(db, &reply, false).await? {
                    return Ok(message);
                }
                // It was given up for dead, and perhaps counted so.
                let (project_id, id) = (reply.project_id.clone(), reply.id.clone());
                let counted = take_out(db, &project_id, &id).await?;
                let message = store_end(db, &reply, true).await?.ok_or_else(|| not_found("interaction"))?;
                if counted {
                    put_back(db, &project_id, &id).await?;
                }
                Ok(message)
            })
        })
        .await
    }

    /// Stores what replies of this node are so far and that it lives; the IDs of those that are to stop, because they
    /// were cancelled from another node or deleted. One that was given up for dead, though it lives, goes on.
    pub async fn checkpoint(&self, node_id: String, replies: Vec<Checkpoint>) -> Result<Vec<String>> {
        // Each statement is good by itself.
        self.write_single(move |db| {
            Box::pin(async move {
                sqlx::query(
                    "INSERT INTO nodes (id, seen_at) VALUES ($1, $2)
                     ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at",
                )
                .bind(&node_id)
                .bind(clock::now())
                .execute(&mut *db)
                .await?;
                let mut to_stop = Vec::new();
                for some in replies.chunks(AT_ONCE) {
                    let stored = store_texts(db, some).await?;
                    for reply in some {
                        let stops = match stored.iter().find(|(id, _)| *id == reply.id) {
                            Some((_, cancel_requested)) => *cancel_requested != 0,
                            None => !exists(db, &reply.project_id, &reply.id).await?,
                        };
                        if stops {
                            to_stop.push(reply.id.clone());
                        }
                    }
                }
                Ok(to_stop)
            })
        })
        .await
    }

    /// Asks the node that writes a reply of a user to stop it.
    pub async fn request_cancel(&self, project_id: String, external_id: String, id: String) -> Result<()> {
        self.write_single(move |db| {
            Box::pin(async move {
                sqlx::query(
                    "UPDATE messages SET cancel_requested = 1
                     WHERE id = $3 AND status = 'in_progress' AND interaction_id IN
                        (SELECT i.id FROM interactions i JOIN users u ON u.id = i.user_id
                         WHERE i.project_id = $1 AND u.project_id = $1 AND u.external_id = $2)",
                )
                .bind(project_id)
                .bind(external_id)
                .bind(id)
                .execute(db)
                .await?;
                Ok(())
            })
        })
        .await
    }

    /// A reply of a user as it is stored now.
    pub async fn reply(&self, project_id: &str, external_id: &str, id: &str) -> Result<StoredReply> {
        let row = sqlx::query_as(concat!(
            "SELECT ",
            columns!("m"),
            ", m.error_code, m.error_message FROM messages m JOIN interactions i ON i.id = m.interaction_id
             WHERE m.id = $3 AND i.project_id = $1
               AND i.user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)"
        ));
        let row = row.bind(project_id).bind(external_id).bind(id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("message"))
    }

    /// Marks as failed, over all projects, the replies of other nodes that were begun before `unseen_since` and whose node
    /// was not seen since then. How many those were.
    pub async fn fail_orphans(&self, node_id: &str, unseen_since: Micros) -> Result<usize> {
        let found = sqlx::query(
            "SELECT 1 FROM messages m WHERE m.status = 'in_progress' AND m.created_at < $2 AND m.node_id <> $1
               AND NOT EXISTS (SELECT 1 FROM nodes n WHERE n.id = m.node_id AND n.seen_at >= $2) LIMIT 1",
        );
        if found.bind(node_id).bind(unseen_since).fetch_optional(self.reader()).await?.is_none() {
            return Ok(0);
        }
        let node_id = node_id.to_owned();
        self.write(move |db| {
            Box::pin(async move {
                let failed = sqlx::query_as(
                    "UPDATE messages SET status = 'failed', error_code = 'unavailable', error_message = $3, ended_at = $4
                     WHERE status = 'in_progress' AND created_at < $2 AND node_id <> $1
                       AND NOT EXISTS (SELECT 1 FROM nodes n WHERE n.id = node_id AND n.seen_at >= $2)
                     RETURNING id, interaction_id, content,
                        (SELECT i.project_id FROM interactions i WHERE i.id = messages.interaction_id) AS project_id",
                )
                .bind(node_id)
                .bind(unseen_since)
                .bind(INTERRUPTED)
                .bind(clock::now())
                .fetch_all(&mut *db)
                .await?;
                unlist_wordless(db, &failed).await?;
                Ok(failed.len())
            })
        })
        .await
    }

    /// The replies that this node writes according to the store, begun before `begun_before`, over all projects.
    pub async fn replies_of_node(&self, node_id: &str, begun_before: Micros) -> Result<Vec<String>> {
        let ids: Vec<(String,)> = sqlx::query_as(
            "SELECT id FROM messages WHERE status = 'in_progress' AND node_id = $1 AND created_at < $2",
        )
        .bind(node_id)
        .bind(begun_before)
        .fetch_all(self.reader())
        .await?;
        Ok(ids.into_iter().map(|(id,)| id).collect())
    }

    /// Marks a reply of this node as failed that it does not write any more.
    pub async fn fail_lost(&self, node_id: String, id: String) -> Result<()> {
        self.write(move |db| {
            Box::pin(async move {
                let failed = sqlx::query_as(
                    "UPDATE messages SET status = 'failed', error_code = 'unavailable', error_message = $3, ended_at = $4
                     WHERE id = $2 AND node_id = $1 AND status = 'in_progress'
                     RETURNING id, interaction_id, content,
                        (SELECT i.project_id FROM interactions i WHERE i.id = messages.interaction_id) AS project_id",
                )
                .bind(node_id)
                .bind(id)
                .bind(INTERRUPTED)
                .bind(clock::now())
                .fetch_all(&mut *db)
                .await?;
                unlist_wordless(db, &failed).await
            })
        })
        .await
    }

    /// Removes the names of nodes that were not seen since then; one that still lives comes back by itself.
    pub async fn forget_nodes(&self, unseen_since: Micros) -> Result<()> {
        self.write_single(move |db| {
            Box::pin(async move {
                sqlx::query("DELETE FROM nodes WHERE seen_at < $1").bind(unseen_since).execute(db).await?;
                Ok(())
            })
        })
        .await
    }
}

/// One statement, unless it has to do with what conversations show. None if there is no such reply, or none that has not
/// ended yet, unless it may be `late`.
async fn store_end(db: &mut AnyConnection, reply: &FinishedReply, late: bool) -> Result<Option<Message>> {
    let (error_code, error_message) =
        reply.error.as_ref().map(|(code, message)| (*code, message.as_str())).unwrap_or_default();
    let finished: Option<Finished> = sqlx::query_as(concat!(
        "UPDATE messages SET status = $3, content = $4, error_code = $5, error_message = $6, model = $7,
            input_tokens = $8, output_tokens = $9, usage_estimated = $10, latency_ms = $11,
            time_to_first_token_ms = $12, ended_at = COALESCE(ended_at, $13), cost = $14
         WHERE id = $2 AND (ended_at IS NULL OR $15 = 1) AND EXISTS
            (SELECT 1 FROM interactions i WHERE i.id = messages.interaction_id AND i.project_id = $1)
         RETURNING ",
        columns!(),
        ", listed"
    ))
    .bind(&reply.project_id)
    .bind(&reply.id)
    .bind(reply.status)
    .bind(&reply.content)
    .bind(error_code)
    .bind(error_message)
    .bind(&reply.model)
    .bind(reply.input_tokens)
    .bind(reply.output_tokens)
    .bind(i64::from(reply.usage_estimated))
    .bind(reply.latency_ms)
    .bind(reply.time_to_first_token_ms)
    .bind(clock::now())
    .bind(reply.cost)
    .bind(i64::from(late))
    .fetch_optional(&mut *db)
    .await?;
    let Some(Finished { message, listed }) = finished else { return Ok(None) };
    if !reply.listed {
        unlist(db, &reply.project_id, &message.id, &message.interaction_id).await?;
    } else if listed == 0 {
        // Given up for dead before its first word, and yet it lives.
        list(db, &reply.project_id, &message.id, &message.interaction_id).await?;
    }
    // Also a late one that did not fail: it was given up for dead.
    if reply.status == "failed" || late {
        marks::count(db, &reply.project_id, &message.interaction_id).await?;
    }
    if let Some(trace) = &reply.trace {
        sqlx::query(
            "INSERT INTO traces (message_id, request) VALUES ($1, $2) ON CONFLICT (message_id) DO NOTHING",
        )
        .bind(&message.id)
        .bind(trace)
        .execute(db)
        .await?;
    }
    Ok(Some(message))
}

/// Replies in one statement of a checkpoint: each statement is a way to the database and back.
const AT_ONCE: usize = 16;

/// Stores what `replies`, up to [`AT_ONCE`], are so far; those that are being written, and whether they are to stop.
async fn store_texts(db: &mut AnyConnection, replies: &[Checkpoint]) -> Result<Vec<(String, i64)>> {
    let mut update = sqlx::query_as(
        "WITH so_far (id, project_id, content) AS (VALUES
                (CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT)), ($4, $5, $6), ($7, $8, $9), ($10, $11, $12),
                ($13, $14, $15), ($16, $17, $18), ($19, $20, $21), ($22, $23, $24),
                ($25, $26, $27), ($28, $29, $30), ($31, $32, $33), ($34, $35, $36),
                ($37, $38, $39), ($40, $41, $42), ($43, $44, $45), ($46, $47, $48))
         UPDATE messages
         SET content = COALESCE((SELECT s.content FROM so_far s WHERE s.id = messages.id), content)
         WHERE id IN (SELECT s.id FROM so_far s) AND status = 'in_progress' AND EXISTS
            (SELECT 1 FROM so_far s JOIN interactions i ON i.project_id = s.project_id
             WHERE s.id = messages.id AND i.id = messages.interaction_id)
         RETURNING id, cancel_requested",
    );
    for place in 0..AT_ONCE {
        // Places that are left over name no message.
        let reply = replies.get(place);
        update = update
            .bind(reply.map_or("", |reply| reply.id.as_str()))
            .bind(reply.map_or("", |reply| reply.project_id.as_str()))
            .bind(reply.and_then(|reply| reply.content.as_deref()));
    }
    Ok(update.fetch_all(db).await?)
}

/// Whether a message is there, whatever became of it.
async fn exists(db: &mut AnyConnection, project_id: &str, id: &str) -> Result<bool> {
    let found = sqlx::query(
        "SELECT 1 FROM messages m JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
         WHERE m.id = $2",
    );
    Ok(found.bind(project_id).bind(id).fetch_optional(db).await?.is_some())
}

/// A reply after its end was stored.
#[derive(FromRow)]
struct Finished {
    #[sqlx(flatten)]
    message: Message,
    listed: i64,
}

/// Puts a reply back into its conversation.
async fn list(db: &mut AnyConnection, project_id: &str, id: &str, interaction_id: &str) -> Result<()> {
    sqlx::query("UPDATE messages SET listed = 1 WHERE id = $1 AND interaction_id = $2")
        .bind(id)
        .bind(interaction_id)
        .execute(&mut *db)
        .await?;
    sqlx::query(
        "UPDATE interactions SET total_message_count = total_message_count + 1 WHERE project_id = $1 AND id = $2",
    )
    .bind(project_id)
    .bind(interaction_id)
    .execute(db)
    .await?;
    Ok(())
}

/// A reply that was marked as failed by a sweep.
#[derive(FromRow)]
struct Interrupted {
    id: String,
    interaction_id: String,
    content: String,
    project_id: String,
}

/// Takes those out of their conversations that have no word (a text begins with its first visible character), and counts
/// what failed.
async fn unlist_wordless(db: &mut AnyConnection, replies: &[Interrupted]) -> Result<()> {
    for reply in replies {
        if reply.content.is_empty() {
            unlist(db, &reply.project_id, &reply.id, &reply.interaction_id).await?;
        }
        marks::count(db, &reply.project_id, &reply.interaction_id).await?;
    }
    Ok(())
}

/// Takes a reply that failed before its first word out of its conversation, unless somebody has built on it.
async fn unlist(db: &mut AnyConnection, project_id: &str, id: &str, interaction_id: &str) -> Result<()> {
    let unlisted = sqlx::query(
        "UPDATE messages SET listed = 0 WHERE id = $1 AND interaction_id = $2 AND listed = 1
           AND NOT EXISTS (SELECT 1 FROM messages c WHERE c.interaction_id = $2 AND c.parent_id = $1)",
    );
    let unlisted = unlisted.bind(id).bind(interaction_id).execute(&mut *db).await?;
    if unlisted.rows_affected() == 1 {
        sqlx::query(
            "UPDATE interactions SET total_message_count = total_message_count - 1
             WHERE project_id = $1 AND id = $2",
        )
        .bind(project_id)
        .bind(interaction_id)
        .execute(db)
        .await?;
    }
    Ok(())
}
