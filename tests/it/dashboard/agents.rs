//! Agents, versions of their configuration, previews of templates.

use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn an_agent_is_made_changed_and_deleted_with_what_goes_with_it() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let made =
        olga.caller.post(&app.dashboard("/agents"), json!({"name": "Support", "model": "demo.x"})).await.ok();
    let id = made["id"].as_str().unwrap().to_owned();
    let at = |rest: &str| app.dashboard(&format!("/agents/{id}{rest}"));
    assert_eq!(made["active"], json!(false));
    let renamed = olga.caller.post(&at(""), json!({"display_name": "Ada"})).await.ok();
    assert_eq!((&renamed["name"], &renamed["display_name"]), (&json!("Support"), &json!("Ada")));
    olga.caller.post(&at("/activate"), json!({})).await.ok();
    app.conversation_with("alice", &id).await.say("Hello", None).await;
    app.conversation_with("bob", &id).await;

    let listed = olga.caller.get(&app.dashboard("/agents")).await.ok();
    assert_eq!((&listed["data"][0]["model"], &listed["data"][0]["active"]), (&json!("demo.x"), &json!(true)));
    assert_eq!(listed["data"][0]["traffic"]["days"].as_array().unwrap().len(), 7);
    let counts = olga.caller.get(&at("/deletion")).await.ok();
    assert_eq!(
        (&counts["interactions"], &counts["messages"], &counts["users"]),
        (&json!(2), &json!(1), &json!(2))
    );
    olga.caller.delete(&at("")).await.ok();
    assert_eq!(olga.caller.get(&at("")).await.status, 404);
    assert_eq!(app.user("alice").get("/interactions").await.ok()["data"], json!([]));
}

#[tokio::test]
async fn each_change_of_a_configuration_is_a_version_that_can_be_restored() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let id = app.agent_with(json!({"system_message": "One"})).await;
    let at = |rest: &str| app.dashboard(&format!("/agents/{id}{rest}"));
    let config = at("/config");
    assert_eq!(olga.caller.get(&config).await.ok()["version"], json!(1));
    let body = json!({"system_message": "Two", "openai": {"temperature": 0.5}, "based_on": 1});
    assert_eq!(olga.caller.post(&config, body.clone()).await.ok()["version"], json!(2));
    assert_eq!(olga.caller.post(&config, body).await.status, 409, "somebody else was faster");
    let same = olga.caller.post(&config, json!({"system_message": "Two"})).await.ok();
    assert_eq!(same["version"], json!(2), "nothing changed");
    app.admin().post(&format!("/agents/{id}/config"), json!({"model": "demo.y"})).await.ok();
    for (body, field) in [
        (json!({"based_on": "x"}), "based_on"),
        (json!({"nonsense": 1}), "nonsense"),
        (json!({"openai": {"temperature": 7}}), "openai.temperature"),
        (json!({"system_message": "{{#if"}), "system_message"),
    ] {
        let answer = olga.caller.post(&config, body).await;
        assert_eq!(answer.status, 400);
        assert!(
            answer.text.contains(&format!("\"{field}")) || answer.text.contains(field),
            "{}",
            answer.text
        );
    }

    let versions = olga.caller.get(&at("/versions")).await.ok();
    let shown = |version: &Value| {
        (version["number"].clone(), version["author"]["kind"].clone(), version["changed"].clone())
    };
    let all: Vec<_> = versions["data"].as_array().unwrap().iter().map(shown).collect();
    assert_eq!(
        all,
        [
            (json!(3), json!("key"), json!(["model"])),
            (json!(2), json!("member"), json!(["system_message", "openai.temperature"])),
            (json!(1), json!("key"), json!([])),
        ]
    );
    assert_eq!(versions["data"][1]["author"]["name"], json!("Olga"));
    let page = olga.caller.get(&at("/versions?limit=1&starting_after=3")).await.ok();
    assert_eq!((&page["data"][0]["number"], &page["has_more"]), (&json!(2), &json!(true)));
    assert_eq!(page["data"][0]["changed"], json!(["system_message", "openai.temperature"]));

    let restored = olga.caller.post(&at("/versions/1/restore"), json!({})).await.ok();
    assert_eq!(
        (
            &restored["version"],
            &restored["system_message"],
            &restored["openai"]["temperature"],
            &restored["model"]
        ),
        (&json!(4), &json!("One"), &json!(null), &json!("demo.test"))
    );
    let newest = olga.caller.get(&at("/versions?limit=1")).await.ok();
    assert_eq!(newest["data"][0]["restored_from"], json!(1));
    assert_eq!(olga.caller.post(&at("/versions/9/restore"), json!({})).await.status, 404);
}

#[tokio::test]
async fn an_agent_from_before_there_were_versions_keeps_what_it_was() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let id = app.agent_with(json!({"system_message": "One"})).await;
    app.database.change("DELETE FROM agent_versions WHERE agent_id = $1", &id).await;
    let at = |rest: &str| app.dashboard(&format!("/agents/{id}{rest}"));
    let versions = olga.caller.get(&at("/versions")).await.ok();
    assert_eq!(
        (&versions["data"][0]["number"], &versions["data"][0]["config"]["system_message"]),
        (&json!(1), &json!("One"))
    );
    olga.caller.post(&at("/config"), json!({"system_message": "Two"})).await.ok();
    let versions = olga.caller.get(&at("/versions")).await.ok();
    let texts: Vec<_> = versions["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| &version["config"]["system_message"])
        .collect();
    assert_eq!(texts, ["Two", "One"]);
}

#[tokio::test]
async fn a_preview_says_what_a_template_becomes_or_where_it_is_wrong() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let id = app.agent_with(json!({"display_name": "Pat"})).await;
    let path = app.dashboard(&format!("/agents/{id}/preview"));
    let preview = async |body: Value| olga.caller.post(&path, body).await.ok();
    let shown = preview(json!({"template": "{{agent.display_name}} greets {{user.first_name}}"})).await;
    assert_eq!((&shown["text"], &shown["error"]), (&json!("Pat greets Ada"), &json!(null)));
    let user = app.admin().post("/users", json!({"external_id": "zoe", "first_name": "Zoë <b>"})).await.ok();
    let shown = preview(json!({"template": "Hi {{user.first_name}}", "user_id": user["id"]})).await;
    assert_eq!(shown["text"], json!("Hi Zoë <b>"));
    for (template, line, column) in [
        ("One\nTwo {{#if user.id}}\n", json!(3), None),
        ("One\n  {{frobnicate user.id}}", json!(2), Some(json!(3))),
        ("One\nTwo\n é {{> x}}", json!(3), Some(json!(4))),
        ("{{user.id}", json!(1), Some(json!(1))),
    ] {
        let error = preview(json!({"template": template})).await["error"].clone();
        assert!(error["message"].is_string(), "{template}");
        assert_eq!(error["line"], line, "{template}: {error}");
        if let Some(column) = column {
            assert_eq!(error["column"], column, "{template}: {error}");
        }
    }
    let another = app.another_project().await;
    let foreign = app.admin_of(&another).post("/users", json!({"external_id": "zoe"})).await.ok();
    let answer = olga.caller.post(&path, json!({"template": "x", "user_id": foreign["id"]})).await;
    assert_eq!(answer.status, 404);
}
