//! How a reply ended, and what callers are told about it.

use std::borrow::Cow;
use std::time::Duration;

use crate::error::{Code, Error, Result, unknown};
use crate::store::messages::Message;

/// How a reply ended.
#[derive(Debug)]
pub struct Ended {
    /// The stored message. `None` if the reply was never stored.
    pub message: Option<Message>,
    /// Why it failed.
    pub failed: Option<Reason>,
}

/// A failure as callers see it.
#[derive(Debug, Clone)]
pub struct Reason {
    /// Decides the status.
    pub code: Code,
    /// For the caller.
    pub message: Cow<'static, str>,
    /// When to try again.
    pub retry_after: Option<Duration>,
}

impl Ended {
    /// Returns what a caller who waited for the whole reply gets.
    pub fn outcome(&self) -> Result<Message> {
        match (&self.message, &self.failed) {
            (Some(message), None) => Ok(message.clone()),
            _ => Err(self.error()),
        }
    }

    /// Returns why the reply failed.
    pub fn error(&self) -> Error {
        match &self.failed {
            Some(reason) => Error {
                code: reason.code,
                message: reason.message.clone(),
                retry_after: reason.retry_after,
                cause: None,
            },
            None => unknown("a reply ended without a message and without a reason"),
        }
    }
}

impl From<Error> for Reason {
    fn from(error: Error) -> Self {
        Self { code: error.code, message: error.message, retry_after: error.retry_after }
    }
}
