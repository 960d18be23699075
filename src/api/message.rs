//! A message as callers see it.

use serde::Serialize;
use utoipa::ToSchema;

use super::parts::Part;
use crate::clock::millis;
use crate::store::messages::{FinishReason, Message as Row, MessageStatus, Rating};

/// One message of an interaction's tree.
#[derive(Debug, Serialize, ToSchema)]
pub struct Message {
    id: String,
    /// Always `message`.
    #[schema(example = "message")]
    object: &'static str,
    /// The text: all text parts joined.
    content: String,
    /// What the message consists of, in order.
    parts: Vec<Part>,
    interaction_id: String,
    /// `user` or `agent`.
    #[schema(example = "agent")]
    sent_by: &'static str,
    /// 0 for a root.
    depth: i64,
    /// The message that it replies to; `null` for a root.
    parent_id: Option<String>,
    /// `completed`, `in_progress`, `cancelled` or `failed`.
    #[schema(example = "completed")]
    status: &'static str,
    /// Why the agent's message ended: `stop`, `length` (a token limit), `content_filter`, `tool_calls`,
    /// `cancelled` or `error`. `null` while it is being written, and for users' messages.
    #[schema(example = "stop")]
    finish_reason: Option<&'static str>,
    /// The ID that the client chose for it; empty if none.
    client_id: String,
    created_at: i64,
    /// The user's rating; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback: Option<Feedback>,
}

impl Message {
    /// Returns whether it is a reply that was stopped.
    pub(super) fn is_cancelled(&self) -> bool {
        self.status == MessageStatus::Cancelled.as_str()
    }
}

impl From<Row> for Message {
    fn from(row: Row) -> Self {
        Self {
            parts: row.parts().into_iter().map(Part::from).collect(),
            finish_reason: row.finish_reason().map(FinishReason::as_str),
            id: row.id,
            object: "message",
            content: row.content,
            interaction_id: row.interaction_id,
            sent_by: row.sent_by.as_str(),
            depth: row.depth,
            parent_id: row.parent_id,
            status: row.status.as_str(),
            client_id: row.client_id,
            created_at: millis(row.created_at),
            feedback: Feedback::of(row.rating, row.feedback_comment),
        }
    }
}

/// A user's feedback on a reply.
#[derive(Debug, Serialize, ToSchema)]
pub struct Feedback {
    /// `up`, `down`, or empty if there is only a comment.
    #[schema(example = "up")]
    rating: &'static str,
    /// May be empty.
    comment: String,
}

impl Feedback {
    /// Returns the feedback that a message has, or `None` without rating and comment.
    fn of(rating: Rating, comment: String) -> Option<Self> {
        (rating != Rating::Unrated || !comment.is_empty()).then(|| Self { rating: rating.as_str(), comment })
    }
}
