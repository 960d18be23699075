//! The demo project that the first start can create.

use crate::auth::keys;
use crate::config::Config;
use crate::error::Result;
use crate::models::registry::{DEMO, Registry};
use crate::store::Store;
use crate::store::agents::{Agent, InitialTurn};
use crate::store::audit::Actor;
use crate::store::interactions::NewInteraction;
use crate::store::messages::NewMessage;
use crate::store::users::User;
use crate::{clock, ids};

/// The external ID of the demo's user.
pub const USER: &str = "demo-user";

/// The demo project. Its secret key is shown once and not stored.
#[derive(Debug)]
pub struct Demo {
    /// `prj_…`
    pub project_id: String,
    /// `pk_…`
    pub publishable_key: String,
    /// `sk_…`
    pub secret_key: String,
    /// `ag_…`
    pub agent_id: String,
    /// The agent's model.
    pub model: String,
    /// `int_…`
    pub interaction_id: String,
    /// `msg_…`, a message of the user without a reply yet.
    pub message_id: String,
}

/// Creates the demo project if the database has no project.
pub async fn create(config: &Config, store: &Store, models: &Registry) -> Result<Option<Demo>> {
    if !store.projects(1).await?.is_empty() {
        return Ok(None);
    }
    let project = keys::new_project("Demo");
    let (secret_key, stored_key) = keys::new_secret("first key");
    let (project_id, publishable_key) = (project.id.clone(), project.publishable_key.clone());
    store.create_project(project, stored_key, Actor::system()).await?;

    let agent = store.create_agent(agent(&project_id, model(config, models)), Actor::system()).await?;
    let now = clock::now();
    let user = store
        .create_user(User {
            id: ids::USER.make(now),
            project_id: project_id.clone(),
            external_id: USER.to_owned(),
            first_name: "Demo".to_owned(),
            last_name: "User".to_owned(),
            live_mode: true,
            created_at: now,
            updated_at: now,
        })
        .await?;
    let new = NewInteraction {
        user,
        is_new_user: false,
        agent_id: agent.id.clone(),
        initial_turn: agent.initial_turn,
        greeting: None,
        client_id: String::new(),
    };
    let (interaction, _) = store.create_interaction(new).await?;
    let question = "Hello! Who are you, and what can you do?".to_owned();
    let hello = NewMessage::by_user(&interaction.id, None, question, String::new());
    let message = store.create_message(project_id.clone(), USER.to_owned(), hello).await?;
    Ok(Some(Demo {
        project_id,
        publishable_key,
        secret_key,
        agent_id: agent.id,
        model: agent.model,
        interaction_id: interaction.id,
        message_id: message.id,
    }))
}

/// Returns the demo agent's model: one of the first connected provider, else the local model, else the built-in demo.
fn model(config: &Config, models: &Registry) -> String {
    if !config.demo_model.is_empty() {
        return config.demo_model.clone();
    }
    let usual = [
        ("openai", "openai.gpt-4o-mini"),
        ("anthropic", "anthropic.claude-haiku-4-5"),
        ("gemini", "gemini.gemini-2.5-flash"),
    ];
    let names = models.names();
    if let Some((_, model)) = usual.iter().find(|(connection, _)| names.contains(connection)) {
        return (*model).to_owned();
    }
    models.local_models().into_iter().next().unwrap_or_else(|| format!("{DEMO}.assistant"))
}

fn agent(project_id: &str, model: String) -> Agent {
    let now = clock::now();
    Agent {
        id: ids::AGENT.make(now),
        project_id: project_id.to_owned(),
        active: true,
        name: "Demo agent".to_owned(),
        description: "Created by the first start. Edit or delete it.".to_owned(),
        display_name: "Pat".to_owned(),
        display_description: "Ask me anything".to_owned(),
        appearance: Default::default(),
        model,
        fallback_models: "[]".to_owned(),
        system_message:
            "You are {{agent.display_name}}, a friendly assistant. You talk to {{user.first_name}}. \
            Be brief."
                .to_owned(),
        greeting_message: "Hello {{user.first_name}}, I am {{agent.display_name}}. What can I do for you?"
            .to_owned(),
        initial_turn: InitialTurn::User,
        show_reasoning: true,
        openai: Default::default(),
        anthropic: Default::default(),
        gemini: Default::default(),
        auto_title: false,
        title_model: String::new(),
        version: 1,
        created_at: now,
        updated_at: now,
    }
}
