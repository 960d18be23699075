//! `POST /turns`: a message and the reply to it in one request.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::provider::ScriptedReply;
use crate::support::{Caller, Conversation, REPLY, Response, ScriptedApp, WireFormat};

const GREETING: &str = "Hello, I am Ada.";

/// An event of a stream.
#[derive(Debug)]
struct Event {
    name: String,
    id: Option<String>,
    data: Value,
}

async fn turn(user: &Caller, body: Value) -> Response {
    user.post("/turns", body).await
}

/// Takes a turn as a stream and reads it to its end.
async fn stream(user: &Caller, body: Value) -> Vec<Event> {
    let request = user.request(Method::POST, "/turns").header("Accept", "text/event-stream");
    let response =
        request.header("Content-Type", "application/json").body(body.to_string()).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let text = response.text().await.unwrap();
    let blocks = text.split_terminator("\n\n").filter(|block| !block.starts_with(':'));
    blocks
        .map(|block| {
            let mut fields = block.lines().map(|line| line.split_once(": ").unwrap());
            let (name, data) = (fields.next().unwrap(), fields.next().unwrap());
            assert_eq!((name.0, data.0), ("event", "data"), "{block}");
            let id = fields.next().map(|(field, id)| {
                assert_eq!(field, "id", "{block}");
                id.to_owned()
            });
            assert_eq!(fields.next(), None, "{block}");
            Event { name: name.1.to_owned(), id, data: serde_json::from_str(data.1).unwrap() }
        })
        .collect()
}

/// An agent that greets.
async fn greeter(setup: &ScriptedApp) -> String {
    let model = WireFormat::Compatible.full_model();
    let settings = json!({"model": model, "initial_turn": "agent", "greeting_message": GREETING});
    setup.app.agent_with(settings).await
}

/// The response says how long the server took before it asked the model.
#[track_caller]
fn assert_timing(answer: &Response) {
    let timing = answer.headers["server-timing"].to_str().unwrap();
    let steps: Vec<(&str, f64)> = timing
        .split(", ")
        .map(|step| step.split_once(";dur=").unwrap())
        .map(|(name, milliseconds)| (name, milliseconds.parse().unwrap()))
        .collect();
    let names: Vec<&str> = steps.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["auth", "store", "prepare"], "{timing}");
    assert!(steps.iter().all(|(_, milliseconds)| *milliseconds > 0.0), "{timing}");
}

fn same_conversation(conversation: &Conversation, user: Caller) -> Conversation {
    Conversation { user, agent_id: conversation.agent_id.clone(), id: conversation.id.clone() }
}

#[tokio::test]
async fn a_turn_with_an_agent_starts_an_interaction_and_answers_it_whole() {
    let setup = ScriptedApp::start().await;
    let user = setup.app.user("ada");
    let agent_id = greeter(&setup).await;
    setup.provider.reply_with(WireFormat::Compatible.reply());
    let answer = turn(&user, json!({"agent_id": agent_id, "content": "Hello"})).await;
    assert_timing(&answer);
    let turn = answer.ok();
    assert_eq!(turn.as_object().unwrap().len(), 3, "{turn}");

    let interaction = &turn["interaction"];
    assert_eq!(
        (&interaction["agent_id"], &interaction["total_message_count"]),
        (&json!(agent_id), &json!(3))
    );
    let id = interaction["id"].as_str().unwrap().to_owned();
    let conversation = Conversation { user, agent_id, id };
    let messages = conversation.messages().await;
    assert_eq!(messages[0]["content"], GREETING);
    assert_eq!(messages[1..], [turn["message"].clone(), turn["reply"].clone()]);
    // The message follows the greeting.
    assert_eq!((&turn["message"]["parent_id"], &turn["message"]["depth"]), (&messages[0]["id"], &json!(1)));
    assert_eq!((&turn["reply"]["content"], &turn["reply"]["status"]), (&json!(REPLY), &json!("completed")));
    assert_eq!(turn["reply"]["parent_id"], turn["message"]["id"]);
}

#[tokio::test]
async fn a_streamed_turn_is_the_interaction_the_message_and_the_events_of_asking() {
    let setup = ScriptedApp::start().await;
    let user = setup.app.user("ada");
    let agent_id = greeter(&setup).await;
    setup.provider.reply_with(WireFormat::Compatible.reply());
    let events = stream(&user, json!({"agent_id": agent_id, "content": "Hello"})).await;
    let (prelude, reply) = events.split_at(2);
    assert_eq!(prelude[0].name, "interaction.created");
    let started = &prelude[0].data;
    assert_eq!(started["interaction"]["agent_id"], agent_id);
    assert_eq!(started["messages"].as_array().unwrap().len(), 1);
    assert_eq!(started["messages"][0]["content"], GREETING);
    assert_eq!(prelude[1].name, "message.created");
    let message = &prelude[1].data;
    assert_eq!((&message["sent_by"], &message["content"]), (&json!("user"), &json!("Hello")));
    assert_eq!(message["parent_id"], started["messages"][0]["id"]);
    // An event ID is a position in the reply, and these events are not part of it.
    assert!(prelude.iter().all(|event| event.id.is_none()), "{prelude:?}");

    assert_eq!(reply[0].name, "message.created");
    assert_eq!((&reply[0].data["status"], &reply[0].id), (&json!("in_progress"), &Some("0:0".to_owned())));
    assert_eq!(reply[0].data["parent_id"], message["id"]);
    let (last, deltas) = reply[1..].split_last().unwrap();
    let text: String = deltas.iter().map(|event| event.data["delta"].as_str().unwrap()).collect();
    assert!(deltas.iter().all(|event| event.name == "message.delta"));
    assert_eq!((&*text, &*last.name, &last.data["content"]), (REPLY, "message.completed", &json!(REPLY)));
    assert_eq!(last.id, Some(format!("0:{}.end", REPLY.len())));
}

#[tokio::test]
async fn a_turn_continues_the_newest_finished_reply_unless_it_names_a_parent() {
    let setup = ScriptedApp::start().await;
    let conversation = setup.conversation(&WireFormat::Compatible.full_model()).await;
    let take = async |more: Value| {
        setup.provider.reply_with(WireFormat::Compatible.reply());
        let mut body = json!({"interaction_id": conversation.id, "content": "Go on"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        turn(&conversation.user, body).await.ok()
    };
    // There is nothing to reply to yet, so the message is a root.
    let first = take(json!({})).await;
    assert_eq!(first["message"]["parent_id"], json!(null));
    let second = take(json!({})).await;
    assert_eq!(second["message"]["parent_id"], first["reply"]["id"]);
    let root = take(json!({"parent_id": null})).await;
    assert_eq!((&root["message"]["parent_id"], &root["message"]["depth"]), (&json!(null), &json!(0)));
    let branch = take(json!({"parent_id": first["reply"]["id"]})).await;
    assert_eq!(branch["message"]["parent_id"], first["reply"]["id"]);
    assert_eq!(branch["interaction"]["total_message_count"], 8);
    // The newest message without a reply is not used as the parent.
    conversation.say("Not asked", None).await;
    let third = take(json!({})).await;
    assert_eq!(third["message"]["parent_id"], branch["reply"]["id"]);
    // Nor is a reply that is being written.
    let asked = conversation.say("Slow", None).await;
    setup.provider.reply_with(WireFormat::Compatible.held_reply(&["Slow"]));
    let mut slow = conversation.ask_events(&asked).await;
    let writing = slow.created().await;
    // It cannot be named as a parent either.
    let below = json!({"interaction_id": conversation.id, "content": "x", "parent_id": writing});
    for path in ["/turns", "/messages"] {
        let message = conversation.user.post(path, below.clone()).await.error(409, "conflict");
        assert!(message.starts_with("parent_id: ") && message.contains("still being written"), "{message}");
    }
    let fourth = take(json!({})).await;
    assert_eq!(fourth["message"]["parent_id"], third["reply"]["id"]);
    setup.provider.release_many(2);
    slow.rest().await;

    let events = stream(&conversation.user, json!({"interaction_id": conversation.id, "content": "x"}));
    setup.provider.reply_with(WireFormat::Compatible.reply());
    let events = events.await;
    assert_eq!(events[0].name, "message.created");
    assert_eq!(events[0].data["sent_by"], "user");
    assert_eq!(events[1].data["sent_by"], "agent");
}

#[tokio::test]
async fn a_turn_that_cannot_be_taken_stores_nothing_and_asks_no_model() {
    let setup = ScriptedApp::start().await;
    let conversation = setup.conversation(&WireFormat::Compatible.full_model()).await;
    let (user, id, agent_id) = (&conversation.user, &conversation.id, &conversation.agent_id);
    let message = turn(user, json!({"content": "x"})).await.invalid();
    assert!(message.contains("interaction_id") && message.contains("agent_id"), "{message}");
    let message =
        turn(user, json!({"content": "x", "interaction_id": id, "agent_id": agent_id})).await.invalid();
    assert!(message.contains("agent_id"), "{message}");
    for content in [json!(null), json!(""), json!(" \n"), json!("x".repeat(32_769)), json!(1)] {
        for place in [json!({"interaction_id": id}), json!({"agent_id": agent_id})] {
            let mut body = place;
            body["content"] = content.clone();
            assert!(turn(user, body).await.invalid().contains("content"));
        }
    }
    turn(user, json!({"interaction_id": id})).await.invalid();
    turn(user, json!({"interaction_id": id, "content": "x", "parent_id": 1})).await.invalid();
    let message = turn(user, json!({"interaction_id": id, "content": "x", "stream": true})).await.invalid();
    assert!(message.contains("stream"), "{message}");

    for missing in [json!({"interaction_id": "int_x"}), json!({"agent_id": "ag_x"}), json!({"agent_id": id})]
    {
        let mut body = missing;
        body["content"] = json!("x");
        turn(user, body).await.not_found();
    }
    let eve = same_conversation(&conversation, setup.app.user("eve"));
    turn(&eve.user, json!({"interaction_id": id, "content": "x"})).await.not_found();
    let project = setup.app.another_project().await;
    let stranger = setup.app.user_of(&project, "ada");
    turn(&stranger, json!({"interaction_id": id, "content": "x"})).await.not_found();
    turn(&stranger, json!({"agent_id": agent_id, "content": "x"})).await.not_found();

    let other = setup.app.conversation_with("ada", agent_id).await;
    let elsewhere = other.say("Elsewhere", None).await;
    for parent in [elsewhere.as_str(), "msg_x", "nonsense"] {
        let body = json!({"interaction_id": id, "content": "x", "parent_id": parent});
        let message = turn(user, body).await.error(409, "conflict");
        assert!(message.contains("parent_id"), "{message}");
    }

    let admin = setup.app.admin();
    admin.post(&format!("/agents/{agent_id}/deactivate"), json!({})).await.ok();
    turn(user, json!({"interaction_id": id, "content": "x"})).await.error(403, "forbidden");
    turn(user, json!({"agent_id": agent_id, "content": "x"})).await.error(403, "forbidden");
    turn(&admin, json!({"interaction_id": id, "content": "x"})).await.error(403, "forbidden");

    assert_eq!(conversation.messages().await, [] as [Value; 0]);
    let interactions = user.get("/interactions").await.ok();
    assert_eq!(interactions["data"].as_array().unwrap().len(), 2);
    assert_eq!(setup.provider.request_count(), 0);
}

#[tokio::test]
async fn if_the_model_fails_the_message_is_stored_and_can_be_asked() {
    let setup = ScriptedApp::start().await;
    let conversation = setup.conversation(&WireFormat::Compatible.full_model()).await;
    let refusal = || ScriptedReply::error(400, &json!({"error": {"message": "no"}}));
    setup.provider.reply_with(refusal());
    let body = json!({"interaction_id": conversation.id, "content": "Hello"});
    turn(&conversation.user, body.clone()).await.error(503, "unavailable");
    let messages = conversation.messages().await;
    assert_eq!((messages.len(), &messages[0]["content"]), (1, &json!("Hello")));
    setup.provider.reply_with(WireFormat::Compatible.reply());
    let answer = conversation.ask(messages[0]["id"].as_str().unwrap()).await;
    assert_timing(&answer);
    let reply = answer.ok();
    assert_eq!(reply["content"], REPLY);

    setup.provider.reply_with(refusal());
    let events = stream(&conversation.user, body).await;
    let names: Vec<&str> = events.iter().map(|event| &*event.name).collect();
    assert_eq!(names, ["message.created", "message.created", "message.failed"]);
    assert_eq!(events[2].data["error"]["code"], "unavailable");
    // The message follows the reply, not the one that failed without a word.
    assert_eq!(events[0].data["parent_id"], reply["id"]);
}
