//! The providers' wire formats: one file each, with a typed request, typed chunks that borrow from the
//! stream, and a decoder from chunks to [`Event`]s. Nothing here depends on HTTP.

mod anthropic;
mod gemini;
mod lenient;
mod message;
mod openai_chat;
mod openai_responses;
mod reply_reader;
mod think_tags;

use std::collections::VecDeque;

use proficient_sse::Event as SseEvent;

use super::event::{Event, FinishReason, ToolCallDelta, Usage};
use super::failure::{Failure, FailureKind};
use super::refusal::{self, Unsupported};
use super::request::Request;
use crate::config::{Api, ConnectionKind};
use crate::store::agents::CommonSettings;
use lenient::Text;
pub(super) use reply_reader::ReplyReader;
use think_tags::{Piece, ThinkTags};

/// The header that tells Anthropic's service which version of the protocol is spoken here.
pub(super) const ANTHROPIC_VERSION: (&str, &str) = ("anthropic-version", "2023-06-01");

/// What is spoken with a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WireFormat {
    OpenAiChat,
    OpenAiResponses,
    Anthropic,
    Gemini,
}

impl WireFormat {
    /// Returns that of a connection.
    pub(super) fn of(kind: ConnectionKind, api: Api) -> Self {
        match (kind, api) {
            (ConnectionKind::Anthropic, _) => Self::Anthropic,
            (ConnectionKind::Gemini, _) => Self::Gemini,
            (_, Api::ChatCompletions) => Self::OpenAiChat,
            (_, Api::Responses) => Self::OpenAiResponses,
        }
    }

    /// Returns where requests to a model go, below the base URL.
    pub(super) fn path(self, model: &str) -> String {
        match self {
            Self::OpenAiChat => "chat/completions".to_owned(),
            Self::OpenAiResponses => "responses".to_owned(),
            Self::Anthropic => "messages".to_owned(),
            Self::Gemini => format!("models/{model}:streamGenerateContent"),
        }
    }

    /// Returns the settings of an agent that apply, of those that all formats have.
    pub(super) fn settings(self, request: &Request) -> &CommonSettings {
        match self {
            Self::OpenAiChat | Self::OpenAiResponses => &request.openai.common,
            Self::Anthropic => &request.anthropic.common,
            Self::Gemini => &request.gemini.common,
        }
    }

    /// Encodes the body of a request. `own_service` says whether it is the provider's own service, and not a server
    /// that is compatible with it.
    pub(super) fn body(
        self,
        model: &str,
        request: &Request,
        unsupported: Unsupported,
        own_service: bool,
    ) -> serde_json::Result<Vec<u8>> {
        let extra = &self.settings(request).extra;
        match self {
            Self::OpenAiChat => {
                let body = openai_chat::Body::new(model, request, unsupported, own_service);
                message::encode(&body, extra)
            }
            Self::OpenAiResponses => {
                message::encode(&openai_responses::Body::new(model, request, unsupported), extra)
            }
            Self::Anthropic => message::encode(&anthropic::Body::new(model, request, unsupported), extra),
            Self::Gemini => message::encode(&gemini::Body::new(request, unsupported), extra),
        }
    }

    /// Returns what reads one reply. OpenAI's own service separates reasoning from text itself; others may not.
    pub(super) fn reader(self, own_service: bool) -> ReplyReader {
        ReplyReader::new(match self {
            Self::OpenAiChat => Box::new(openai_chat::Decoder::new(!own_service)),
            Self::OpenAiResponses => Box::new(openai_responses::Decoder::new(!own_service)),
            Self::Anthropic => Box::new(anthropic::Decoder::default()),
            Self::Gemini => Box::new(gemini::Decoder::default()),
        })
    }
}

/// Turns the server-sent events of one reply into our own events.
pub(super) trait Decode: Send {
    /// The bytes of one event at most. A reply comes in many small ones.
    fn max_event(&self) -> usize {
        1 << 20
    }

    /// Reads one event of the stream, which has data.
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
    fn pop(&mut self) -> Option<Result<Event, Failure>> {
        self.events.pop_front()
    }

    /// Returns whether the provider has marked the end of the stream.
    fn is_done(&self) -> bool {
        self.done
    }

    /// Returns whether the reply is complete if the stream ends here.
    fn is_whole(&self) -> bool {
        self.done || self.finish_reason.is_some()
    }

    /// Adds the last events of a complete reply.
    fn end(&mut self) {
        let reason = self.finish_reason.unwrap_or(FinishReason::Stop);
        let last = self.usage.map(Event::Usage).into_iter().chain([Event::Finished(reason)]);
        self.events.extend(last.map(Ok));
    }

    /// Adds the failure that ends the reply.
    fn fail(&mut self, failure: Failure) {
        self.events.push_back(Err(failure));
    }

    /// Adds text in which reasoning may be marked by tags.
    fn tagged_text(&mut self, text: &Text<'_>, tags: &mut ThinkTags) {
        if !text.is_empty() {
            tags.read(text.as_str(), self.hear());
        }
    }

    /// Hands out what may have been the beginning of a tag.
    fn finish_tags(&mut self, tags: &mut ThinkTags) {
        tags.finish(self.hear());
    }

    fn hear(&mut self) -> impl FnMut(Piece<'_>) {
        move |piece| match piece {
            Piece::Text(text) => self.text(text),
            Piece::Reasoning(text) => self.reasoning(text),
        }
    }

    fn text(&mut self, text: impl Into<String>) {
        self.push_text(text.into(), Event::Text);
        self.said_text = true;
    }

    fn reasoning(&mut self, text: impl Into<String>) {
        self.push_text(text.into(), Event::Reasoning);
    }

    fn refusal(&mut self, text: impl Into<String>) {
        self.push_text(text.into(), Event::Refusal);
    }

    fn signature(&mut self, text: impl Into<String>) {
        self.push_text(text.into(), Event::ReasoningSignature);
    }

    fn tool_call(&mut self, call: ToolCallDelta) {
        self.events.push_back(Ok(Event::ToolCall(call)));
    }

    fn push_text(&mut self, text: String, event: fn(String) -> Event) {
        if !text.is_empty() {
            self.events.push_back(Ok(event(text)));
        }
    }

    /// Records the token counts, unless one of the two is missing.
    fn usage(&mut self, input_tokens: Option<i64>, output_tokens: Option<i64>) {
        let both = input_tokens.zip(output_tokens);
        let usage = both.map(|(input_tokens, output_tokens)| Usage { input_tokens, output_tokens });
        self.usage = usage.or(self.usage);
    }

    fn finished(&mut self, reason: FinishReason) {
        self.finish_reason = Some(reason);
    }

    fn done(&mut self) {
        self.done = true;
    }

    /// Returns the failure for an error inside the stream. Once there is text, the request cannot be
    /// repeated, so the reason does not matter.
    fn error(&self, data: &str) -> Failure {
        let too_long = !self.said_text && refusal::is_context_too_long(data);
        let kind = if too_long { FailureKind::ContextTooLong } else { FailureKind::Broken };
        Failure { usage: self.usage, ..Failure::new(kind, data) }
    }
}

/// Reads a chunk of the format's type.
fn parse<'a, T: serde::Deserialize<'a>>(data: &'a str) -> Result<T, Failure> {
    serde_json::from_str(data)
        .map_err(|error| Failure::new(FailureKind::Nonsense, format!("{error}: {data}")))
}

#[cfg(test)]
mod tests;
