//! Versions of agents' configurations, one per change, with their authors.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sql::FromRow;

use super::Store;
use super::agent::{Agent, ConfigPatch, InitialTurn};
use super::audit::{Actor, ActorKind, Changes};
use super::model_settings::{AnthropicSettings, CommonSettings, GeminiSettings, OpenAiSettings};
use super::pagination::Page;
use crate::clock::Micros;
use crate::error::{Result, not_found, unknown};

/// A configuration as a version stores it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredConfig {
    /// `<connection>.<model>`
    pub model: String,
    /// Models that are tried in order if `model` fails.
    pub fallback_models: Vec<String>,
    /// A Handlebars template.
    pub system_message: String,
    /// A Handlebars template.
    pub greeting_message: String,
    /// Who speaks first.
    pub initial_turn: InitialTurn,
    /// Whether users see what the model thinks; true in versions from before this field.
    #[serde(default = "shown")]
    pub show_reasoning: bool,
    /// For models that speak OpenAI's protocols.
    pub openai: OpenAiSettings,
    /// For Anthropic models.
    pub anthropic: AnthropicSettings,
    /// For Gemini models.
    #[serde(default)]
    pub gemini: GeminiSettings,
    /// Whether a model names interactions.
    #[serde(default)]
    pub auto_title: bool,
    /// The model that names them; empty for `model`.
    #[serde(default)]
    pub title_model: String,
}

impl StoredConfig {
    /// Returns an agent's current configuration.
    pub fn of(agent: &Agent) -> Self {
        Self {
            model: agent.model.clone(),
            fallback_models: agent.fallbacks(),
            system_message: agent.system_message.clone(),
            greeting_message: agent.greeting_message.clone(),
            initial_turn: agent.initial_turn,
            show_reasoning: agent.show_reasoning,
            openai: agent.openai.clone(),
            anthropic: agent.anthropic.clone(),
            gemini: agent.gemini.clone(),
            auto_title: agent.auto_title,
            title_model: agent.title_model.clone(),
        }
    }

    /// Applies the configuration to an agent in memory.
    pub fn apply(self, agent: &mut Agent) {
        agent.fallback_models = self.fallbacks_text();
        agent.model = self.model;
        agent.system_message = self.system_message;
        agent.greeting_message = self.greeting_message;
        agent.initial_turn = self.initial_turn;
        agent.show_reasoning = self.show_reasoning;
        agent.openai = self.openai;
        agent.anthropic = self.anthropic;
        agent.gemini = self.gemini;
        agent.auto_title = self.auto_title;
        agent.title_model = self.title_model;
    }

    /// Returns the change that makes this configuration the current one.
    pub fn patch(self) -> ConfigPatch {
        ConfigPatch {
            fallback_models: Some(self.fallbacks_text()),
            model: Some(self.model),
            system_message: Some(self.system_message),
            greeting_message: Some(self.greeting_message),
            initial_turn: Some(self.initial_turn),
            show_reasoning: Some(self.show_reasoning),
            openai: self.openai.patch(),
            anthropic: self.anthropic.patch(),
            gemini: self.gemini.patch(),
            auto_title: Some(self.auto_title),
            title_model: Some(self.title_model),
        }
    }

    /// Returns the fields that differ in `after`.
    pub fn changes(&self, after: &Self) -> Changes {
        let changes = Changes::none()
            .field("model", self.model.as_str(), after.model.as_str())
            .field("fallback_models", self.fallback_models.clone(), after.fallback_models.clone())
            .field("system_message", self.system_message.as_str(), after.system_message.as_str())
            .field("greeting_message", self.greeting_message.as_str(), after.greeting_message.as_str())
            .field("initial_turn", self.initial_turn.as_str(), after.initial_turn.as_str())
            .field("show_reasoning", self.show_reasoning, after.show_reasoning);
        let (a, b) = (&self.openai, &after.openai);
        let changes = changes
            .field("openai.frequency_penalty", a.frequency_penalty, b.frequency_penalty)
            .field("openai.presence_penalty", a.presence_penalty, b.presence_penalty)
            .field("openai.temperature", a.temperature, b.temperature)
            .field("openai.top_p", a.top_p, b.top_p);
        let changes = common_changes(changes, "openai", &a.common, &b.common);
        let (a, b) = (&self.anthropic, &after.anthropic);
        let changes = changes
            .field("anthropic.temperature", a.temperature, b.temperature)
            .field("anthropic.top_k", a.top_k, b.top_k)
            .field("anthropic.top_p", a.top_p, b.top_p);
        let changes = common_changes(changes, "anthropic", &a.common, &b.common);
        let (a, b) = (&self.gemini, &after.gemini);
        let changes = changes
            .field("gemini.temperature", a.temperature, b.temperature)
            .field("gemini.top_p", a.top_p, b.top_p)
            .field("gemini.top_k", a.top_k, b.top_k);
        common_changes(changes, "gemini", &a.common, &b.common)
            .field("auto_title", self.auto_title, after.auto_title)
            .field("title_model", self.title_model.as_str(), after.title_model.as_str())
    }

    fn fallbacks_text(&self) -> String {
        Value::from(self.fallback_models.clone()).to_string()
    }
}

fn shown() -> bool {
    true
}

fn common_changes(
    changes: Changes,
    provider: &str,
    before: &CommonSettings,
    after: &CommonSettings,
) -> Changes {
    let effort = |settings: &CommonSettings| settings.reasoning_effort.map(|effort| effort.as_str());
    let name = |field: &str| format!("{provider}.{field}");
    changes
        .field(&name("max_tokens"), before.max_tokens, after.max_tokens)
        .field(&name("reasoning_effort"), effort(before), effort(after))
        .field(&name("thinking_budget"), before.thinking_budget, after.thinking_budget)
        .field(&name("stop"), before.stop.clone(), after.stop.clone())
        .field(&name("seed"), before.seed, after.seed)
        .field(&name("extra"), before.extra.clone(), after.extra.clone())
}

/// A version, as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Version {
    /// 1 for the first.
    pub number: i64,
    /// The kind of author.
    pub author_kind: ActorKind,
    /// `mem_…`, `key_…` or empty.
    pub author_id: String,
    /// The name at the time.
    pub author_name: String,
    /// The number of the version that this one restores, if it does.
    pub restored_from: Option<i64>,
    /// JSON; see [`Version::stored`].
    pub config: String,
    /// Microseconds.
    pub created_at: i64,
}

impl Version {
    /// Returns the first version of an agent that was created before there were versions.
    pub fn first(agent: &Agent) -> Result<Self> {
        let by = Actor::system();
        Ok(Self {
            number: agent.version,
            author_kind: by.kind,
            author_id: by.id,
            author_name: by.name,
            restored_from: None,
            config: serde_json::to_string(&StoredConfig::of(agent)).map_err(unknown)?,
            created_at: agent.created_at,
        })
    }

    /// Returns the configuration.
    pub fn stored(&self) -> Result<StoredConfig> {
        serde_json::from_str(&self.config).map_err(unknown)
    }
}

/// Versions of an agent that are kept. Older ones are deleted, because each may hold two large templates.
const KEPT: i64 = 500;

/// Adds a version, and deletes the one that is too old.
pub(super) async fn insert_version(
    db: &mut sql::Connection,
    agent: &Agent,
    by: &Actor,
    restored_from: Option<i64>,
    created_at: Micros,
) -> Result<()> {
    let config = serde_json::to_string(&StoredConfig::of(agent)).map_err(unknown)?;
    sql::query(
        "INSERT INTO agent_versions (agent_id, number, author_kind, author_id, author_name, restored_from, config,
            created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (agent_id, number) DO NOTHING",
    )
    .bind(&agent.id)
    .bind(agent.version)
    .bind(match by.kind {
        ActorKind::Cli => ActorKind::System,
        kind => kind,
    })
    .bind(&by.id)
    .bind(&by.name)
    .bind(restored_from)
    .bind(config)
    .bind(created_at)
    .execute(&mut *db)
    .await?;
    sql::query("DELETE FROM agent_versions WHERE agent_id = $1 AND number <= $2")
        .bind(&agent.id)
        .bind(agent.version - KEPT)
        .execute(db)
        .await?;
    Ok(())
}

/// Adds the first version of an agent that was created before there were versions.
pub(super) async fn keep_first_version(db: &mut sql::Connection, agent: &Agent) -> Result<()> {
    insert_version(db, agent, &Actor::system(), None, agent.created_at).await
}

impl Store {
    /// Returns a page of an agent's versions, newest first: those before `before`.
    pub async fn versions(
        &self,
        project_id: &str,
        agent_id: &str,
        before: i64,
        limit: i64,
    ) -> Result<Page<Version>> {
        let rows = sql::query_as(
            "SELECT v.* FROM agent_versions v JOIN agents a ON a.id = v.agent_id AND a.project_id = $1
             WHERE v.agent_id = $2 AND v.number < $3 ORDER BY v.number DESC LIMIT CAST($4 AS BIGINT)",
        );
        let rows = rows.bind(project_id).bind(agent_id).bind(before).bind(limit + 1);
        Page::fetch(rows, limit, self.reader(), |version: &Version| (version.number, String::new())).await
    }

    /// Returns a version of an agent.
    pub async fn version(&self, project_id: &str, agent_id: &str, number: i64) -> Result<Version> {
        let row = sql::query_as(
            "SELECT v.* FROM agent_versions v JOIN agents a ON a.id = v.agent_id AND a.project_id = $1
             WHERE v.agent_id = $2 AND v.number = $3",
        );
        let row = row.bind(project_id).bind(agent_id).bind(number).fetch_optional(self.reader()).await?;
        row.ok_or_else(|| not_found("version"))
    }
}
