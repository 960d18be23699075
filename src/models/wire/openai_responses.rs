//! OpenAI's Responses API.

use proficient_sse::Event as SseEvent;
use serde::{Deserialize, Serialize};

use super::decode::{Decode, Output, parse};
use super::lenient::{Count, Object, Present, Text};
use super::message::Message;
use super::think_tags::ThinkTags;
use crate::models::event::{FinishReason, ToolCallDelta};
use crate::models::failure::Failure;
use crate::models::refusal::{Feature, Unsupported};
use crate::models::request::Request;
use crate::store::agents::{OpenAiSettings, ReasoningEffort};

/// The body of a request.
#[derive(Debug, Serialize)]
pub(super) struct Body<'a> {
    model: &'a str,
    input: Vec<Message<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    instructions: &'a str,
    /// False: the server stores the conversation, so OpenAI need not.
    #[serde(skip_serializing_if = "Option::is_none")]
    store: Option<bool>,
    #[serde(flatten)]
    settings: Settings,
}

/// The agent's settings as the request carries them. This API has no penalties, `stop` or `seed`.
#[derive(Debug, Serialize)]
struct Settings {
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_output_tokens: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning: Option<Reasoning>,
}

#[derive(Debug, Serialize)]
struct Reasoning {
    effort: ReasoningEffort,
}

impl Settings {
    fn new(settings: &OpenAiSettings, unsupported: Unsupported) -> Self {
        let effort = unsupported.unless(Feature::ReasoningEffort, settings.common.reasoning_effort);
        Self {
            temperature: unsupported.unless(Feature::Temperature, settings.temperature),
            top_p: unsupported.unless(Feature::TopP, settings.top_p),
            max_output_tokens: settings.common.max_tokens,
            reasoning: effort.map(|effort| Reasoning { effort }),
        }
    }
}

impl<'a> Body<'a> {
    pub(super) fn new(model: &'a str, request: &'a Request, unsupported: Unsupported) -> Self {
        let (instructions, conversation) =
            request.with_system_role(!unsupported.contains(Feature::SystemRole));
        Self {
            model,
            input: conversation.map(Message::of).collect(),
            stream: true,
            instructions,
            store: unsupported.unless(Feature::Store, Some(false)),
            settings: Settings::new(&request.openai, unsupported),
        }
    }
}

/// Any event of the stream: each type fills some of the fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Chunk<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    output_index: Count,
    summary_index: Count,
    #[serde(borrow)]
    delta: Text<'a>,
    #[serde(borrow)]
    arguments: Text<'a>,
    #[serde(borrow)]
    item: Object<Item<'a>>,
    #[serde(borrow)]
    response: Object<Response<'a>>,
    error: Present,
}

/// A part of the output.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Item<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow)]
    call_id: Text<'a>,
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    arguments: Text<'a>,
    #[serde(borrow)]
    encrypted_content: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Response<'a> {
    #[serde(borrow)]
    incomplete_details: Object<IncompleteDetails<'a>>,
    usage: Object<TokenUsage>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct IncompleteDetails<'a> {
    #[serde(borrow)]
    reason: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct TokenUsage {
    input_tokens: Count,
    output_tokens: Count,
}

/// Reads the events of one reply.
#[derive(Debug)]
pub(super) struct Decoder {
    /// Finds reasoning in the text; `None` if the server separates it itself.
    think_tags: Option<ThinkTags>,
    /// The positions of calls in the output, and whether the arguments of each have begun.
    calls: Vec<(usize, bool)>,
}

impl Decoder {
    /// `think_tags` says whether the text may contain reasoning.
    pub(super) fn new(think_tags: bool) -> Self {
        Self { think_tags: think_tags.then(ThinkTags::default), calls: Vec::new() }
    }

    fn text(&mut self, text: Text<'_>, output: &mut Output) {
        match &mut self.think_tags {
            Some(tags) => output.tagged_text(&text, tags),
            None => output.text(text),
        }
    }

    fn call_begins(&mut self, place: usize, item: Item<'_>, output: &mut Output) {
        let index = self.calls.len();
        let arguments: String = item.arguments.into();
        self.calls.push((place, !arguments.is_empty()));
        let (id, name) = (item.call_id.into(), item.name.into());
        output.tool_call(ToolCallDelta { index, id, name, arguments, signature: String::new() });
    }

    /// Reads more of a call's arguments, or all of them, which count only if none came before.
    fn arguments(&mut self, place: usize, arguments: Text<'_>, all: bool, output: &mut Output) {
        let Some(index) = self.calls.iter().position(|&(call, _)| call == place) else { return };
        let begun = &mut self.calls[index].1;
        if arguments.is_empty() || all && *begun {
            return;
        }
        *begun = true;
        output.tool_call(ToolCallDelta { index, arguments: arguments.into(), ..ToolCallDelta::default() });
    }

    /// Reads the end of a part of the output. It repeats the whole part.
    fn item_ends(&mut self, place: usize, item: Item<'_>, output: &mut Output) {
        match item.kind.as_str() {
            "reasoning" => output.signature(item.encrypted_content),
            "function_call" if self.calls.iter().all(|&(call, _)| call != place) => {
                self.call_begins(place, item, output);
            }
            "function_call" => self.arguments(place, item.arguments, true, output),
            _ => {}
        }
    }

    fn ends(&mut self, response: Response<'_>, output: &mut Output) {
        let incomplete = response.incomplete_details.0.unwrap_or_default();
        output.finished(match incomplete.reason.as_str() {
            "" if self.calls.is_empty() => FinishReason::Stop,
            "" => FinishReason::ToolCalls,
            "content_filter" => FinishReason::ContentFilter,
            _ => FinishReason::Length,
        });
        output.done();
    }
}

impl Decode for Decoder {
    /// The first and the last event repeat the whole request, and the last one the whole reply.
    fn max_event(&self) -> usize {
        8 << 20
    }

    fn decode(&mut self, event: SseEvent<'_>, output: &mut Output) -> Result<(), Failure> {
        let chunk: Chunk<'_> = parse(event.data)?;
        let kind = if chunk.kind.is_empty() { event.name } else { chunk.kind.as_str() };
        let place = chunk.output_index.index().unwrap_or_default();
        let response = chunk.response.0.unwrap_or_default();
        if let Some(usage) = &response.usage.0 {
            output.usage(usage.input_tokens.0, usage.output_tokens.0);
        }
        match kind {
            "response.output_text.delta" => self.text(chunk.delta, output),
            "response.refusal.delta" => output.refusal(chunk.delta),
            "response.reasoning_summary_part.added" if chunk.summary_index.index() > Some(0) => {
                output.reasoning("\n\n");
            }
            "response.reasoning_summary_text.delta"
            | "response.reasoning_text.delta"
            | "response.reasoning.delta" => output.reasoning(chunk.delta),
            "response.output_item.added" => {
                let item = chunk.item.0.unwrap_or_default();
                if item.kind.as_str() == "function_call" {
                    self.call_begins(place, item, output);
                }
            }
            "response.function_call_arguments.delta" => self.arguments(place, chunk.delta, false, output),
            "response.function_call_arguments.done" => self.arguments(place, chunk.arguments, true, output),
            "response.output_item.done" => self.item_ends(place, chunk.item.0.unwrap_or_default(), output),
            "response.completed" | "response.incomplete" => self.ends(response, output),
            "response.failed" | "response.cancelled" | "error" => return Err(output.error(event.data)),
            _ if chunk.error.0 => return Err(output.error(event.data)),
            // `response.created`, events that repeat whole parts, and events of future versions.
            _ => {}
        }
        Ok(())
    }

    fn finish(&mut self, output: &mut Output) {
        if let Some(tags) = &mut self.think_tags {
            output.finish_tags(tags);
        }
    }
}
