//! Interactions in the Client API.

use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn an_interaction_with_a_user_s_turn_starts_empty() {
    let app = TestApp::start().await;
    let agent = app.agent_with(json!({"greeting_message": "never said"})).await;
    let created = app.user("alice").post("/interactions", json!({"agent_id": agent})).await.ok();
    assert_eq!(created["messages"], json!([]));
    let interaction = &created["interaction"];
    let fields: Vec<&str> = interaction.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        [
            "id",
            "object",
            "agent_id",
            "user_id",
            "name",
            "archived",
            "initial_turn",
            "total_message_count",
            "client_id",
            "created_at",
            "updated_at"
        ]
    );
    assert_eq!(
        (&interaction["object"], &interaction["name"], &interaction["archived"]),
        (&json!("interaction"), &json!(""), &json!(false))
    );
    assert_eq!(
        (&interaction["agent_id"], &interaction["initial_turn"], &interaction["total_message_count"]),
        (&json!(agent), &json!("user"), &json!(0))
    );
    let id = interaction["id"].as_str().unwrap();
    assert_eq!(&app.user("alice").get(&format!("/interactions/{id}")).await.ok(), interaction);
}

#[tokio::test]
async fn an_agent_s_turn_starts_with_its_greeting() {
    let app = TestApp::start().await;
    let agent = app
        .agent_with(json!({"initial_turn": "agent", "display_name": "Ada & Co",
            "greeting_message": "Hello {{user.first_name}}{{#unless user.first_name}}stranger{{/unless}}, I am {{agent.display_name}}."}))
        .await;
    app.admin()
        .post("/users", json!({"external_id": "alice", "first_name": "<Alice> {{agent.name}}"}))
        .await
        .ok();

    let created = app.user("alice").post("/interactions", json!({"agent_id": agent})).await.ok();
    let messages = created["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0]["content"], "Hello <Alice> {{agent.name}}, I am Ada & Co.");
    assert_eq!(
        (&messages[0]["sent_by"], &messages[0]["depth"], &messages[0]["parent_id"]),
        (&json!("agent"), &json!(0), &Value::Null)
    );
    assert_eq!(messages[0]["interaction_id"], created["interaction"]["id"]);
    assert_eq!(
        (&created["interaction"]["initial_turn"], &created["interaction"]["total_message_count"]),
        (&json!("agent"), &json!(1))
    );

    let created = app.user("nobody").post("/interactions", json!({"agent_id": agent})).await.ok();
    assert_eq!(created["messages"][0]["content"], "Hello stranger, I am Ada & Co.");

    // The turn is copied at creation: a later change does not affect existing interactions.
    app.admin().post(&format!("/agents/{agent}/config"), json!({"initial_turn": "user"})).await.ok();
    let id = created["interaction"]["id"].as_str().unwrap();
    assert_eq!(app.user("nobody").get(&format!("/interactions/{id}")).await.ok()["initial_turn"], "agent");
}

#[tokio::test]
async fn an_agent_s_turn_without_a_visible_greeting_starts_empty() {
    let app = TestApp::start().await;
    for greeting in ["", "  {{user.first_name}} "] {
        let agent = app.agent_with(json!({"initial_turn": "agent", "greeting_message": greeting})).await;
        let created = app.user("alice").post("/interactions", json!({"agent_id": agent})).await.ok();
        assert_eq!(created["messages"], json!([]));
        assert_eq!(created["interaction"]["total_message_count"], 0);
    }
}

#[tokio::test]
async fn renaming_archiving_and_clearing() {
    let app = TestApp::start().await;
    let conversation = app.conversation("alice").await;
    let path = format!("/interactions/{}", conversation.id);
    let user = &conversation.user;
    assert_eq!(user.post(&path, json!({"name": "Plans"})).await.ok()["name"], "Plans");
    let archived = user.post(&path, json!({"archived": true})).await.ok();
    assert_eq!((&archived["name"], &archived["archived"]), (&json!("Plans"), &json!(true)));
    let cleared = user.post(&path, json!({"name": null, "archived": null})).await.ok();
    assert_eq!((&cleared["name"], &cleared["archived"]), (&json!(""), &json!(false)));
    for (body, field) in [
        (json!({"name": 1}), "name"),
        (json!({"name": "x".repeat(257)}), "name"),
        (json!({"archived": "true"}), "archived"),
        (json!({"agent_id": "x"}), "agent_id"),
    ] {
        assert!(user.post(&path, body).await.invalid().contains(field));
    }
}

#[tokio::test]
async fn the_list_has_the_user_s_own_interactions_newest_first_and_is_filtered_by_agent() {
    let app = TestApp::start().await;
    let (one, two) = (app.agent().await, app.agent().await);
    app.conversation_with("bob", &one).await;
    let mut ids = Vec::new();
    for agent in [&one, &two, &one] {
        ids.insert(0, app.conversation_with("alice", agent).await.id);
    }
    let listed = async |query: &str| -> Vec<String> {
        let list = app.user("alice").get(&format!("/interactions{query}")).await.ok();
        list["data"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(listed("").await, ids);
    assert_eq!(listed(&format!("?agent_id={one}")).await, [ids[0].clone(), ids[2].clone()]);
    assert_eq!(listed(&format!("?agent_id={two}")).await, [ids[1].clone()]);
    assert_eq!(listed("?agent_id=ag_000000000000000000000000").await, Vec::<String>::new());
    assert_eq!(listed("?agent_id=nonsense").await, Vec::<String>::new());
}

#[tokio::test]
async fn interactions_of_an_inactive_agent_can_be_read_renamed_and_deleted_but_not_continued() {
    let app = TestApp::start().await;
    let conversation = app.conversation("alice").await;
    let message = conversation.say("Hello", None).await;
    app.admin().post(&format!("/agents/{}/deactivate", conversation.agent_id), json!({})).await.ok();

    let user = &conversation.user;
    user.post("/interactions", json!({"agent_id": conversation.agent_id})).await.error(403, "forbidden");
    let body = json!({"interaction_id": conversation.id, "content": "x"});
    user.post("/messages", body).await.error(403, "forbidden");
    conversation.ask(&message).await.error(403, "forbidden");

    let path = format!("/interactions/{}", conversation.id);
    assert_eq!(user.get(&path).await.ok()["total_message_count"], 1);
    assert_eq!(conversation.messages().await.len(), 1);
    user.post(&path, json!({"name": "still mine"})).await.ok();
    user.delete(&path).await.ok();
}

#[tokio::test]
async fn deleting_an_interaction_deletes_its_messages() {
    let app = TestApp::start().await;
    let conversation = app.conversation("alice").await;
    let message = conversation.say("Hello", None).await;
    let path = format!("/interactions/{}", conversation.id);
    let before = conversation.user.get(&path).await.ok();
    assert_eq!(conversation.user.delete(&path).await.ok(), before, "the object as it was");
    conversation.user.get(&path).await.not_found();
    conversation.user.get(&format!("/messages/{message}")).await.not_found();
    conversation.user.get(&format!("/messages?interaction_id={}", conversation.id)).await.not_found();
    conversation.user.delete(&path).await.not_found();
}
