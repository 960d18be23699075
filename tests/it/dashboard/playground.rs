//! Chatting with an agent as a test user, with an unsaved configuration.

use serde_json::{Value, json};

use crate::support::member::Member;
use crate::support::provider::{ScriptedReply, fixture};
use crate::support::{Caller, ScriptedApp, TestApp, WIRE_FORMATS};

async fn test_user(app: &TestApp, olga: &Member) -> (String, Caller) {
    let body = json!({"external_id": "tester", "first_name": "Tess", "live_mode": false});
    let user = olga.caller.post(&app.dashboard("/users"), body).await.ok();
    let id = user["id"].as_str().unwrap().to_owned();
    let path = app.dashboard("/playground/credentials");
    let credentials = olga.caller.post(&path, json!({"user_id": id})).await.ok();
    let text = |field: &str| credentials[field].as_str().unwrap().to_owned();
    let caller = app
        .anonymous()
        .with("X-PROFICIENT-API-KEY", &text("publishable_key"))
        .with("X-PROFICIENT-USER-EXTERNAL-ID", &text("external_id"))
        .with("X-PROFICIENT-USER-HMAC", &text("hmac"));
    (id, caller)
}

async fn turn(user: &Caller, agent: &str, say: &str) -> (Value, Value) {
    let made = user.post("/interactions", json!({"agent_id": agent})).await.ok();
    let id = made["interaction"]["id"].clone();
    let message = user.post("/messages", json!({"interaction_id": id, "content": say})).await.ok();
    let path = format!("/messages/{}/ask", message["id"].as_str().unwrap());
    (made, user.post(&path, json!({"interaction_id": id})).await.ok())
}

#[tokio::test]
async fn a_draft_is_used_for_its_test_user_alone_and_what_was_sent_is_kept() {
    let setup = ScriptedApp::start().await;
    let app = &setup.app;
    let olga = app.operator().await;
    olga.caller.post(&app.dashboard(""), json!({"hmac_enabled": true})).await.ok();
    let agent = app
        .agent_with(json!({"model": "openai.gpt-4o", "system_message": "Saved for {{user.first_name}}"}))
        .await;
    let (user_id, tester) = test_user(app, &olga).await;
    let trace = async |reply: &Value| {
        let path = app.dashboard(&format!("/messages/{}/trace", reply["id"].as_str().unwrap()));
        olga.caller.get(&path).await
    };
    for _ in 0..4 {
        setup.provider.reply_with(ScriptedReply::stream(&fixture("openai/plain.sse")));
    }
    let (made, reply) = turn(&tester, &agent, "Hello").await;
    assert_eq!(made["messages"], json!([]));
    let sent = trace(&reply).await.ok();
    assert_eq!(
        (&sent["system"], &sent["draft"], &sent["model"], &sent["turns"]),
        (
            &json!("Saved for Tess"),
            &json!(false),
            &json!("openai.gpt-4o"),
            &json!([{"role": "user", "content": "Hello"}])
        )
    );

    let draft = app.dashboard("/playground/draft");
    let config = json!({"system_message": "Tried by {{user.first_name}}", "initial_turn": "agent",
        "greeting_message": "Hi {{user.first_name}}", "openai": {"temperature": 0.25}});
    let body = json!({"agent_id": agent, "user_id": user_id, "config": config});
    let set = olga.caller.post(&draft, body).await.ok();
    assert_eq!(
        (&set["config"]["model"], &set["config"]["openai"]["temperature"]),
        (&json!("openai.gpt-4o"), &json!(0.25))
    );
    let (made, reply) = turn(&tester, &agent, "Hello").await;
    assert_eq!(
        (&made["messages"][0]["content"], &made["interaction"]["initial_turn"]),
        (&json!("Hi Tess"), &json!("agent"))
    );
    let sent = trace(&reply).await.ok();
    assert_eq!(
        (&sent["system"], &sent["draft"], &sent["settings"]["temperature"]),
        (&json!("Tried by Tess"), &json!(true), &json!(0.25))
    );
    assert_eq!(setup.provider.last_request().body["temperature"], json!(0.25));

    let live = app.user("ada").with("X-PROFICIENT-USER-HMAC", &app.project.hash("ada"));
    let (made, reply) = turn(&live, &agent, "Hello").await;
    assert_eq!(made["messages"], json!([]), "a live user sees what is saved");
    assert_eq!(trace(&reply).await.status, 404, "and nothing is kept of what was sent");

    let clear = json!({"agent_id": agent, "user_id": user_id});
    olga.caller.post(&app.dashboard("/playground/draft/clear"), clear).await.ok();
    let (_, reply) = turn(&tester, &agent, "Hello").await;
    assert_eq!(trace(&reply).await.ok()["system"], json!("Saved for Tess"));
}

#[tokio::test]
async fn what_is_shown_as_sent_is_what_was_sent() {
    let setup = ScriptedApp::start().await;
    let app = &setup.app;
    let olga = app.operator().await;
    let (_, tester) = test_user(app, &olga).await;
    let settings = json!({
        "openai": {"temperature": 0.25, "max_tokens": 100, "extra": {"service_tier": "flex"}},
        "anthropic": {"thinking_budget": 2000, "stop": ["END"]},
        "gemini": {"top_k": 3},
    });
    for format in WIRE_FORMATS {
        let mut agent = settings.clone();
        agent["model"] = json!(format.full_model());
        agent["system_message"] = json!("Be kind.");
        let agent = app.agent_with(agent).await;
        let refusal = json!({"error": {"message": "System role not supported"}});
        setup.provider.reply_with(ScriptedReply::error(400, &refusal)).reply_with(format.reply());
        let (_, reply) = turn(&tester, &agent, "Hello").await;
        let path = app.dashboard(&format!("/messages/{}/trace", reply["id"].as_str().unwrap()));
        let shown = olga.caller.get(&path).await.ok();
        let sent = setup.provider.last_request();

        let (system, turns) = format.conversation_in(&sent);
        assert_eq!((&shown["system"], &*system), (&json!(""), ""), "{format:?}: it had to be said otherwise");
        assert_eq!(shown["turns"], json!([{"role": "user", "content": turns[0].1}]), "{format:?}");
        assert_eq!(turns[0].1, "Be kind.\n\nHello");
        let mut rest = sent.body.clone();
        for name in ["model", "messages", "input", "contents", "stream", "stream_options"] {
            rest.as_object_mut().unwrap().remove(name);
        }
        assert_eq!(shown["settings"], rest, "{format:?}");
        assert!(!rest.as_object().unwrap().is_empty(), "{format:?}");
    }
}

#[tokio::test]
async fn nobody_speaks_in_the_name_of_a_live_user() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let agent = app.agent().await;
    let live = app.admin().post("/users", json!({"external_id": "ada"})).await.ok();
    let another = app.another_project().await;
    let body = json!({"external_id": "tester", "live_mode": false});
    let foreign = app.admin_of(&another).post("/users", body).await.ok();
    for (user, status) in [(&live, 400), (&foreign, 404)] {
        let body = json!({"user_id": user["id"]});
        assert_eq!(olga.caller.post(&app.dashboard("/playground/credentials"), body).await.status, status);
        let body = json!({"user_id": user["id"], "agent_id": agent, "config": {}});
        assert_eq!(olga.caller.post(&app.dashboard("/playground/draft"), body).await.status, status);
    }
    let (user_id, _) = test_user(&app, &olga).await;
    let body = json!({"user_id": user_id, "agent_id": agent, "config": {"system_message": "{{#if"}});
    let answer = olga.caller.post(&app.dashboard("/playground/draft"), body).await;
    assert_eq!((answer.status, answer.text.contains("system_message")), (400, true));
}

#[tokio::test]
async fn a_proof_of_the_playground_is_worth_nothing_for_a_live_user() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    olga.caller.post(&app.dashboard(""), json!({"hmac_enabled": true})).await.ok();
    let agent = app.agent().await;
    let (user_id, tester) = test_user(&app, &olga).await;
    tester.post("/interactions", json!({"agent_id": agent})).await.ok();
    assert_eq!(app.user("ada").get("/interactions").await.status, 401);

    // A test user may have the external ID that a live user gets later.
    olga.caller.delete(&app.dashboard(&format!("/users/{user_id}"))).await.ok();
    assert_eq!(tester.get("/interactions").await.status, 401);
    app.admin().post("/users", json!({"external_id": "tester"})).await.ok();
    assert_eq!(tester.get("/interactions").await.status, 401);
    let real = app.user("tester").with("X-PROFICIENT-USER-HMAC", &app.project.hash("tester"));
    real.post("/interactions", json!({"agent_id": agent})).await.ok();

    let counted = olga.caller.get(&app.dashboard("/hmac")).await.ok();
    assert_eq!(counted["enabled"], json!(true));
}

#[tokio::test]
async fn test_users_try_out_an_inactive_agent_and_live_users_do_not() {
    let setup = ScriptedApp::start().await;
    let app = &setup.app;
    let olga = app.operator().await;
    let new = json!({"model": "openai.gpt-4o", "initial_turn": "agent", "greeting_message": "Hi {{user.first_name}}"});
    let agent = app.admin().post("/agents", new).await.ok()["id"].as_str().unwrap().to_owned();
    let (_, tester) = test_user(app, &olga).await;
    for _ in 0..2 {
        setup.provider.reply_with(ScriptedReply::stream(&fixture("openai/plain.sse")));
    }
    let (made, reply) = turn(&tester, &agent, "Hello").await;
    assert_eq!((&made["messages"][0]["content"], &reply["status"]), (&json!("Hi Tess"), &json!("completed")));
    let next = json!({"interaction_id": made["interaction"]["id"], "content": "And then?"});
    assert_eq!(tester.post("/turns", next).await.ok()["reply"]["status"], json!("completed"));

    let live = app.user("ada");
    live.post("/interactions", json!({"agent_id": agent})).await.error(403, "forbidden");
    live.post("/turns", json!({"agent_id": agent, "content": "Hello"})).await.error(403, "forbidden");
    // Once it is active and then not any more, neither messages nor questions of live users are accepted.
    app.admin().post(&format!("/agents/{agent}/activate"), json!({})).await.ok();
    let conversation = app.conversation_with("ada", &agent).await;
    let question = conversation.say("Hello", None).await;
    app.admin().post(&format!("/agents/{agent}/deactivate"), json!({})).await.ok();
    let body = json!({"interaction_id": conversation.id, "content": "Hello"});
    live.post("/messages", body.clone()).await.error(403, "forbidden");
    live.post("/turns", body).await.error(403, "forbidden");
    conversation.ask(&question).await.error(403, "forbidden");
    assert_eq!(setup.provider.unused_replies(), 0);
}
