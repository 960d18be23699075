//! What users think of replies.

use axum::Json as Answer;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fields::{changed_text, present};
use super::messages::{Message, known};
use crate::app::App;
use crate::auth::ClientCaller;
use crate::error::{Result, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json};
use crate::store::feedback::Feedback as Row;

/// Characters of a comment at most.
const COMMENT: usize = 4_096;

/// What the user thinks of a reply.
#[derive(Debug, Serialize, ToSchema)]
pub struct Feedback {
    /// `up`, `down`, or empty for a comment alone.
    #[schema(example = "up")]
    rating: String,
    /// Why; may be empty.
    comment: String,
}

impl Feedback {
    /// What a message's row says; none if it was neither rated nor commented on.
    pub(super) fn of(rating: String, comment: String) -> Option<Self> {
        (!rating.is_empty() || !comment.is_empty()).then_some(Self { rating, comment })
    }
}

/// Thumb up or down.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(rename_all = "snake_case")]
pub enum Rating {
    /// Good.
    Up,
    /// Bad.
    Down,
}

/// From a string only: a derived enum would also take an object.
impl TryFrom<String> for Rating {
    type Error = &'static str;

    fn try_from(rating: String) -> std::result::Result<Self, Self::Error> {
        match rating.as_str() {
            "up" => Ok(Self::Up),
            "down" => Ok(Self::Down),
            _ => Err("must be up, down or null"),
        }
    }
}

/// An opinion of a reply.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RateMessage {
    /// `null` takes it back, and the comment with it unless one is sent.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Rating>, required)]
    rating: Option<Option<Rating>>,
    /// At most 4,096 characters. Absent: it stays as it is; `null` clears it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 4096, example = "Just what I needed")]
    comment: Option<Option<String>>,
}

/// Rate a reply
///
/// The agent's message must be finished. Rating it again replaces the rating.
#[utoipa::path(post, path = "/messages/{id}/feedback", operation_id = "rateMessage", tag = "Messages",
    params(("id" = String, Path)), request_body = RateMessage,
    security(("client_key" = [], "client_user" = [], "client_hmac" = [])),
    responses((status = 200, body = Message),
        (status = 409, body = ErrorBody, description = "The message is a user's, or a reply that is still in progress."),
        (status = "default", body = ErrorBody)))]
pub async fn rate(
    State(app): State<App>,
    caller: ClientCaller,
    Id(id): Id,
    Json(body): Json<RateMessage>,
) -> Result<Answer<Message>> {
    let rating = match body.rating.ok_or_else(|| invalid("rating: missing"))? {
        Some(Rating::Up) => "up",
        Some(Rating::Down) => "down",
        None => "",
    };
    let feedback = Row { rating, comment: changed_text("comment", body.comment, COMMENT)? };
    let project_id = caller.project.id.clone();
    let id = known(&id)?.to_owned();
    Ok(Answer(app.store.rate_message(project_id, caller.external_id, id, feedback).await?.into()))
}
