//! Asking models: a real server, and providers that answer with streams in their own wire formats.

mod failures;
mod replies;
mod requests;
mod rules;
mod waiting;

use std::time::Duration;

use proficient::config::{Config, Connection, ConnectionKind};
use serde_json::{Value, json};

use crate::support::provider::{Provider, Received, Reply, fixture};
use crate::support::{Conversation, TestApp};

/// What every `plain.sse` says.
const REPLY: &str = "Grüße, Ada! 你好 🙂 — ready.";
/// The key of every connection.
const KEY: &str = "key-of-these-tests-4711";

/// A server whose connections all lead to one scripted provider, each to a path of its own.
struct Setup {
    app: TestApp,
    provider: Provider,
}

/// The kinds of providers; `House` is any OpenAI-compatible server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Openai,
    Anthropic,
    Gemini,
    House,
}

const KINDS: [Kind; 4] = [Kind::Openai, Kind::Anthropic, Kind::Gemini, Kind::House];

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Openai => "openai",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::House => "house",
        }
    }

    /// A model of it, without the connection's name.
    fn model(self) -> &'static str {
        match self {
            Self::Openai => "gpt-4o",
            Self::Anthropic => "claude-sonnet-4-5",
            Self::Gemini => "gemini-2.5-flash",
            Self::House => "llama3.2:1b",
        }
    }

    fn full_model(self) -> String {
        format!("{}.{}", self.name(), self.model())
    }

    /// One of its streams.
    fn fixture(self, name: &str) -> String {
        let folder = if self == Self::House { "vllm" } else { self.name() };
        fixture(&format!("{folder}/{name}.sse"))
    }

    /// A whole reply in its format.
    fn reply(self) -> Reply {
        Reply::stream(&self.fixture("plain"))
    }

    /// Events of its `plain.sse` before the first one with text.
    fn events_before_text(self) -> usize {
        match self {
            Self::Openai | Self::House => 1,
            Self::Anthropic => 3,
            Self::Gemini => 0,
        }
    }

    /// One event with text.
    fn delta(self, text: &str) -> String {
        let data = match self {
            Self::Openai | Self::House => json!({"choices": [{"index": 0, "delta": {"content": text}}]}),
            Self::Anthropic => {
                json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}})
            }
            Self::Gemini => {
                json!({"candidates": [{"content": {"parts": [{"text": text}], "role": "model"}}]})
            }
        };
        let event = if self == Self::Anthropic { "event: content_block_delta\n" } else { "" };
        format!("{event}data: {data}\n\n")
    }

    /// What the model was told: the system message, and who said what.
    fn told(self, request: &Received) -> (String, Vec<(String, String)>) {
        let text =
            |value: &Value| value.as_str().unwrap_or_else(|| panic!("no text: {}", request.body)).to_owned();
        let turn = |turn: &Value| (text(&turn["role"]), text(&turn["content"]));
        let list =
            |value: &Value| value.as_array().unwrap_or_else(|| panic!("no list: {}", request.body)).clone();
        match self {
            Self::Openai | Self::House => {
                let mut turns: Vec<_> = list(&request.body["messages"]).iter().map(turn).collect();
                let system =
                    turns.first().is_some_and(|(role, _)| role == "system").then(|| turns.remove(0).1);
                (system.unwrap_or_default(), turns)
            }
            Self::Anthropic => {
                let system = request.body.get("system").map(text).unwrap_or_default();
                (system, list(&request.body["messages"]).iter().map(turn).collect())
            }
            Self::Gemini => {
                let system =
                    request.body.get("systemInstruction").map(|system| text(&system["parts"][0]["text"]));
                let turn = |turn: &Value| (text(&turn["role"]), text(&turn["parts"][0]["text"]));
                (system.unwrap_or_default(), list(&request.body["contents"]).iter().map(turn).collect())
            }
        }
    }

    /// What it calls the agent.
    fn agent(self) -> &'static str {
        if self == Self::Gemini { "model" } else { "assistant" }
    }

    /// The same as [`Kind::told`] must return it: `user` and `agent` in turns, the user first.
    fn turns(self, said: &[&str]) -> Vec<(String, String)> {
        let roles = ["user", self.agent()].into_iter().cycle();
        roles.zip(said).map(|(role, said)| (role.to_owned(), (*said).to_owned())).collect()
    }
}

impl Setup {
    async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Fails fast where nothing else is said: one retry, almost at once.
    async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let provider = Provider::start().await;
        let url = provider.url.clone();
        let app = TestApp::start_with(|config| {
            config.models.retries = 1;
            config.models.max_retry_wait = Duration::from_millis(20);
            for (name, kind, path) in [
                ("openai", ConnectionKind::Openai, "/openai/v1"),
                ("anthropic", ConnectionKind::Anthropic, "/anthropic"),
                ("gemini", ConnectionKind::Gemini, "/gemini/v1beta"),
                ("house", ConnectionKind::OpenaiCompatible, "/house/v1"),
            ] {
                let base_url = Some(format!("{url}{path}"));
                config
                    .connections
                    .insert(name.into(), Connection { kind, base_url, api_key: Some(KEY.into()) });
            }
            change(config);
        })
        .await;
        Self { app, provider }
    }

    /// Ada's conversation with a fresh agent of this model.
    async fn conversation(&self, model: &str) -> Conversation {
        self.conversation_with(json!({"model": model})).await
    }

    /// Ada's conversation with a fresh agent of these settings.
    async fn conversation_with(&self, settings: Value) -> Conversation {
        let agent_id = self.app.agent_with(settings).await;
        self.app.conversation_with("ada", &agent_id).await
    }
}

/// Asks the message and returns the reply's ID and text.
async fn reply_to(conversation: &Conversation, message_id: &str) -> (String, String) {
    let reply = conversation.ask(message_id).await.ok();
    (text(&reply["id"]), text(&reply["content"]))
}

/// An interaction holds so many messages, and says so.
#[track_caller]
fn assert_count(conversation: &Conversation, listed: &[Value], interaction: &Value, count: usize) {
    assert_eq!(listed.len(), count, "{listed:?}");
    assert_eq!(interaction["id"], conversation.id);
    assert_eq!(interaction["total_message_count"], count);
}

async fn interaction(conversation: &Conversation) -> Value {
    conversation.user.get(&format!("/interactions/{}", conversation.id)).await.ok()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
