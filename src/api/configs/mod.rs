//! Configuration of agents: model, messages, model settings.

mod model_settings;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use crate::store::agents::InitialTurn;
pub use model_settings::{Anthropic, AnthropicInput, Gemini, GeminiInput, OpenAi, OpenAiInput};

use crate::app::App;
use crate::auth::AdminCaller;
use crate::chat::prompt;
use crate::error::{Result, invalid, unknown};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json};
use crate::http::fields::{NAME, TEMPLATE, new_text, present, present_object, text};
use crate::ids;
use crate::store::agents::{
    Agent as Row, AnthropicSettings, Basis, ConfigPatch, GeminiSettings, OpenAiSettings,
};
use crate::store::versions::StoredConfig;

/// Maximum number of fallback models.
const MAX_FALLBACKS: usize = 5;

/// The configuration of an agent: how it replies.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentConfig {
    /// Always `agent_config`.
    #[schema(example = "agent_config")]
    object: &'static str,
    agent_id: String,
    /// The model, as `<connection>.<model>`.
    #[schema(example = "openai.gpt-4o")]
    model: String,
    /// Models that are tried in order if `model` fails before its first token.
    fallback_models: Vec<String>,
    /// Instructions for the model: a Handlebars template with the variables `user` and `agent`.
    system_message: String,
    /// First message of the agent: a Handlebars template with the variables `user` and `agent`.
    greeting_message: String,
    /// Who sends the first message.
    initial_turn: InitialTurn,
    /// Whether users see what the model thinks before it answers.
    show_reasoning: bool,
    openai: OpenAi,
    anthropic: Anthropic,
    /// Absent if none is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    gemini: Option<Gemini>,
    /// Whether a model names an unnamed interaction after its first reply. Absent if not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    auto_title: bool,
    /// The model that writes the names. Absent if it is `model`.
    #[serde(skip_serializing_if = "String::is_empty")]
    title_model: String,
    /// Warnings about what will probably not work as intended, such as a field in a template that does not
    /// exist. Absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

impl From<Row> for AgentConfig {
    fn from(row: Row) -> Self {
        let config = StoredConfig::of(&row);
        let templates =
            [("system_message", &row.system_message), ("greeting_message", &row.greeting_message)];
        let warnings =
            templates.into_iter().flat_map(|(field, text)| prompt::warnings(field, text)).collect();
        Self { warnings, ..Self::new(row.id, config) }
    }
}

impl AgentConfig {
    /// Creates the response for an agent's configuration.
    pub fn new(agent_id: String, config: StoredConfig) -> Self {
        let StoredConfig { openai, anthropic, gemini, .. } = config;
        Self {
            object: "agent_config",
            agent_id,
            model: config.model,
            fallback_models: config.fallback_models,
            system_message: config.system_message,
            greeting_message: config.greeting_message,
            initial_turn: config.initial_turn,
            show_reasoning: config.show_reasoning,
            openai: openai.into(),
            anthropic: anthropic.into(),
            gemini: Gemini::of(gemini),
            auto_title: config.auto_title,
            title_model: config.title_model,
            warnings: Vec::new(),
        }
    }
}

/// Changes to a configuration. Absent fields stay as they are; `null` clears a field.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateAgentConfig {
    /// The model, as `<connection>.<model>`.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    model: Option<Option<String>>,
    /// Up to 5 models that are tried in order if `model` fails before its first token.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Vec<String>>, max_items = 5)]
    fallback_models: Option<Option<Vec<String>>>,
    /// Instructions for the model: a Handlebars template with the variables `user` and `agent`.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, example = "You are {{agent.display_name}}, the support of Example Ltd. Be brief.")]
    system_message: Option<Option<String>>,
    /// First message of the agent: a Handlebars template with the variables `user` and `agent`.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    greeting_message: Option<Option<String>>,
    /// Who sends the first message.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<InitialTurn>)]
    initial_turn: Option<Option<InitialTurn>>,
    /// Whether users see what the model thinks before it answers. Default: true.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<bool>)]
    show_reasoning: Option<Option<bool>>,
    #[serde(default, deserialize_with = "present_object")]
    #[schema(value_type = Option<OpenAiInput>)]
    openai: Option<Option<OpenAiInput>>,
    #[serde(default, deserialize_with = "present_object")]
    #[schema(value_type = Option<AnthropicInput>)]
    anthropic: Option<Option<AnthropicInput>>,
    #[serde(default, deserialize_with = "present_object")]
    #[schema(value_type = Option<GeminiInput>)]
    gemini: Option<Option<GeminiInput>>,
    /// Whether a model names an unnamed interaction after its first reply.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<bool>)]
    auto_title: Option<Option<bool>>,
    /// The model that writes the names, as `<connection>.<model>`. Default: `model`.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    title_model: Option<Option<String>>,
}

impl UpdateAgentConfig {
    /// Validates the changes.
    pub(crate) fn patch(self) -> Result<ConfigPatch> {
        // `null` for a whole object unsets all its fields.
        let openai = match self.openai {
            Some(None) => OpenAiSettings::default().patch(),
            openai => openai.flatten().unwrap_or_default().patch()?,
        };
        let anthropic = match self.anthropic {
            Some(None) => AnthropicSettings::default().patch(),
            anthropic => anthropic.flatten().unwrap_or_default().patch()?,
        };
        let gemini = match self.gemini {
            Some(None) => GeminiSettings::default().patch(),
            gemini => gemini.flatten().unwrap_or_default().patch()?,
        };
        let model = self
            .model
            .map(|model| valid_model("model", model.ok_or_else(|| invalid("model: cannot be cleared"))?));
        Ok(ConfigPatch {
            model: model.transpose()?,
            fallback_models: self.fallback_models.map(fallbacks).transpose()?,
            system_message: self.system_message.map(|text| template("system_message", text)).transpose()?,
            greeting_message: self
                .greeting_message
                .map(|text| template("greeting_message", text))
                .transpose()?,
            initial_turn: self.initial_turn.map(|turn| turn.unwrap_or_default()),
            show_reasoning: self.show_reasoning.map(|show| show.unwrap_or(true)),
            openai,
            anthropic,
            gemini,
            auto_title: self.auto_title.map(Option::unwrap_or_default),
            title_model: self.title_model.map(title_model).transpose()?,
        })
    }
}

/// Get an agent's configuration
#[utoipa::path(get, path = "/agents/{id}/config", operation_id = "getAgentConfig", tag = "Agents",
    params(("id" = String, Path)), security(("admin" = [])),
    responses((status = 200, body = AgentConfig), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: AdminCaller, Id(id): Id) -> Result<Json<AgentConfig>> {
    Ok(Json(app.store.agent(&caller.project.id, ids::AGENT.check(&id)?).await?.into()))
}

/// Update an agent's configuration
///
/// Changes apply from the next reply.
#[utoipa::path(post, path = "/agents/{id}/config", operation_id = "updateAgentConfig", tag = "Agents",
    params(("id" = String, Path)), request_body = UpdateAgentConfig, security(("admin" = [])),
    responses((status = 200, body = AgentConfig), (status = "default", body = ErrorBody)))]
pub async fn update(
    State(app): State<App>,
    caller: AdminCaller,
    Id(id): Id,
    Json(body): Json<UpdateAgentConfig>,
) -> Result<Json<AgentConfig>> {
    let (project_id, id) = (caller.project.id.clone(), ids::AGENT.check(&id)?.to_owned());
    let row =
        app.store.update_config(project_id, id, body.patch()?, Basis::default(), caller.actor()).await?;
    Ok(Json(row.into()))
}

/// Validates a model's full name. Its connection need not exist: connections may change while agents stay.
pub(super) fn valid_model(field: &str, model: String) -> Result<String> {
    let model = text(field, model, NAME)?;
    let fits = |part: &str| !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || c.is_control());
    match model.split_once('.') {
        Some((connection, name)) if fits(connection) && fits(name) => Ok(model),
        _ => Err(invalid(format!("{field}: must be <connection>.<model>, such as openai.gpt-4o"))),
    }
}

/// Validates the model that names interactions; empty for the agent's own.
pub(super) fn title_model(model: Option<String>) -> Result<String> {
    match model.unwrap_or_default() {
        model if model.is_empty() => Ok(model),
        model => valid_model("title_model", model),
    }
}

/// Validates fallback models and returns them in the form in which they are stored.
pub(super) fn fallbacks(models: Option<Vec<String>>) -> Result<String> {
    let models = models.unwrap_or_default();
    if models.len() > MAX_FALLBACKS {
        return Err(invalid(format!("fallback_models: must not contain more than {MAX_FALLBACKS} models")));
    }
    let models = models.into_iter().enumerate();
    let models = models.map(|(at, model)| valid_model(&format!("fallback_models[{at}]"), model));
    serde_json::to_string(&models.collect::<Result<Vec<_>>>()?).map_err(unknown)
}

/// Validates a template.
pub(super) fn template(field: &str, text: Option<String>) -> Result<String> {
    let text = new_text(field, text, TEMPLATE)?;
    prompt::check(field, &text)?;
    Ok(text)
}
