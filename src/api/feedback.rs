//! Feedback of users on replies.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fields::{changed_text, present};
use super::messages::Message;
use crate::app::App;
use crate::auth::ClientCaller;
use crate::error::{Result, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json};
use crate::ids;
use crate::store::feedback::Feedback as Row;

/// Maximum length of a comment, in characters.
const MAX_COMMENT: usize = 4_096;

/// A user's feedback on a reply.
#[derive(Debug, Serialize, ToSchema)]
pub struct Feedback {
    /// `up`, `down`, or empty if there is only a comment.
    #[schema(example = "up")]
    rating: String,
    /// May be empty.
    comment: String,
}

impl Feedback {
    /// Returns the feedback that a message has, or `None` without rating and comment.
    pub(super) fn of(rating: String, comment: String) -> Option<Self> {
        (!rating.is_empty() || !comment.is_empty()).then_some(Self { rating, comment })
    }
}

/// A rating.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(rename_all = "snake_case")]
pub enum Rating {
    /// A good reply.
    Up,
    /// A bad reply.
    Down,
}

/// Accepts strings only. A derived implementation would also accept an object.
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

/// Feedback on a reply.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RateMessage {
    /// `null` removes the rating, and the comment too unless one is sent.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Rating>, required)]
    rating: Option<Option<Rating>>,
    /// At most 4,096 characters. If absent, the comment stays as it is; `null` removes it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 4096, example = "Just what I needed")]
    comment: Option<Option<String>>,
}

/// Rate a reply
///
/// The reply must have ended. Rating it again replaces the rating.
#[utoipa::path(post, path = "/messages/{id}/feedback", operation_id = "rateMessage", tag = "Messages",
    params(("id" = String, Path)), request_body = RateMessage,
    security(("client_key" = [], "client_user" = [], "client_hmac" = [])),
    responses((status = 200, body = Message),
        (status = 409, body = ErrorBody, description = "The message was sent by a user, or is a reply in progress."),
        (status = "default", body = ErrorBody)))]
pub async fn rate(
    State(app): State<App>,
    caller: ClientCaller,
    Id(id): Id,
    Json(body): Json<RateMessage>,
) -> Result<Json<Message>> {
    let rating = match body.rating.ok_or_else(|| invalid("rating: missing"))? {
        Some(Rating::Up) => "up",
        Some(Rating::Down) => "down",
        None => "",
    };
    let feedback = Row { rating, comment: changed_text("comment", body.comment, MAX_COMMENT)? };
    let project_id = caller.project.id.clone();
    let id = ids::MESSAGE.check(&id)?.to_owned();
    Ok(Json(app.store.rate_message(project_id, caller.external_id, id, feedback).await?.into()))
}
