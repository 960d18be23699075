//! The built-in model, with its real file: `scripts/fetch-model target/test-gguf/smollm2-135m-instruct.gguf`.

use std::path::{Path, PathBuf};

use futures_util::StreamExt;
use proficient::config::{Config, Connection, ConnectionKind, Overrides};
use proficient::models::registry::Registry;
use proficient::models::{ChatMessage, Event, Events, FailureKind, Request, Role, Usage};
use proficient::store::agents::OpenAiSettings;
use serde_json::json;

use super::support::binary::{self, Server};
use super::support::wait::{eventually_some, in_time};
use super::support::{Conversation, Database, TestApp, http};

const MODEL: &str = "local.smollm2-135m-instruct";

/// Returns the path of the model's file, which must exist.
fn file() -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-gguf/smollm2-135m-instruct.gguf");
    assert!(path.is_file(), "please run: scripts/fetch-model target/test-gguf/smollm2-135m-instruct.gguf");
    path
}

fn connect(config: &mut Config, name: &str, path: PathBuf) {
    let connection = Connection { path: Some(path), ..Connection::of(ConnectionKind::Local) };
    config.connections.insert(name.into(), connection);
}

/// Returns a server's connections, with the real file and short replies.
fn registry(change: impl FnOnce(&mut Config)) -> Registry {
    let _client = http();
    let mut config = Config::load(None, &Overrides::default()).unwrap();
    connect(&mut config, "local", file());
    config.models.reply_tokens = 24;
    change(&mut config);
    config.data_dir = "/".into();
    Registry::new(&config, |_| None).unwrap()
}

async fn server(change: impl FnOnce(&mut Config)) -> TestApp {
    TestApp::start_with(|config| {
        connect(config, "local", file());
        config.models.reply_tokens = 8;
        change(config);
    })
    .await
}

async fn conversation(app: &TestApp, user: &str, model: &str) -> Conversation {
    let agent = app.agent_with(json!({"model": model, "openai": {"temperature": 0.0}})).await;
    app.conversation_with(user, &agent).await
}

fn request(content: &str) -> Request {
    Request {
        system: "Response in one word.".to_owned(),
        messages: vec![ChatMessage { role: Role::User, content: content.to_owned() }],
        openai: OpenAiSettings { temperature: Some(0.0), ..OpenAiSettings::default() },
        anthropic: Default::default(),
        gemini: Default::default(),
    }
}

/// Returns the pieces of a response and its usage.
async fn whole(mut events: Events) -> (Vec<String>, Option<Usage>) {
    let (mut pieces, mut counted) = (Vec::new(), None);
    while let Some(event) = events.next().await {
        match event.unwrap() {
            Event::Text(text) => pieces.push(text),
            Event::Usage(usage) => counted = Some(usage),
            Event::Finished(_) => return (pieces, counted),
            other => panic!("a local model does not send {other:?}"),
        }
    }
    panic!("the answer was cut off after {pieces:?}")
}

#[tokio::test]
async fn it_answers_and_stops_by_itself() {
    let models = registry(|_| {});
    assert_eq!(models.local_models(), [MODEL]);
    let model = models.resolve(MODEL).unwrap();
    assert_eq!(model.context_window, 4_096);
    let events = model.ask(&request("What is the capital of France?"), &mut |_| {}).await.unwrap();
    let (pieces, usage) = whole(events).await;
    assert!(pieces.concat().contains("Paris"), "{pieces:?}");
    let usage = usage.unwrap();
    assert!((1..24).contains(&usage.output_tokens), "it came to its own end: {usage:?}");
    assert!((25..50).contains(&usage.input_tokens), "{usage:?}");
}

#[tokio::test]
async fn it_answers_through_the_api_piece_by_piece() {
    let app = server(|_| {}).await;
    let talk = conversation(&app, "alice", MODEL).await;
    let message = talk.say("Count from one to ten.", None).await;
    let stream = talk.user.with("Accept", "text/event-stream");
    let path = format!("/messages/{message}/ask");
    let events = stream.post(&path, json!({"interaction_id": talk.id})).await.text;
    assert!(events.matches("event: message.delta").count() >= 3, "{events}");
    assert!(events.contains("event: message.completed"), "{events}");
    let reply = talk.ask(&message).await.ok();
    assert_eq!(reply["status"], "completed");
}

#[tokio::test]
async fn dropping_the_stream_stops_the_model() {
    let models = registry(|config| {
        config.models.reply_tokens = 2_000;
        config.models.local_queue = 0;
    });
    let model = models.resolve(MODEL).unwrap();
    let long = request(&"Write a very long story about a very old house. ".repeat(8));
    let mut events = model.ask(&long, &mut |_| {}).await.unwrap();
    assert!(matches!(events.next().await, Some(Ok(Event::Text(_)))));
    let refused = model.ask(&long, &mut |_| {}).await.err().unwrap();
    assert_eq!(refused.kind, FailureKind::Busy);
    assert!(refused.retry_after.is_some() && !refused.is_transient());

    drop(events);
    drop(eventually_some("it stops writing", async || model.ask(&long, &mut |_| {}).await.ok()).await);
}

#[tokio::test]
async fn a_full_queue_is_503_with_retry_after_and_the_server_stays_responsive() {
    let app = server(|config| {
        config.models.reply_tokens = 2_000;
        config.models.local_queue = 0;
    })
    .await;
    let busy = conversation(&app, "alice", MODEL).await;
    let message = busy.say("Write a very long story about a very old house.", None).await;
    let path = format!("/messages/{message}/ask");
    let asked = busy.user.post(&path, json!({"interaction_id": busy.id}));
    let others = async {
        let talk = conversation(&app, "bob", MODEL).await;
        let message = talk.say("Hello!", None).await;
        let answer = talk.ask(&message).await;
        assert!(answer.error(503, "unavailable").contains("busy"), "{}", answer.text);
        assert_eq!(answer.headers["retry-after"], "5");
        // The server answers while the model is busy.
        app.anonymous().get("/health").await.ok();
        // Cancelling makes room.
        let list = busy.messages().await;
        let reply = list.last().unwrap();
        assert_eq!(reply["status"], "in_progress", "{list:?}");
        let id = reply["id"].as_str().unwrap();
        busy.user.post(&format!("/messages/{id}/cancel"), json!({})).await.ok();
    };
    let (first, ()) = tokio::join!(asked, async {
        let mut stream = busy.join(&busy.reply_in_progress().await).await;
        stream.created().await;
        stream.delta().await;
        others.await;
    });
    assert_eq!(first.ok()["status"], "cancelled");
}

#[tokio::test]
async fn a_conversation_longer_than_its_window_loses_its_oldest_turns() {
    let app = server(|config| config.models.local_context_window = 128).await;
    let talk = conversation(&app, "alice", MODEL).await;
    let mut last = None;
    for number in 0..6 {
        // Each digit is a token, so the estimate of the history is too low.
        last = Some(talk.say(&format!("{number}: 1234567890 9876543210 5555555555"), last.as_deref()).await);
    }
    talk.ask(&last.unwrap()).await.ok();

    let too_long = talk.say(&"1234567890 ".repeat(2_000), None).await;
    let answer = talk.ask(&too_long).await;
    assert!(answer.error(503, "unavailable").contains("longer than"), "{}", answer.text);
}

#[tokio::test]
async fn a_reply_ends_where_the_window_ends() {
    let models = registry(|config| {
        config.models.local_context_window = 64;
        config.models.reply_tokens = 2_000;
    });
    let events = models
        .resolve(MODEL)
        .unwrap()
        .ask(&request("Write a very long story about a house."), &mut |_| {})
        .await
        .unwrap();
    let (_, usage) = whole(events).await;
    let usage = usage.unwrap();
    assert!(usage.input_tokens > 20 && usage.input_tokens + usage.output_tokens == 64, "{usage:?}");
}

#[tokio::test]
async fn unusable_files_are_503_and_the_server_starts_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let real = std::fs::read(file()).unwrap();
    let write = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    let mut strange = real[..4_000_000].to_vec();
    let at = strange.windows(5).position(|window| window == b"llama").unwrap();
    strange[at..at + 5].copy_from_slice(b"mamba");
    let files = [
        ("missing", folder.path().join("missing.gguf")),
        ("empty", write("empty.gguf", b"")),
        ("text", write("text.gguf", b"this is no model, but it is longer than a header")),
        ("short", write("short.gguf", &real[..1_000_000])),
        ("cut", write("cut.gguf", &real[..90_000_000])),
        ("strange", write("strange.gguf", &strange)),
    ];
    let app = TestApp::start_with(|config| {
        for (name, path) in &files {
            connect(config, name, path.clone());
        }
    })
    .await;
    for (name, _) in &files {
        let talk = conversation(&app, "alice", &format!("{name}.{name}")).await;
        let message = talk.say("Hello!", None).await;
        let answer = in_time(name, talk.ask(&message)).await;
        let text = answer.error(503, "unavailable");
        assert!(text.contains("cannot be loaded"), "{name}: {text}");
    }
    let talk = conversation(&app, "alice", "missing.other").await;
    let message = talk.say("Hello!", None).await;
    assert!(talk.ask(&message).await.error(503, "unavailable").contains("no connection"));
}

#[tokio::test]
async fn the_demo_uses_it_if_its_file_exists() {
    let database = Database::create().await;
    let folder = tempfile::tempdir().unwrap();
    let models = folder.path().join("models");
    std::fs::create_dir(&models).unwrap();
    std::os::unix::fs::symlink(file(), models.join("smollm2-135m-instruct.gguf")).unwrap();
    let mut command = binary::command(&database);
    command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data-dir"]).arg(folder.path());
    let server = Server::start_command(command.env("PROFICIENT_MODELS__REPLY_TOKENS", "8"));
    assert!(server.printed.contains(MODEL), "{}", server.printed);
    assert!(server.printed.contains("small model"), "{}", server.printed);
    let curl = server.printed.lines().find(|line| line.starts_with("curl ")).unwrap();
    let output = std::process::Command::new("sh").args(["-c", curl]).output().unwrap();
    let reply: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(reply["sent_by"], "agent", "{reply}");
    assert!(!reply["content"].as_str().unwrap().contains("built-in demo"));
}
