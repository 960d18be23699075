//! Settings of models in an agent's configuration.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::error::{Result, invalid};
use crate::http::fields::{present, range, text};
use crate::store::agents::{
    AnthropicPatch, AnthropicSettings, CommonPatch, CommonSettings, GeminiPatch, GeminiSettings, OpenAiPatch,
    OpenAiSettings, ReasoningEffort,
};

/// Maximum number of tokens, for settings that are one.
const MAX_TOKENS: i64 = 10_000_000;
/// Maximum number of texts that end a reply.
const MAX_STOPS: usize = 8;
/// Maximum length of such a text.
const STOP: usize = 256;
/// Maximum size of `extra` as JSON, in bytes.
const EXTRA: usize = 16_384;
/// Fields that `extra` cannot set, in any protocol, because the server sets them itself.
const RESERVED: [&str; 15] = [
    "background",
    "contents",
    "conversation",
    "input",
    "instructions",
    "messages",
    "model",
    "n",
    "previous_response_id",
    "prompt",
    "stream",
    "stream_options",
    "system",
    "systemInstruction",
    "system_instruction",
];

/// Settings for OpenAI and OpenAI-compatible models. What is absent or `null` is left to the provider.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenAi {
    frequency_penalty: Option<f64>,
    presence_penalty: Option<f64>,
    temperature: Option<f64>,
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<ReasoningEffort>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stop: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<i64>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    extra: Map<String, Value>,
}

/// Settings for Anthropic models. What is absent, `null` or -1 is left to the provider.
#[derive(Debug, Serialize, ToSchema)]
pub struct Anthropic {
    temperature: Option<f64>,
    top_k: Option<i64>,
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_budget: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stop: Vec<String>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    extra: Map<String, Value>,
}

/// Settings for Gemini models. What is absent is left to the provider, except that `temperature` and `top_p`
/// are then those of `openai`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Gemini {
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_k: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_budget: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stop: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<i64>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    extra: Map<String, Value>,
}

impl From<OpenAiSettings> for OpenAi {
    fn from(settings: OpenAiSettings) -> Self {
        let OpenAiSettings { frequency_penalty, presence_penalty, temperature, top_p, common } = settings;
        let CommonSettings { max_tokens, reasoning_effort, stop, seed, extra, .. } = common;
        Self {
            frequency_penalty,
            presence_penalty,
            temperature,
            top_p,
            max_tokens,
            reasoning_effort,
            stop,
            seed,
            extra,
        }
    }
}

impl From<AnthropicSettings> for Anthropic {
    fn from(settings: AnthropicSettings) -> Self {
        let AnthropicSettings { temperature, top_k, top_p, common } = settings;
        let CommonSettings { max_tokens, thinking_budget, stop, extra, .. } = common;
        Self { temperature, top_k, top_p, max_tokens, thinking_budget, stop, extra }
    }
}

impl Gemini {
    /// Returns the settings, unless none is set.
    pub(super) fn of(settings: GeminiSettings) -> Option<Self> {
        if settings == GeminiSettings::default() {
            return None;
        }
        let GeminiSettings { temperature, top_p, top_k, common } = settings;
        let CommonSettings { max_tokens, thinking_budget, stop, seed, extra, .. } = common;
        Some(Self { temperature, top_p, top_k, max_tokens, thinking_budget, stop, seed, extra })
    }
}

/// Changes to the settings for OpenAI and OpenAI-compatible models. Absent fields stay as they are; `null` unsets a field.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenAiInput {
    /// From -2 to 2.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = -2, maximum = 2)]
    frequency_penalty: Option<Option<f64>>,
    /// From -2 to 2.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = -2, maximum = 2)]
    presence_penalty: Option<Option<f64>>,
    /// From 0 to 2.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 2)]
    temperature: Option<Option<f64>>,
    /// From 0 to 1.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 1)]
    top_p: Option<Option<f64>>,
    /// Maximum length of a reply in tokens, reasoning included.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 10_000_000)]
    max_tokens: Option<Option<i64>>,
    /// How much a reasoning model thinks before it answers.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<ReasoningEffort>)]
    reasoning_effort: Option<Option<ReasoningEffort>>,
    /// Up to 8 texts that end a reply. Not sent to the Responses API.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Vec<String>>, max_items = 8)]
    stop: Option<Option<Vec<String>>>,
    /// Makes replies repeatable, as far as a model can. Not sent to the Responses API.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>)]
    seed: Option<Option<i64>>,
    /// Merged into the body of each request, for parameters that have no setting here. At most 16 KB of JSON.
    /// A new value replaces the whole object.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<std::collections::HashMap<String, Value>>)]
    extra: Option<Option<Map<String, Value>>>,
}

/// Changes to the settings for Anthropic models. Absent fields stay as they are; `null` unsets a field.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnthropicInput {
    /// From 0 to 1.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 1)]
    temperature: Option<Option<f64>>,
    /// Number of tokens, or -1 for off.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>, minimum = -1, maximum = 100_000)]
    top_k: Option<Option<i64>>,
    /// From 0 to 1, or -1 for off.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = -1, maximum = 1)]
    top_p: Option<Option<f64>>,
    /// Maximum length of a reply in tokens, thinking included. Default: what the model can write.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 10_000_000)]
    max_tokens: Option<Option<i64>>,
    /// Tokens that the model may use for extended thinking, which is otherwise off. Less than `max_tokens`.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>, minimum = 1024, maximum = 10_000_000)]
    thinking_budget: Option<Option<i64>>,
    /// Up to 8 texts that end a reply.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Vec<String>>, max_items = 8)]
    stop: Option<Option<Vec<String>>>,
    /// Merged into the body of each request, for parameters that have no setting here. At most 16 KB of JSON.
    /// A new value replaces the whole object.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<std::collections::HashMap<String, Value>>)]
    extra: Option<Option<Map<String, Value>>>,
}

/// Changes to the settings for Gemini models. Absent fields stay as they are; `null` unsets a field.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GeminiInput {
    /// From 0 to 2. Default: that of `openai`.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 2)]
    temperature: Option<Option<f64>>,
    /// From 0 to 1. Default: that of `openai`.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 1)]
    top_p: Option<Option<f64>>,
    /// Number of tokens.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 100_000)]
    top_k: Option<Option<i64>>,
    /// Maximum length of a reply in tokens, thinking included.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 10_000_000)]
    max_tokens: Option<Option<i64>>,
    /// Tokens that the model may use for thinking: 0 for none, -1 to leave it to the model.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>, minimum = -1, maximum = 10_000_000)]
    thinking_budget: Option<Option<i64>>,
    /// Up to 5 texts that end a reply.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Vec<String>>, max_items = 5)]
    stop: Option<Option<Vec<String>>>,
    /// Makes replies repeatable, as far as a model can.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>)]
    seed: Option<Option<i64>>,
    /// Merged into the body of each request, for parameters that have no setting here. At most 16 KB of JSON.
    /// A new value replaces the whole object.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<std::collections::HashMap<String, Value>>)]
    extra: Option<Option<Map<String, Value>>>,
}

impl OpenAiInput {
    /// Validates the changes.
    pub(in crate::api) fn patch(self) -> Result<OpenAiPatch> {
        range("openai.frequency_penalty", self.frequency_penalty.flatten(), -2.0, 2.0)?;
        range("openai.presence_penalty", self.presence_penalty.flatten(), -2.0, 2.0)?;
        range("openai.temperature", self.temperature.flatten(), 0.0, 2.0)?;
        range("openai.top_p", self.top_p.flatten(), 0.0, 1.0)?;
        integer("openai.max_tokens", self.max_tokens, 1, MAX_TOKENS)?;
        Ok(OpenAiPatch {
            frequency_penalty: self.frequency_penalty,
            presence_penalty: self.presence_penalty,
            temperature: self.temperature,
            top_p: self.top_p,
            common: CommonPatch {
                max_tokens: self.max_tokens,
                reasoning_effort: self.reasoning_effort,
                stop: stops("openai.stop", self.stop, MAX_STOPS)?,
                seed: self.seed,
                extra: extra("openai.extra", self.extra)?,
                ..CommonPatch::default()
            },
        })
    }
}

impl AnthropicInput {
    /// Validates the changes.
    pub(in crate::api) fn patch(self) -> Result<AnthropicPatch> {
        range("anthropic.temperature", self.temperature.flatten(), 0.0, 1.0)?;
        if self.top_k.flatten().is_some_and(|top_k| !(-1..=100_000).contains(&top_k)) {
            return Err(invalid("anthropic.top_k: must be -1 (off) or an integer from 0 to 100000"));
        }
        match self.top_p.flatten() {
            Some(-1.0) => {}
            Some(top_p) if !(0.0..=1.0).contains(&top_p) => {
                return Err(invalid("anthropic.top_p: must be -1 (off) or a number from 0 to 1"));
            }
            _ => {}
        }
        integer("anthropic.max_tokens", self.max_tokens, 1, MAX_TOKENS)?;
        integer("anthropic.thinking_budget", self.thinking_budget, 1_024, MAX_TOKENS)?;
        Ok(AnthropicPatch {
            temperature: self.temperature,
            top_k: self.top_k,
            top_p: self.top_p,
            common: CommonPatch {
                max_tokens: self.max_tokens,
                thinking_budget: self.thinking_budget,
                stop: stops("anthropic.stop", self.stop, MAX_STOPS)?,
                extra: extra("anthropic.extra", self.extra)?,
                ..CommonPatch::default()
            },
        })
    }
}

impl GeminiInput {
    /// Validates the changes.
    pub(in crate::api) fn patch(self) -> Result<GeminiPatch> {
        range("gemini.temperature", self.temperature.flatten(), 0.0, 2.0)?;
        range("gemini.top_p", self.top_p.flatten(), 0.0, 1.0)?;
        integer("gemini.top_k", self.top_k, 1, 100_000)?;
        integer("gemini.max_tokens", self.max_tokens, 1, MAX_TOKENS)?;
        integer("gemini.thinking_budget", self.thinking_budget, -1, MAX_TOKENS)?;
        integer("gemini.seed", self.seed, i32::MIN.into(), i32::MAX.into())?;
        Ok(GeminiPatch {
            temperature: self.temperature,
            top_p: self.top_p,
            top_k: self.top_k,
            common: CommonPatch {
                max_tokens: self.max_tokens,
                thinking_budget: self.thinking_budget,
                stop: stops("gemini.stop", self.stop, 5)?,
                seed: self.seed,
                extra: extra("gemini.extra", self.extra)?,
                ..CommonPatch::default()
            },
        })
    }
}

fn integer(field: &str, value: Option<Option<i64>>, low: i64, high: i64) -> Result<()> {
    match value.flatten() {
        Some(value) if !(low..=high).contains(&value) => {
            Err(invalid(format!("{field}: must be an integer from {low} to {high}")))
        }
        _ => Ok(()),
    }
}

/// Validates texts that end a reply.
fn stops(field: &str, stops: Option<Option<Vec<String>>>, limit: usize) -> Result<Option<Vec<String>>> {
    let Some(stops) = stops else { return Ok(None) };
    let stops = stops.unwrap_or_default();
    if stops.len() > limit {
        return Err(invalid(format!("{field}: must not contain more than {limit} texts")));
    }
    let stop = |(at, stop): (usize, String)| match stop.is_empty() {
        true => Err(invalid(format!("{field}[{at}]: must not be empty"))),
        false => text(&format!("{field}[{at}]"), stop, STOP),
    };
    stops.into_iter().enumerate().map(stop).collect::<Result<_>>().map(Some)
}

/// Validates what is merged into requests.
fn extra(field: &str, extra: Option<Option<Map<String, Value>>>) -> Result<Option<Map<String, Value>>> {
    let Some(extra) = extra else { return Ok(None) };
    let extra = extra.unwrap_or_default();
    if let Some(name) = extra.keys().find(|name| RESERVED.contains(&name.as_str())) {
        return Err(invalid(format!("{field}.{name}: is set by the server")));
    }
    if Value::Object(extra.clone()).to_string().len() > EXTRA {
        return Err(invalid(format!("{field}: must not be larger than {EXTRA} bytes of JSON")));
    }
    Ok(Some(extra))
}
