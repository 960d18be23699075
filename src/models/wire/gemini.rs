//! Gemini's `streamGenerateContent`.

use std::borrow::Cow;

use proficient_sse::Event as SseEvent;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::decode::{Decode, Output, parse};
use super::lenient::{Count, First, Flag, List, Object, Present, Text};
use crate::models::event::{FinishReason, ToolCallDelta};
use crate::models::failure::Failure;
use crate::models::refusal::{Feature, Unsupported};
use crate::models::request::{Request, Role};

/// The body of a request.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Body<'a> {
    contents: Vec<Content<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    system_instruction: Option<Content<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation_config: Option<Settings<'a>>,
}

#[derive(Debug, Serialize)]
struct Content<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    parts: [TextPart<'a>; 1],
}

#[derive(Debug, Serialize)]
struct TextPart<'a> {
    text: Cow<'a, str>,
}

/// The agent's settings, as the request holds them.
#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Settings<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_k: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_output_tokens: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop_sequences: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_config: Option<ThinkingConfig>,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct ThinkingConfig {
    thinking_budget: i64,
}

impl<'a> Settings<'a> {
    /// Returns the settings, or `None` if none is set. Two default to those of OpenAI, which also applied to
    /// Gemini before it had its own settings.
    fn new(request: &'a Request, unsupported: Unsupported) -> Option<Self> {
        let (settings, common, openai) = (&request.gemini, &request.gemini.common, &request.openai);
        let budget = unsupported.unless(Feature::ThinkingBudget, common.thinking_budget);
        let set = Self {
            temperature: unsupported
                .unless(Feature::Temperature, settings.temperature.or(openai.temperature)),
            top_p: unsupported.unless(Feature::TopP, settings.top_p.or(openai.top_p)),
            top_k: unsupported.unless(Feature::TopK, settings.top_k),
            max_output_tokens: common.max_tokens,
            stop_sequences: unsupported.unless(Feature::Stop, common.stops()),
            seed: unsupported.unless(Feature::Seed, common.seed),
            thinking_config: budget.map(|thinking_budget| ThinkingConfig { thinking_budget }),
        };
        (set != Self::default()).then_some(set)
    }
}

impl<'a> Body<'a> {
    pub(super) fn new(request: &'a Request, unsupported: Unsupported) -> Self {
        let (system, conversation) = request.with_system_role(!unsupported.contains(Feature::SystemRole));
        let content = |role, text| Content { role, parts: [TextPart { text }] };
        let contents = conversation.map(|(role, text)| {
            let role = match role {
                Role::User => "user",
                Role::Agent => "model",
            };
            content(Some(role), text)
        });
        Self {
            contents: contents.collect(),
            system_instruction: (!system.is_empty()).then(|| content(None, system.into())),
            generation_config: Settings::new(request, unsupported),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Chunk<'a> {
    #[serde(borrow)]
    candidates: First<Candidate<'a>>,
    #[serde(borrow)]
    prompt_feedback: Object<PromptFeedback<'a>>,
    usage_metadata: Object<TokenUsage>,
    error: Present,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Candidate<'a> {
    #[serde(borrow)]
    content: Object<Parts<'a>>,
    #[serde(borrow)]
    finish_reason: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Parts<'a> {
    #[serde(borrow)]
    parts: List<Part<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Part<'a> {
    #[serde(borrow)]
    text: Text<'a>,
    thought: Flag,
    #[serde(borrow)]
    thought_signature: Text<'a>,
    #[serde(borrow)]
    function_call: Object<FunctionCall<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FunctionCall<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    args: Option<&'a RawValue>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct PromptFeedback<'a> {
    #[serde(borrow)]
    block_reason: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct TokenUsage {
    prompt_token_count: Count,
    candidates_token_count: Count,
    thoughts_token_count: Count,
}

/// Reads the chunks of one reply.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    tool_calls: usize,
}

impl Decoder {
    fn part(&mut self, part: Part<'_>, output: &mut Output) {
        if part.thought.0 {
            output.reasoning(part.text);
        } else {
            output.text(part.text);
        }
        if let Some(call) = part.function_call.0 {
            output.tool_call(ToolCallDelta {
                index: self.tool_calls,
                id: call.id.into(),
                name: call.name.into(),
                arguments: call.args.map_or("{}", RawValue::get).to_owned(),
                signature: part.thought_signature.into(),
            });
            self.tool_calls += 1;
        } else {
            output.signature(part.thought_signature);
        }
    }
}

impl Decode for Decoder {
    fn decode(&mut self, event: SseEvent<'_>, output: &mut Output) -> Result<(), Failure> {
        let chunk: Chunk<'_> = parse(event.data)?;
        if chunk.error.0 || event.name == "error" {
            return Err(output.error(event.data));
        }
        if let Some(usage) = chunk.usage_metadata.0 {
            let written = [usage.candidates_token_count.0, usage.thoughts_token_count.0];
            output
                .usage(usage.prompt_token_count.0, written.into_iter().flatten().reduce(i64::saturating_add));
        }
        if chunk.prompt_feedback.0.is_some_and(|feedback| !feedback.block_reason.is_empty()) {
            output.finished(FinishReason::ContentFilter);
        }
        let Some(candidate) = chunk.candidates.0 else { return Ok(()) };
        for part in candidate.content.0.unwrap_or_default().parts.0 {
            self.part(part, output);
        }
        match candidate.finish_reason.as_str() {
            "" | "FINISH_REASON_UNSPECIFIED" => {}
            "MAX_TOKENS" => output.finished(FinishReason::Length),
            "SAFETY" | "RECITATION" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" | "IMAGE_SAFETY"
            | "LANGUAGE" => output.finished(FinishReason::ContentFilter),
            _ if self.tool_calls > 0 => output.finished(FinishReason::ToolCalls),
            _ => output.finished(FinishReason::Stop),
        }
        Ok(())
    }
}
