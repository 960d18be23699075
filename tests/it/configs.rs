//! Agents' configurations.

use serde_json::{Value, json};

use crate::support::TestApp;

async fn agent(app: &TestApp) -> String {
    let body = json!({"model": "openai.gpt-4", "system_message": "s", "greeting_message": "g", "initial_turn": "agent",
        "openai": {"temperature": 0.5, "top_p": 1, "frequency_penalty": -2, "presence_penalty": 2},
        "anthropic": {"temperature": 1.0, "top_k": 40, "top_p": -1}});
    let id = app.admin().post("/agents", body).await.ok()["id"].as_str().unwrap().to_owned();
    format!("/agents/{id}/config")
}

#[tokio::test]
async fn nested_objects_are_merged_field_by_field_and_null_unsets() {
    let app = TestApp::start().await;
    let path = agent(&app).await;
    let update = async |body: Value| app.admin().post(&path, body).await.ok();

    let config = update(json!({"openai": {"temperature": 1.5}})).await;
    assert_eq!(
        config["openai"],
        json!({"frequency_penalty": -2.0, "presence_penalty": 2.0, "temperature": 1.5, "top_p": 1.0})
    );
    let config = update(json!({"openai": {"top_p": null}, "anthropic": {"top_k": -1, "top_p": 0.25}})).await;
    assert_eq!(
        config["openai"],
        json!({"frequency_penalty": -2.0, "presence_penalty": 2.0, "temperature": 1.5, "top_p": null})
    );
    assert_eq!(config["anthropic"], json!({"temperature": 1.0, "top_k": -1, "top_p": 0.25}));
    let config = update(json!({"openai": null})).await;
    assert_eq!(
        config["openai"],
        json!({"frequency_penalty": null, "presence_penalty": null, "temperature": null, "top_p": null})
    );
    assert_eq!(config["anthropic"]["top_p"], 0.25);
    let config = update(
        json!({"anthropic": null, "system_message": null, "greeting_message": null, "initial_turn": null}),
    )
    .await;
    assert_eq!(config["anthropic"], json!({"temperature": null, "top_k": null, "top_p": null}));
    assert_eq!(
        (&config["system_message"], &config["greeting_message"], &config["initial_turn"]),
        (&json!(""), &json!(""), &json!("user"))
    );
    assert_eq!(config["model"], "openai.gpt-4");
    assert_eq!(app.admin().get(&path).await.ok(), config);
}

#[tokio::test]
async fn the_original_s_model_names_stay_valid() {
    let app = TestApp::start().await;
    let path = agent(&app).await;
    for model in [
        "anthropic.claude-v1",
        "anthropic.claude-v1-100k",
        "anthropic.claude-instant-v1",
        "anthropic.claude-instant-v1-100k",
        "openai.gpt-4",
        "openai.gpt-3.5-turbo",
        "openai.gpt-3.5-turbo-16k",
        "ollama.llama3.2:1b",
        "house.org/model.v2",
    ] {
        assert_eq!(app.admin().post(&path, json!({"model": model})).await.ok()["model"], model);
    }
}

#[tokio::test]
async fn fallback_models_are_a_list_of_at_most_five_names() {
    let app = TestApp::start().await;
    let path = agent(&app).await;
    assert_eq!(app.admin().get(&path).await.ok()["fallback_models"], json!([]));
    let update = async |models: Value| app.admin().post(&path, json!({"fallback_models": models})).await;
    let five = json!(["a.b", "c.d", "openai.gpt-4", "e.f", "demo.assistant"]);
    assert_eq!(update(five.clone()).await.ok()["fallback_models"], five);
    assert_eq!(app.admin().post(&path, json!({"model": "a.c"})).await.ok()["fallback_models"], five);
    assert_eq!(update(json!(null)).await.ok()["fallback_models"], json!([]));

    let created = app.admin().post("/agents", json!({"model": "a.b", "fallback_models": ["c.d"]})).await.ok();
    let config = app.admin().get(&format!("/agents/{}/config", created["id"].as_str().unwrap())).await.ok();
    assert_eq!(config["fallback_models"], json!(["c.d"]));

    for (models, named) in [
        (json!(["a.b", "gpt-4"]), "fallback_models[1]"),
        (json!([""]), "fallback_models[0]"),
        (json!(["a.b", "c.d", 1]), "fallback_models[2]"),
        (json!([null]), "fallback_models[0]"),
        (json!([format!("a.{}", "x".repeat(256))]), "fallback_models[0]"),
        (json!(["a.b", "a.b", "a.b", "a.b", "a.b", "a.b"]), "fallback_models: must not contain more than 5"),
        (json!("a.b"), "fallback_models"),
        (json!({}), "fallback_models"),
    ] {
        let message = update(models.clone()).await.invalid();
        assert!(message.contains(named), "{models}: {message}");
        let body = json!({"model": "a.b", "fallback_models": models});
        let message = app.admin().post("/agents", body).await.invalid();
        assert!(message.contains(named), "{models}: {message}");
    }
    assert_eq!(app.admin().get(&path).await.ok()["fallback_models"], json!([]));
}

#[tokio::test]
async fn ranges_and_types_are_checked_and_the_field_is_named() {
    let app = TestApp::start().await;
    let path = agent(&app).await;
    let before = app.admin().get(&path).await.ok();
    let cases = [
        (json!({"openai": {"frequency_penalty": -2.01}}), "openai.frequency_penalty"),
        (json!({"openai": {"presence_penalty": 3}}), "openai.presence_penalty"),
        (json!({"openai": {"temperature": -0.1}}), "openai.temperature"),
        (json!({"openai": {"top_p": 1.01}}), "openai.top_p"),
        (json!({"openai": {"top_p": "1"}}), "openai.top_p: "),
        (json!({"openai": {"top_k": 1}}), "top_k"),
        (json!({"openai": [0, 0, 0, 0]}), "openai"),
        (json!({"openai": 1}), "openai"),
        (json!({"anthropic": {"temperature": 1.1}}), "anthropic.temperature"),
        (json!({"anthropic": {"top_k": -2}}), "anthropic.top_k"),
        (json!({"anthropic": {"top_k": 1.5}}), "top_k"),
        (json!({"anthropic": {"top_p": -0.5}}), "anthropic.top_p"),
        (json!({"anthropic": {"top_p": 2}}), "anthropic.top_p"),
        (json!({"model": null}), "model"),
        (json!({"model": "gpt-4"}), "model"),
        (json!({"initial_turn": "nobody"}), "initial_turn"),
        (json!({"initial_turn": {"agent": null}}), "initial_turn"),
        (json!({"system_message": "{{#if user.first_name}}"}), "system_message"),
        (json!({"greeting_message": "{{nonsense here}}"}), "greeting_message"),
        (json!({"system_message": "x".repeat(262_145)}), "system_message"),
        (json!({"name": "x"}), "name"),
    ];
    for (body, field) in cases {
        let message = app.admin().post(&path, body.clone()).await.invalid();
        assert!(message.contains(field), "{body}: {message}");
    }
    assert_eq!(app.admin().get(&path).await.ok(), before, "a refused update changes nothing");
}
