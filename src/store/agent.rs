//! An agent with its configuration, and changes to them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sql::FromRow;

use super::appearance::Appearance;

sql::text_enum! {
    /// Who sends the first message of an interaction.
    #[derive(Default, utoipa::ToSchema)]
    #[schema(rename_all = "snake_case")]
    pub enum InitialTurn {
        /// The user.
        #[default]
        User = "user",
        /// The agent, with its greeting message.
        Agent = "agent",
    }
    expected "must be user or agent"
}

/// An agent with its configuration.
#[derive(Debug, Clone, FromRow)]
pub struct Agent {
    /// `ag_…`
    pub id: String,
    /// The project it belongs to.
    pub project_id: String,
    /// Whether users may talk to it.
    pub active: bool,
    /// For developers.
    pub name: String,
    /// For developers.
    pub description: String,
    /// For users.
    pub display_name: String,
    /// For users.
    pub display_description: String,
    /// How it appears in the chat.
    pub appearance: Appearance,
    /// `<connection>.<model>`
    pub model: String,
    /// A JSON array of models that are tried in order if `model` fails; see [`Agent::fallbacks`].
    pub fallback_models: String,
    /// A Handlebars template.
    pub system_message: String,
    /// A Handlebars template.
    pub greeting_message: String,
    /// Who speaks first.
    pub initial_turn: InitialTurn,
    /// Whether users see what the model thinks.
    pub show_reasoning: bool,
    /// Sampling settings for models that speak the OpenAI protocol.
    #[row(flatten)]
    pub openai: OpenAiSettings,
    /// Sampling settings for Anthropic models.
    #[row(flatten)]
    pub anthropic: AnthropicSettings,
    /// The number of the current configuration version.
    pub version: i64,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub updated_at: i64,
}

/// Sampling settings for models that speak the OpenAI protocol. Unset ones are not sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, FromRow, Serialize, Deserialize)]
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
}

/// Sampling settings for Anthropic models. Unset ones and -1 are not sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, FromRow, Serialize, Deserialize)]
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
}

/// A change to an agent's names and descriptions. `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct AgentPatch {
    /// For developers.
    pub name: Option<String>,
    /// For developers.
    pub description: Option<String>,
    /// For users.
    pub display_name: Option<String>,
    /// For users.
    pub display_description: Option<String>,
    /// Fields to merge into the appearance; `Some(None)` unsets all.
    pub appearance: Option<Option<Map<String, Value>>>,
}

/// A change to a configuration. `None` leaves a field as it is; `Some(None)` unsets a number.
#[derive(Debug, Clone, Default)]
pub struct ConfigPatch {
    /// `<connection>.<model>`
    pub model: Option<String>,
    /// A JSON array; see [`Agent::fallbacks`].
    pub fallback_models: Option<String>,
    /// A Handlebars template.
    pub system_message: Option<String>,
    /// A Handlebars template.
    pub greeting_message: Option<String>,
    /// Who speaks first.
    pub initial_turn: Option<InitialTurn>,
    /// Whether users see what the model thinks.
    pub show_reasoning: Option<bool>,
    /// See [`OpenAiSettings`].
    pub frequency_penalty: Option<Option<f64>>,
    /// See [`OpenAiSettings`].
    pub presence_penalty: Option<Option<f64>>,
    /// See [`OpenAiSettings`].
    pub temperature: Option<Option<f64>>,
    /// See [`OpenAiSettings`].
    pub top_p: Option<Option<f64>>,
    /// See [`AnthropicSettings`].
    pub anthropic_temperature: Option<Option<f64>>,
    /// See [`AnthropicSettings`].
    pub anthropic_top_k: Option<Option<i64>>,
    /// See [`AnthropicSettings`].
    pub anthropic_top_p: Option<Option<f64>>,
}

/// The versions that a configuration change refers to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Basis {
    /// The version that must be the current one.
    pub version: Option<i64>,
    /// The version that the change restores.
    pub restored: Option<i64>,
}

impl AgentPatch {
    /// Returns the agent's appearance after the change.
    pub fn appearance_of(&self, agent: &Agent) -> Appearance {
        match &self.appearance {
            None => agent.appearance.clone(),
            Some(None) => Appearance::default(),
            Some(Some(patch)) => agent.appearance.merged(patch),
        }
    }
}

impl Agent {
    /// Applies a configuration change in memory.
    pub fn change(&mut self, patch: ConfigPatch) {
        fn set<T>(place: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *place = value;
            }
        }
        set(&mut self.model, patch.model);
        set(&mut self.fallback_models, patch.fallback_models);
        set(&mut self.system_message, patch.system_message);
        set(&mut self.greeting_message, patch.greeting_message);
        set(&mut self.initial_turn, patch.initial_turn);
        set(&mut self.show_reasoning, patch.show_reasoning);
        set(&mut self.openai.frequency_penalty, patch.frequency_penalty);
        set(&mut self.openai.presence_penalty, patch.presence_penalty);
        set(&mut self.openai.temperature, patch.temperature);
        set(&mut self.openai.top_p, patch.top_p);
        set(&mut self.anthropic.temperature, patch.anthropic_temperature);
        set(&mut self.anthropic.top_k, patch.anthropic_top_k);
        set(&mut self.anthropic.top_p, patch.anthropic_top_p);
    }

    /// Returns the models to try, in order, if the agent's own model fails.
    pub fn fallbacks(&self) -> Vec<String> {
        serde_json::from_str(&self.fallback_models).unwrap_or_default()
    }
}
