//! OpenAI's chat completions, which Ollama, vLLM, llama.cpp, LM Studio and most gateways speak as well.

use std::borrow::Cow;

use proficient_sse::Event as SseEvent;
use serde::{Deserialize, Serialize};

use super::lenient::{Count, First, List, Object, Present, Text};
use super::think_tags::{Piece, ThinkTags};
use super::{Decode, Output, parse};
use crate::models::event::{FinishReason, ToolCallDelta};
use crate::models::failure::{Failure, FailureKind};
use crate::models::refusal::{Feature, Unsupported};
use crate::models::request::{Request, Role};

/// The body of a request.
#[derive(Debug, Serialize)]
pub(crate) struct Body<'a> {
    model: &'a str,
    messages: Vec<Message<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
    #[serde(flatten)]
    settings: Settings,
}

#[derive(Debug, Serialize)]
struct Message<'a> {
    role: &'static str,
    content: Cow<'a, str>,
}

#[derive(Debug, Serialize)]
struct StreamOptions {
    include_usage: bool,
}

/// The agent's settings, as the request holds them.
#[derive(Debug, Serialize)]
pub(crate) struct Settings {
    #[serde(skip_serializing_if = "Option::is_none")]
    frequency_penalty: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presence_penalty: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
}

impl Settings {
    pub(crate) fn new(request: &Request, unsupported: Unsupported) -> Self {
        let settings = request.openai;
        let unless = |feature, value: Option<f64>| value.filter(|_| !unsupported.contains(feature));
        Self {
            frequency_penalty: unless(Feature::FrequencyPenalty, settings.frequency_penalty),
            presence_penalty: unless(Feature::PresencePenalty, settings.presence_penalty),
            temperature: unless(Feature::Temperature, settings.temperature),
            top_p: unless(Feature::TopP, settings.top_p),
        }
    }
}

impl<'a> Body<'a> {
    pub(crate) fn new(model: &'a str, request: &'a Request, unsupported: Unsupported) -> Self {
        let (system, conversation) = request.with_system_role(!unsupported.contains(Feature::SystemRole));
        let system = (!system.is_empty()).then_some(Message { role: "system", content: system.into() });
        let conversation = conversation.map(|(role, content)| {
            let role = match role {
                Role::User => "user",
                Role::Agent => "assistant",
            };
            Message { role, content }
        });
        let stream_options = StreamOptions { include_usage: true };
        Self {
            model,
            messages: system.into_iter().chain(conversation).collect(),
            stream: true,
            stream_options: (!unsupported.contains(Feature::StreamOptions)).then_some(stream_options),
            settings: Settings::new(request, unsupported),
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
pub(crate) struct Decoder {
    /// Finds reasoning in the content; `None` if the server separates it itself.
    think_tags: Option<ThinkTags>,
}

impl Decoder {
    /// `think_tags` says whether the server may leave reasoning in the content.
    pub(crate) fn new(think_tags: bool) -> Self {
        Self { think_tags: think_tags.then(ThinkTags::default) }
    }

    fn delta(&mut self, delta: Delta<'_>, output: &mut Output) {
        let reasoning =
            if delta.reasoning_content.is_empty() { delta.reasoning } else { delta.reasoning_content };
        output.reasoning(reasoning);
        match &mut self.think_tags {
            Some(tags) if !delta.content.is_empty() => tags.read(delta.content.as_str(), hear(output)),
            _ => output.text(delta.content),
        }
        output.refusal(delta.refusal);
        for (position, call) in delta.tool_calls.0.into_iter().enumerate() {
            let function = call.function.0.unwrap_or_default();
            output.tool_call(ToolCallDelta {
                index: call.index.0.and_then(|index| usize::try_from(index).ok()).unwrap_or(position),
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
        let data = event.data.trim();
        if data == "[DONE]" {
            output.done();
            return Ok(());
        }
        if data.is_empty() {
            return Ok(());
        }
        let chunk: Chunk<'_> = parse(data)?;
        if chunk.error.0 || chunk.object.as_str() == "error" || event.name == "error" {
            return Err(output.error(data));
        }
        if let Some(usage) = chunk.usage.0 {
            output.usage(usage.prompt_tokens.0, usage.completion_tokens.0);
        }
        let Some(choice) = chunk.choices.0 else { return Ok(()) };
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
            tags.finish(hear(output));
        }
    }
}

fn hear(output: &mut Output) -> impl FnMut(Piece<'_>) {
    |piece| match piece {
        Piece::Text(text) => output.text(text),
        Piece::Reasoning(text) => output.reasoning(text),
    }
}
