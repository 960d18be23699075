//! Nodes that are killed or stopped, and nodes that are only slow.

use std::time::Duration;

use nix::sys::signal::Signal;

use super::nodes::Nodes;
use crate::stream::cancel::SAID;
use crate::stream::{PIECES, assert_holds};
use crate::support::provider::ScriptedReply;
use crate::support::wait::eventually_some;
use crate::support::{Conversation, REPLY, Transcript, WireFormat};

/// A setting with which the other node soon considers a node lost.
const IMPATIENT: &[(&str, &str)] =
    &[("PROFICIENT_INTERNAL__NODE_SILENCE", "3"), ("PROFICIENT_INTERNAL__SWEEP_INTERVAL", "0.3")];

/// Waits until the other node has some of the reply's text from the store.
async fn some_text(conversation: &Conversation, id: &str) {
    eventually_some("the text is stored", async || {
        let message = conversation.message(id).await;
        (message["content"] != "").then_some(())
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn the_remaining_node_fails_the_replies_of_one_that_was_killed() {
    let mut nodes = Nodes::start_with(IMPATIENT).await;
    let question = nodes.here.say("Hello", None).await;
    let words: Vec<String> = (0..1_000).map(|word| format!("word{word} ")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    nodes.provider.reply_with(
        ScriptedReply::events(&WireFormat::Openai.stream_events(&words)).paced(Duration::from_millis(40)),
    );
    let reply = nodes.here.start_reply(&question).await;
    let mut joined = nodes.there.join(&reply.id).await;
    some_text(&nodes.there, &reply.id).await;
    nodes.one.signal(Signal::SIGKILL);
    nodes.one.wait();

    let heard = Transcript::whole(&joined.rest().await);
    assert_eq!(heard.status, "failed");
    assert!(!heard.text.is_empty() && words.concat().starts_with(&heard.text), "{}", heard.text);
    assert_holds(&nodes.there, &[("completed", "Hello"), ("failed", &heard.text)]).await;

    nodes.provider.reply_with(WireFormat::Openai.reply());
    assert_eq!(nodes.there.ask(&question).await.ok()["content"], REPLY);
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn a_running_node_keeps_its_replies_however_long_they_take() {
    let nodes = Nodes::start().await;
    let question = nodes.here.say("Hello", None).await;
    nodes.provider.reply_with(WireFormat::Openai.reply_held_after(&PIECES, 2));
    let mut reply = nodes.here.start_reply(&question).await;
    // Longer than a node may be silent (6 seconds). With a shorter limit a busy machine alone would fail the reply.
    tokio::time::sleep(Duration::from_secs(8)).await;
    assert_eq!(nodes.there.message(&reply.id).await["status"], "in_progress");
    nodes.provider.release_many(PIECES.len() - 1);
    assert_eq!(reply.finish().await.text, REPLY);
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn a_node_that_stood_still_agrees_with_the_store_on_how_its_reply_ended() {
    let nodes = Nodes::start_with(IMPATIENT).await;
    let question = nodes.here.say("Hello", None).await;
    nodes.provider.reply_with(WireFormat::Openai.reply_held_after(&PIECES, 3));
    let mut reply = nodes.here.start_reply(&question).await;
    reply.hear(SAID).await;
    // The node is paused for a while, as on a virtual machine that is being migrated.
    nodes.one.signal(Signal::SIGSTOP);
    let failed = nodes.there.wait_for_status(&reply.id, "failed").await;
    nodes.one.signal(Signal::SIGCONT);
    nodes.here.message(&reply.id).await;
    nodes.provider.release_many(PIECES.len() - 2);
    let heard = reply.finish().await;
    assert!(["failed", "completed"].contains(&&*heard.status), "{heard:?} after {failed}");
    assert_eq!(nodes.there.message(&reply.id).await["status"], heard.status);
}
