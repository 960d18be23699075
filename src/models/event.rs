//! What a model answers, piece by piece.

use futures_util::stream::BoxStream;

use super::failure::Failure;
pub use crate::pricing::Usage;

/// A piece of a reply. A stream that ends without [`Event::Finished`] was broken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// More text.
    Text(String),
    /// More of what the model thinks before it answers; not part of the text.
    Reasoning(String),
    /// What proves the reasoning before it to the provider, which wants both back in the next turn.
    ReasoningSignature(String),
    /// More of a call of a tool.
    ToolCall(ToolCallDelta),
    /// More text that the provider marks as a refusal to answer.
    Refusal(String),
    /// The tokens that the whole reply took, if the provider counts them.
    Usage(Usage),
    /// The reply is whole; always the last event.
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
    /// What the provider wants back together with the call; often empty.
    pub signature: String,
}

/// Why a model stopped writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FinishReason {
    /// It had said everything.
    Stop,
    /// It reached a limit of tokens.
    Length,
    /// The provider's content filter stopped it.
    ContentFilter,
    /// It calls tools.
    ToolCalls,
}

/// A reply as it is written. Dropping the stream ends the request.
pub type Events = BoxStream<'static, Result<Event, Failure>>;
