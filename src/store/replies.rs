//! Replies while they are written, from an empty row to their end.

use std::sync::Arc;

use sql::FromRow;

use super::Store;
use super::interactions::count_replies;
use super::messages::{FinishReason, Message, MessageStatus, Rating, Sender, columns};
use super::rollup::{put_back, take_out};
use super::search_index::index_again;
use crate::clock;
use crate::error::{Result, conflict, not_found};

/// A new reply.
#[derive(Debug, Clone)]
pub struct NewReply {
    /// `msg_…`, created by the node that writes it.
    pub id: String,
    /// The project.
    pub project_id: String,
    /// The interaction of both messages.
    pub interaction_id: String,
    /// The question.
    pub parent_id: String,
    /// The node that writes it.
    pub node_id: String,
}

/// How a reply ended.
#[derive(Debug, Clone)]
pub struct FinishedReply {
    /// `msg_…`
    pub id: String,
    /// The project.
    pub project_id: String,
    /// How it ended.
    pub status: MessageStatus,
    /// The text; of a failed or cancelled reply, as far as it was written.
    pub content: String,
    /// The structure of its parts.
    pub parts: Option<String>,
    /// Why it ended.
    pub finish_reason: FinishReason,
    /// Whether conversations show it.
    pub listed: bool,
    /// The error's code and message, if it failed.
    pub error: Option<(&'static str, String)>,
    /// What the provider said about it, as JSON; empty for nothing.
    pub provider_error: String,
    /// The last model that was asked.
    pub model: String,
    /// Input tokens.
    pub input_tokens: Option<i64>,
    /// Output tokens.
    pub output_tokens: Option<i64>,
    /// Whether the numbers of tokens are our estimates.
    pub usage_estimated: bool,
    /// Milliseconds from the request to the end.
    pub latency_ms: i64,
    /// Milliseconds from the request to the first visible character.
    pub time_to_first_token_ms: Option<i64>,
    /// Cost in billionths of a US dollar; `None` if the model has no price.
    pub cost: Option<i64>,
    /// The request that the model was sent, as JSON, if it is kept.
    pub trace: Option<String>,
    /// Whether its user must not see what the model thought.
    pub hides_reasoning: bool,
}

/// The text of a reply so far.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// `msg_…`
    pub id: String,
    /// The project.
    pub project_id: String,
    /// The text, if the reply has grown.
    pub content: Option<String>,
    /// The structure of its parts, if it has grown and is not only text.
    pub parts: Option<String>,
}

/// A reply as a listener on another node needs it.
#[derive(Debug, Clone, FromRow)]
pub struct StoredReply {
    /// The message.
    #[row(flatten)]
    pub message: Message,
    /// The error code if it failed, else empty.
    pub error_code: String,
    /// The error message.
    pub error_message: String,
}

impl StoredReply {
    /// Returns whether it is in progress.
    pub fn is_in_progress(&self) -> bool {
        self.message.status == MessageStatus::InProgress
    }
}

impl Store {
    /// Stores a new, empty reply. A message has one reply in progress at a time.
    pub async fn create_reply(&self, new: NewReply) -> Result<Message> {
        transaction!(self, |db| {
            let counted = sql::query(
                "UPDATE interactions SET total_message_count = total_message_count + 1, updated_at = $3
                     WHERE project_id = $1 AND id = $2",
            )
            .bind(&new.project_id)
            .bind(&new.interaction_id)
            .bind(clock::now())
            .execute(&mut *db)
            .await?;
            if counted == 0 {
                return Err(not_found("interaction"));
            }
            insert_reply(db, &new.interaction_id, &new.parent_id, new.id, &new.node_id).await
        })
        .await
    }

    /// Returns the newest reply to a user's message.
    pub async fn newest_reply(
        &self,
        project_id: &str,
        external_id: &str,
        question: &Message,
    ) -> Result<Option<Message>> {
        let row = sql::query_as(concat!(
            "SELECT ",
            columns!("m"),
            " FROM messages m JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
               AND i.user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)
             WHERE m.interaction_id = $3 AND m.created_at > $4 AND m.parent_id = $5 AND m.sent_by = 'agent'
             ORDER BY m.created_at DESC, m.id DESC LIMIT 1"
        ));
        let row = row.bind(project_id).bind(external_id).bind(&question.interaction_id);
        Ok(row.bind(question.created_at).bind(&question.id).fetch_optional(self.reader()).await?)
    }

    /// Stores how a reply ended. Overrides another node that has marked the reply as failed in the meantime.
    pub async fn finish_reply(&self, reply: Arc<FinishedReply>) -> Result<Message> {
        if reply.status == MessageStatus::Completed && reply.trace.is_none() {
            let reply = Arc::clone(&reply);
            let stored = single_write!(self, |db| { store_end(db, &reply, false).await }).await?;
            if let Some(message) = stored {
                return Ok(message);
            }
        }
        transaction!(self, |db| {
            // Locks the interaction before its message, as deletions do.
            sql::query(
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
            // The reply was marked as failed, and may be counted as such.
            let (project_id, id) = (reply.project_id.clone(), reply.id.clone());
            let counted = take_out(db, &project_id, &id).await?;
            let message = store_end(db, &reply, true).await?.ok_or_else(|| not_found("interaction"))?;
            if counted {
                put_back(db, &project_id, &id).await?;
            }
            index_again(db, &project_id, &id, &message.content).await?;
            Ok(message)
        })
        .await
    }

    /// Stores the texts of this node's replies, and that the node is alive. Returns the IDs of replies that
    /// must stop because they were deleted, or cancelled on another node. A reply that another node has
    /// marked as failed continues.
    pub async fn checkpoint(&self, node_id: String, mut replies: Vec<Checkpoint>) -> Result<Vec<String>> {
        // In a fixed order, so that two nodes cannot deadlock.
        replies.sort_by(|a, b| a.id.cmp(&b.id));
        // Each statement may be stored without the others.
        single_write!(self, |db| {
            sql::query(
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
                        Some((_, cancel_requested)) => *cancel_requested,
                        None => !exists(db, &reply.project_id, &reply.id).await?,
                    };
                    if stops {
                        to_stop.push(reply.id.clone());
                    }
                }
            }
            Ok(to_stop)
        })
        .await
    }

    /// Asks the node that writes a user's reply to stop.
    pub async fn request_cancel(&self, project_id: String, external_id: String, id: String) -> Result<()> {
        single_write!(self, |db| {
            sql::query(
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
        .await
    }

    /// Returns a reply of a user as it is stored.
    pub async fn reply(&self, project_id: &str, external_id: &str, id: &str) -> Result<StoredReply> {
        let row = sql::query_as(concat!(
            "SELECT ",
            columns!("m"),
            ", m.error_code, m.error_message FROM messages m JOIN interactions i ON i.id = m.interaction_id
             WHERE m.id = $3 AND i.project_id = $1
               AND i.user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)"
        ));
        let row = row.bind(project_id).bind(external_id).bind(id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("message"))
    }
}

/// Stores the final state. One UPDATE, unless the message must be listed or unlisted. Returns `None` if the reply is gone,
/// or has already ended and `late` is false.
async fn store_end(db: &mut sql::Connection, reply: &FinishedReply, late: bool) -> Result<Option<Message>> {
    let (error_code, error_message) =
        reply.error.as_ref().map(|(code, message)| (*code, message.as_str())).unwrap_or_default();
    let finished: Option<Finished> = sql::query_as(
        "UPDATE messages SET status = $3, content = $4, error_code = $5, error_message = $6, model = $7,
            input_tokens = $8, output_tokens = $9, usage_estimated = $10, latency_ms = $11,
            time_to_first_token_ms = $12, ended_at = COALESCE(ended_at, $13), cost = $14, parts = $16,
            finish_reason = $17, provider_error = $18
         WHERE id = $2 AND (ended_at IS NULL OR $15 = 1) AND EXISTS
            (SELECT 1 FROM interactions i WHERE i.id = messages.interaction_id AND i.project_id = $1)
         RETURNING interaction_id, parent_id, depth, created_at, rating, feedback_comment, listed",
    )
    .bind(&reply.project_id)
    .bind(&reply.id)
    .bind(reply.status)
    .bind(&reply.content)
    .bind(error_code)
    .bind(error_message)
    .bind(&reply.model)
    .bind(reply.input_tokens)
    .bind(reply.output_tokens)
    .bind(reply.usage_estimated)
    .bind(reply.latency_ms)
    .bind(reply.time_to_first_token_ms)
    .bind(clock::now())
    .bind(reply.cost)
    .bind(late)
    .bind(&reply.parts)
    .bind(reply.finish_reason)
    .bind(&reply.provider_error)
    .fetch_optional(&mut *db)
    .await?;
    let Some(finished) = finished else { return Ok(None) };
    let listed = finished.listed;
    let message = finished.message(reply);
    if !reply.listed {
        unlist(db, &reply.project_id, &message.id, &message.interaction_id).await?;
    } else if !listed {
        // It was marked as failed before its first word, and therefore unlisted.
        list(db, &reply.project_id, &message.id, &message.interaction_id).await?;
    }
    // Also for a late reply that did not fail, because it was counted as failed.
    if reply.status == MessageStatus::Failed || late {
        count_replies(db, &reply.project_id, &message.interaction_id).await?;
    }
    if let Some(trace) = &reply.trace {
        sql::query(
            "INSERT INTO traces (message_id, request) VALUES ($1, $2) ON CONFLICT (message_id) DO NOTHING",
        )
        .bind(&message.id)
        .bind(trace)
        .execute(db)
        .await?;
    }
    Ok(Some(message))
}

/// Replies in one statement of a checkpoint: each statement is a round trip to the database.
const AT_ONCE: usize = 16;

/// Stores the texts of up to [`AT_ONCE`] replies. Returns those in progress, and whether they must stop.
async fn store_texts(db: &mut sql::Connection, replies: &[Checkpoint]) -> Result<Vec<(String, bool)>> {
    let mut update = sql::query_as(
        "WITH so_far (id, project_id, content, parts) AS (VALUES
                (CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT)), ($5, $6, $7, $8),
                ($9, $10, $11, $12), ($13, $14, $15, $16), ($17, $18, $19, $20), ($21, $22, $23, $24),
                ($25, $26, $27, $28), ($29, $30, $31, $32), ($33, $34, $35, $36), ($37, $38, $39, $40),
                ($41, $42, $43, $44), ($45, $46, $47, $48), ($49, $50, $51, $52), ($53, $54, $55, $56),
                ($57, $58, $59, $60), ($61, $62, $63, $64))
         UPDATE messages
         SET content = COALESCE((SELECT s.content FROM so_far s WHERE s.id = messages.id), content),
            parts = COALESCE((SELECT s.parts FROM so_far s WHERE s.id = messages.id), parts)
         WHERE id IN (SELECT s.id FROM so_far s) AND status = 'in_progress' AND EXISTS
            (SELECT 1 FROM so_far s JOIN interactions i ON i.project_id = s.project_id
             WHERE s.id = messages.id AND i.id = messages.interaction_id)
         RETURNING id, cancel_requested",
    );
    for place in 0..AT_ONCE {
        // Unused places name no message.
        let reply = replies.get(place);
        update = update
            .bind(reply.map_or("", |reply| reply.id.as_str()))
            .bind(reply.map_or("", |reply| reply.project_id.as_str()))
            .bind(reply.and_then(|reply| reply.content.as_deref()))
            .bind(reply.and_then(|reply| reply.parts.as_deref()));
    }
    Ok(update.fetch_all(db).await?)
}

/// Returns whether a message exists, whatever its state.
async fn exists(db: &mut sql::Connection, project_id: &str, id: &str) -> Result<bool> {
    let found = sql::query(
        "SELECT 1 FROM messages m JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
         WHERE m.id = $2",
    );
    Ok(found.bind(project_id).bind(id).exists(db).await?)
}

/// The columns of a finished reply's row that [`FinishedReply`] lacks.
#[derive(FromRow)]
struct Finished {
    interaction_id: String,
    parent_id: Option<String>,
    depth: i64,
    created_at: i64,
    rating: Rating,
    feedback_comment: String,
    listed: bool,
}

impl Finished {
    fn message(self, reply: &FinishedReply) -> Message {
        Message {
            id: reply.id.clone(),
            interaction_id: self.interaction_id,
            parent_id: self.parent_id,
            depth: self.depth,
            sent_by: Sender::Agent,
            status: reply.status,
            content: reply.content.clone(),
            parts: reply.parts.clone(),
            stored_finish_reason: Some(reply.finish_reason),
            client_id: String::new(),
            created_at: self.created_at,
            rating: self.rating,
            feedback_comment: self.feedback_comment,
            hides_reasoning: reply.hides_reasoning,
        }
    }
}

/// Inserts the empty row of a reply. A message has one reply in progress at a time.
pub(super) async fn insert_reply(
    db: &mut sql::Connection,
    interaction_id: &str,
    question_id: &str,
    id: String,
    node_id: &str,
) -> Result<Message> {
    // Another node's clock may be ahead of ours, but a child is never older than its parent.
    let inserted = sql::query_as(concat!(
        "INSERT INTO messages (id, interaction_id, parent_id, depth, sent_by, status, content, created_at, node_id)
         SELECT $1, p.interaction_id, p.id, p.depth + 1, 'agent', 'in_progress', '',
                CASE WHEN p.created_at < $4 THEN $4 ELSE p.created_at + 1 END, $5
         FROM messages p WHERE p.id = $3 AND p.interaction_id = $2
         RETURNING ",
        columns!()
    ))
    .bind(id)
    .bind(interaction_id)
    .bind(question_id)
    .bind(clock::now())
    .bind(node_id);
    match inserted.fetch_optional(db).await {
        Ok(row) => row.ok_or_else(|| not_found("message")),
        Err(error) if error.is_unique_violation() => {
            Err(conflict("a reply to this message is already being written"))
        }
        Err(error) => Err(error.into()),
    }
}

/// Lists a reply in its conversation again.
async fn list(db: &mut sql::Connection, project_id: &str, id: &str, interaction_id: &str) -> Result<()> {
    sql::query("UPDATE messages SET listed = 1 WHERE id = $1 AND interaction_id = $2")
        .bind(id)
        .bind(interaction_id)
        .execute(&mut *db)
        .await?;
    sql::query(
        "UPDATE interactions SET total_message_count = total_message_count + 1 WHERE project_id = $1 AND id = $2",
    )
    .bind(project_id)
    .bind(interaction_id)
    .execute(db)
    .await?;
    Ok(())
}

/// Unlists a reply that failed before its first word, unless the conversation goes on from it.
pub(super) async fn unlist(
    db: &mut sql::Connection,
    project_id: &str,
    id: &str,
    interaction_id: &str,
) -> Result<()> {
    let unlisted = sql::query(
        "UPDATE messages SET listed = 0 WHERE id = $1 AND interaction_id = $2 AND listed = 1
           AND NOT EXISTS (SELECT 1 FROM messages c WHERE c.interaction_id = $2 AND c.parent_id = $1)",
    );
    let unlisted = unlisted.bind(id).bind(interaction_id).execute(&mut *db).await?;
    if unlisted == 1 {
        sql::query(
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
