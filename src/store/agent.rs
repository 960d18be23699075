//! An agent with its configuration, and changes to them.

use serde_json::{Map, Value};
use sql::FromRow;

use super::appearance::Appearance;
use super::model_settings::{
    AnthropicPatch, AnthropicSettings, GeminiPatch, GeminiSettings, OpenAiPatch, OpenAiSettings, set,
};
use crate::error::Result;

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
    /// For models that speak OpenAI's protocols.
    #[row(flatten)]
    pub openai: OpenAiSettings,
    /// For Anthropic models.
    #[row(flatten)]
    pub anthropic: AnthropicSettings,
    /// For Gemini models.
    #[row(rename = "gemini_settings")]
    pub gemini: GeminiSettings,
    /// Whether a model names interactions.
    pub auto_title: bool,
    /// The model that names them; empty for `model`.
    pub title_model: String,
    /// The number of the current configuration version.
    pub version: i64,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub updated_at: i64,
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
    pub openai: OpenAiPatch,
    /// See [`AnthropicSettings`].
    pub anthropic: AnthropicPatch,
    /// See [`GeminiSettings`].
    pub gemini: GeminiPatch,
    /// Whether a model names interactions.
    pub auto_title: Option<bool>,
    /// The model that names them; empty for `model`.
    pub title_model: Option<String>,
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
    pub fn change(&mut self, patch: ConfigPatch) -> Result<()> {
        set(&mut self.model, patch.model);
        set(&mut self.fallback_models, patch.fallback_models);
        set(&mut self.system_message, patch.system_message);
        set(&mut self.greeting_message, patch.greeting_message);
        set(&mut self.initial_turn, patch.initial_turn);
        set(&mut self.show_reasoning, patch.show_reasoning);
        self.openai.change(patch.openai);
        self.anthropic.change(patch.anthropic);
        self.gemini.change(patch.gemini);
        set(&mut self.auto_title, patch.auto_title);
        set(&mut self.title_model, patch.title_model);
        self.anthropic.check()
    }

    /// Returns the models to try, in order, if the agent's own model fails.
    pub fn fallbacks(&self) -> Vec<String> {
        serde_json::from_str(&self.fallback_models).unwrap_or_default()
    }
}
