//! A server whose model providers are scripted.

use std::time::Duration;

use proficient::config::{Api, Config, Connection, ConnectionKind};
use serde_json::{Value, json};

use super::provider::ScriptedProvider;
use super::{Conversation, TestApp, WireFormat};

/// The API key of every connection.
pub const KEY: &str = "key-of-these-tests-4711";

/// A server whose connections all lead to one scripted provider, each to its own path.
pub struct ScriptedApp {
    pub app: TestApp,
    pub provider: ScriptedProvider,
}

impl ScriptedApp {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts it with other settings. By default, requests are retried once, almost immediately.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let provider = ScriptedProvider::start().await;
        let url = provider.url.clone();
        let app = TestApp::start_with(|config| {
            config.models.retries = 1;
            config.models.max_retry_wait = Duration::from_millis(20);
            for (name, kind, path) in [
                ("openai", ConnectionKind::Openai, "/openai/v1"),
                ("anthropic", ConnectionKind::Anthropic, "/anthropic"),
                ("gemini", ConnectionKind::Gemini, "/gemini/v1beta"),
                ("house", ConnectionKind::OpenaiCompatible, "/house/v1"),
                ("responses", ConnectionKind::Openai, "/responses/v1"),
            ] {
                let base_url = Some(format!("{url}{path}"));
                let api = if name == "responses" { Api::Responses } else { Api::ChatCompletions };
                config.connections.insert(
                    name.into(),
                    Connection { base_url, api_key: Some(KEY.into()), api, ..Connection::of(kind) },
                );
            }
            change(config);
        })
        .await;
        Self { app, provider }
    }

    /// Creates a conversation of Ada with a fresh agent of this kind of model and posts "Hello"; returns the message's ID too.
    pub async fn question(&self, format: WireFormat) -> (Conversation, String) {
        let conversation = self.conversation(&format.full_model()).await;
        let question = conversation.say("Hello", None).await;
        (conversation, question)
    }

    /// Creates a conversation of Ada with a fresh agent of this model.
    pub async fn conversation(&self, model: &str) -> Conversation {
        self.conversation_with(json!({"model": model})).await
    }

    /// Creates a conversation of Ada with a fresh agent of these settings.
    pub async fn conversation_with(&self, settings: Value) -> Conversation {
        let agent_id = self.app.agent_with(settings).await;
        self.app.conversation_with("ada", &agent_id).await
    }
}
