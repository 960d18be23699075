//! Models: what is asked of them, what they answer, how they fail. Who speaks to which provider is in
//! [`registry`]; the library that speaks the protocols is named in [`provider`] only.

pub mod attempt;
pub mod demo;
#[cfg(feature = "local-model")]
mod local;
#[cfg(not(feature = "local-model"))]
#[path = "no_local.rs"]
mod local;
pub mod model_catalog;
pub mod model_resolver;
mod project_connections;
mod provider;
mod provider_models;
pub mod registry;
mod ssrf_guard;

use std::time::Duration;

use futures_util::stream::BoxStream;

pub use crate::pricing::Usage;

use crate::error::{Error, unavailable};
use crate::store::agents::{AnthropicSettings, OpenAiSettings};

/// What a model is asked.
#[derive(Debug, Clone)]
pub struct Request {
    /// The system message; empty for none.
    pub system: String,
    /// The conversation, oldest first; the last one is the user's.
    pub messages: Vec<ChatMessage>,
    /// Sent to models that speak OpenAI's protocol.
    pub openai: OpenAiSettings,
    /// Sent to Anthropic's models.
    pub anthropic: AnthropicSettings,
}

/// One message of the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatMessage {
    /// Who said it.
    pub role: Role,
    /// What.
    pub content: String,
}

/// Who says something to a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The app's user.
    User,
    /// The agent.
    Agent,
}

/// A piece of an answer. A stream without [`Event::End`] was cut off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// More text.
    Delta(String),
    /// The answer is whole; what it took, if the provider said.
    End(Option<Usage>),
}

/// The answer as it comes.
pub type Events = BoxStream<'static, Result<Event, Failure>>;

/// Why a model gave no whole answer.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the model gave no reply: {kind:?}")]
pub struct Failure {
    /// What went wrong.
    pub kind: FailureKind,
    /// When the provider wants to be asked again.
    pub retry_after: Option<Duration>,
    /// What the provider or the network said. It may quote what somebody wrote: logged at `debug` only.
    pub detail: String,
}

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// No such connection on this server.
    NotConnected,
    /// No connection could be made, or it broke before an answer.
    Unreachable,
    /// It took too long.
    TimedOut,
    /// 429.
    RateLimited,
    /// 5xx or an error inside of the stream.
    Broken,
    /// 401 or 403: our credentials.
    Unauthorized,
    /// Any other refusal: the model's name or the settings.
    Refused,
    /// The answer broke off.
    CutOff,
    /// Not an answer.
    Nonsense,
    /// An answer without a visible character.
    Empty,
    /// More than we take.
    TooLong,
    /// A local model has too many replies to write already.
    Busy,
    /// A local model's file cannot be used.
    Unloadable,
    /// The asked message alone is more than a local model can read.
    DoesNotFit,
    /// The stored key of a project's connection cannot be opened.
    Sealed,
    /// A project's connection leads to where projects' connections may not.
    Private,
}

impl Failure {
    pub(crate) fn new(kind: FailureKind, detail: impl Into<String>) -> Self {
        Self { kind, retry_after: None, detail: detail.into() }
    }

    /// Whether asking again may help, provided that nothing of the answer was used yet.
    pub fn is_passing(&self) -> bool {
        use FailureKind as K;
        matches!(self.kind, K::Unreachable | K::RateLimited | K::Broken | K::CutOff | K::Nonsense | K::Empty)
    }
}

impl FailureKind {
    /// Returns what somebody who sets up a connection reads. It repeats nothing of the provider's words, which may hold
    /// parts of a key.
    pub fn message_for_developers(self) -> String {
        use FailureKind as K;
        let message = match self {
            K::NotConnected => "there is no connection to the model's provider; check its settings",
            K::Unreachable => {
                "the model's provider cannot be reached; check the base URL: http or https, host, port"
            }
            K::TimedOut => "the model's provider did not answer in time",
            K::RateLimited => "the model's provider is rate-limiting requests; try again later",
            K::Broken => "the model's provider failed; try again in a moment",
            K::Unauthorized => "the model's provider refuses the key; enter another one",
            K::Refused => {
                "the model's provider refuses the request; check the base URL: most end in the version, such as /v1"
            }
            K::CutOff => "the response of the model's provider broke off; check kind and base URL",
            K::Nonsense | K::Empty => {
                "the model's provider sent an invalid response; check kind and base URL"
            }
            K::TooLong => {
                "the response of the model's provider is too long and was stopped; check kind and base URL"
            }
            K::Busy | K::Unloadable | K::DoesNotFit => "the agent's model failed; try again in a moment",
            K::Sealed => {
                "the stored key of the connection to the agent's model cannot be decrypted; enter it again"
            }
            K::Private => "the connection leads to a private address, which this server does not call",
        };
        message.to_owned()
    }
}

impl From<Failure> for Error {
    /// What the asking user reads. It names neither the provider nor the model, and repeats nothing of the provider's
    /// words: they may hold parts of a key.
    fn from(failure: Failure) -> Self {
        use FailureKind as K;
        let message = match failure.kind {
            K::NotConnected => {
                "the agent's model has no connection on this server: whoever runs it must connect its provider, \
                 or the agent's configuration must name another model"
            }
            K::Unreachable => "the model's provider cannot be reached; ask again in a moment",
            K::TimedOut => "the model's provider did not answer in time; ask again in a moment",
            K::RateLimited => "the model's provider is rate-limiting requests; ask again later",
            K::Broken => "the model's provider failed; ask again in a moment",
            K::Unauthorized => {
                "the model's provider refuses this server's key: whoever runs it must check the connection"
            }
            K::Refused => {
                "the model's provider refuses the request: check the agent's model and its settings"
            }
            K::CutOff => "the model's reply broke off; ask again",
            K::Nonsense => {
                "the model's provider answered with something that is no reply; ask again in a moment"
            }
            K::Empty => "the model replied with nothing; ask again, or change the message",
            K::TooLong => "the model's reply was too long and was stopped; ask for less",
            K::Busy => "the agent's model is busy with other replies; ask again in a moment",
            K::Unloadable => {
                "the agent's model cannot be loaded: whoever runs this server finds the reason in its log"
            }
            K::Sealed => {
                "the key of the connection to the agent's model cannot be opened any more: whoever runs this app's \
                 agents must enter it again, in the dashboard"
            }
            K::Private => {
                "the connection to the agent's model leads to a private address, which this server does not call"
            }
            K::DoesNotFit => {
                "the message, with the agent's system message, is longer than the agent's model can read; write less"
            }
        };
        unavailable(message).retry_after(failure.retry_after).caused_by(failure)
    }
}
