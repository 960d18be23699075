//! Feedback of users on replies: two columns of a message.

use super::Store;
use super::interactions::count_replies;
use super::messages::{Message, Rating, Sender, columns};
use super::rollup::{put_back, take_out};
use crate::error::{Result, conflict, not_found};

/// A user's feedback on a reply.
#[derive(Debug, Clone)]
pub struct Feedback {
    /// [`Rating::Unrated`] withdraws the rating, and the comment too.
    pub rating: Rating,
    /// The comment; `None` leaves it as it is.
    pub comment: Option<String>,
}

impl Store {
    /// Stores a user's feedback on a finished reply.
    pub async fn rate_message(
        &self,
        project_id: String,
        external_id: String,
        id: String,
        feedback: Feedback,
    ) -> Result<Message> {
        transaction!(self, |db| {
            // Locks the interaction before its message, as deletions do. Ratings of one interaction wait for each other.
            let interaction_id = hold(db, &project_id, &external_id, &id).await?;
            let (before,): (Rating,) =
                sql::query_as("SELECT rating FROM messages WHERE id = $1 AND interaction_id = $2")
                    .bind(&id)
                    .bind(&interaction_id)
                    .fetch_one(&mut *db)
                    .await?;
            let changes = before != feedback.rating;
            let counted = changes && take_out(db, &project_id, &id).await?;
            let rated = sql::query_as(concat!(
                "UPDATE messages SET rating = $4,
                        feedback_comment = CASE WHEN $4 = '' THEN COALESCE($5, '')
                            ELSE COALESCE($5, feedback_comment) END
                     WHERE id = $3 AND sent_by = 'agent' AND status <> 'in_progress'
                       AND EXISTS (SELECT 1 FROM interactions i WHERE i.id = messages.interaction_id
                           AND i.project_id = $1
                           AND i.user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2))
                     RETURNING ",
                columns!("for user")
            ));
            let rated = rated.bind(&project_id).bind(&external_id).bind(&id).bind(feedback.rating);
            if let Some(message) = rated.bind(feedback.comment).fetch_optional(&mut *db).await? {
                if changes {
                    count_replies(db, &project_id, &interaction_id).await?;
                }
                if counted {
                    put_back(db, &project_id, &id).await?;
                }
                return Ok(message);
            }
            let found: Option<(Sender,)> =
                sql::query_as("SELECT sent_by FROM messages WHERE id = $1 AND interaction_id = $2")
                    .bind(&id)
                    .bind(&interaction_id)
                    .fetch_optional(db)
                    .await?;
            Err(match found {
                None => not_found("message"),
                Some((Sender::Agent,)) => conflict("this reply is still being written"),
                Some(_) => conflict("this message was sent by the user; only replies can be rated"),
            })
        })
        .await
    }
}

/// Locks the interaction of a user's message and returns its ID.
async fn hold(db: &mut sql::Connection, project_id: &str, external_id: &str, id: &str) -> Result<String> {
    let held: Option<(String,)> = sql::query_as(
        "UPDATE interactions SET updated_at = updated_at
         WHERE project_id = $1 AND id = (SELECT interaction_id FROM messages WHERE id = $3)
           AND user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)
         RETURNING id",
    )
    .bind(project_id)
    .bind(external_id)
    .bind(id)
    .fetch_optional(db)
    .await?;
    held.map(|(id,)| id).ok_or_else(|| not_found("message"))
}
