//! IDs that clients choose: a repeated request creates nothing.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::provider::ScriptedReply;
use crate::support::{Caller, Conversation, REPLY, Response, ScriptedApp, TestApp, WireFormat};

const PIECES: [&str; 3] = ["One", " two", " three"];

/// The events of a turn: their names, and the data of those that are not deltas.
async fn streamed(user: &Caller, body: &Value) -> (Vec<String>, Vec<Value>) {
    let request = user.request(Method::POST, "/turns").header("Accept", "text/event-stream");
    let response =
        request.header("Content-Type", "application/json").body(body.to_string()).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let text = response.text().await.unwrap();
    let blocks = text.split_terminator("\n\n").filter(|block| !block.starts_with(':'));
    let events: Vec<(String, Value)> = blocks
        .map(|block| {
            let mut lines = block.lines();
            let name = lines.next().unwrap().strip_prefix("event: ").unwrap().to_owned();
            let data = lines.next().unwrap().strip_prefix("data: ").unwrap();
            (name, serde_json::from_str(data).unwrap())
        })
        .filter(|(name, _)| name != "message.delta")
        .collect();
    events.into_iter().unzip()
}

async fn turn(user: &Caller, body: &Value) -> Response {
    user.post("/turns", body.clone()).await
}

async fn start() -> (ScriptedApp, Conversation) {
    let setup = ScriptedApp::start().await;
    let conversation = setup.conversation(&WireFormat::Compatible.full_model()).await;
    (setup, conversation)
}

#[tokio::test]
async fn only_printable_ascii_of_1_to_128_characters_is_a_client_id() {
    let (_setup, conversation) = start().await;
    let (user, id, agent_id) = (&conversation.user, &conversation.id, &conversation.agent_id);
    let bodies = [
        ("/interactions", json!({"agent_id": agent_id})),
        ("/messages", json!({"interaction_id": id, "content": "x"})),
        ("/turns", json!({"interaction_id": id, "content": "x"})),
    ];
    for (path, body) in bodies {
        let long = "x".repeat(129);
        for wrong in [json!(""), json!(long), json!("ü"), json!("a\nb"), json!("\u{7f}"), json!(7)] {
            let mut body = body.clone();
            body["client_id"] = wrong.clone();
            let message = user.post(path, body).await.invalid();
            assert!(message.contains("client_id"), "{path} {wrong}: {message}");
        }
    }
    for right in ["x".repeat(128), " ~!\"\\'".into()] {
        let body = json!({"interaction_id": id, "content": "x", "client_id": right});
        assert_eq!(user.post("/messages", body).await.ok()["client_id"], right);
    }
    for _ in 0..2 {
        let body = json!({"interaction_id": id, "content": "x", "client_id": null});
        assert_eq!(user.post("/messages", body).await.ok()["client_id"], "");
    }
    assert_eq!(conversation.messages().await.len(), 4);
}

#[tokio::test]
async fn an_interaction_that_is_created_again_is_the_same() {
    let app = TestApp::start().await;
    let greeting = json!({"initial_turn": "agent", "greeting_message": "Hello!"});
    let (agent_id, other) = (app.agent_with(greeting).await, app.agent().await);
    let (ada, eve) = (app.user("ada"), app.user("eve"));
    let body = json!({"agent_id": agent_id, "client_id": "a-1"});
    let first = ada.post("/interactions", body.clone()).await.ok();
    assert_eq!(
        (&first["interaction"]["client_id"], first["messages"].as_array().unwrap().len()),
        (&json!("a-1"), 1)
    );
    let second = ada.post("/interactions", json!({"agent_id": agent_id, "client_id": "a-2"})).await.ok();
    assert_ne!(first["interaction"]["id"], second["interaction"]["id"]);
    // It is unique per user.
    let hers = eve.post("/interactions", body.clone()).await.ok();
    assert_ne!(first["interaction"]["id"], hers["interaction"]["id"]);
    let differs = json!({"agent_id": other, "client_id": "a-1"});
    assert!(ada.post("/interactions", differs).await.error(409, "conflict").contains("client_id"));

    assert_eq!(ada.post("/interactions", body.clone()).await.ok(), first);
    // A repeated request succeeds whatever has happened to the agent since.
    app.admin().post(&format!("/agents/{agent_id}/deactivate"), json!({})).await.ok();
    assert_eq!(ada.post("/interactions", body).await.ok(), first);
    let new = json!({"agent_id": agent_id, "client_id": "a-3"});
    ada.post("/interactions", new).await.error(403, "forbidden");
    assert_eq!(ada.get("/interactions").await.ok()["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_message_that_is_sent_again_is_the_same() {
    let (setup, conversation) = start().await;
    let user = &conversation.user;
    let root = conversation.say("Root", None).await;
    let body =
        json!({"interaction_id": conversation.id, "content": "x", "parent_id": root, "client_id": "m"});
    let first = user.post("/messages", body.clone()).await.ok();
    assert_eq!(user.post("/messages", body.clone()).await.ok(), first);
    for (field, value) in
        [("content", json!("y")), ("parent_id", json!(null)), ("parent_id", first["id"].clone())]
    {
        let mut differs = body.clone();
        differs[field] = value;
        let message = user.post("/messages", differs).await.error(409, "conflict");
        assert!(message.contains("client_id"), "{field}: {message}");
    }
    // It is unique per interaction.
    let elsewhere = setup.app.conversation_with("ada", &conversation.agent_id).await;
    let body_elsewhere = json!({"interaction_id": elsewhere.id, "content": "x", "client_id": "m"});
    assert_ne!(user.post("/messages", body_elsewhere).await.ok()["id"], first["id"]);
    setup.app.admin().post(&format!("/agents/{}/deactivate", conversation.agent_id), json!({})).await.ok();
    assert_eq!(user.post("/messages", body).await.ok(), first);
    let listed = conversation.messages().await;
    assert_eq!((listed.len(), &listed[1]), (2, &first));
    let interaction = user.get(&format!("/interactions/{}", conversation.id)).await.ok();
    assert_eq!(interaction["total_message_count"], 2);
}

#[tokio::test]
async fn what_is_sent_many_times_at_once_is_made_once() {
    let (setup, conversation) = start().await;
    let user = &conversation.user;
    let post = async |path: &'static str, body: &Value| -> Vec<Value> {
        let answers = join_all((0..8).map(|_| user.post(path, body.clone()))).await;
        answers.iter().map(Response::ok).collect()
    };
    let message = json!({"interaction_id": conversation.id, "content": "x", "client_id": "m"});
    let messages = post("/messages", &message).await;
    assert!(messages.iter().all(|message| *message == messages[0]), "{messages:?}");
    let interaction = json!({"agent_id": conversation.agent_id, "client_id": "i"});
    let interactions = post("/interactions", &interaction).await;
    assert!(interactions.iter().all(|interaction| *interaction == interactions[0]), "{interactions:?}");

    // More than one model may have been asked, but only one reply is written.
    for _ in 0..8 {
        setup.provider.reply_with(WireFormat::Compatible.reply());
    }
    let turn = json!({"agent_id": conversation.agent_id, "content": "x", "client_id": "t"});
    let turns = post("/turns", &turn).await;
    for turn in &turns {
        assert_eq!((&turn["message"], &turn["reply"]), (&turns[0]["message"], &turns[0]["reply"]));
    }
    // An interaction that was started by itself.
    let turn = json!({"agent_id": conversation.agent_id, "content": "x", "client_id": "i"});
    let turns_below = post("/turns", &turn).await;
    for turn in &turns_below {
        assert_eq!(turn["interaction"]["id"], interactions[0]["interaction"]["id"]);
        assert_eq!(turn["reply"], turns_below[0]["reply"]);
    }
    let listed = user.get("/interactions").await.ok();
    assert_eq!(listed["data"].as_array().unwrap().len(), 3);
    assert_eq!(turns[0]["interaction"]["total_message_count"], 2);
    assert_eq!(conversation.messages().await.len(), 1);
}

#[tokio::test]
async fn a_turn_that_is_taken_again_is_answered_as_before() {
    let (setup, conversation) = start().await;
    let user = &conversation.user;
    let body = json!({"agent_id": conversation.agent_id, "content": "Hello", "client_id": "t"});
    setup.provider.reply_with(WireFormat::Compatible.reply());
    let first = turn(user, &body).await.ok();
    assert_eq!(
        (&first["interaction"]["client_id"], &first["message"]["client_id"]),
        (&json!("t"), &json!("t"))
    );
    assert_eq!(first["reply"]["client_id"], "");
    assert_eq!(turn(user, &body).await.ok(), first);
    let (names, data) = streamed(user, &body).await;
    assert_eq!(names, ["interaction.created", "message.created", "message.created", "message.completed"]);
    assert_eq!(data[0]["interaction"]["id"], first["interaction"]["id"]);
    assert_eq!((&data[1], &data[3]), (&first["message"], &first["reply"]));
    // The same message, sent to the interaction that it started, is the same turn.
    let in_it = json!({"interaction_id": first["interaction"]["id"], "content": "Hello", "client_id": "t"});
    assert_eq!(turn(user, &in_it).await.ok(), first);
    assert_eq!(streamed(user, &in_it).await.0, ["message.created", "message.created", "message.completed"]);
    assert_eq!(setup.provider.request_count(), 1);

    let other = setup.app.agent().await;
    for (field, value) in [("content", json!("Bye")), ("agent_id", json!(other))] {
        let mut differs = body.clone();
        differs[field] = value;
        let message = turn(user, &differs).await.error(409, "conflict");
        assert!(message.contains("client_id"), "{field}: {message}");
    }
    let mut elsewhere = in_it.clone();
    elsewhere["parent_id"] = first["reply"]["id"].clone();
    assert!(turn(user, &elsewhere).await.error(409, "conflict").contains("client_id"));
    assert_eq!(user.get("/interactions").await.ok()["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_turn_that_is_taken_again_meanwhile_joins_its_reply() {
    let (setup, conversation) = start().await;
    let user = &conversation.user;
    let body = json!({"interaction_id": conversation.id, "content": "Hello", "client_id": "t"});
    setup.provider.reply_with(WireFormat::Compatible.reply_held_after(&PIECES, 1));
    // The response is lost.
    tokio::select! {
        answer = turn(user, &body) => panic!("answered too early: {}", answer.text),
        _ = conversation.reply_in_progress() => {}
    }
    let release = async {
        conversation.messages().await;
        setup.provider.release_many(PIECES.len());
    };
    let (answer, (names, data), ()) = tokio::join!(turn(user, &body), streamed(user, &body), release);
    let answer = answer.ok();
    assert_eq!(names, ["message.created", "message.created", "message.completed"]);
    assert_eq!((&data[0], &data[2]), (&answer["message"], &answer["reply"]));
    assert_eq!(answer["reply"]["content"], PIECES.concat());
    assert_eq!((conversation.messages().await.len(), setup.provider.request_count()), (2, 1));
}

#[tokio::test]
async fn a_turn_whose_reply_failed_or_never_began_is_asked_when_it_is_taken_again() {
    let (setup, conversation) = start().await;
    let user = &conversation.user;
    let body = json!({"interaction_id": conversation.id, "content": "Hello", "client_id": "t"});
    setup.provider.reply_with(ScriptedReply::error(400, &json!({"error": {"message": "no"}})));
    turn(user, &body).await.error(503, "unavailable");
    setup.provider.reply_with(WireFormat::Compatible.reply());
    let taken = turn(user, &body).await.ok();
    assert_eq!(taken["reply"]["content"], REPLY);
    assert_eq!(turn(user, &body).await.ok(), taken);
    assert_eq!((conversation.messages().await.len(), setup.provider.request_count()), (2, 2));

    // A message that was stored without a turn.
    let mut said = json!({"interaction_id": conversation.id, "content": "And?", "client_id": "u"});
    said["parent_id"] = taken["reply"]["id"].clone();
    let message = user.post("/messages", said.clone()).await.ok();
    setup.provider.reply_with(WireFormat::Compatible.reply());
    assert_eq!(turn(user, &said).await.ok()["message"], message);
    assert_eq!(turn(user, &said).await.ok()["message"], message);
    // An interaction that was started without a turn.
    let alone = json!({"agent_id": conversation.agent_id, "client_id": "v"});
    let started = user.post("/interactions", alone).await.ok();
    setup.provider.reply_with(WireFormat::Compatible.reply());
    let first = json!({"agent_id": conversation.agent_id, "content": "Hi", "client_id": "v"});
    let taken = turn(user, &first).await.ok();
    assert_eq!(taken["interaction"]["id"], started["interaction"]["id"]);
    assert_eq!(turn(user, &first).await.ok(), taken);
    assert_eq!(setup.provider.request_count(), 4);
}

#[tokio::test]
async fn a_turn_goes_on_without_its_caller() {
    let (setup, conversation) = start().await;
    setup.provider.reply_with(WireFormat::Compatible.reply().held());
    let body = json!({"agent_id": conversation.agent_id, "content": "Hello", "client_id": "t"});
    tokio::select! {
        answer = turn(&conversation.user, &body) => panic!("answered too early: {}", answer.text),
        () = setup.provider.wait_for_requests(1) => {}
    }
    setup.provider.release();
    let taken = turn(&conversation.user, &body).await.ok();
    assert_eq!((&taken["reply"]["content"], setup.provider.request_count()), (&json!(REPLY), 1));
}
