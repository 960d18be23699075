//! The events of a model's reply.

use futures_util::stream::BoxStream;

use super::failure::Failure;
pub use crate::pricing::Usage;

/// A piece of a reply. A stream that ends without [`Event::Finished`] was cut off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// More text.
    Text(String),
    /// More of the model's reasoning, which is not part of the text.
    Reasoning(String),
    /// A signature of the preceding reasoning. The provider expects both back in the next turn.
    ReasoningSignature(String),
    /// More of a tool call.
    ToolCall(ToolCallDelta),
    /// More text that the provider marks as a refusal to answer.
    Refusal(String),
    /// The tokens of the whole reply, if the provider reports them.
    Usage(Usage),
    /// The reply is complete; always the last event.
    Finished(FinishReason),
}

/// A piece of a tool call. The pieces with one index make up one call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ToolCallDelta {
    /// Tells the calls of a reply apart.
    pub index: usize,
    /// The call's ID; empty if it came before or the provider gives none.
    pub id: String,
    /// The tool's name; empty if it came before.
    pub name: String,
    /// More of the arguments, which are JSON once all pieces are joined.
    pub arguments: String,
    /// A signature that the provider expects back with the call; often empty.
    pub signature: String,
}

/// Why a model stopped writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FinishReason {
    /// It finished its reply.
    Stop,
    /// It reached a token limit.
    Length,
    /// The provider's content filter stopped it.
    ContentFilter,
    /// It calls tools.
    ToolCalls,
}

/// The events of a reply as they arrive. Dropping the stream ends the request.
pub type Events = BoxStream<'static, Result<Event, Failure>>;
