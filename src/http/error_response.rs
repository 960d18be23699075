//! Error responses: the JSON that callers get when a request fails.

use axum::Json;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::request_context;
use crate::error::{Code, Error};

/// The body of every response that is not a success.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Error)]
pub struct ErrorBody {
    error: ErrorDetail,
}

/// What went wrong and what to do.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorDetail {
    /// One of `invalid_request`, `invalid_credentials`, `forbidden`, `resource_not_found`, `conflict`, `rate_limited`,
    /// `unknown`, `unavailable`.
    #[schema(example = "invalid_request")]
    code: &'static str,
    /// For people. Names the field if one is wrong.
    #[schema(example = "content: missing")]
    message: String,
}

impl ErrorDetail {
    /// Describes an error inside a successful response.
    pub fn new(code: Code, message: String) -> Self {
        Self { code: code.name(), message }
    }
}

impl Code {
    /// Returns the HTTP status.
    pub fn status(self) -> StatusCode {
        match self {
            Self::InvalidRequest => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::InvalidCredentials => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict => StatusCode::CONFLICT,
            Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::Unknown => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let request_id = request_context::request_id();
        let message = match self.code {
            Code::Unknown => {
                tracing::error!(
                    request_id,
                    cause = self.cause.as_ref().map(tracing::field::display),
                    "a request failed"
                );
                format!("something went wrong on our side; if it persists, report request {request_id}")
            }
            Code::Unavailable => {
                tracing::warn!(
                    request_id,
                    cause = self.cause.as_ref().map(tracing::field::display),
                    "{}",
                    self.message
                );
                self.message.into_owned()
            }
            _ => self.message.into_owned(),
        };
        let body = ErrorBody { error: ErrorDetail { code: self.code.name(), message } };
        let mut response = (self.code.status(), Json(body)).into_response();
        if let Some(wait) = self.retry_after {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
