//! Users' feedback on replies.

use serde_json::{Value, json};

use crate::support::{Conversation, TestApp};

/// A conversation with one reply, and the path of its feedback.
async fn rated(app: &TestApp) -> (Conversation, String, String) {
    let conversation = app.conversation("alice").await;
    let asked = conversation.say("Hello", None).await;
    let reply = conversation.ask(&asked).await.ok();
    assert!(reply.get("feedback").is_none(), "{reply}");
    let reply = reply["id"].as_str().unwrap().to_owned();
    let path = format!("/messages/{reply}/feedback");
    (conversation, reply, path)
}

#[tokio::test]
async fn a_rating_is_kept_replaced_and_taken_back() {
    let app = TestApp::start().await;
    let (conversation, reply, path) = rated(&app).await;
    let user = &conversation.user;
    let rate = async |body: Value| user.post(&path, body).await.ok();
    let before = user.get(&format!("/interactions/{}", conversation.id)).await.ok();

    let message = rate(json!({"rating": "up"})).await;
    assert_eq!((&message["id"], &message["object"]), (&json!(reply), &json!("message")));
    assert_eq!(message["feedback"], json!({"rating": "up", "comment": ""}));
    let message = rate(json!({"rating": "down", "comment": "Wrong, 你好 🙂"})).await;
    assert_eq!(message["feedback"], json!({"rating": "down", "comment": "Wrong, 你好 🙂"}));
    let kept = rate(json!({"rating": "up"})).await;
    assert_eq!(kept["feedback"], json!({"rating": "up", "comment": "Wrong, 你好 🙂"}), "absent keeps");

    assert_eq!(user.get(&format!("/messages/{reply}")).await.ok(), kept);
    assert_eq!(conversation.messages().await[1], kept);
    assert_eq!(app.admin().get(&format!("/messages/{reply}")).await.ok()["feedback"], kept["feedback"]);
    assert_eq!(user.get(&format!("/interactions/{}", conversation.id)).await.ok(), before);

    let cleared = rate(json!({"rating": "up", "comment": null})).await;
    assert_eq!(cleared["feedback"], json!({"rating": "up", "comment": ""}));
    rate(json!({"rating": "down", "comment": "x".repeat(4_096)})).await;
    let alone = rate(json!({"rating": null, "comment": "Hm"})).await;
    assert_eq!(alone["feedback"], json!({"rating": "", "comment": "Hm"}));
    let back = rate(json!({"rating": null})).await;
    assert!(back.get("feedback").is_none(), "{back}");
    assert_eq!(rate(json!({"rating": "up"})).await["feedback"], json!({"rating": "up", "comment": ""}));
}

#[tokio::test]
async fn bad_fields_are_named() {
    let app = TestApp::start().await;
    let (conversation, reply, path) = rated(&app).await;
    for (body, named) in [
        (json!({}), "rating: missing"),
        (json!({"comment": "x"}), "rating: missing"),
        (json!({"rating": "sideways"}), "rating: must be up, down or null"),
        (json!({"rating": "UP"}), "rating"),
        (json!({"rating": ""}), "rating"),
        (json!({"rating": 1}), "rating"),
        (json!({"rating": {"up": null}}), "rating"),
        (json!({"rating": "up", "comment": 1}), "comment"),
        (json!({"rating": "up", "comment": "x".repeat(4_097)}), "comment"),
        (json!({"rating": "up", "comment": "a\0b"}), "comment"),
        (json!({"rating": "up", "note": "x"}), "note"),
    ] {
        let message = conversation.user.post(&path, body.clone()).await.invalid();
        assert!(message.contains(named), "{body}: {message}");
    }
    conversation.user.post_text(&path, "{\"rating\": \"up\", \"rating\": \"down\"}").await.invalid();
    let message = conversation.user.get(&format!("/messages/{reply}")).await.ok();
    assert!(message.get("feedback").is_none(), "a refused rating changes nothing");
}

#[tokio::test]
async fn only_an_agent_s_finished_message_of_one_s_own_is_rated() {
    let app = TestApp::start().await;
    let (conversation, reply, path) = rated(&app).await;
    let up = || json!({"rating": "up"});
    let asked = conversation.messages().await[0]["id"].as_str().unwrap().to_owned();
    conversation.user.post(&format!("/messages/{asked}/feedback"), up()).await.error(409, "conflict");

    app.user("bob").post(&path, up()).await.not_found();
    app.conversation_with("bob", &conversation.agent_id).await.user.post(&path, up()).await.not_found();
    app.user_of(&app.another_project().await, "alice").post(&path, up()).await.not_found();
    conversation.user.post("/messages/msg_x/feedback", up()).await.not_found();
    let unknown = format!("/messages/msg_{}/feedback", "0".repeat(48));
    conversation.user.post(&unknown, up()).await.not_found();
    app.admin().post(&path, up()).await.error(403, "forbidden");

    app.database.change("UPDATE messages SET status = 'in_progress' WHERE id = $1", &reply).await;
    conversation.user.post(&path, up()).await.error(409, "conflict");
    app.database.change("UPDATE messages SET status = 'cancelled' WHERE id = $1", &reply).await;
    app.admin().post(&format!("/agents/{}/deactivate", conversation.agent_id), json!({})).await.ok();
    conversation.user.post(&path, up()).await.ok();
}

#[tokio::test]
async fn a_greeting_is_an_agent_s_message_too() {
    let app = TestApp::start().await;
    let agent = app.agent_with(json!({"initial_turn": "agent", "greeting_message": "Hi"})).await;
    let user = app.user("alice");
    let created = user.post("/interactions", json!({"agent_id": agent})).await.ok();
    let path = format!("/messages/{}/feedback", created["messages"][0]["id"].as_str().unwrap());
    let rated = user.post(&path, json!({"rating": "down"})).await.ok();
    assert_eq!(rated["feedback"]["rating"], "down");
}
