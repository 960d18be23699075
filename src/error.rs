//! The error that callers receive: `{"error": {"code", "message"}}`.
//!
//! Which one to use: [`invalid`] if the request itself is wrong (name the field); [`credentials`] if the
//! caller is not authenticated; [`forbidden`] if the caller is known but may not do this; [`not_found`] if
//! something does not exist *or belongs to someone else*; [`conflict`] if the current state rules it out,
//! such as the message tree or a reply in progress; [`unavailable`] if a provider or the database fails and
//! retrying may help. Everything else is [`unknown`]: its cause is logged and never sent to the caller.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::time::Duration;

/// The kind of an error, which decides its status and its `code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// 400: malformed, of the wrong type, unknown or out of range.
    InvalidRequest,
    /// 413: the body is too large.
    TooLarge,
    /// 401: a credential is missing or wrong.
    InvalidCredentials,
    /// 403: the caller is known but may not do this.
    Forbidden,
    /// 404: does not exist, or belongs to someone else.
    NotFound,
    /// 409: the message tree or a reply in progress rules it out.
    Conflict,
    /// 429: too many requests.
    RateLimited,
    /// 500: a fault of this server.
    Unknown,
    /// 503: the model's provider or the database failed.
    Unavailable,
}

impl Code {
    /// Returns the `code` in the error response.
    pub fn name(self) -> &'static str {
        match self {
            Self::InvalidRequest | Self::TooLarge => "invalid_request",
            Self::InvalidCredentials => "invalid_credentials",
            Self::Forbidden => "forbidden",
            Self::NotFound => "resource_not_found",
            Self::Conflict => "conflict",
            Self::RateLimited => "rate_limited",
            Self::Unknown => "unknown",
            Self::Unavailable => "unavailable",
        }
    }

    /// Parses the code that is stored with a failed reply.
    pub fn from_name(name: &str) -> Self {
        match name {
            "invalid_request" => Self::InvalidRequest,
            "invalid_credentials" => Self::InvalidCredentials,
            "forbidden" => Self::Forbidden,
            "resource_not_found" => Self::NotFound,
            "conflict" => Self::Conflict,
            "rate_limited" => Self::RateLimited,
            "unavailable" => Self::Unavailable,
            _ => Self::Unknown,
        }
    }
}

/// Maximum length of a message, in characters. It may repeat what the caller sent, such as the name of a field.
const LENGTH: usize = 1_000;
/// What is kept of the beginning of a longer message; most of the rest is its end.
const BEGINNING: usize = 700;

/// An error for a caller.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// The kind of error, which decides status and `code`.
    pub code: Code,
    /// The message for the caller: what to do, never internals of this server.
    pub message: Cow<'static, str>,
    /// How long to wait before retrying.
    pub retry_after: Option<Duration>,
    /// The cause, for the log only.
    #[source]
    pub cause: Option<Box<dyn StdError + Send + Sync>>,
}

/// A result whose error may be sent to a caller.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: bounded(message.into()), retry_after: None, cause: None }
    }

    /// Adds how long to wait before retrying.
    #[must_use]
    pub fn retry_after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait;
        self
    }

    /// Adds the cause, for the log.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }
}

impl Error {
    /// Returns a copy of an error for one of several callers that waited for the same operation.
    pub fn shared(of: &Self) -> Self {
        Self {
            code: of.code,
            message: of.message.clone(),
            retry_after: of.retry_after,
            cause: of.cause.as_ref().map(|cause| cause.to_string().into()),
        }
    }
}

/// Cuts the middle out of a message that is too long: what is wrong is said at either end.
fn bounded(message: Cow<'static, str>) -> Cow<'static, str> {
    if message.len() <= LENGTH || message.chars().count() <= LENGTH {
        return message;
    }
    let end: Vec<char> = message.chars().rev().take(LENGTH - BEGINNING - 1).collect();
    message.chars().take(BEGINNING).chain(['…']).chain(end.into_iter().rev()).collect()
}

/// Returns an error for an invalid request; `message` names the field.
pub fn invalid(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(Code::InvalidRequest, message)
}

/// Returns an error for a body of more than `limit` bytes.
pub fn too_large(limit: usize) -> Error {
    Error::new(Code::TooLarge, format!("the body is larger than {limit} bytes"))
}

/// Returns an error for a caller who is not authenticated.
pub fn credentials(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(Code::InvalidCredentials, message)
}

/// Returns an error for a caller who is known but may not do this.
pub fn forbidden(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(Code::Forbidden, message)
}

/// Returns an error for a `what` that does not exist for this caller.
pub fn not_found(what: &'static str) -> Error {
    Error::new(Code::NotFound, format!("there is no such {what}"))
}

/// Returns an error for a request that conflicts with the current state.
pub fn conflict(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(Code::Conflict, message)
}

/// Returns an error for too many requests; add the wait with [`Error::retry_after`].
pub fn rate_limited(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(Code::RateLimited, message)
}

/// Returns an error for a failure of a provider or the database, after which retrying may help.
pub fn unavailable(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(Code::Unavailable, message)
}

/// Returns an error for a fault of this server: the caller gets the request ID only, the log gets `cause`.
pub fn unknown(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
    Error::new(Code::Unknown, "something went wrong on our side").caused_by(cause)
}

impl From<sql::Error> for Error {
    fn from(error: sql::Error) -> Self {
        match &error {
            sql::Error::NotCommitted(_) => {
                unavailable("the store cannot be written just now; try again in a moment").caused_by(error)
            }
            sql::Error::Closed => {
                unavailable("the server is shutting down; try again in a moment").caused_by(error)
            }
            transient if transient.is_transient() => {
                unavailable("the store cannot be reached just now; try again in a moment").caused_by(error)
            }
            _ => unknown(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_message_keeps_its_beginning_and_its_end() {
        let error = invalid(format!("unknown field `{}`, expected one of `a`", "é".repeat(200_000)));
        assert_eq!(error.message.chars().count(), LENGTH);
        assert!(
            error.message.starts_with("unknown field `é")
                && error.message.ends_with("é`, expected one of `a`")
        );
        assert_eq!(invalid("é".repeat(LENGTH)).message, "é".repeat(LENGTH));
    }
}
