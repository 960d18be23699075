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
async fn more_settings_are_shown_where_they_are_set_and_kept_with_versions() {
    let app = TestApp::start().await;
    let path = agent(&app).await;
    let olga = app.operator().await.caller;
    let before = app.admin().get(&path).await.ok();
    for absent in ["gemini", "auto_title", "title_model", "warnings"] {
        assert_eq!(before.get(absent), None, "clients of the original see nothing new");
    }
    let extra = json!({"logit_bias": {"1": -100}, "service_tier": "flex"});
    let settings = json!({
        "openai": {"max_tokens": 100, "reasoning_effort": "xhigh", "stop": ["END", "\n"], "seed": -7, "extra": extra},
        "anthropic": {"max_tokens": 2000, "thinking_budget": 1024, "stop": ["END"], "extra": {"metadata": {}}},
        "gemini": {"temperature": 2, "top_p": 0.5, "top_k": 1, "max_tokens": 1, "thinking_budget": -1, "stop": ["a"],
            "seed": 1, "extra": {"cachedContent": "x"}},
        "auto_title": true, "title_model": "openai.gpt-5-nano",
    });
    let config = app.admin().post(&path, settings.clone()).await.ok();
    for (name, value) in settings.as_object().unwrap() {
        match value {
            Value::Object(fields) => {
                fields
                    .iter()
                    .for_each(|(field, value)| assert!(same(&config[name][field], value), "{name}.{field}"));
            }
            value => assert_eq!(&config[name], value),
        }
    }
    assert_eq!(config["openai"]["temperature"], 0.5, "merged field by field");
    assert_eq!(app.admin().get(&path).await.ok(), config);

    let changed = json!({"openai": {"seed": null, "stop": null, "extra": null}, "gemini": null, "auto_title": null,
        "title_model": null, "anthropic": {"thinking_budget": null, "max_tokens": 50}});
    let config = app.admin().post(&path, changed).await.ok();
    assert_eq!((&config["openai"]["max_tokens"], config["openai"].get("seed")), (&json!(100), None));
    assert_eq!(
        (config.get("gemini"), config.get("auto_title"), config.get("title_model")),
        (None, None, None)
    );
    let id = path.split('/').nth(2).unwrap();
    let versions = olga.get(&app.dashboard(&format!("/agents/{id}/versions"))).await.ok();
    let fields = versions["data"][0]["changed"].as_array().unwrap();
    for field in ["openai.seed", "openai.extra", "gemini.top_k", "anthropic.thinking_budget", "auto_title"] {
        assert!(fields.contains(&json!(field)), "{field}: {fields:?}");
    }
    assert_eq!(versions["data"][1]["config"]["gemini"]["top_k"], 1);
    let restored = app.dashboard(&format!("/agents/{id}/versions/2/restore"));
    let restored = olga.post(&restored, json!({})).await.ok();
    assert_eq!((&restored["openai"]["extra"], &restored["auto_title"]), (&extra, &json!(true)));

    // `null` for the whole object unsets all its fields.
    let config = app.admin().post(&path, json!({"openai": null})).await.ok();
    assert_eq!(config["openai"].as_object().unwrap().len(), 4, "{config}");
    let by_api = app.admin().post("/agents", json!({"model": "a.b", "gemini": {"top_k": 3}})).await.ok();
    let by_member = olga.post(&app.dashboard("/agents"), json!({"model": "a.b"})).await.ok();
    for (created, title, gemini) in [(by_api, None, Some(3)), (by_member, Some(true), None)] {
        let path = format!("/agents/{}/config", created["id"].as_str().unwrap());
        let config = app.admin().get(&path).await.ok();
        assert_eq!(config.get("auto_title").and_then(Value::as_bool), title);
        assert_eq!(config["gemini"]["top_k"].as_i64(), gemini);
    }
}

/// Returns whether two values are equal; 1 and 1.0 are.
fn same(a: &Value, b: &Value) -> bool {
    a == b || a.is_number() && a.as_f64() == b.as_f64()
}

#[tokio::test]
async fn a_field_that_no_template_sees_is_warned_of() {
    let app = TestApp::start().await;
    let path = agent(&app).await;
    let message = r"Token: ${{ secrets.TOKEN }}, \{{kept}}, {{user.first_name}}";
    let config = app.admin().post(&path, json!({"system_message": message})).await.ok();
    assert_eq!(config["system_message"], message);
    let warnings = config["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    let warning = warnings[0].as_str().unwrap();
    assert!(warning.starts_with("system_message: ") && warning.contains("secrets.TOKEN"), "{warning}");
    let olga = app.operator().await.caller;
    let preview = app.dashboard(&path.replace("/config", "/preview"));
    let shown = olga.post(&preview, json!({"template": message})).await.ok();
    assert_eq!(shown["text"], "Token: $, {{kept}}, Ada");
    assert!(shown["warnings"][0].as_str().unwrap().contains("secrets.TOKEN"), "{shown}");
    let fixed = app.admin().post(&path, json!({"system_message": r"${\{{ secrets.TOKEN }}"})).await.ok();
    assert_eq!(fixed.get("warnings"), None);
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
        (json!({"openai": {"max_tokens": 0}}), "openai.max_tokens"),
        (json!({"openai": {"max_tokens": 1.5}}), "openai.max_tokens"),
        (json!({"openai": {"reasoning_effort": "enormous"}}), "openai.reasoning_effort"),
        (json!({"openai": {"thinking_budget": 2000}}), "thinking_budget"),
        (json!({"openai": {"stop": ["1", "2", "3", "4", "5", "6", "7", "8", "9"]}}), "openai.stop"),
        (json!({"openai": {"stop": ["END", ""]}}), "openai.stop[1]"),
        (json!({"openai": {"stop": ["x".repeat(257)]}}), "openai.stop[0]"),
        (json!({"openai": {"stop": "END"}}), "openai.stop"),
        (json!({"openai": {"seed": "x"}}), "openai.seed"),
        (json!({"openai": {"extra": {"model": "x"}}}), "openai.extra.model"),
        (json!({"openai": {"extra": {"messages": []}}}), "openai.extra.messages"),
        (json!({"openai": {"extra": {"stream": false}}}), "openai.extra.stream"),
        (json!({"openai": {"extra": {"x": "x".repeat(16_384)}}}), "openai.extra"),
        (json!({"openai": {"extra": []}}), "openai.extra"),
        (json!({"anthropic": {"extra": {"system": "x"}}}), "anthropic.extra.system"),
        (json!({"anthropic": {"max_tokens": -1}}), "anthropic.max_tokens"),
        (json!({"anthropic": {"thinking_budget": 1023}}), "anthropic.thinking_budget"),
        (json!({"anthropic": {"thinking_budget": 2000, "max_tokens": 2000}}), "anthropic.thinking_budget"),
        (json!({"anthropic": {"seed": 1}}), "seed"),
        (json!({"gemini": {"thinking_budget": -2}}), "gemini.thinking_budget"),
        (json!({"gemini": {"temperature": 2.1}}), "gemini.temperature"),
        (json!({"gemini": {"top_k": 0}}), "gemini.top_k"),
        (json!({"gemini": {"seed": 5_000_000_000_i64}}), "gemini.seed"),
        (json!({"gemini": {"extra": {"contents": []}}}), "gemini.extra.contents"),
        (json!({"auto_title": "yes"}), "auto_title"),
        (json!({"title_model": "gpt"}), "title_model"),
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
