//! A conversation with a real language model, through the built server, using only HTTP.
//!
//! `make test-model` starts an OpenAI-compatible server (llama.cpp) with a small model (SmolLM2-135M-Instruct) and
//! names it in `PROFICIENT_TEST_MODEL_URL`. A model of that size answers quickly but not reliably, so this asserts that
//! real replies arrive and land in the right place of the tree, never what they say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails loudly; Clippy spares only functions marked as tests"
)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_proficient");

#[tokio::test]
async fn a_conversation_with_a_real_model() {
    let server = Server::start();
    let interaction = server.interaction().await;

    let name = server.say(&interaction, "My name is Ada.", &Value::Null).await;
    let first = server.ask(&interaction, &name).await;
    let sibling = server.ask(&interaction, &name).await;
    assert_ne!(first["id"], sibling["id"], "asking again makes another reply");

    // This turn's history is the path through the sibling: three messages and the system message.
    let question = server.say(&interaction, "What is my name?", &sibling["id"]).await;
    assert_eq!(question["depth"], 2);
    server.ask(&interaction, &question).await;

    let page = server.client_get(&format!("/messages?interaction_id={}", text(&interaction["id"]))).await;
    assert_eq!(page["data"].as_array().map(Vec::len), Some(5));
}

#[tokio::test]
async fn text_that_is_not_ascii_reaches_the_model_and_comes_back_unchanged() {
    let server = Server::start();
    let interaction = server.interaction().await;

    let content = "Grüße! 你好 мир, how are you? 🙂👩‍👩‍👧 e\u{301} \"quoted\" \\ \u{2028}end";
    let message = server.say(&interaction, content, &Value::Null).await;
    let reply = server.ask(&interaction, &message).await;

    for sent in [&message, &reply] {
        let read = server.client_get(&format!("/messages/{}", text(&sent["id"]))).await;
        assert_eq!(read["content"], sent["content"]);
    }
    assert_eq!(message["content"], content);
}

/// The built server with its own database and one project.
struct Server {
    url: String,
    project: Value,
    http: reqwest::Client,
    process: Child,
    _data: TempDir,
}

impl Server {
    fn start() -> Self {
        // Fails if another test of this process has already done this.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let model_url = std::env::var("PROFICIENT_TEST_MODEL_URL").expect("run this by `make test-model`");
        let data = tempfile::tempdir().unwrap();
        let mut process = proficient(&data)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("OPENAI_BASE_URL", model_url)
            .env("OPENAI_API_KEY", "none")
            .env("PROFICIENT_LOG__LEVEL", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let url = announced_url(&mut process);

        let created =
            proficient(&data).args(["project", "create", "--name", "Real model", "--json"]).output().unwrap();
        assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
        let project = serde_json::from_slice(&created.stdout).unwrap();
        Self { url, project, http: reqwest::Client::new(), process, _data: data }
    }

    /// Creates an agent with the real model through the Admin API, and returns its ID.
    async fn active_agent(&self) -> Value {
        let agent = json!({
            "model": "openai.smollm2",
            "system_message": "You are {{agent.display_name}}, a friendly assistant. Answer in one short sentence.",
            "display_name": "Smol",
            "openai": { "temperature": 0 },
        });
        let agent = self.admin("/agents", &agent).await;
        let agent = self.admin(&format!("/agents/{}/activate", text(&agent["id"])), &json!({})).await;
        assert_eq!(agent["active"], true);
        agent["id"].clone()
    }

    /// Starts a conversation of a user with such an agent.
    async fn interaction(&self) -> Value {
        let agent = self.active_agent().await;
        self.client("/interactions", &json!({ "agent_id": agent })).await["interaction"].take()
    }

    async fn say(&self, interaction: &Value, content: &str, parent: &Value) -> Value {
        let body = json!({ "interaction_id": interaction["id"], "content": content, "parent_id": parent });
        self.client("/messages", &body).await
    }

    /// Asks for a reply to a message. It must be real text in the right place of the tree.
    async fn ask(&self, interaction: &Value, message: &Value) -> Value {
        let path = format!("/messages/{}/ask", text(&message["id"]));
        let reply = self.client(&path, &json!({ "interaction_id": interaction["id"] })).await;
        assert!(!text(&reply["content"]).trim().is_empty(), "an empty reply: {reply}");
        assert_eq!(reply["sent_by"], "agent");
        assert_eq!(reply["parent_id"], message["id"]);
        assert_eq!(reply["depth"].as_i64(), message["depth"].as_i64().map(|depth| depth + 1));
        assert_eq!(reply["interaction_id"], interaction["id"]);
        reply
    }

    async fn admin(&self, path: &str, body: &Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.url)).json(body);
        answer(request.bearer_auth(text(&self.project["secret_key"]))).await
    }

    async fn client(&self, path: &str, body: &Value) -> Value {
        answer(self.as_user(self.http.post(format!("{}{path}", self.url)).json(body))).await
    }

    async fn client_get(&self, path: &str) -> Value {
        answer(self.as_user(self.http.get(format!("{}{path}", self.url)))).await
    }

    fn as_user(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        request
            .header("X-PROFICIENT-API-KEY", text(&self.project["publishable_key"]))
            .header("X-PROFICIENT-USER-EXTERNAL-ID", "ada")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _killed = self.process.kill();
        let _reaped = self.process.wait();
    }
}

/// Returns a command of the binary on a data folder, without the settings of the person who runs the tests.
fn proficient(data: &TempDir) -> Command {
    let mut command = Command::new(BINARY);
    let ours = ["PROFICIENT_", "OPENAI_", "ANTHROPIC_", "GEMINI_", "OLLAMA_", "DATABASE_URL"];
    for (name, _) in std::env::vars_os() {
        if ours.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    command.env("PROFICIENT_DATA_DIR", data.path()).stdin(Stdio::null());
    command
}

/// Waits for the line in which the server prints its address.
fn announced_url(process: &mut Child) -> String {
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
    let line = lines.find(|line| line.contains("http://")).expect("the server ended before it was ready");
    let url = line[line.find("http://").unwrap()..].split_whitespace().next().unwrap();
    url.replace("localhost", "127.0.0.1")
}

async fn answer(request: reqwest::RequestBuilder) -> Value {
    let response = request.send().await.unwrap();
    let status = response.status();
    let body = response.text().await.unwrap();
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a string: {value}"))
}
