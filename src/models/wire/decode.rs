//! Turns the server-sent events of a stream into our own events.

use std::collections::VecDeque;

use proficient_sse::Event as SseEvent;

use super::lenient::Text;
use super::think_tags::{Piece, ThinkTags};
use crate::models::event::{Event, FinishReason, ToolCallDelta, Usage};
use crate::models::failure::{Failure, FailureKind};
use crate::models::refusal;

/// The most tokens of a reply that a provider can report. A larger number is a mistake, and would break the sums of
/// the analytics.
const MAX_TOKENS: i64 = 1_000_000_000;

/// Turns the server-sent events of one reply into our own events.
pub(super) trait Decode: Send {
    /// Returns the maximum size of one server-sent event in bytes. A reply consists of many small ones.
    fn max_event(&self) -> usize {
        1 << 20
    }

    /// Reads one event of the stream that has data.
    fn decode(&mut self, event: SseEvent<'_>, output: &mut Output) -> Result<(), Failure>;

    /// Emits what was held back, at the end of the stream.
    fn finish(&mut self, _output: &mut Output) {}
}

/// The events that a decoder has read, and the state of the reply.
#[derive(Debug, Default)]
pub(super) struct Output {
    events: VecDeque<Result<Event, Failure>>,
    usage: Option<Usage>,
    finish_reason: Option<FinishReason>,
    done: bool,
    said_text: bool,
}

impl Output {
    /// Returns the next event, or the failure that ends the reply.
    pub(super) fn pop(&mut self) -> Option<Result<Event, Failure>> {
        self.events.pop_front()
    }

    /// Appends the next event to `event` if both are text, or both reasoning. Returns whether it has.
    pub(super) fn join_next(&mut self, event: &mut Event) -> bool {
        let (text, more) = match (event, self.events.front()) {
            (Event::Text(text), Some(Ok(Event::Text(more)))) => (text, more),
            (Event::Reasoning(text), Some(Ok(Event::Reasoning(more)))) => (text, more),
            _ => return false,
        };
        text.push_str(more);
        self.events.pop_front();
        true
    }

    /// Returns whether the provider has marked the end of the stream.
    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    /// Returns whether the reply is complete if the stream ends here.
    pub(super) fn is_whole(&self) -> bool {
        self.done || self.finish_reason.is_some()
    }

    /// Adds the last events of a complete reply.
    pub(super) fn end(&mut self) {
        let reason = self.finish_reason.unwrap_or(FinishReason::Stop);
        let last = self.usage.map(Event::Usage).into_iter().chain([Event::Finished(reason)]);
        self.events.extend(last.map(Ok));
    }

    /// Adds the failure that ends the reply.
    pub(super) fn fail(&mut self, failure: Failure) {
        self.events.push_back(Err(failure));
    }

    /// Adds text in which reasoning may be marked by tags.
    pub(super) fn tagged_text(&mut self, text: &Text<'_>, tags: &mut ThinkTags) {
        if !text.is_empty() {
            tags.read(text.as_str(), self.hear());
        }
    }

    /// Emits text that could have been the beginning of a tag.
    pub(super) fn finish_tags(&mut self, tags: &mut ThinkTags) {
        tags.finish(self.hear());
    }

    fn hear(&mut self) -> impl FnMut(Piece<'_>) {
        move |piece| match piece {
            Piece::Text(text) => self.text(text),
            Piece::Reasoning(text) => self.reasoning(text),
        }
    }

    pub(super) fn text(&mut self, text: impl Into<String>) {
        self.push_text(text.into(), Event::Text);
        self.said_text = true;
    }

    pub(super) fn reasoning(&mut self, text: impl Into<String>) {
        self.push_text(text.into(), Event::Reasoning);
    }

    pub(super) fn refusal(&mut self, text: impl Into<String>) {
        self.push_text(text.into(), Event::Refusal);
    }

    pub(super) fn signature(&mut self, text: impl Into<String>) {
        self.push_text(text.into(), Event::ReasoningSignature);
    }

    pub(super) fn tool_call(&mut self, call: ToolCallDelta) {
        self.events.push_back(Ok(Event::ToolCall(call)));
    }

    fn push_text(&mut self, text: String, event: fn(String) -> Event) {
        if !text.is_empty() {
            self.events.push_back(Ok(event(text)));
        }
    }

    /// Records the token counts, within bounds, unless one of the two is missing.
    pub(super) fn usage(&mut self, input_tokens: Option<i64>, output_tokens: Option<i64>) {
        let clamped = |tokens: Option<i64>| tokens.map(|tokens| tokens.clamp(0, MAX_TOKENS));
        let both = clamped(input_tokens).zip(clamped(output_tokens));
        let usage = both.map(|(input_tokens, output_tokens)| Usage { input_tokens, output_tokens });
        self.usage = usage.or(self.usage);
    }

    pub(super) fn finished(&mut self, reason: FinishReason) {
        self.finish_reason = Some(reason);
    }

    pub(super) fn done(&mut self) {
        self.done = true;
    }

    /// Returns the failure for an error inside the stream. Once there is text, the request cannot be
    /// repeated, so the reason does not matter.
    pub(super) fn error(&self, data: &str) -> Failure {
        let too_long = !self.said_text && refusal::is_context_too_long(data);
        let kind = if too_long { FailureKind::ContextTooLong } else { FailureKind::Broken };
        Failure { usage: self.usage, ..Failure::new(kind, data) }
    }
}

/// Reads a chunk of the format's type.
pub(super) fn parse<'a, T: serde::Deserialize<'a>>(data: &'a str) -> Result<T, Failure> {
    serde_json::from_str(data)
        .map_err(|error| Failure::new(FailureKind::Nonsense, format!("{error}: {data}")))
}
