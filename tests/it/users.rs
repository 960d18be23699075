//! Users, in both APIs.

use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn creating_a_user() {
    let app = TestApp::start().await;
    let user = app.admin().post("/users", json!({"external_id": "ext-1", "first_name": "Ada"})).await.ok();
    let fields: Vec<&str> = user.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        ["id", "object", "external_id", "first_name", "last_name", "live_mode", "created_at", "updated_at"]
    );
    assert_eq!(
        (&user["object"], &user["first_name"], &user["last_name"], &user["live_mode"]),
        (&json!("user"), &json!("Ada"), &json!(""), &json!(true))
    );
    let test_user = app
        .admin()
        .post("/users", json!({"external_id": "ext-2", "live_mode": false, "first_name": null}))
        .await
        .ok();
    assert_eq!(test_user["live_mode"], false);

    let message = app.admin().post("/users", json!({"external_id": "ext-1"})).await.invalid();
    assert!(message.contains("external_id"), "{message}");
    // The same ID in another project is somebody else.
    let other = app.another_project().await;
    app.admin_of(&other).post("/users", json!({"external_id": "ext-1"})).await.ok();
}

#[tokio::test]
async fn bad_fields_are_named() {
    let app = TestApp::start().await;
    let cases: Vec<(Value, &str)> = vec![
        (json!({}), "external_id"),
        (json!({"external_id": null}), "external_id"),
        (json!({"external_id": ""}), "external_id"),
        (json!({"external_id": 5}), "external_id"),
        (json!({"external_id": "x".repeat(257)}), "external_id"),
        (json!({"external_id": "a\u{0}"}), "external_id"),
        (json!({"external_id": "a\nb"}), "external_id: must not contain control characters"),
        (json!({"external_id": " a"}), "external_id: must not begin or end with a space"),
        (json!({"external_id": "a "}), "external_id: must not begin or end with a space"),
        (json!({"external_id": "\u{3000}"}), "external_id: must not be only white space"),
        (json!({"external_id": "undefined"}), "external_id: is \"undefined\", which is a programming error"),
        (json!({"external_id": "[object Object]"}), "programming error"),
        (json!({"external_id": "{{user.id}}"}), "programming error"),
        (json!({"external_id": "a", "live_mode": "yes"}), "live_mode"),
        (json!({"external_id": "a", "first_name": {}}), "first_name"),
        (json!({"external_id": "a", "email": "a@b"}), "email"),
    ];
    for (body, field) in cases {
        let message = app.admin().post("/users", body.clone()).await.invalid();
        assert!(message.contains(field), "{body}: {message}");
    }
    assert_eq!(app.admin().get("/users").await.ok()["data"], json!([]));
    app.admin().post("/users", json!({"external_id": "é".repeat(256)})).await.ok();
}

#[tokio::test]
async fn live_mode_filters_the_list() {
    let app = TestApp::start().await;
    let admin = app.admin();
    for (external_id, live_mode) in [("a", true), ("b", false), ("c", true)] {
        admin.post("/users", json!({"external_id": external_id, "live_mode": live_mode})).await.ok();
    }
    let listed = async |query: &str| -> Vec<String> {
        let list = admin.get(&format!("/users{query}")).await.ok();
        list["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|user| user["external_id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(listed("").await, ["c", "b", "a"]);
    assert_eq!(listed("?live_mode=true").await, ["c", "a"]);
    assert_eq!(listed("?live_mode=false").await, ["b"]);
    assert_eq!(listed("?live_mode=true&limit=1").await, ["c"]);
    assert!(admin.get("/users?live_mode=1").await.invalid().contains("live_mode"));
}

#[tokio::test]
async fn a_client_s_user_exists_from_its_first_write() {
    let app = TestApp::start().await;
    let agent = app.agent().await;
    let user = app.user("new");
    assert_eq!(
        user.get("/interactions").await.ok(),
        json!({"data": [], "has_more": false, "next_cursor": ""})
    );
    user.get("/agents").await.ok();
    user.get("/users/u_000000000000000000000000").await.not_found();
    // Failed writes create no user.
    user.post("/interactions", json!({"agent_id": "ag_000000000000000000000000"})).await.not_found();
    user.post("/messages", json!({"interaction_id": format!("int_{}", "0".repeat(36)), "content": "x"}))
        .await
        .not_found();
    let inactive = app.admin().post("/agents", json!({"model": "demo.x"})).await.ok()["id"].clone();
    user.post("/interactions", json!({"agent_id": inactive})).await.error(403, "forbidden");
    assert_eq!(app.admin().get("/users").await.ok()["data"], json!([]), "reading and failing fill no table");

    let created = user.post("/interactions", json!({"agent_id": agent})).await.ok();
    let users = app.admin().get("/users").await.ok();
    assert_eq!(users["data"][0]["id"], created["interaction"]["user_id"]);
    assert_eq!(
        (&users["data"][0]["external_id"], &users["data"][0]["live_mode"]),
        (&json!("new"), &json!(true))
    );
}

#[tokio::test]
async fn a_first_write_by_many_at_once_makes_one_user() {
    let app = TestApp::start().await;
    let agent = app.agent().await;
    let user = app.user("new");
    let writes = (0..16).map(|_| user.post("/interactions", json!({"agent_id": agent})));
    for answer in futures_util::future::join_all(writes).await {
        answer.ok();
    }
    assert_eq!(app.admin().get("/users").await.ok()["data"].as_array().unwrap().len(), 1);
    assert_eq!(user.get("/interactions").await.ok()["data"].as_array().unwrap().len(), 16);
}

#[tokio::test]
async fn clients_read_and_change_themselves_admins_anybody() {
    let app = TestApp::start().await;
    let alice = app
        .admin()
        .post("/users", json!({"external_id": "alice", "first_name": "A", "last_name": "B"}))
        .await
        .ok();
    let path = format!("/users/{}", alice["id"].as_str().unwrap());
    assert_eq!(app.user("alice").get(&path).await.ok(), alice);
    let changed = app.user("alice").post(&path, json!({"first_name": "Alice"})).await.ok();
    assert_eq!((&changed["first_name"], &changed["last_name"]), (&json!("Alice"), &json!("B")));
    app.user("bob").get(&path).await.not_found();
    app.user("bob").post(&path, json!({"first_name": "Bob"})).await.not_found();
    let changed = app.admin().post(&path, json!({"last_name": null})).await.ok();
    assert_eq!((&changed["first_name"], &changed["last_name"]), (&json!("Alice"), &json!("")));
    for body in [json!({"external_id": "eve"}), json!({"live_mode": false})] {
        app.user("alice").post(&path, body.clone()).await.invalid();
        app.admin().post(&path, body).await.invalid();
    }
    app.user("alice").delete(&path).await.error(403, "forbidden");
}

#[tokio::test]
async fn deleting_a_user_erases_its_interactions_and_the_same_person_may_come_back() {
    let app = TestApp::start().await;
    let conversation = app.conversation("alice").await;
    let message = conversation.say("Hello", None).await;
    let users = app.admin().get("/users").await.ok();
    let path = format!("/users/{}", users["data"][0]["id"].as_str().unwrap());
    assert_eq!(app.admin().delete(&path).await.ok(), users["data"][0]);
    app.admin().get(&path).await.not_found();
    conversation.user.get(&format!("/messages/{message}")).await.not_found();
    assert_eq!(conversation.user.get("/interactions").await.ok()["data"], json!([]));

    let again =
        conversation.user.post("/interactions", json!({"agent_id": conversation.agent_id})).await.ok();
    assert_ne!(again["interaction"]["user_id"], users["data"][0]["id"]);
}
