//! Two nodes on one database: one writes a reply, users listen to it and cancel it on the other.

use std::time::Duration;

use serde_json::json;

use crate::stream::cancel::SAID;
use crate::stream::{PIECES, assert_holds};
use crate::support::binary::{self, Server};
use crate::support::provider::{ScriptedProvider, ScriptedReply};
use crate::support::thinking::thinking_reply;
use crate::support::{Conversation, Database, REPLY, TestProject, Transcript, WireFormat};

pub(super) struct Nodes {
    pub provider: ScriptedProvider,
    pub one: Server,
    _two: Server,
    project: TestProject,
    /// Ada's conversation, on each node.
    pub here: Conversation,
    pub there: Conversation,
    _database: Database,
}

impl Nodes {
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts the nodes with these variables.
    pub async fn start_with(variables: &[(&str, &str)]) -> Self {
        let database = Database::create_on_postgres().await;
        let provider = ScriptedProvider::start().await;
        let start =
            || Server::start_command(binary::serve(&database, &provider).envs(variables.iter().copied()));
        let (one, two) = (start(), start());
        let project = TestProject::create(&database, &one).await;
        project.configure(&one, json!({"model": WireFormat::Openai.full_model()})).await;
        let here = project.conversation(&one, "ada").await;
        let there = project.same_conversation(&two, "ada", &here.id);
        Self { provider, one, _two: two, project, here, there, _database: database }
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn a_reply_is_heard_on_the_other_node_while_it_is_written() {
    let nodes = Nodes::start().await;
    let question = nodes.here.say("Hello", None).await;
    nodes.provider.reply_with(WireFormat::Openai.reply_held_after(&PIECES, 3));
    let mut reply = nodes.here.start_reply(&question).await;
    reply.hear(SAID).await;
    // The other node knows each event of the first one, possibly a moment later.
    let mut resumed = Vec::new();
    for event in &reply.events {
        resumed.push(nodes.there.resume(&reply.id, &event.id).await);
    }
    let mut joined = nodes.there.join(&reply.id).await;
    let mut heard = joined.hear(SAID).await;

    nodes.provider.release_many(PIECES.len() - 2);
    heard.extend(joined.rest().await);
    let (here, there) = (reply.finish().await, Transcript::whole(&heard));
    assert_eq!((&*here.text, &here.last), (REPLY, &there.last));
    assert_eq!(here.ids.last(), there.ids.last());
    for (mut stream, at) in resumed.into_iter().zip(0..) {
        let rest = Transcript::rest(&stream.rest().await);
        let expected = (here.deltas[at..].concat(), here.last.clone());
        assert_eq!((rest.text, rest.last), expected, "after event {at}");
    }
    // A stream that was heard on one node is resumed on the other.
    for event in &heard {
        let rest = nodes.here.resume(&reply.id, &event.id).await.rest().await;
        assert!(rest.last().is_none_or(|last| last.data == here.last));
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn what_an_agent_hides_is_not_heard_on_the_other_node_either() {
    let nodes = Nodes::start().await;
    nodes.project.configure(&nodes.one, json!({"show_reasoning": false})).await;
    let question = nodes.here.say("Hello", None).await;
    // The other node's listener comes before anything of the reply is stored.
    nodes.provider.reply_with(thinking_reply(&["Hm", "…"], &PIECES, 0));
    let mut here = nodes.here.start_reply(&question).await;
    let mut there = nodes.there.join(&here.id).await;
    nodes.provider.release_many(PIECES.len() + 3);
    let heard = here.finish().await;
    let joined = Transcript::whole(&there.rest().await);
    assert_eq!((&*heard.reasoning, &*joined.reasoning), ("", ""));
    assert_eq!(joined.last, heard.last);
    assert_eq!(heard.last["parts"].as_array().unwrap().len(), 1);
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn what_a_model_thinks_is_heard_on_the_other_node_and_a_turn_that_is_taken_there_again_joins_it() {
    let nodes = Nodes::start().await;
    let (one, two) = (&nodes.here.user, &nodes.there.user);
    nodes.provider.reply_with(thinking_reply(&["Hm", "…"], &PIECES, 1));
    let body = json!({"interaction_id": nodes.here.id, "content": "Hello", "client_id": "t"});
    let meanwhile = async {
        let id = nodes.here.reply_in_progress().await;
        let mut here = nodes.here.join(&id).await;
        let mut heard = vec![here.next().await.unwrap(), here.next().await.unwrap()];
        let mut there = nodes.there.resume(&id, &heard[1].id).await;
        let mut joined = nodes.there.join(&id).await;
        let again = async {
            let again = two.post("/turns", body.clone()).await;
            again.ok()
        };
        let finish = async {
            nodes.there.messages().await;
            nodes.provider.release_many(PIECES.len() + 2);
            heard.extend(here.rest().await);
            heard
        };
        let (again, heard) = tokio::join!(again, finish);
        let (heard, joined) = (Transcript::whole(&heard), Transcript::whole(&joined.rest().await));
        assert_eq!((&heard.last, &*heard.reasoning), (&joined.last, "Hm…"));
        let rest = Transcript::rest(&there.rest().await);
        assert_eq!((&*rest.reasoning, &rest.last), ("…", &heard.last));
        assert_eq!(again["reply"], heard.last);
        again
    };
    let (first, again) = tokio::join!(one.post("/turns", body.clone()), meanwhile);
    assert_eq!(first.ok(), again);
    assert_eq!(nodes.provider.request_count(), 1);
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn a_reply_is_cancelled_from_the_other_node() {
    let nodes = Nodes::start().await;
    let question = nodes.here.say("Hello", None).await;
    nodes.provider.reply_with(WireFormat::Openai.reply_held_after(&PIECES, 3));
    let mut reply = nodes.here.start_reply(&question).await;
    reply.hear(SAID).await;
    let cancelled = nodes.there.cancel(&reply.id).await.ok();
    assert_eq!((&cancelled["status"], &cancelled["content"]), (&json!("cancelled"), &json!(SAID)));
    nodes.provider.wait_for_disconnects(1).await;
    assert_eq!(reply.finish().await.last, cancelled);
    assert_holds(&nodes.there, &[("completed", "Hello"), ("cancelled", SAID)]).await;

    nodes.provider.reply_with(WireFormat::Openai.reply());
    assert_eq!(nodes.there.ask(&question).await.ok()["content"], REPLY);
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn a_message_has_one_reply_in_progress_on_all_nodes_together() {
    let nodes = Nodes::start().await;
    let question = nodes.here.say("Hello", None).await;
    nodes.provider.reply_with(WireFormat::Openai.held_reply(&PIECES));
    let mut reply = nodes.here.start_reply(&question).await;
    for conversation in [&nodes.here, &nodes.there] {
        let message = conversation.ask_for_events(&question).await.error(409, "conflict");
        assert!(message.contains("being written"), "{message}");
    }
    nodes.provider.wait_for_requests(1).await;
    let finish = async {
        nodes.there.messages().await;
        nodes.provider.release_many(PIECES.len() + 1);
        reply.finish().await
    };
    // Who waits for JSON joins the reply, on either node.
    let (here, there, heard) = tokio::join!(nodes.here.ask(&question), nodes.there.ask(&question), finish);
    assert_eq!([here.ok(), there.ok()], [heard.last.clone(), heard.last]);
    assert_eq!(nodes.provider.request_count(), 1, "who joins or is refused does not ask the provider");
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn of_two_nodes_that_are_asked_at_once_one_joins_the_reply_of_the_other() {
    let nodes = Nodes::start().await;
    let question = nodes.here.say("Hello", None).await;
    for _ in 0..3 {
        // The node that joins may already have asked its model, so there are two scripted replies.
        let reply = ScriptedReply::events(&WireFormat::Openai.stream_events(&PIECES))
            .paced(Duration::from_millis(60));
        nodes.provider.reply_with(reply.clone()).reply_with(reply);
        let (here, there) = tokio::join!(nodes.here.ask(&question), nodes.there.ask(&question));
        assert_eq!(here.ok(), there.ok());
    }
    let messages = nodes.here.messages().await;
    assert_eq!(messages.len(), 4);
    assert!(messages[1..].iter().all(|reply| reply["content"] == REPLY && reply["status"] == "completed"));
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn deleting_on_one_node_ends_the_reply_on_the_other() {
    let nodes = Nodes::start().await;
    let question = nodes.here.say("Hello", None).await;
    nodes.provider.reply_with(WireFormat::Openai.reply_held_after(&PIECES, 2));
    let mut reply = nodes.here.start_reply(&question).await;
    let mut joined = nodes.there.join(&reply.id).await;
    joined.created().await;
    nodes.there.user.delete(&format!("/interactions/{}", nodes.there.id)).await.ok();
    nodes.provider.wait_for_disconnects(1).await;
    reply.stream.rest().await;
    joined.rest().await;
    let next = nodes.project.conversation(&nodes.one, "ada").await;
    let question = next.say("Hello", None).await;
    nodes.provider.reply_with(WireFormat::Openai.reply());
    assert_eq!(next.ask(&question).await.ok()["content"], REPLY);
}
