//! How asking a model fails, and the messages that people see.

use std::time::Duration;

use crate::error::{Error, unavailable};
use crate::pricing::Usage;

/// Why a model gave no complete reply.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the model gave no reply: {kind:?}")]
pub struct Failure {
    /// What went wrong.
    pub kind: FailureKind,
    /// The status of the provider's response, if it refused the request.
    pub status: Option<u16>,
    /// How long the provider asks to wait before the next request.
    pub retry_after: Option<Duration>,
    /// The tokens that were used nevertheless.
    pub usage: Option<Usage>,
    /// The provider's or the network's error message. May quote what a user wrote, so it is logged at `debug`
    /// only.
    pub detail: String,
}

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The server has no such connection.
    NotConnected,
    /// No connection could be made, or it broke before a response.
    Unreachable,
    /// It took too long.
    TimedOut,
    /// 429.
    RateLimited,
    /// 5xx or an error inside the stream.
    Broken,
    /// It failed several times in a row and is not asked for a while.
    Down,
    /// 401 or 403: our credentials.
    Unauthorized,
    /// Any other refusal: the model's name or the settings.
    Refused,
    /// The conversation is longer than the model can read.
    ContextTooLong,
    /// The reply was cut off.
    CutOff,
    /// The response is not a reply.
    Nonsense,
    /// A reply without a visible character.
    Empty,
    /// The model reached its limit of tokens before the first visible character.
    OutOfTokens,
    /// The reply is longer than we accept.
    TooLong,
    /// The queue of a local model is full.
    Busy,
    /// A local model's file cannot be used.
    Unloadable,
    /// The question alone is longer than a local model can read.
    DoesNotFit,
    /// The stored key of a project's connection cannot be decrypted.
    Sealed,
    /// A project's connection leads to an address that the SSRF guard refuses.
    Private,
}

impl Failure {
    /// Returns a failure without usage.
    pub(crate) fn new(kind: FailureKind, detail: impl Into<String>) -> Self {
        Self { kind, status: None, retry_after: None, usage: None, detail: detail.into() }
    }

    /// Returns whether a retry may help, provided that nothing of the reply was used.
    pub fn is_transient(&self) -> bool {
        use FailureKind as K;
        matches!(self.kind, K::Unreachable | K::RateLimited | K::Broken | K::CutOff | K::Nonsense | K::Empty)
    }
}

/// The messages that people see. They never quote the provider, whose message may contain parts of a key.
struct Texts {
    /// What went wrong.
    problem: &'static str,
    /// What a user who asked the model can do.
    for_users: &'static str,
    /// What a developer who sets up the connection can do; may be empty.
    for_developers: &'static str,
}

impl FailureKind {
    fn texts(self) -> Texts {
        let (problem, for_users, for_developers) = match self {
            Self::NotConnected => (
                "there is no connection to the model's provider",
                "the server's operator must connect it, or the agent's configuration must name another model",
                "check its settings",
            ),
            Self::Unreachable => (
                "the model's provider cannot be reached",
                "ask again in a moment",
                "check the base URL: http or https, host, port",
            ),
            Self::TimedOut => ("the model's provider did not answer in time", "ask again in a moment", ""),
            Self::RateLimited => {
                ("the model's provider is rate-limiting requests", "ask again later", "try again later")
            }
            Self::Broken => ("the model's provider failed", "ask again in a moment", "try again in a moment"),
            Self::Down => (
                "the model's provider has failed several times in a row, so the model is not asked for a while",
                "ask again in a moment",
                "try again in a moment",
            ),
            Self::Unauthorized => (
                "the model's provider refuses the key",
                "the server's operator must check the connection",
                "enter another one",
            ),
            Self::Refused => (
                "the model's provider refuses the request",
                "check the agent's model and its settings",
                "check the base URL: most end in the version, such as /v1",
            ),
            Self::ContextTooLong => (
                "the conversation is longer than the agent's model can read",
                "start a new conversation, or write less",
                "",
            ),
            Self::CutOff => {
                ("the response of the model's provider broke off", "ask again", "check kind and base URL")
            }
            Self::Nonsense => (
                "the model's provider sent an invalid response",
                "ask again in a moment",
                "check kind and base URL",
            ),
            Self::Empty => ("the model's reply is empty", "ask again, or change the message", ""),
            Self::OutOfTokens => (
                "the model used all its tokens before it wrote a reply",
                "ask for less, or let the agent's model write more tokens or reason less",
                "",
            ),
            Self::TooLong => (
                "the response of the model's provider is too long and was stopped",
                "ask for less",
                "check kind and base URL",
            ),
            Self::Busy => (
                "the agent's model is busy with other replies",
                "ask again in a moment",
                "try again in a moment",
            ),
            Self::Unloadable => (
                "the agent's model cannot be loaded",
                "the server's operator finds the reason in its log",
                "the server's operator finds the reason in its log",
            ),
            Self::DoesNotFit => (
                "the message, with the agent's system message, is longer than the agent's model can read",
                "write less",
                "",
            ),
            Self::Sealed => (
                "the stored key of the connection to the agent's model cannot be decrypted",
                "a developer of the project must enter it again in the dashboard",
                "enter it again",
            ),
            Self::Private => (
                "the connection to the agent's model leads to a private address, which this server does not call",
                "a developer of the project must change it",
                "change the base URL",
            ),
        };
        Texts { problem, for_users, for_developers }
    }

    /// Returns the message for a developer who sets up a connection.
    pub fn message_for_developers(self) -> String {
        let Texts { problem, for_developers, .. } = self.texts();
        if for_developers.is_empty() { problem.to_owned() } else { format!("{problem}; {for_developers}") }
    }

    /// Returns the message for a user who asked a model.
    pub fn message_for_users(self) -> String {
        let Texts { problem, for_users, .. } = self.texts();
        format!("{problem}; {for_users}")
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        unavailable(failure.kind.message_for_users()).retry_after(failure.retry_after).caused_by(failure)
    }
}
