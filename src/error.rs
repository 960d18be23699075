//! The one error that callers see: `{"error": {"code", "message"}}`.
//!
//! Which to use: [`invalid`] when the request itself is wrong (name the field); [`credentials`] when we do not know
//! who calls; [`forbidden`] when we know and it is not allowed; [`not_found`] when it is absent *or somebody else's*;
//! [`conflict`] when the tree or a running reply forbids it; [`unavailable`] when a provider or the store fails and
//! trying again may help. Everything else becomes `unknown`: its cause goes to the log, never into the text.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::time::Duration;

/// The error codes of the contract, part 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// 400: malformed, of a wrong type, unknown or out of range.
    InvalidRequest,
    /// 413: the body is over the limit.
    TooLarge,
    /// 401: a credential is missing or wrong.
    InvalidCredentials,
    /// 403: a known caller that may not do this.
    Forbidden,
    /// 404: absent, or not the caller's.
    NotFound,
    /// 409: the message tree or a running reply forbids it.
    Conflict,
    /// 429: too many requests.
    RateLimited,
    /// 500: our fault.
    Unknown,
    /// 503: the model's provider or the store failed.
    Unavailable,
}

impl Code {
    /// The `code` of the contract's table.
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

    /// The code that a reply failed with, from the store.
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

/// An error on its way to a caller.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// Decides the status and the `code`.
    pub code: Code,
    /// What the caller reads: what to do, never how we are built inside.
    pub message: Cow<'static, str>,
    /// When trying again makes sense.
    pub retry_after: Option<Duration>,
    /// For the log only.
    #[source]
    pub cause: Option<Box<dyn StdError + Send + Sync>>,
}

/// A result whose error a caller may see.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into(), retry_after: None, cause: None }
    }

    /// Adds when to try again.
    #[must_use]
    pub fn retry_after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait;
        self
    }

    /// Adds what the log should say of it.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }
}

impl Error {
    /// The same error for each of several who waited for one thing.
    pub fn shared(of: &Self) -> Self {
        Self {
            code: of.code,
            message: of.message.clone(),
            retry_after: of.retry_after,
            cause: of.cause.as_ref().map(|cause| cause.to_string().into()),
        }
    }
}

/// The request is wrong; `message` names the field.
pub fn invalid(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(Code::InvalidRequest, message)
}

/// The body is over the limit.
pub fn too_large(limit: usize) -> Error {
    Error::new(Code::TooLarge, format!("the body is larger than {limit} bytes"))
}

/// The caller is not known.
pub fn credentials(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(Code::InvalidCredentials, message)
}

/// The caller is known and may not do this.
pub fn forbidden(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(Code::Forbidden, message)
}

/// There is no such `what` for this caller.
pub fn not_found(what: &'static str) -> Error {
    Error::new(Code::NotFound, format!("there is no such {what}"))
}

/// The state of things forbids it.
pub fn conflict(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(Code::Conflict, message)
}

/// Too many attempts; say with [`Error::retry_after`] when there is another one.
pub fn rate_limited(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(Code::RateLimited, message)
}

/// A provider or the store failed; trying again may help.
pub fn unavailable(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(Code::Unavailable, message)
}

/// Our fault: the caller learns nothing but a request ID, the log learns `cause`.
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
