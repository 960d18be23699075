//! OpenAI's chat completions, which Ollama, vLLM, llama.cpp, LM Studio and most gateways speak as well.

use proficient_sse::Event as SseEvent;
use serde::{Deserialize, Serialize};

use super::decode::{Decode, Output, parse};
use super::lenient::{Count, First, List, Object, Present, Text};
use super::message::Message;
use super::think_tags::ThinkTags;
use crate::models::event::{FinishReason, ToolCallDelta};
use crate::models::failure::{Failure, FailureKind};
use crate::models::refusal::{Feature, Unsupported};
use crate::models::request::Request;
use crate::store::agents::{OpenAiSettings, ReasoningEffort};

/// The body of a request.
#[derive(Debug, Serialize)]
pub(super) struct Body<'a> {
    model: &'a str,
    messages: Vec<Message<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
    #[serde(flatten)]
    settings: Settings<'a>,
}

#[derive(Debug, Serialize)]
struct StreamOptions {
    include_usage: bool,
}

/// The agent's settings, as the request holds them.
#[derive(Debug, Serialize)]
struct Settings<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    frequency_penalty: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presence_penalty: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<ReasoningEffort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<i64>,
}

impl<'a> Settings<'a> {
    fn new(settings: &'a OpenAiSettings, unsupported: Unsupported, own_service: bool) -> Self {
        let common = &settings.common;
        // OpenAI's reasoning models know only the new name, most other servers only the old one.
        let new_name = own_service != unsupported.contains(Feature::MaxTokensName);
        Self {
            frequency_penalty: unsupported.unless(Feature::FrequencyPenalty, settings.frequency_penalty),
            presence_penalty: unsupported.unless(Feature::PresencePenalty, settings.presence_penalty),
            temperature: unsupported.unless(Feature::Temperature, settings.temperature),
            top_p: unsupported.unless(Feature::TopP, settings.top_p),
            max_tokens: common.max_tokens.filter(|_| !new_name),
            max_completion_tokens: common.max_tokens.filter(|_| new_name),
            reasoning_effort: unsupported.unless(Feature::ReasoningEffort, common.reasoning_effort),
            stop: unsupported.unless(Feature::Stop, common.stops()),
            seed: unsupported.unless(Feature::Seed, common.seed),
        }
    }
}

impl<'a> Body<'a> {
    pub(super) fn new(
        model: &'a str,
        request: &'a Request,
        unsupported: Unsupported,
        own_service: bool,
    ) -> Self {
        let (system, conversation) = request.with_system_role(!unsupported.contains(Feature::SystemRole));
        let system = (!system.is_empty()).then_some(Message { role: "system", content: system.into() });
        Self {
            model,
            messages: system.into_iter().chain(conversation.map(Message::of)).collect(),
            stream: true,
            stream_options: unsupported
                .unless(Feature::StreamOptions, Some(StreamOptions { include_usage: true })),
            settings: Settings::new(&request.openai, unsupported, own_service),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Chunk<'a> {
    #[serde(borrow)]
    choices: First<Choice<'a>>,
    usage: Object<TokenUsage>,
    error: Present,
    /// `error` in errors of older vLLM servers.
    #[serde(borrow)]
    object: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Choice<'a> {
    /// Not 0 for an alternative reply, which nobody requested.
    index: Count,
    #[serde(borrow)]
    delta: Object<Delta<'a>>,
    #[serde(borrow)]
    finish_reason: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Delta<'a> {
    #[serde(borrow)]
    content: Text<'a>,
    #[serde(borrow)]
    reasoning_content: Text<'a>,
    #[serde(borrow)]
    reasoning: Text<'a>,
    #[serde(borrow)]
    refusal: Text<'a>,
    #[serde(borrow)]
    tool_calls: List<ToolCall<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ToolCall<'a> {
    index: Count,
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow)]
    function: Object<Function<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Function<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    arguments: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct TokenUsage {
    prompt_tokens: Count,
    completion_tokens: Count,
}

/// Reads the chunks of one reply.
#[derive(Debug)]
pub(super) struct Decoder {
    /// Finds reasoning in the content; `None` if the server separates it itself.
    think_tags: Option<ThinkTags>,
}

impl Decoder {
    /// `think_tags` says whether the server may leave reasoning in the content.
    pub(super) fn new(think_tags: bool) -> Self {
        Self { think_tags: think_tags.then(ThinkTags::default) }
    }

    fn delta(&mut self, delta: Delta<'_>, output: &mut Output) {
        let reasoning =
            if delta.reasoning_content.is_empty() { delta.reasoning } else { delta.reasoning_content };
        output.reasoning(reasoning);
        match &mut self.think_tags {
            Some(tags) => output.tagged_text(&delta.content, tags),
            None => output.text(delta.content),
        }
        output.refusal(delta.refusal);
        for (position, call) in delta.tool_calls.0.into_iter().enumerate() {
            let function = call.function.0.unwrap_or_default();
            output.tool_call(ToolCallDelta {
                index: call.index.index().unwrap_or(position),
                id: call.id.into(),
                name: function.name.into(),
                arguments: function.arguments.into(),
                signature: String::new(),
            });
        }
    }
}

impl Decode for Decoder {
    fn decode(&mut self, event: SseEvent<'_>, output: &mut Output) -> Result<(), Failure> {
        let data = event.data;
        let chunk: Chunk<'_> = parse(data)?;
        if chunk.error.0 || chunk.object.as_str() == "error" || event.name == "error" {
            return Err(output.error(data));
        }
        if let Some(usage) = chunk.usage.0 {
            output.usage(usage.prompt_tokens.0, usage.completion_tokens.0);
        }
        let Some(choice) = chunk.choices.0.filter(|choice| choice.index.index().unwrap_or_default() == 0)
        else {
            return Ok(());
        };
        if let Some(delta) = choice.delta.0 {
            self.delta(delta, output);
        }
        match choice.finish_reason.as_str() {
            "" => {}
            "error" => return Err(Failure::new(FailureKind::Broken, data)),
            "length" | "max_tokens" => output.finished(FinishReason::Length),
            "content_filter" => output.finished(FinishReason::ContentFilter),
            "tool_calls" | "function_call" => output.finished(FinishReason::ToolCalls),
            _ => output.finished(FinishReason::Stop),
        }
        Ok(())
    }

    fn finish(&mut self, output: &mut Output) {
        if let Some(tags) = &mut self.think_tags {
            output.finish_tags(tags);
        }
    }
}
