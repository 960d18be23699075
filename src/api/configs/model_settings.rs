//! Settings of models in an agent's configuration.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::fields::{present, range};
use crate::error::{Result, invalid};
use crate::store::agents::{AnthropicSettings, OpenAiSettings};

/// Settings for OpenAI and OpenAI-compatible models. `null` leaves a setting to the provider.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenAi {
    frequency_penalty: Option<f64>,
    presence_penalty: Option<f64>,
    temperature: Option<f64>,
    top_p: Option<f64>,
}

/// Settings for Anthropic models. `null` and -1 leave a setting to the provider.
#[derive(Debug, Serialize, ToSchema)]
pub struct Anthropic {
    temperature: Option<f64>,
    top_k: Option<i64>,
    top_p: Option<f64>,
}

impl From<OpenAiSettings> for OpenAi {
    fn from(settings: OpenAiSettings) -> Self {
        let OpenAiSettings { frequency_penalty, presence_penalty, temperature, top_p } = settings;
        Self { frequency_penalty, presence_penalty, temperature, top_p }
    }
}

impl From<AnthropicSettings> for Anthropic {
    fn from(settings: AnthropicSettings) -> Self {
        let AnthropicSettings { temperature, top_k, top_p } = settings;
        Self { temperature, top_k, top_p }
    }
}

/// Changes to the settings for OpenAI and OpenAI-compatible models. Absent fields stay as they are; `null` unsets a field.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenAiInput {
    /// From -2 to 2.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = -2, maximum = 2)]
    pub(super) frequency_penalty: Option<Option<f64>>,
    /// From -2 to 2.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = -2, maximum = 2)]
    pub(super) presence_penalty: Option<Option<f64>>,
    /// From 0 to 2.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 2)]
    pub(super) temperature: Option<Option<f64>>,
    /// From 0 to 1.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 1)]
    pub(super) top_p: Option<Option<f64>>,
}

/// Changes to the settings for Anthropic models. Absent fields stay as they are; `null` unsets a field.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnthropicInput {
    /// From 0 to 1.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 1)]
    pub(super) temperature: Option<Option<f64>>,
    /// Number of tokens, or -1 for off.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>, minimum = -1, maximum = 100_000)]
    pub(super) top_k: Option<Option<i64>>,
    /// From 0 to 1, or -1 for off.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = -1, maximum = 1)]
    pub(super) top_p: Option<Option<f64>>,
}

impl OpenAiInput {
    /// Checks the ranges.
    pub(in crate::api) fn check(self) -> Result<Self> {
        range("openai.frequency_penalty", self.frequency_penalty.flatten(), -2.0, 2.0)?;
        range("openai.presence_penalty", self.presence_penalty.flatten(), -2.0, 2.0)?;
        range("openai.temperature", self.temperature.flatten(), 0.0, 2.0)?;
        range("openai.top_p", self.top_p.flatten(), 0.0, 1.0)?;
        Ok(self)
    }

    /// Returns the settings to store for a new agent.
    pub(in crate::api) fn settings(self) -> OpenAiSettings {
        OpenAiSettings {
            frequency_penalty: self.frequency_penalty.flatten(),
            presence_penalty: self.presence_penalty.flatten(),
            temperature: self.temperature.flatten(),
            top_p: self.top_p.flatten(),
        }
    }

    /// Returns the changes that `null` for the whole object stands for: all fields unset.
    pub(super) fn unset() -> Self {
        Self {
            frequency_penalty: Some(None),
            presence_penalty: Some(None),
            temperature: Some(None),
            top_p: Some(None),
        }
    }
}

impl AnthropicInput {
    /// Checks the ranges.
    pub(in crate::api) fn check(self) -> Result<Self> {
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
        Ok(self)
    }

    /// Returns the settings to store for a new agent.
    pub(in crate::api) fn settings(self) -> AnthropicSettings {
        AnthropicSettings {
            temperature: self.temperature.flatten(),
            top_k: self.top_k.flatten(),
            top_p: self.top_p.flatten(),
        }
    }

    /// Returns the changes that `null` for the whole object stands for: all fields unset.
    pub(super) fn unset() -> Self {
        Self { temperature: Some(None), top_k: Some(None), top_p: Some(None) }
    }
}
