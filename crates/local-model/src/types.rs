//! Requests to a local model, the events of its replies, and its errors.

use std::time::Duration;

use futures_util::stream::BoxStream;

use crate::Sampling;

/// A request.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The system message; may be empty.
    pub system: String,
    /// The conversation, oldest first; the last message is the user's.
    pub messages: Vec<Message>,
    /// Settings for choosing the next token.
    pub sampling: Sampling,
}

/// A message of the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Who wrote it.
    pub role: Role,
    /// Its text.
    pub content: String,
}

/// The author of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The user.
    User,
    /// The model.
    Assistant,
}

/// A piece of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// More text.
    Text(String),
    /// The reply is complete; always the last event.
    Finished(FinishReason, Usage),
}

/// Why the model stopped writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FinishReason {
    /// It ended its reply.
    Stop,
    /// It reached a token limit.
    Length,
}

/// The tokens of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Read by the model.
    pub input_tokens: usize,
    /// Written by it.
    pub output_tokens: usize,
}

/// The events of a reply as they arrive. Dropping the stream gives up the place in the queue, or stops the
/// model within a few tokens.
pub type Events = BoxStream<'static, Result<Event, Error>>;

/// Why there is no reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The queue is full.
    #[error("the queue of local models is full")]
    Busy {
        /// How long to wait before asking again.
        retry_after: Duration,
    },
    /// The file cannot be used.
    #[error("the model cannot be loaded: {0}")]
    Unloadable(String),
    /// The system message and the last message alone are longer than the model can read.
    #[error("the message does not fit: {0}")]
    DoesNotFit(String),
}
