//! Two servers on one PostgreSQL database: what is written on one is heard and stopped on the other.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{PIECES, assert_holds};
use crate::support::binary::{self, Server};
use crate::support::events::{Event, Events};
use crate::support::provider::{Provider, Reply};
use crate::support::{Conversation, Database, Heard, Kind, REPLY, World};

pub(super) struct Nodes {
    pub provider: Provider,
    pub one: Server,
    _two: Server,
    world: World,
    /// Ada's conversation, on each node.
    pub here: Conversation,
    pub there: Conversation,
    _database: Database,
}

impl Nodes {
    /// Nothing on SQLite, which is for one server.
    pub async fn start() -> Option<Self> {
        let database = Database::create().await;
        if database.is_sqlite() {
            return None;
        }
        let provider = Provider::start().await;
        let one = Server::start_command(&mut binary::serve(&database, &provider));
        let two = Server::start_command(&mut binary::serve(&database, &provider));
        let world = World::create(&database, &one).await;
        world.configure(&one, json!({"model": Kind::Openai.full_model()})).await;
        let here = world.conversation(&one, "ada").await;
        let there = world.same_conversation(&two, "ada", &here.id);
        Some(Self { provider, one, _two: two, world, here, there, _database: database })
    }
}

/// Hears what comes after the creation, up to the pieces that the provider has sent.
async fn hear_up_to_ada(stream: &mut Events, heard: &mut Vec<Event>) {
    while !heard.iter().skip(1).map(Event::delta).collect::<String>().ends_with("Ada!") {
        heard.push(stream.next().await.unwrap());
    }
}

#[tokio::test]
async fn a_reply_is_heard_on_the_other_node_while_it_is_written() {
    let Some(nodes) = Nodes::start().await else { return };
    let asked = nodes.here.say("Hello", None).await;
    nodes.provider.will(Kind::Openai.held_after(&PIECES, 3));
    let mut asking = nodes.here.ask_events(&asked).await;
    let mut events = vec![asking.next().await.unwrap()];
    let id = events[0].data["id"].as_str().unwrap().to_owned();
    hear_up_to_ada(&mut asking, &mut events).await;
    // The other node may be behind, but not for long, and neither is an event of the first one unknown to it.
    let mut resumed = Vec::new();
    for event in &events {
        resumed.push(nodes.there.resume(&id, &event.id).await);
    }
    let mut joined = nodes.there.join(&id).await;
    let mut heard = vec![joined.next().await.unwrap()];
    let start = Instant::now();
    hear_up_to_ada(&mut joined, &mut heard).await;
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());

    nodes.provider.release_many(PIECES.len() - 2);
    events.extend(asking.rest().await);
    heard.extend(joined.rest().await);
    let (here, there) = (Heard::whole(&events), Heard::whole(&heard));
    assert_eq!((&*here.text, &here.last), (REPLY, &there.last));
    assert_eq!(here.ids.last(), there.ids.last());
    for (mut stream, at) in resumed.into_iter().zip(0..) {
        let rest = Heard::rest(&stream.rest().await);
        assert_eq!(
            (rest.text, rest.last),
            (here.deltas[at..].concat(), here.last.clone()),
            "after event {at}"
        );
    }
    // What was heard on one node is resumed on the other.
    for event in &heard {
        let rest = nodes.here.resume(&id, &event.id).await.rest().await;
        assert!(rest.last().is_none_or(|last| last.data == here.last));
    }
}

#[tokio::test]
async fn a_reply_is_stopped_from_the_other_node() {
    let Some(nodes) = Nodes::start().await else { return };
    let asked = nodes.here.say("Hello", None).await;
    nodes.provider.will(Kind::Openai.held_after(&PIECES, 3));
    let mut asking = nodes.here.ask_events(&asked).await;
    let mut events = vec![asking.next().await.unwrap()];
    let id = events[0].data["id"].as_str().unwrap().to_owned();
    hear_up_to_ada(&mut asking, &mut events).await;
    let start = Instant::now();
    let stopped = nodes.there.cancel(&id).await.ok();
    assert_eq!((&stopped["status"], &stopped["content"]), (&json!("cancelled"), &json!("Grüße, Ada!")));
    nodes.provider.left(1).await;
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    events.extend(asking.rest().await);
    assert_eq!(Heard::whole(&events).last, stopped);
    assert_holds(&nodes.there, &[("completed", "Hello"), ("cancelled", "Grüße, Ada!")]).await;

    nodes.provider.will(Kind::Openai.reply());
    assert_eq!(nodes.there.ask(&asked).await.ok()["content"], REPLY);
}

#[tokio::test]
async fn a_message_has_one_reply_being_written_on_all_nodes_together() {
    let Some(nodes) = Nodes::start().await else { return };
    let asked = nodes.here.say("Hello", None).await;
    nodes.provider.will(Kind::Openai.says_held(&PIECES));
    let mut asking = nodes.here.ask_events(&asked).await;
    asking.created().await;
    for conversation in [&nodes.here, &nodes.there] {
        let message = conversation.ask(&asked).await.error(409, "conflict");
        assert!(message.contains("being written"), "{message}");
    }
    nodes.provider.asked(1).await;
    nodes.provider.release_many(PIECES.len() + 1);
    asking.rest().await;
    assert_eq!(nodes.provider.count(), 1, "who is turned away costs nothing");
}

#[tokio::test]
async fn of_two_nodes_that_are_asked_at_once_one_turns_away() {
    let Some(nodes) = Nodes::start().await else { return };
    let asked = nodes.here.say("Hello", None).await;
    for _ in 0..3 {
        // The one that is turned away may have asked its model already: there is a reply for both.
        let reply = Reply::events(&Kind::Openai.says(&PIECES)).paced(Duration::from_millis(60));
        nodes.provider.will(reply.clone()).will(reply);
        let (here, there) = tokio::join!(nodes.here.ask(&asked), nodes.there.ask(&asked));
        let mut statuses = [here.status, there.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{} {}", here.text, there.text);
    }
    let said = nodes.here.messages().await;
    assert_eq!(said.len(), 4);
    assert!(said[1..].iter().all(|reply| reply["content"] == REPLY && reply["status"] == "completed"));
}

#[tokio::test]
async fn what_is_deleted_on_one_node_is_given_up_on_the_other() {
    let Some(nodes) = Nodes::start().await else { return };
    let asked = nodes.here.say("Hello", None).await;
    nodes.provider.will(Kind::Openai.held_after(&PIECES, 2));
    let mut asking = nodes.here.ask_events(&asked).await;
    let id = asking.created().await;
    let mut joined = nodes.there.join(&id).await;
    joined.created().await;
    nodes.there.user.delete(&format!("/interactions/{}", nodes.there.id)).await.ok();
    let start = Instant::now();
    nodes.provider.left(1).await;
    asking.rest().await;
    joined.rest().await;
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    let world = &nodes.world;
    let next = world.conversation(&nodes.one, "ada").await;
    let asked = next.say("Hello", None).await;
    nodes.provider.will(Kind::Openai.reply());
    assert_eq!(next.ask(&asked).await.ok()["content"], REPLY);
}
