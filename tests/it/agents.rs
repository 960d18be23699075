//! Agents in the Admin API, and as clients see them.

use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn a_new_agent_is_inactive_and_unset_strings_are_empty() {
    let app = TestApp::start().await;
    let agent = app.admin().post("/agents", json!({"model": "openai.gpt-4"})).await.ok();
    let fields: Vec<&str> = agent.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        [
            "id",
            "object",
            "active",
            "name",
            "description",
            "display_name",
            "display_description",
            "appearance",
            "created_at",
            "updated_at"
        ]
    );
    assert_eq!(agent["object"], "agent");
    assert_eq!(agent["active"], false);
    for field in ["name", "description", "display_name", "display_description"] {
        assert_eq!(agent[field], "", "{field}");
    }
    let now = proficient::clock::millis(proficient::clock::now());
    assert!((now - agent["created_at"].as_i64().unwrap()).abs() < 5_000, "milliseconds");
    assert_eq!(agent["created_at"], agent["updated_at"]);
}

#[tokio::test]
async fn null_on_creation_is_the_same_as_absent() {
    let app = TestApp::start().await;
    let body = json!({"model": "openai.gpt-4", "name": null, "greeting_message": null, "initial_turn": null,
        "openai": null, "anthropic": null, "system_message": null, "display_name": null, "description": null,
        "display_description": null});
    let id = app.admin().post("/agents", body).await.ok()["id"].as_str().unwrap().to_owned();
    let config = app.admin().get(&format!("/agents/{id}/config")).await.ok();
    assert_eq!(
        config,
        json!({"object": "agent_config", "agent_id": id, "model": "openai.gpt-4", "system_message": "",
            "greeting_message": "", "initial_turn": "user", "show_reasoning": true, "fallback_models": [],
            "openai": {"frequency_penalty": null, "presence_penalty": null, "temperature": null, "top_p": null},
            "anthropic": {"temperature": null, "top_k": null, "top_p": null}})
    );
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_null_clears() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let all = json!({"model": "demo.x", "name": "n", "description": "d", "display_name": "dn", "display_description": "dd"});
    let agent = admin.post("/agents", all).await.ok();
    let path = format!("/agents/{}", agent["id"].as_str().unwrap());

    let updated = admin.post(&path, json!({"name": "other", "description": null})).await.ok();
    assert_eq!((&updated["name"], &updated["description"]), (&json!("other"), &json!("")));
    assert_eq!((&updated["display_name"], &updated["display_description"]), (&json!("dn"), &json!("dd")));
    assert!(updated["updated_at"].as_i64() >= agent["updated_at"].as_i64());
    assert_eq!(updated["created_at"], agent["created_at"]);
    assert_eq!(admin.get(&path).await.ok(), updated);
    assert_eq!(admin.post(&path, json!({})).await.ok()["name"], "other");
}

#[tokio::test]
async fn bad_fields_are_named() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let id = app.agent().await;
    let update = format!("/agents/{id}");
    let cases: Vec<(&str, Value, &str)> = vec![
        ("/agents", json!({}), "model"),
        ("/agents", json!({"model": null}), "model"),
        ("/agents", json!({"model": 4}), "model"),
        ("/agents", json!({"model": "gpt-4"}), "model"),
        ("/agents", json!({"model": ".gpt-4"}), "model"),
        ("/agents", json!({"model": "openai."}), "model"),
        ("/agents", json!({"model": "openai.gpt 4"}), "model"),
        ("/agents", json!({"model": "demo.x", "naem": "x"}), "naem"),
        ("/agents", json!({"model": "demo.x", "name": 1}), "name"),
        ("/agents", json!({"model": "demo.x", "name": "x".repeat(257)}), "name"),
        ("/agents", json!({"model": "demo.x", "display_name": "a\u{0}b"}), "display_name"),
        ("/agents", json!({"model": "demo.x", "initial_turn": "robot"}), "initial_turn"),
        ("/agents", json!({"model": "demo.x", "system_message": "{{#if"}), "system_message"),
        ("/agents", json!({"model": "demo.x", "greeting_message": "{{> x}}"}), "greeting_message"),
        ("/agents", json!({"model": "demo.x", "openai": {"temperature": 2.1}}), "openai.temperature"),
        ("/agents", json!({"model": "demo.x", "active": true}), "active"),
        (&update, json!({"model": "demo.x"}), "model"),
        (&update, json!({"name": []}), "name"),
    ];
    for (path, body, field) in cases {
        let message = admin.post(path, body.clone()).await.invalid();
        assert!(message.contains(field), "{body}: {message}");
        for inside in ["line 1", "struct", "f64", "enum"] {
            assert!(!message.contains(inside) || inside == "line 1", "{body}: {message}");
        }
    }
}

#[tokio::test]
async fn activating_and_deactivating_twice_is_fine() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let id = admin.post("/agents", json!({"model": "demo.x"})).await.ok()["id"].as_str().unwrap().to_owned();
    for (action, active) in
        [("activate", true), ("activate", true), ("deactivate", false), ("deactivate", false)]
    {
        let path = format!("/agents/{id}/{action}");
        // The original platform's clients send no body here.
        let agent = admin.call(reqwest::Method::POST, &path, None).await.ok();
        assert_eq!(agent["active"], active);
        assert_eq!(admin.get(&format!("/agents/{id}")).await.ok()["active"], active);
    }
}

#[tokio::test]
async fn clients_see_all_agents_newest_first_and_nothing_of_their_configuration() {
    let app = TestApp::start().await;
    let first = app.agent_with(json!({"system_message": "secret instructions"})).await;
    let second =
        app.admin().post("/agents", json!({"model": "demo.x"})).await.ok()["id"].as_str().unwrap().to_owned();
    let list = app.user("alice").get("/agents").await;
    let ids: Vec<_> = list.ok()["data"].as_array().unwrap().iter().map(|agent| agent["id"].clone()).collect();
    assert_eq!(ids, [json!(second), json!(first)]);
    assert!(!list.text.contains("secret instructions") && !list.text.contains("demo.x"));
    assert_eq!(app.user("alice").get(&format!("/agents/{first}")).await.ok()["active"], true);
}

#[tokio::test]
async fn deleting_an_agent_takes_its_interactions_with_it() {
    let app = TestApp::start().await;
    let conversation = app.conversation("alice").await;
    let other = app.conversation("alice").await;
    let message = conversation.say("Hello", None).await;
    let path = format!("/agents/{}", conversation.agent_id);
    let before = app.admin().get(&path).await.ok();
    assert_eq!(app.admin().delete(&path).await.ok(), before, "the object as it was");
    app.admin().get(&path).await.not_found();
    app.admin().delete(&path).await.not_found();
    conversation.user.get(&format!("/interactions/{}", conversation.id)).await.not_found();
    conversation.user.get(&format!("/messages/{message}")).await.not_found();
    let left = conversation.user.get("/interactions").await.ok();
    assert_eq!(left["data"].as_array().unwrap().len(), 1);
    assert_eq!(left["data"][0]["id"], json!(other.id));
}

#[tokio::test]
async fn ids_of_another_form_are_not_found() {
    let app = TestApp::start().await;
    for id in [
        "ag_x",
        "u_000000000000000000000000",
        "%00",
        "%ff%fe",
        "..%2f..",
        "ag_00000000000000000000000%00",
        "🦀",
    ] {
        app.admin().get(&format!("/agents/{id}")).await.not_found();
    }
}
