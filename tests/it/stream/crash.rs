//! kill -9 while a reply is written: the reply has failed, and its text up to the last checkpoint is kept.

use std::time::Duration;

use nix::sys::signal::Signal;
use serde_json::json;

use super::cancel::SAID;
use super::{PIECES, assert_holds, stored};
use crate::support::binary::{self, Server};
use crate::support::provider::{ScriptedProvider, ScriptedReply};
use crate::support::thinking::thinking_reply;
use crate::support::wait::eventually_some;
use crate::support::{Conversation, Database, REPLY, RunningReply, TestProject, Transcript, WireFormat};

/// A server whose agent uses this provider, and a user's conversation with the agent.
struct Crash {
    database: Database,
    provider: ScriptedProvider,
    server: Server,
    project: TestProject,
    conversation: Conversation,
}

impl Crash {
    async fn prepare() -> Self {
        let (database, provider) = (Database::create().await, ScriptedProvider::start().await);
        let server = Server::start_command(&mut binary::serve(&database, &provider));
        let project = TestProject::create(&database, &server).await;
        project.configure(&server, json!({"model": WireFormat::Openai.full_model()})).await;
        let conversation = project.conversation(&server, "ada").await;
        Self { database, provider, server, project, conversation }
    }

    async fn start_reply(&self, reply: ScriptedReply) -> RunningReply {
        let question = self.conversation.say("Hello", None).await;
        self.provider.reply_with(reply);
        self.conversation.start_reply(&question).await
    }

    /// Kills the server and starts it again.
    fn kill_and_restart(&mut self) {
        self.server.signal(Signal::SIGKILL);
        self.server.wait();
        self.server = Server::start_command(&mut binary::serve(&self.database, &self.provider));
        self.conversation = self.project.same_conversation(&self.server, "ada", &self.conversation.id);
    }

    /// Returns the reply, which has failed. On SQLite it has failed as soon as the server is up, because no
    /// other server can be writing it.
    async fn failed(&self, reply_id: &str) -> serde_json::Value {
        if self.database.is_sqlite() {
            assert_eq!(self.conversation.message(reply_id).await["status"], "failed");
        }
        self.conversation.wait_for_status(reply_id, "failed").await
    }

    /// Returns how many characters of a reply are in the database.
    async fn stored_length(&self, reply_id: &str) -> usize {
        let query = format!("SELECT CAST(LENGTH(content) AS BIGINT) FROM messages WHERE id = '{reply_id}'");
        self.database.number(&query).await.try_into().unwrap()
    }
}

#[tokio::test]
async fn a_reply_that_a_crash_interrupts_fails_and_keeps_its_checkpoint() {
    let mut crash = Crash::prepare().await;
    let words: Vec<String> = (0..2_000).map(|word| format!("wörd{word} ")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let pace = Duration::from_millis(40);
    let mut reply =
        crash.start_reply(ScriptedReply::events(&WireFormat::Openai.stream_events(&words)).paced(pace)).await;
    // The text is stored again and again while the reply is written.
    for _ in 0..2 {
        reply.hear_delta().await;
        let heard = reply.text().chars().count();
        eventually_some("a checkpoint", async || {
            (crash.stored_length(&reply.id).await >= heard).then_some(())
        })
        .await;
    }
    assert_eq!(crash.conversation.message(&reply.id).await["status"], "in_progress");
    let checkpoint = crash.stored_length(&reply.id).await;
    crash.server.signal(Signal::SIGKILL);
    reply.events.extend(reply.stream.until_broken().await);
    crash.kill_and_restart();

    let conversation = &crash.conversation;
    let (id, events) = (&reply.id, &reply.events);
    let failed = crash.failed(id).await;
    let (heard, kept) = (reply.text(), failed["content"].as_str().unwrap().to_owned());
    assert!(!kept.is_empty() && heard.starts_with(&kept), "{kept} of {heard}");
    assert!(kept.chars().count() >= checkpoint, "{checkpoint} characters were stored: {kept}");
    assert_holds(conversation, &[("completed", "Hello"), ("failed", &kept)]).await;

    // Listeners can resume wherever their stream broke off, even if they had received more than was kept, and
    // learn that the reply failed.
    let joined = Transcript::whole(&conversation.join(id).await.rest().await);
    assert_eq!((&joined.text, &stored(&joined.last)), (&kept, &stored(&failed)));
    assert_eq!(joined.last["error"]["code"], "unavailable");
    for event in [&events[0], &events[1], &events[events.len() / 2], events.last().unwrap()] {
        let rest = Transcript::rest(&conversation.resume(id, &event.id).await.rest().await);
        assert_eq!(rest.last, joined.last, "after {event:?}");
        assert!(kept.ends_with(&rest.text));
    }

    crash.provider.reply_with(WireFormat::Openai.reply());
    assert_eq!(conversation.ask(&reply.question).await.ok()["content"], REPLY);
    assert_holds(conversation, &[("completed", "Hello"), ("failed", &kept), ("completed", REPLY)]).await;
}

#[tokio::test]
async fn a_reply_that_a_crash_interrupts_before_its_first_token_is_not_listed() {
    let mut crash = Crash::prepare().await;
    let reply = crash.start_reply(WireFormat::Openai.held_reply(&PIECES)).await;
    crash.provider.wait_for_requests(1).await;
    crash.kill_and_restart();

    let conversation = &crash.conversation;
    assert_eq!(crash.failed(&reply.id).await["content"], "");
    assert_holds(conversation, &[("completed", "Hello")]).await;
    crash.provider.reply_with(WireFormat::Openai.reply());
    assert_eq!(conversation.ask(&reply.question).await.ok()["content"], REPLY);
}

#[tokio::test]
async fn a_reply_that_a_crash_interrupts_while_the_model_thinks_keeps_what_it_thought() {
    let mut crash = Crash::prepare().await;
    let mut reply = crash.start_reply(thinking_reply(&["Hm", "…"], &PIECES, 1)).await;
    assert_eq!(reply.hear_thought().await, "Hm");
    eventually_some("a checkpoint", async || {
        let query = format!("SELECT COUNT(*) FROM messages WHERE id = '{}' AND parts IS NOT NULL", reply.id);
        (crash.database.number(&query).await == 1).then_some(())
    })
    .await;
    crash.kill_and_restart();

    // It has no text, so the conversation does not show it; the project's owner and resumed streams see the
    // reasoning.
    let failed = crash.failed(&reply.id).await;
    assert_eq!((&failed["content"], &failed["finish_reason"]), (&json!(""), &json!("error")));
    assert_eq!(failed["parts"], json!([{"type": "reasoning", "text": "Hm", "duration_ms": null}]));
    assert_holds(&crash.conversation, &[("completed", "Hello")]).await;
    let path = format!("/messages/{}", reply.id);
    let owned = crash.project.admin(&crash.server).get(&path).await.ok();
    assert_eq!(owned["parts"], failed["parts"]);
    for event in &reply.events {
        let rest = Transcript::rest(&crash.conversation.resume(&reply.id, &event.id).await.rest().await);
        assert_eq!(rest.last["parts"], failed["parts"], "after {event:?}");
    }
}

#[tokio::test]
async fn a_second_server_leaves_the_replies_of_the_first_alone() {
    let crash = Crash::prepare().await;
    let mut reply = crash.start_reply(WireFormat::Openai.reply_held_after(&PIECES, 3)).await;
    reply.hear(SAID).await;
    let mut command = binary::serve(&crash.database, &crash.provider);
    let second = Server::start_command(
        command.arg("--allow-shared-database").env("PROFICIENT_INTERNAL__SWEEP_INTERVAL", "0.1"),
    );
    // Long enough for some sweeps.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let elsewhere = crash.project.same_conversation(&second, "ada", &crash.conversation.id);
    for conversation in [&crash.conversation, &elsewhere] {
        assert_eq!(conversation.message(&reply.id).await["status"], "in_progress");
    }
    crash.provider.release_many(PIECES.len());
    assert_eq!(reply.finish().await.text, REPLY);
    assert_holds(&crash.conversation, &[("completed", "Hello"), ("completed", REPLY)]).await;
}
