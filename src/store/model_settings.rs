//! An agent's settings for its models: one type for each protocol.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sql::{FromRow, FromValue, Mismatch, ToValue, ValueRef};

use crate::error::{Result, invalid};

sql::text_enum! {
    /// How much an OpenAI model reasons before it answers.
    #[derive(utoipa::ToSchema)]
    #[schema(rename_all = "snake_case")]
    pub enum ReasoningEffort {
        /// Not at all.
        None = "none",
        /// As little as it can.
        Minimal = "minimal",
        /// A little.
        Low = "low",
        /// Some.
        Medium = "medium",
        /// Much.
        High = "high",
        /// Very much.
        Xhigh = "xhigh",
        /// As much as it can.
        Max = "max",
    }
}

/// Settings for models that speak OpenAI's protocols. Unset ones are not sent.
#[derive(Debug, Clone, Default, PartialEq, FromRow, Serialize, Deserialize)]
pub struct OpenAiSettings {
    /// -2 to 2.
    #[row(rename = "openai_frequency_penalty")]
    pub frequency_penalty: Option<f64>,
    /// -2 to 2.
    #[row(rename = "openai_presence_penalty")]
    pub presence_penalty: Option<f64>,
    /// 0 to 2.
    #[row(rename = "openai_temperature")]
    pub temperature: Option<f64>,
    /// 0 to 1.
    #[row(rename = "openai_top_p")]
    pub top_p: Option<f64>,
    /// Without a budget for thinking.
    #[row(rename = "openai_common")]
    #[serde(flatten)]
    pub common: CommonSettings,
}

/// Settings for Anthropic models. Unset ones and -1 are not sent.
#[derive(Debug, Clone, Default, PartialEq, FromRow, Serialize, Deserialize)]
pub struct AnthropicSettings {
    /// 0 to 1.
    #[row(rename = "anthropic_temperature")]
    pub temperature: Option<f64>,
    /// A number of tokens, or -1 for off.
    #[row(rename = "anthropic_top_k")]
    pub top_k: Option<i64>,
    /// 0 to 1, or -1 for off.
    #[row(rename = "anthropic_top_p")]
    pub top_p: Option<f64>,
    /// Without an effort and a seed.
    #[row(rename = "anthropic_common")]
    #[serde(flatten)]
    pub common: CommonSettings,
}

/// Settings for Gemini models. Unset ones are not sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GeminiSettings {
    /// 0 to 2.
    pub temperature: Option<f64>,
    /// 0 to 1.
    pub top_p: Option<f64>,
    /// A number of tokens.
    pub top_k: Option<i64>,
    /// Without an effort.
    #[serde(flatten)]
    pub common: CommonSettings,
}

/// Settings that several protocols have, each under a name of its own. Unset ones are not sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CommonSettings {
    /// Maximum tokens of a reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<i64>,
    /// How much a model thinks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_effort: Option<ReasoningEffort>,
    /// Tokens that a model may use for thinking; -1 leaves it to the model, where it can choose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thinking_budget: Option<i64>,
    /// Texts that end a reply.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stop: Vec<String>,
    /// Makes replies repeatable, as far as a model can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    /// Fields to merge into the body of each request.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

impl CommonSettings {
    /// Returns the texts that end a reply, if there are any.
    pub fn stops(&self) -> Option<&[String]> {
        Some(self.stop.as_slice()).filter(|stop| !stop.is_empty())
    }
}

impl AnthropicSettings {
    /// Refuses settings that exclude each other.
    pub fn check(&self) -> Result<()> {
        let CommonSettings { max_tokens, thinking_budget, .. } = self.common;
        if thinking_budget.zip(max_tokens).is_some_and(|(budget, max)| budget >= max) {
            return Err(invalid("anthropic.thinking_budget: must be less than anthropic.max_tokens"));
        }
        Ok(())
    }
}

/// Stores settings as JSON; the text is empty if none is set.
macro_rules! stored_as_json {
    ($($settings:ident)*) => {$(
        impl FromValue for $settings {
            fn from_value(value: ValueRef<'_>) -> std::result::Result<Self, Mismatch> {
                let ValueRef::Text(text) = value else { return Err(Mismatch("is not a text".into())) };
                if text.is_empty() {
                    return Ok(Self::default());
                }
                serde_json::from_str(text).map_err(|error| Mismatch(error.to_string().into()))
            }
        }

        impl<'q> ToValue<'q> for $settings {
            const KIND: sql::Kind = sql::Kind::Text;

            fn to_value(self) -> sql::Value<'q> {
                let text = if self == Self::default() { Ok(String::new()) } else { serde_json::to_string(&self) };
                sql::Value::Text(text.unwrap_or_default().into())
            }
        }
    )*};
}

stored_as_json!(CommonSettings GeminiSettings);

/// A change to [`OpenAiSettings`]. `None` leaves a field as it is; `Some(None)` unsets it.
#[derive(Debug, Clone, Default)]
pub struct OpenAiPatch {
    /// See [`OpenAiSettings`].
    pub frequency_penalty: Option<Option<f64>>,
    /// See [`OpenAiSettings`].
    pub presence_penalty: Option<Option<f64>>,
    /// See [`OpenAiSettings`].
    pub temperature: Option<Option<f64>>,
    /// See [`OpenAiSettings`].
    pub top_p: Option<Option<f64>>,
    /// See [`OpenAiSettings`].
    pub common: CommonPatch,
}

/// A change to [`AnthropicSettings`], likewise.
#[derive(Debug, Clone, Default)]
pub struct AnthropicPatch {
    /// See [`AnthropicSettings`].
    pub temperature: Option<Option<f64>>,
    /// See [`AnthropicSettings`].
    pub top_k: Option<Option<i64>>,
    /// See [`AnthropicSettings`].
    pub top_p: Option<Option<f64>>,
    /// See [`AnthropicSettings`].
    pub common: CommonPatch,
}

/// A change to [`GeminiSettings`], likewise.
#[derive(Debug, Clone, Default)]
pub struct GeminiPatch {
    /// See [`GeminiSettings`].
    pub temperature: Option<Option<f64>>,
    /// See [`GeminiSettings`].
    pub top_p: Option<Option<f64>>,
    /// See [`GeminiSettings`].
    pub top_k: Option<Option<i64>>,
    /// See [`GeminiSettings`].
    pub common: CommonPatch,
}

/// A change to [`CommonSettings`], likewise.
#[derive(Debug, Clone, Default)]
pub struct CommonPatch {
    /// See [`CommonSettings`].
    pub max_tokens: Option<Option<i64>>,
    /// See [`CommonSettings`].
    pub reasoning_effort: Option<Option<ReasoningEffort>>,
    /// See [`CommonSettings`].
    pub thinking_budget: Option<Option<i64>>,
    /// See [`CommonSettings`].
    pub stop: Option<Vec<String>>,
    /// See [`CommonSettings`].
    pub seed: Option<Option<i64>>,
    /// See [`CommonSettings`].
    pub extra: Option<Map<String, Value>>,
}

/// Replaces a value if there is a new one.
pub(super) fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

impl OpenAiSettings {
    /// Applies a change.
    pub fn change(&mut self, patch: OpenAiPatch) {
        set(&mut self.frequency_penalty, patch.frequency_penalty);
        set(&mut self.presence_penalty, patch.presence_penalty);
        set(&mut self.temperature, patch.temperature);
        set(&mut self.top_p, patch.top_p);
        self.common.change(patch.common);
    }

    /// Returns the change that turns any settings into these.
    pub fn patch(self) -> OpenAiPatch {
        OpenAiPatch {
            frequency_penalty: Some(self.frequency_penalty),
            presence_penalty: Some(self.presence_penalty),
            temperature: Some(self.temperature),
            top_p: Some(self.top_p),
            common: self.common.patch(),
        }
    }
}

impl AnthropicSettings {
    /// Applies a change.
    pub fn change(&mut self, patch: AnthropicPatch) {
        set(&mut self.temperature, patch.temperature);
        set(&mut self.top_k, patch.top_k);
        set(&mut self.top_p, patch.top_p);
        self.common.change(patch.common);
    }

    /// Returns the change that turns any settings into these.
    pub fn patch(self) -> AnthropicPatch {
        AnthropicPatch {
            temperature: Some(self.temperature),
            top_k: Some(self.top_k),
            top_p: Some(self.top_p),
            common: self.common.patch(),
        }
    }
}

impl GeminiSettings {
    /// Applies a change.
    pub fn change(&mut self, patch: GeminiPatch) {
        set(&mut self.temperature, patch.temperature);
        set(&mut self.top_p, patch.top_p);
        set(&mut self.top_k, patch.top_k);
        self.common.change(patch.common);
    }

    /// Returns the change that turns any settings into these.
    pub fn patch(self) -> GeminiPatch {
        GeminiPatch {
            temperature: Some(self.temperature),
            top_p: Some(self.top_p),
            top_k: Some(self.top_k),
            common: self.common.patch(),
        }
    }
}

impl CommonSettings {
    fn change(&mut self, patch: CommonPatch) {
        set(&mut self.max_tokens, patch.max_tokens);
        set(&mut self.reasoning_effort, patch.reasoning_effort);
        set(&mut self.thinking_budget, patch.thinking_budget);
        set(&mut self.stop, patch.stop);
        set(&mut self.seed, patch.seed);
        set(&mut self.extra, patch.extra);
    }

    fn patch(self) -> CommonPatch {
        CommonPatch {
            max_tokens: Some(self.max_tokens),
            reasoning_effort: Some(self.reasoning_effort),
            thinking_budget: Some(self.thinking_budget),
            stop: Some(self.stop),
            seed: Some(self.seed),
            extra: Some(self.extra),
        }
    }
}
