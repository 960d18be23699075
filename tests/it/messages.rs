//! The message tree.

use proficient::clock;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::wait::eventually;

#[tokio::test]
async fn messages_form_a_tree() {
    let app = TestApp::start().await;
    let conversation = app.conversation("alice").await;
    let root = conversation
        .user
        .post(
            "/messages",
            json!({"interaction_id": conversation.id, "content": " Hello\n", "parent_id": null}),
        )
        .await
        .ok();
    let fields: Vec<&str> = root.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        [
            "id",
            "object",
            "content",
            "parts",
            "interaction_id",
            "sent_by",
            "depth",
            "parent_id",
            "status",
            "finish_reason",
            "client_id",
            "created_at"
        ]
    );
    assert_eq!(
        (&root["object"], &root["sent_by"], &root["status"]),
        (&json!("message"), &json!("user"), &json!("completed"))
    );
    assert_eq!(
        (&root["content"], &root["depth"], &root["parent_id"]),
        (&json!(" Hello\n"), &json!(0), &Value::Null)
    );

    let root_id = root["id"].as_str().unwrap();
    let child = conversation.say("a child", Some(root_id)).await;
    let sibling = conversation.say("its sibling", Some(root_id)).await;
    let grandchild = conversation.say("a grandchild", Some(&child)).await;
    let second_root = conversation.say("a second root", None).await;

    let messages = conversation.messages().await;
    let tree: Vec<_> = messages
        .iter()
        .map(|m| (m["id"].as_str().unwrap(), m["depth"].as_i64().unwrap(), m["parent_id"].as_str()))
        .collect();
    assert_eq!(
        tree,
        [
            (root_id, 0, None),
            (child.as_str(), 1, Some(root_id)),
            (sibling.as_str(), 1, Some(root_id)),
            (grandchild.as_str(), 2, Some(child.as_str())),
            (second_root.as_str(), 0, None),
        ]
    );
    assert_eq!(conversation.user.get(&format!("/messages/{root_id}")).await.ok(), root);
}

#[tokio::test]
async fn regenerating_creates_a_sibling_and_messages_get_no_reply_unasked() {
    let app = TestApp::start().await;
    let conversation = app.conversation("alice").await;
    let message = conversation.say("Hello", None).await;
    assert_eq!(conversation.messages().await.len(), 1, "a message triggers no reply");
    let first = conversation.ask(&message).await.ok();
    let second = conversation.ask(&message).await.ok();
    for reply in [&first, &second] {
        assert_eq!(
            (&reply["sent_by"], &reply["depth"], &reply["parent_id"], &reply["status"]),
            (&json!("agent"), &json!(1), &json!(message), &json!("completed"))
        );
    }
    assert_ne!(first["id"], second["id"]);
    // The user may reply to either, and to their own message.
    conversation.say("to the first", first["id"].as_str()).await;
    conversation.say("to the second", second["id"].as_str()).await;
    conversation.say("to myself", Some(&message)).await;
    assert_eq!(conversation.messages().await.len(), 6);
}

#[tokio::test]
async fn every_message_updates_the_count_and_the_time_of_the_interaction() {
    let app = TestApp::start().await;
    let conversation = app.conversation("alice").await;
    let path = format!("/interactions/{}", conversation.id);
    let mut before = conversation.user.get(&path).await.ok();
    let message = conversation.say("Hello", None).await;
    for count in 1..=3 {
        if count > 1 {
            let last = before["updated_at"].as_i64().unwrap();
            eventually("the clock moves on", || clock::now() / 1_000 > last).await;
            conversation.ask(&message).await.ok();
        }
        let after = conversation.user.get(&path).await.ok();
        assert_eq!(after["total_message_count"], count);
        assert!(after["updated_at"].as_i64() > before["updated_at"].as_i64() || count == 1);
        before = after;
    }
}

#[tokio::test]
async fn a_parent_outside_the_interaction_is_a_conflict() {
    let app = TestApp::start().await;
    let conversation = app.conversation("alice").await;
    let other = app.conversation("alice").await;
    let bobs = app.conversation("bob").await;
    for parent in [
        other.say("elsewhere", None).await,
        bobs.say("somebody else's", None).await,
        format!("msg_{}", "0".repeat(48)),
        "nonsense".to_owned(),
    ] {
        let body = json!({"interaction_id": conversation.id, "content": "x", "parent_id": parent});
        let message = conversation.user.post("/messages", body).await.error(409, "conflict");
        assert!(message.contains("parent_id"), "{message}");
    }
    let path = format!("/interactions/{}", conversation.id);
    assert_eq!(conversation.user.get(&path).await.ok()["total_message_count"], 0, "nothing was counted");
    // A caller who may not see the interaction learns nothing about parents.
    let body = json!({"interaction_id": conversation.id, "content": "x", "parent_id": "nonsense"});
    app.user("bob").post("/messages", body).await.not_found();
}

#[tokio::test]
async fn content_has_1_to_32768_characters_and_a_visible_one() {
    let app = TestApp::start().await;
    let conversation = app.conversation("alice").await;
    let say = async |content: Value| {
        conversation
            .user
            .post("/messages", json!({"interaction_id": conversation.id, "content": content}))
            .await
    };
    for content in ["", " ", "\n\t", "\u{200b}\u{200d}", "\u{a0}\u{3000}", "\u{2800}", "\u{feff}", "x\u{0}y"]
    {
        assert!(say(json!(content)).await.invalid().contains("content"), "{content:?}");
    }
    assert!(say(json!("y".repeat(32_769))).await.invalid().contains("content"));
    assert!(say(json!(null)).await.invalid().contains("content"));
    assert!(say(json!(["x"])).await.invalid().contains("content"));
    for content in [
        "x".to_owned(),
        "é".repeat(32_768),
        "👩‍👩‍👧 \u{202e}rtl".to_owned(),
        "\" ' ; DROP TABLE messages; --".to_owned(),
        "$1 {{user.id}} \\ \r\n".to_owned(),
    ] {
        assert_eq!(say(json!(content)).await.ok()["content"], json!(content));
    }
}

#[tokio::test]
async fn errors_name_the_field() {
    let app = TestApp::start().await;
    let conversation = app.conversation("alice").await;
    let user = &conversation.user;
    let message = conversation.say("Hello", None).await;
    assert!(user.get("/messages").await.invalid().contains("interaction_id"));
    assert!(user.post("/messages", json!({"content": "x"})).await.invalid().contains("interaction_id"));
    assert!(
        user.post("/messages", json!({"interaction_id": conversation.id}))
            .await
            .invalid()
            .contains("content")
    );
    assert!(
        user.post(&format!("/messages/{message}/ask"), json!({})).await.invalid().contains("interaction_id")
    );
    assert!(user.post("/interactions", json!({})).await.invalid().contains("agent_id"));
    assert!(user.post("/interactions", json!({"agent_id": null})).await.invalid().contains("agent_id"));
    user.get("/messages?interaction_id=nonsense").await.not_found();
    user.post("/messages", json!({"interaction_id": "nonsense", "content": "x"})).await.not_found();
    user.post("/messages/nonsense/ask", json!({"interaction_id": conversation.id})).await.not_found();
}

#[tokio::test]
async fn concurrent_messages_are_all_stored_with_parents_before_children() {
    let app = TestApp::start().await;
    let conversation = app.conversation("alice").await;
    let root = conversation.say("root", None).await;
    let branch = async |branch: usize| {
        let mut parent = root.clone();
        for depth in 0..8 {
            parent = conversation.say(&format!("{branch}.{depth}"), Some(&parent)).await;
        }
    };
    futures_util::future::join_all((0..8).map(branch)).await;
    let messages = conversation.messages().await;
    assert_eq!(messages.len(), 65);
    let mut seen = std::collections::HashSet::new();
    for message in &messages {
        if let Some(parent) = message["parent_id"].as_str() {
            assert!(seen.contains(parent), "a parent comes before its children");
        }
        seen.insert(message["id"].as_str().unwrap());
    }
    let count = conversation.user.get(&format!("/interactions/{}", conversation.id)).await.ok()["total_message_count"].clone();
    assert_eq!(count, 65);
}
