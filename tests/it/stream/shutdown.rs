//! SIGTERM while replies are written: they may take a while to finish, then they fail.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use serde_json::json;

use super::cancel::SAID;
use super::{PIECES, assert_holds, stored};
use crate::support::binary::{self, Server};
use crate::support::provider::{ScriptedProvider, ScriptedReply};
use crate::support::{Conversation, Database, REPLY, TestProject, Transcript, WireFormat};

struct Shutdown {
    database: Database,
    provider: ScriptedProvider,
    server: Server,
    project: TestProject,
}

impl Shutdown {
    /// Starts a server that gives running replies this many seconds at shutdown.
    async fn start(limit: &str) -> Self {
        let (database, provider) = (Database::create().await, ScriptedProvider::start().await);
        let mut command = binary::serve(&database, &provider);
        let server = Server::start_command(command.env("PROFICIENT_HTTP__SHUTDOWN_TIMEOUT", limit));
        let project = TestProject::create(&database, &server).await;
        project.configure(&server, json!({"model": WireFormat::Openai.full_model()})).await;
        Self { database, provider, server, project }
    }

    async fn conversation(&self) -> (Conversation, String) {
        let conversation = self.project.conversation(&self.server, "ada").await;
        let question = conversation.say("Hello", None).await;
        (conversation, question)
    }

    /// Waits for the exit code and starts the server again; returns the code and the same conversation.
    fn restart(&mut self, conversation: &Conversation) -> (Option<i32>, Conversation) {
        let code = self.server.wait();
        self.server = Server::start(&self.database, &[]);
        (code, self.project.same_conversation(&self.server, "ada", &conversation.id))
    }
}

#[tokio::test]
async fn a_reply_that_ends_in_time_is_completed() {
    let mut shutdown = Shutdown::start("20").await;
    let paced =
        ScriptedReply::events(&WireFormat::Openai.stream_events(&PIECES)).paced(Duration::from_millis(150));
    let (conversation, question) = shutdown.conversation().await;
    let (waiting, waited) = shutdown.conversation().await;
    let (alone, detached) = shutdown.conversation().await;
    shutdown.provider.reply_with(paced.clone()).reply_with(paced.clone()).reply_with(paced);
    let mut stream = conversation.ask_events(&question).await;
    let id = stream.created().await;
    let mut joined = conversation.join(&id).await;
    joined.created().await;
    drop(alone.ask_events(&detached).await);
    let end = async {
        shutdown.provider.wait_for_requests(3).await;
        stream.delta().await;
        shutdown.server.signal(Signal::SIGTERM);
        (stream.rest().await, joined.rest().await)
    };
    let (answer, (rest, joined)) = tokio::join!(waiting.ask(&waited), end);
    assert_eq!(answer.ok()["content"], REPLY);
    assert_eq!(Transcript::rest(&joined).text, REPLY);
    let last = Transcript::rest(&rest).last;
    assert_eq!((&last["status"], &last["content"]), (&json!("completed"), &json!(REPLY)));

    let (code, conversation) = shutdown.restart(&conversation);
    assert_eq!(code, Some(0));
    assert_eq!(conversation.message(&id).await, last);
    for other in [&conversation, &waiting, &alone] {
        let other = shutdown.project.same_conversation(&shutdown.server, "ada", &other.id);
        assert_holds(&other, &[("completed", "Hello"), ("completed", REPLY)]).await;
    }
}

#[tokio::test]
async fn a_reply_that_takes_longer_fails_and_all_listeners_are_told() {
    let mut shutdown = Shutdown::start("0.7").await;
    let (conversation, question) = shutdown.conversation().await;
    let (waiting, waited) = shutdown.conversation().await;
    let (alone, detached) = shutdown.conversation().await;
    let (silent, unanswered) = shutdown.conversation().await;
    shutdown.provider.reply_with(WireFormat::Openai.reply_held_after(&PIECES, 3));
    let mut stream = conversation.ask_events(&question).await;
    let id = stream.created().await;
    let mut joined = conversation.join(&id).await;
    joined.created().await;
    shutdown.provider.wait_for_requests(1).await;
    shutdown.provider.reply_with(WireFormat::Openai.reply_held_after(&PIECES, 3));
    let mut left = alone.ask_events(&detached).await;
    left.created().await;
    left.delta().await;
    drop(left);
    shutdown.provider.reply_with(ScriptedReply::silence());
    drop(silent.ask_events(&unanswered).await);
    shutdown.provider.wait_for_requests(3).await;
    shutdown.provider.reply_with(WireFormat::Openai.reply_held_after(&PIECES, 3));

    let end = async {
        shutdown.provider.wait_for_requests(4).await;
        let id = waiting.reply_in_progress().await;
        waiting.join(&id).await.hear(SAID).await;
        shutdown.server.signal(Signal::SIGTERM);
        let start = Instant::now();
        let heard = (stream.rest().await, joined.rest().await);
        (start, heard)
    };
    let (answer, (start, (rest, joined))) = tokio::join!(waiting.ask(&waited), end);
    let message = answer.error(503, "unavailable");
    assert!(message.contains("shutting down"), "{message}");
    let heard = Transcript::rest(&joined);
    assert_eq!((&*heard.text, &*heard.status), (SAID, "failed"));
    assert_eq!(heard.last["error"], json!({"code": "unavailable", "message": message}));
    assert_eq!(Transcript::rest(&rest).last, heard.last);

    let (code, conversation) = shutdown.restart(&conversation);
    assert_eq!(code, Some(0));
    // Well below the default limit of 30 seconds.
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert_eq!(stored(&conversation.message(&id).await), stored(&heard.last));
    for other in [&conversation, &waiting, &alone] {
        let other = shutdown.project.same_conversation(&shutdown.server, "ada", &other.id);
        assert_holds(&other, &[("completed", "Hello"), ("failed", SAID)]).await;
    }
    let silent = shutdown.project.same_conversation(&shutdown.server, "ada", &silent.id);
    assert_holds(&silent, &[("completed", "Hello")]).await;
}
