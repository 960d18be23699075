//! Agents and their configuration: one row each.

use serde_json::{Map, Value};

use super::Store;
use super::agent_images::{NewAgentImage, delete_replaced_images, put_image};
use super::audit::{Actor, Changes, Target, record};
use super::drafts::forget_saved;
use super::pagination::{Cursor, Page, PageRequest, newest};
use super::purge::InteractionOwner;
use super::versions::{StoredConfig, insert_version, keep_first_version};
use crate::clock;
use crate::error::{Result, conflict, not_found};

pub use super::agent::{Agent, AgentPatch, Basis, ConfigPatch, InitialTurn};
pub use super::model_settings::{
    AnthropicPatch, AnthropicSettings, CommonPatch, CommonSettings, GeminiPatch, GeminiSettings, OpenAiPatch,
    OpenAiSettings, ReasoningEffort,
};

impl Store {
    /// Stores a new agent with the first version of its configuration.
    pub async fn create_agent(&self, agent: Agent, by: Actor) -> Result<Agent> {
        transaction!(self, |db| {
                let row: Agent = sql::query_as(
                    "INSERT INTO agents (id, project_id, active, name, description, display_name, display_description,
                        model, system_message, greeting_message, initial_turn, openai_frequency_penalty,
                        openai_presence_penalty, openai_temperature, openai_top_p, anthropic_temperature,
                        anthropic_top_k, anthropic_top_p, created_at, updated_at, fallback_models, openai_common,
                        anthropic_common, gemini_settings, auto_title, title_model,
                        show_reasoning, appearance)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                        $21, $22, $23, $24, $25, $26, $27, $28)
                     RETURNING *",
                )
                .bind(agent.id)
                .bind(agent.project_id)
                .bind(agent.active)
                .bind(agent.name)
                .bind(agent.description)
                .bind(agent.display_name)
                .bind(agent.display_description)
                .bind(agent.model)
                .bind(agent.system_message)
                .bind(agent.greeting_message)
                .bind(agent.initial_turn)
                .bind(agent.openai.frequency_penalty)
                .bind(agent.openai.presence_penalty)
                .bind(agent.openai.temperature)
                .bind(agent.openai.top_p)
                .bind(agent.anthropic.temperature)
                .bind(agent.anthropic.top_k)
                .bind(agent.anthropic.top_p)
                .bind(agent.created_at)
                .bind(agent.updated_at)
                .bind(agent.fallback_models)
                .bind(agent.openai.common)
                .bind(agent.anthropic.common)
                .bind(agent.gemini)
                .bind(agent.auto_title)
                .bind(agent.title_model)
                .bind(agent.show_reasoning)
                .bind(agent.appearance)
                .fetch_one(&mut *db)
                .await?;
                insert_version(db, &row, &by, None, row.created_at).await?;
                record(db, &by, &row.project_id, "agent.created", target(&row), Changes::none()).await?;
                Ok(row)
            })
        .await
    }

    /// Returns a project's agents, newest first, without their templates and model settings, which may be large.
    pub async fn agents(&self, project_id: &str, page: &PageRequest) -> Result<Page<Agent>> {
        let (created_at, id) = page.start(newest(), |id| self.agent_cursor(project_id, id)).await?;
        let rows = sql::query_as(
            "SELECT id, project_id, active, name, description, display_name, display_description, appearance, model,
                '[]' AS fallback_models, '' AS system_message, '' AS greeting_message, initial_turn, show_reasoning,
                openai_frequency_penalty, openai_presence_penalty, openai_temperature, openai_top_p,
                '' AS openai_common, anthropic_temperature, anthropic_top_k, anthropic_top_p, '' AS anthropic_common,
                '' AS gemini_settings, auto_title, title_model, version, created_at, updated_at
             FROM agents WHERE project_id = $1 AND (created_at, id) < ($2, $3)
             ORDER BY created_at DESC, id DESC LIMIT CAST($4 AS BIGINT)",
        );
        let rows = rows.bind(project_id).bind(created_at).bind(id).bind(page.limit + 1);
        Page::fetch(rows, page.limit, self.reader(), |row: &Agent| (row.created_at, row.id.clone())).await
    }

    async fn agent_cursor(&self, project_id: &str, id: &str) -> Result<Cursor> {
        let row = sql::query_as("SELECT created_at, id FROM agents WHERE project_id = $1 AND id = $2");
        row.bind(project_id).bind(id).fetch_optional(self.reader()).await?.ok_or_else(|| not_found("agent"))
    }

    /// Returns an agent of a project.
    pub async fn agent(&self, project_id: &str, id: &str) -> Result<Agent> {
        let row = sql::query_as("SELECT * FROM agents WHERE project_id = $1 AND id = $2");
        row.bind(project_id).bind(id).fetch_optional(self.reader()).await?.ok_or_else(|| not_found("agent"))
    }

    /// Changes an agent's names, descriptions and appearance.
    pub async fn update_agent(
        &self,
        project_id: String,
        id: String,
        patch: AgentPatch,
        by: Actor,
    ) -> Result<Agent> {
        transaction!(self, |db| {
            let before = agent_to_change(db, &project_id, &id).await?;
            let appearance = patch.appearance_of(&before);
            let after: Agent = sql::query_as(
                "UPDATE agents SET name = COALESCE($3, name), description = COALESCE($4, description),
                        display_name = COALESCE($5, display_name),
                        display_description = COALESCE($6, display_description), updated_at = $7,
                        appearance = $8
                     WHERE project_id = $1 AND id = $2 RETURNING *",
            )
            .bind(&project_id)
            .bind(&id)
            .bind(patch.name)
            .bind(patch.description)
            .bind(patch.display_name)
            .bind(patch.display_description)
            .bind(clock::now())
            .bind(appearance)
            .fetch_one(&mut *db)
            .await?;
            delete_replaced_images(db, &before, &after).await?;
            let changes = Changes::none()
                .field("name", before.name.as_str(), after.name.as_str())
                .field("description", before.description.as_str(), after.description.as_str())
                .field("display_name", before.display_name.as_str(), after.display_name.as_str())
                .field(
                    "display_description",
                    before.display_description.as_str(),
                    after.display_description.as_str(),
                );
            let changes = before.appearance.changes(&after.appearance, changes);
            if !changes.is_empty() {
                record(db, &by, &project_id, "agent.updated", target(&after), changes).await?;
            }
            Ok(after)
        })
        .await
    }

    /// Stores an image of an agent and sets its URL in the agent's appearance.
    pub async fn set_agent_image(
        &self,
        project_id: String,
        id: String,
        new: NewAgentImage,
        by: Actor,
    ) -> Result<Agent> {
        transaction!(self, |db| {
            let before = agent_to_change(db, &project_id, &id).await?;
            let patch = Map::from_iter([(new.kind.field().to_owned(), Value::from(new.url.as_str()))]);
            put_image(db, &id, new).await?;
            let after: Agent = sql::query_as(
                "UPDATE agents SET appearance = $3, updated_at = $4 WHERE project_id = $1 AND id = $2 RETURNING *",
            )
            .bind(&project_id)
            .bind(&id)
            .bind(before.appearance.merged(&patch))
            .bind(clock::now())
            .fetch_one(&mut *db)
            .await?;
            let changes = before.appearance.changes(&after.appearance, Changes::none());
            if !changes.is_empty() {
                record(db, &by, &project_id, "agent.updated", target(&after), changes).await?;
            }
            Ok(after)
        })
        .await
    }

    /// Changes an agent's configuration field by field. If anything differs, a new version is added.
    pub async fn update_config(
        &self,
        project_id: String,
        id: String,
        patch: ConfigPatch,
        basis: Basis,
        by: Actor,
    ) -> Result<Agent> {
        transaction!(self, |db| {
            let before = agent_to_change(db, &project_id, &id).await?;
            if basis.version.is_some_and(|version| version != before.version) {
                return Err(conflict(format!(
                    "based_on: the configuration was changed meanwhile; version {} is in force",
                    before.version
                )));
            }
            let mut after = before.clone();
            after.change(patch)?;
            after.updated_at = clock::now();
            let changes = StoredConfig::of(&before).changes(&StoredConfig::of(&after));
            if changes.is_empty() {
                return Ok(before);
            }
            after.version = before.version + 1;
            store_config(db, &after).await?;
            keep_first_version(db, &before).await?;
            insert_version(db, &after, &by, basis.restored, after.updated_at).await?;
            forget_saved(db, &after).await?;
            let action =
                if basis.restored.is_some() { "agent.config_restored" } else { "agent.config_updated" };
            record(db, &by, &project_id, action, target(&after), changes).await?;
            Ok(after)
        })
        .await
    }

    /// Activates or deactivates an agent. Repeating it changes nothing.
    pub async fn set_active(&self, project_id: String, id: String, active: bool, by: Actor) -> Result<Agent> {
        transaction!(self, |db| {
                let before = agent_to_change(db, &project_id, &id).await?;
                if before.active == active {
                    return Ok(before);
                }
                let after: Agent = sql::query_as(
                    "UPDATE agents SET updated_at = $4, active = $3 WHERE project_id = $1 AND id = $2 RETURNING *",
                )
                .bind(&project_id)
                .bind(&id)
                .bind(active)
                .bind(clock::now())
                .fetch_one(&mut *db)
                .await?;
                let action = if active { "agent.activated" } else { "agent.deactivated" };
                record(db, &by, &project_id, action, target(&after), Changes::none()).await?;
                Ok(after)
            })
        .await
    }

    /// Deletes an agent. Its interactions are deleted first, a few per write, because other writes wait meanwhile.
    pub async fn delete_agent(&self, project_id: String, id: String, by: Actor) -> Result<Agent> {
        self.agent(&project_id, &id).await?;
        self.remove_interactions(InteractionOwner::Agent, &project_id, &id).await?;
        transaction!(self, |db| {
            let gone: Option<Agent> =
                sql::query_as("DELETE FROM agents WHERE project_id = $1 AND id = $2 RETURNING *")
                    .bind(&project_id)
                    .bind(&id)
                    .fetch_optional(&mut *db)
                    .await?;
            let agent = gone.ok_or_else(|| not_found("agent"))?;
            record(db, &by, &project_id, "agent.deleted", target(&agent), Changes::none()).await?;
            Ok(agent)
        })
        .await
    }
}

/// Returns an agent that is about to be changed, and locks it.
async fn agent_to_change(db: &mut sql::Connection, project_id: &str, id: &str) -> Result<Agent> {
    let row = sql::query_as(
        "UPDATE agents SET updated_at = updated_at WHERE project_id = $1 AND id = $2 RETURNING *",
    );
    row.bind(project_id).bind(id).fetch_optional(db).await?.ok_or_else(|| not_found("agent"))
}

/// Stores the configuration of an agent that [`agent_to_change`] returned.
async fn store_config(db: &mut sql::Connection, agent: &Agent) -> Result<()> {
    sql::query(
        "UPDATE agents SET model = $3, fallback_models = $4, system_message = $5, greeting_message = $6,
            initial_turn = $7, openai_frequency_penalty = $8, openai_presence_penalty = $9,
            openai_temperature = $10, openai_top_p = $11, openai_common = $12, anthropic_temperature = $13,
            anthropic_top_k = $14, anthropic_top_p = $15, anthropic_common = $16, gemini_settings = $17,
            auto_title = $18, title_model = $19, version = $20, updated_at = $21, show_reasoning = $22
         WHERE project_id = $1 AND id = $2",
    )
    .bind(&agent.project_id)
    .bind(&agent.id)
    .bind(&agent.model)
    .bind(&agent.fallback_models)
    .bind(&agent.system_message)
    .bind(&agent.greeting_message)
    .bind(agent.initial_turn)
    .bind(agent.openai.frequency_penalty)
    .bind(agent.openai.presence_penalty)
    .bind(agent.openai.temperature)
    .bind(agent.openai.top_p)
    .bind(agent.openai.common.clone())
    .bind(agent.anthropic.temperature)
    .bind(agent.anthropic.top_k)
    .bind(agent.anthropic.top_p)
    .bind(agent.anthropic.common.clone())
    .bind(agent.gemini.clone())
    .bind(agent.auto_title)
    .bind(&agent.title_model)
    .bind(agent.version)
    .bind(agent.updated_at)
    .bind(agent.show_reasoning)
    .execute(db)
    .await?;
    Ok(())
}

/// Returns an agent as an audit target.
fn target(agent: &Agent) -> Target {
    Target::new("agent", &agent.id, &agent.name)
}
