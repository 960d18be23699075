//! Anthropic's messages.

use proficient_sse::Event as SseEvent;
use serde::{Deserialize, Serialize};

use super::decode::{Decode, Output, parse};
use super::lenient::{Count, Object, Present, Text};
use super::message::Message;
use crate::models::event::{FinishReason, ToolCallDelta};
use crate::models::failure::Failure;
use crate::models::refusal::{Feature, Unsupported};
use crate::models::request::Request;
use crate::store::agents::AnthropicSettings;

/// The maximum tokens of a reply, by the prefix of a model's name. The API requires a limit, and refuses one
/// that is higher than the model's own.
const MAX_TOKENS: [(&str, i64); 6] = [
    ("claude-3-7-", 64_000),
    ("claude-3-5-", 8_192),
    ("claude-3-", 4_096),
    ("claude-opus-4-0", 32_000),
    ("claude-opus-4-1", 32_000),
    ("claude-opus-4-2", 32_000),
];
/// The same for other models.
const DEFAULT_MAX_TOKENS: i64 = 64_000;
/// The same for a model that refused that many.
const SMALL_MAX_TOKENS: i64 = 4_096;

/// The smallest `top_p` that the API accepts together with thinking.
const THINKING_TOP_P: f64 = 0.95;

/// The body of a request.
#[derive(Debug, Serialize)]
pub(super) struct Body<'a> {
    model: &'a str,
    messages: Vec<Message<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    system: &'a str,
    #[serde(flatten)]
    settings: Settings<'a>,
}

/// The agent's settings, as the request holds them.
#[derive(Debug, Serialize)]
struct Settings<'a> {
    max_tokens: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_k: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking: Option<Thinking>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop_sequences: Option<&'a [String]>,
}

#[derive(Debug, Serialize)]
struct Thinking {
    #[serde(rename = "type")]
    kind: &'static str,
    budget_tokens: i64,
}

impl<'a> Settings<'a> {
    fn new(model: &str, settings: &'a AnthropicSettings, unsupported: Unsupported) -> Self {
        let common = &settings.common;
        let known = MAX_TOKENS.iter().find(|(beginning, _)| model.starts_with(beginning));
        let usual = known.map_or(DEFAULT_MAX_TOKENS, |&(_, tokens)| tokens);
        let usual = if unsupported.contains(Feature::DefaultMaxTokens) { SMALL_MAX_TOKENS } else { usual };
        let budget = unsupported.unless(Feature::ThinkingBudget, common.thinking_budget);
        // Thinking counts towards the limit, which must leave room for the reply.
        let usual = budget.map_or(usual, |budget| usual.max(budget.saturating_add(SMALL_MAX_TOKENS)));
        // With thinking, the API refuses any temperature but its default, `top_k`, and a small `top_p`.
        let (thinks, least_top_p) = if budget.is_some() { (true, THINKING_TOP_P) } else { (false, 0.0) };
        let temperature = settings.temperature.filter(|_| !thinks);
        let top_k = settings.top_k.filter(|&top_k| top_k >= 0 && !thinks);
        let top_p = settings.top_p.filter(|&top_p| top_p >= least_top_p);
        Self {
            max_tokens: common.max_tokens.unwrap_or(usual),
            temperature: unsupported.unless(Feature::Temperature, temperature),
            top_k: unsupported.unless(Feature::TopK, top_k),
            top_p: unsupported.unless(Feature::TopP, top_p),
            thinking: budget.map(|budget_tokens| Thinking { kind: "enabled", budget_tokens }),
            stop_sequences: unsupported.unless(Feature::Stop, common.stops()),
        }
    }
}

impl<'a> Body<'a> {
    pub(super) fn new(model: &'a str, request: &'a Request, unsupported: Unsupported) -> Self {
        let (system, conversation) = request.with_system_role(!unsupported.contains(Feature::SystemRole));
        let settings = Settings::new(model, &request.anthropic, unsupported);
        Self { model, messages: conversation.map(Message::of).collect(), stream: true, system, settings }
    }
}

/// Any event of the stream. Each type has some of the fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Chunk<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    index: Count,
    message: Object<StartedMessage>,
    #[serde(borrow)]
    content_block: Object<Block<'a>>,
    #[serde(borrow)]
    delta: Object<Delta<'a>>,
    usage: Object<TokenUsage>,
    error: Present,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct StartedMessage {
    usage: Object<TokenUsage>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Block<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow)]
    text: Text<'a>,
    #[serde(borrow)]
    thinking: Text<'a>,
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow)]
    name: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Delta<'a> {
    #[serde(borrow)]
    text: Text<'a>,
    #[serde(borrow)]
    thinking: Text<'a>,
    #[serde(borrow)]
    signature: Text<'a>,
    #[serde(borrow)]
    partial_json: Text<'a>,
    #[serde(borrow)]
    stop_reason: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct TokenUsage {
    input_tokens: Count,
    cache_creation_input_tokens: Count,
    cache_read_input_tokens: Count,
    output_tokens: Count,
}

impl TokenUsage {
    /// Returns the input tokens, which this provider reports in three parts.
    fn input(&self) -> Option<i64> {
        let cached = [self.cache_creation_input_tokens, self.cache_read_input_tokens];
        let cached = cached.iter().filter_map(|count| count.0);
        self.input_tokens.0.map(|tokens| cached.fold(tokens, i64::saturating_add))
    }
}

/// Reads the events of one reply.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    input_tokens: Option<i64>,
}

impl Decoder {
    fn usage(&mut self, usage: Object<TokenUsage>, output: &mut Output) {
        if let Some(usage) = usage.0 {
            self.input_tokens = usage.input().or(self.input_tokens);
            output.usage(self.input_tokens, usage.output_tokens.0);
        }
    }
}

impl Decode for Decoder {
    fn decode(&mut self, event: SseEvent<'_>, output: &mut Output) -> Result<(), Failure> {
        let chunk: Chunk<'_> = parse(event.data)?;
        let index = chunk.index.index().unwrap_or_default();
        match chunk.kind.as_str() {
            "message_start" => self.usage(chunk.message.0.unwrap_or_default().usage, output),
            "content_block_start" => {
                let block = chunk.content_block.0.unwrap_or_default();
                output.text(block.text);
                output.reasoning(block.thinking);
                if block.kind.as_str() == "tool_use" {
                    let (id, name) = (block.id.into(), block.name.into());
                    output.tool_call(ToolCallDelta { index, id, name, ..ToolCallDelta::default() });
                }
            }
            "content_block_delta" => {
                let delta = chunk.delta.0.unwrap_or_default();
                output.text(delta.text);
                output.reasoning(delta.thinking);
                output.signature(delta.signature);
                if !delta.partial_json.is_empty() {
                    let arguments = delta.partial_json.into();
                    output.tool_call(ToolCallDelta { index, arguments, ..ToolCallDelta::default() });
                }
            }
            "message_delta" => {
                self.usage(chunk.usage, output);
                let delta = chunk.delta.0.unwrap_or_default();
                match delta.stop_reason.as_str() {
                    "" => {}
                    "max_tokens" | "model_context_window_exceeded" => output.finished(FinishReason::Length),
                    "refusal" => output.finished(FinishReason::ContentFilter),
                    "tool_use" => output.finished(FinishReason::ToolCalls),
                    _ => output.finished(FinishReason::Stop),
                }
            }
            "message_stop" => output.done(),
            // `ping`, `content_block_stop`, and types that this version does not know.
            _ if chunk.error.0 || event.name == "error" => return Err(output.error(event.data)),
            _ => {}
        }
        Ok(())
    }
}
