//! A project with an active agent on a server of the built program.

use serde_json::{Value, json};

use super::binary::{self, Server};
use super::{Caller, Conversation, Database};

/// It outlives the server that it was created on: each call takes the server that currently runs on the
/// database.
pub struct TestProject {
    pub keys: Value,
    pub agent: String,
}

impl TestProject {
    /// Creates a project, and an agent whose model is the built-in demo.
    pub async fn create(database: &Database, server: &Server) -> Self {
        let keys = binary::run_json(database, &["project", "create", "--name", "x", "--json"]);
        let mut project = Self { keys, agent: String::new() };
        let admin = project.admin(server);
        let agent = admin.post("/agents", json!({"model": "demo.x"})).await.ok();
        project.agent = agent["id"].as_str().unwrap().to_owned();
        admin.post(&format!("/agents/{}/activate", project.agent), json!({})).await.ok();
        project
    }

    /// Changes the agent's configuration.
    pub async fn configure(&self, server: &Server, config: Value) {
        self.admin(server).post(&format!("/agents/{}/config", self.agent), config).await.ok();
    }

    pub fn admin(&self, server: &Server) -> Caller {
        let key = format!("Bearer {}", self.keys["secret_key"].as_str().unwrap());
        Caller::new(super::http(), &server.url).with("Authorization", &key)
    }

    pub fn user(&self, server: &Server, name: &str) -> Caller {
        Caller::new(super::http(), &server.url)
            .with("X-PROFICIENT-API-KEY", self.keys["publishable_key"].as_str().unwrap())
            .with("X-PROFICIENT-USER-EXTERNAL-ID", name)
    }

    pub async fn interaction(&self, user: &Caller) -> String {
        let created = user.post("/interactions", json!({"agent_id": self.agent})).await.ok();
        created["interaction"]["id"].as_str().unwrap().to_owned()
    }

    /// Creates a conversation of this user.
    pub async fn conversation(&self, server: &Server, name: &str) -> Conversation {
        let user = self.user(server, name);
        let id = self.interaction(&user).await;
        Conversation { user, agent_id: self.agent.clone(), id }
    }

    /// Returns an existing conversation on another server.
    pub fn same_conversation(&self, server: &Server, name: &str, id: &str) -> Conversation {
        Conversation { user: self.user(server, name), agent_id: self.agent.clone(), id: id.to_owned() }
    }
}
