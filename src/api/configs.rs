//! An agent's configuration: model, messages, settings of the provider.

use axum::Json as Answer;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agents::known;
use super::fields::{NAME, TEMPLATE, new_text, present, present_object, range, text};
use crate::app::App;
use crate::auth::AdminCaller;
use crate::chat::prompt;
use crate::error::{Result, invalid, unknown};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json};
use crate::store::agents::{Agent as Row, AnthropicSettings, Basis, ConfigPatch, OpenAiSettings};
use crate::store::versions::StoredConfig;

/// Fallback models at most.
const FALLBACKS: usize = 5;

/// How an agent replies.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentConfig {
    /// Always `agent_config`.
    #[schema(example = "agent_config")]
    object: &'static str,
    agent_id: String,
    /// `<connection>.<model>`
    #[schema(example = "openai.gpt-4o")]
    model: String,
    /// Tried in order when `model` refuses or fails before its first word.
    fallback_models: Vec<String>,
    /// A Handlebars template that sees `user` and `agent`.
    system_message: String,
    /// A Handlebars template that sees `user` and `agent`.
    greeting_message: String,
    initial_turn: String,
    openai: OpenAiAnswer,
    anthropic: AnthropicAnswer,
}

/// Settings for models that speak OpenAI's protocol; `null` is not sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpenAi)]
pub struct OpenAiAnswer {
    frequency_penalty: Option<f64>,
    presence_penalty: Option<f64>,
    temperature: Option<f64>,
    top_p: Option<f64>,
}

/// Settings for Anthropic's models; `null` and -1 are not sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Anthropic)]
pub struct AnthropicAnswer {
    temperature: Option<f64>,
    top_k: Option<i64>,
    top_p: Option<f64>,
}

impl From<Row> for AgentConfig {
    fn from(row: Row) -> Self {
        let config = StoredConfig::of(&row);
        Self::new(row.id, config)
    }
}

impl AgentConfig {
    /// Of an agent.
    pub fn new(agent_id: String, config: StoredConfig) -> Self {
        let StoredConfig { openai, anthropic, .. } = config;
        Self {
            object: "agent_config",
            agent_id,
            model: config.model,
            fallback_models: config.fallback_models,
            system_message: config.system_message,
            greeting_message: config.greeting_message,
            initial_turn: config.initial_turn,
            openai: OpenAiAnswer {
                frequency_penalty: openai.frequency_penalty,
                presence_penalty: openai.presence_penalty,
                temperature: openai.temperature,
                top_p: openai.top_p,
            },
            anthropic: AnthropicAnswer {
                temperature: anthropic.temperature,
                top_k: anthropic.top_k,
                top_p: anthropic.top_p,
            },
        }
    }
}

/// Who speaks first in an interaction.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(rename_all = "snake_case")]
pub enum InitialTurn {
    /// The user.
    #[default]
    User,
    /// The agent, with its greeting.
    Agent,
}

/// From a string only: a derived enum would also take an object.
impl TryFrom<String> for InitialTurn {
    type Error = &'static str;

    fn try_from(turn: String) -> std::result::Result<Self, Self::Error> {
        match turn.as_str() {
            "user" => Ok(Self::User),
            "agent" => Ok(Self::Agent),
            _ => Err("must be user or agent"),
        }
    }
}

impl InitialTurn {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Agent => "agent",
        }
    }
}

/// Settings for models that speak OpenAI's protocol, merged field by field; `null` unsets.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OpenAiInput)]
pub struct OpenAi {
    /// -2 to 2.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = -2, maximum = 2)]
    frequency_penalty: Option<Option<f64>>,
    /// -2 to 2.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = -2, maximum = 2)]
    presence_penalty: Option<Option<f64>>,
    /// 0 to 2.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 2)]
    temperature: Option<Option<f64>>,
    /// 0 to 1.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 1)]
    top_p: Option<Option<f64>>,
}

/// Settings for Anthropic's models, merged field by field; `null` unsets.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AnthropicInput)]
pub struct Anthropic {
    /// 0 to 1.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 1)]
    temperature: Option<Option<f64>>,
    /// -1 for off, or a number of tokens.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>, minimum = -1, maximum = 100_000)]
    top_k: Option<Option<i64>>,
    /// -1 for off, or 0 to 1.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = -1, maximum = 1)]
    top_p: Option<Option<f64>>,
}

impl OpenAi {
    pub(super) fn check(self) -> Result<Self> {
        range("openai.frequency_penalty", self.frequency_penalty.flatten(), -2.0, 2.0)?;
        range("openai.presence_penalty", self.presence_penalty.flatten(), -2.0, 2.0)?;
        range("openai.temperature", self.temperature.flatten(), 0.0, 2.0)?;
        range("openai.top_p", self.top_p.flatten(), 0.0, 1.0)?;
        Ok(self)
    }

    pub(super) fn settings(self) -> OpenAiSettings {
        OpenAiSettings {
            frequency_penalty: self.frequency_penalty.flatten(),
            presence_penalty: self.presence_penalty.flatten(),
            temperature: self.temperature.flatten(),
            top_p: self.top_p.flatten(),
        }
    }

    /// `null` for the whole object: everything unset.
    fn unset() -> Self {
        Self {
            frequency_penalty: Some(None),
            presence_penalty: Some(None),
            temperature: Some(None),
            top_p: Some(None),
        }
    }
}

impl Anthropic {
    pub(super) fn check(self) -> Result<Self> {
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

    pub(super) fn settings(self) -> AnthropicSettings {
        AnthropicSettings {
            temperature: self.temperature.flatten(),
            top_k: self.top_k.flatten(),
            top_p: self.top_p.flatten(),
        }
    }

    /// `null` for the whole object: everything unset.
    fn unset() -> Self {
        Self { temperature: Some(None), top_k: Some(None), top_p: Some(None) }
    }
}

/// A change of a configuration; absent fields stay as they are, `null` clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateAgentConfig {
    /// `<connection>.<model>`
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    model: Option<Option<String>>,
    /// At most 5 models that are tried in order when `model` refuses or fails before its first word.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Vec<String>>, max_items = 5)]
    fallback_models: Option<Option<Vec<String>>>,
    /// A Handlebars template that sees `user` and `agent`.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, example = "You are {{agent.display_name}}, the support of Example Ltd. Be brief.")]
    system_message: Option<Option<String>>,
    /// A Handlebars template that sees `user` and `agent`.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    greeting_message: Option<Option<String>>,
    /// Who speaks first.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<InitialTurn>)]
    initial_turn: Option<Option<InitialTurn>>,
    #[serde(default, deserialize_with = "present_object")]
    #[schema(value_type = Option<OpenAi>)]
    openai: Option<Option<OpenAi>>,
    #[serde(default, deserialize_with = "present_object")]
    #[schema(value_type = Option<Anthropic>)]
    anthropic: Option<Option<Anthropic>>,
}

impl UpdateAgentConfig {
    /// The change, checked.
    pub(crate) fn patch(self) -> Result<ConfigPatch> {
        let openai =
            self.openai.map(|openai| openai.unwrap_or_else(OpenAi::unset)).unwrap_or_default().check()?;
        let anthropic =
            self.anthropic.map(|anthropic| anthropic.unwrap_or_else(Anthropic::unset)).unwrap_or_default();
        let anthropic = anthropic.check()?;
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
            initial_turn: self.initial_turn.map(|turn| turn.unwrap_or_default().name().to_owned()),
            frequency_penalty: openai.frequency_penalty,
            presence_penalty: openai.presence_penalty,
            temperature: openai.temperature,
            top_p: openai.top_p,
            anthropic_temperature: anthropic.temperature,
            anthropic_top_k: anthropic.top_k,
            anthropic_top_p: anthropic.top_p,
        })
    }
}

/// Get an agent's configuration
#[utoipa::path(get, path = "/agents/{id}/config", operation_id = "getAgentConfig", tag = "Agents",
    params(("id" = String, Path)), security(("admin" = [])),
    responses((status = 200, body = AgentConfig), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: AdminCaller, Id(id): Id) -> Result<Answer<AgentConfig>> {
    Ok(Answer(app.store.agent(&caller.project.id, known(&id)?).await?.into()))
}

/// Update an agent's configuration
///
/// In force from the next reply on.
#[utoipa::path(post, path = "/agents/{id}/config", operation_id = "updateAgentConfig", tag = "Agents",
    params(("id" = String, Path)), request_body = UpdateAgentConfig, security(("admin" = [])),
    responses((status = 200, body = AgentConfig), (status = "default", body = ErrorBody)))]
pub async fn update(
    State(app): State<App>,
    caller: AdminCaller,
    Id(id): Id,
    Json(body): Json<UpdateAgentConfig>,
) -> Result<Answer<AgentConfig>> {
    let (project_id, id) = (caller.project.id.clone(), known(&id)?.to_owned());
    let row =
        app.store.update_config(project_id, id, body.patch()?, Basis::default(), caller.actor()).await?;
    Ok(Answer(row.into()))
}

/// A model's full name. Its connection need not be there yet: keys come and go, agents stay.
pub(super) fn valid_model(field: &str, model: String) -> Result<String> {
    let model = text(field, model, NAME)?;
    let fits = |part: &str| !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || c.is_control());
    match model.split_once('.') {
        Some((connection, name)) if fits(connection) && fits(name) => Ok(model),
        _ => Err(invalid(format!("{field}: must be <connection>.<model>, such as openai.gpt-4o"))),
    }
}

/// Fallback models, checked, as the store keeps them.
pub(super) fn fallbacks(models: Option<Vec<String>>) -> Result<String> {
    let models = models.unwrap_or_default();
    if models.len() > FALLBACKS {
        return Err(invalid(format!("fallback_models: more than {FALLBACKS} models")));
    }
    let models = models.into_iter().enumerate();
    let models = models.map(|(at, model)| valid_model(&format!("fallback_models[{at}]"), model));
    serde_json::to_string(&models.collect::<Result<Vec<_>>>()?).map_err(unknown)
}

/// A template that renders.
pub(super) fn template(field: &str, text: Option<String>) -> Result<String> {
    let text = new_text(field, text, TEMPLATE)?;
    prompt::check(field, &text)?;
    Ok(text)
}
