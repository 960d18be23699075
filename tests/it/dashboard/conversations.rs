//! Lists of conversations, their messages, and watching a reply.

use serde_json::{Value, json};

use crate::support::member::Member;
use crate::support::provider::{ScriptedReply, fixture};
use crate::support::{ScriptedApp, TestApp};

async fn listed(olga: &Member, app: &TestApp, query: &str) -> Vec<String> {
    let answer = olga.caller.get(&app.dashboard(&format!("/interactions?{query}"))).await.ok();
    answer["data"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn conversations_are_listed_by_each_filter() {
    let setup = ScriptedApp::start().await;
    let app = &setup.app;
    let olga = app.operator().await;
    let (demo, broken) =
        (app.agent().await, app.agent_with(json!({"model": "nobody.x", "name": "Broken"})).await);
    app.admin().post("/users", json!({"external_id": "tester", "live_mode": false})).await.ok();
    let (ada, bob, test) = (
        app.conversation_with("ada", &demo).await,
        app.conversation_with("bob", &broken).await,
        app.conversation_with("tester", &demo).await,
    );
    let question = ada.say("How are you?", None).await;
    let reply = ada.ask(&question).await.ok()["id"].as_str().unwrap().to_owned();
    let rate = async |rating: Value| {
        ada.user.post(&format!("/messages/{reply}/feedback"), json!({"rating": rating})).await.ok()
    };
    rate(json!("up")).await;
    let failing = bob.say("Hello", None).await;
    assert_eq!(bob.ask(&failing).await.status, 503);

    let all = olga.caller.get(&app.dashboard("/interactions")).await.ok();
    let row = &all["data"][2];
    assert_eq!(
        (&row["id"], &row["preview"], &row["user"]["external_id"], &row["up_count"], &row["failed_count"]),
        (&json!(ada.id), &json!("How are you?"), &json!("ada"), &json!(1), &json!(0))
    );
    assert_eq!((&all["data"][1]["agent_name"], &all["data"][0]["preview"]), (&json!("Broken"), &json!("")));
    let user_id = row["user_id"].as_str().unwrap();
    let created = row["created_at"].as_i64().unwrap();
    for (query, expected) in [
        (String::new(), vec![&test.id, &bob.id, &ada.id]),
        ("rating=up".into(), vec![&ada.id]),
        ("rating=down".into(), vec![]),
        ("failed=true".into(), vec![&bob.id]),
        (format!("agent_id={demo}"), vec![&test.id, &ada.id]),
        (format!("agent_id={demo}&live_mode=true"), vec![&ada.id]),
        ("live_mode=false".into(), vec![&test.id]),
        (format!("user_id={user_id}"), vec![&ada.id]),
        (format!("user_id={user_id}&failed=true"), vec![]),
        (format!("to={created}"), vec![]),
        (format!("from={created}&to={}", created + 1_000_000), vec![&test.id, &bob.id, &ada.id]),
        ("limit=1".into(), vec![&test.id]),
        (format!("limit=1&starting_after={}", test.id), vec![&bob.id]),
    ] {
        assert_eq!(
            listed(&olga, app, &query).await,
            expected.into_iter().cloned().collect::<Vec<_>>(),
            "{query}"
        );
    }
    rate(json!("down")).await;
    assert_eq!(listed(&olga, app, "rating=down").await, std::slice::from_ref(&ada.id));
    assert!(listed(&olga, app, "rating=up").await.is_empty());
    rate(json!(null)).await;
    assert!(listed(&olga, app, "rating=down").await.is_empty());
    for (query, field) in
        [("rating=7", "rating"), ("failed=x", "failed"), ("from=x", "from"), ("live_mode=x", "live_mode")]
    {
        let answer = olga.caller.get(&app.dashboard(&format!("/interactions?{query}"))).await;
        assert_eq!(answer.status, 400);
        assert!(answer.text.contains(field));
    }
    assert_eq!(olga.caller.get(&app.dashboard("/interactions?agent_id=x")).await.status, 404);
}

#[tokio::test]
async fn a_conversation_is_read_whole_and_deleted() {
    let setup = ScriptedApp::start().await;
    let app = &setup.app;
    let olga = app.operator().await;
    let conversation = setup.conversation("openai.gpt-4o").await;
    setup.provider.reply_with(ScriptedReply::stream(&fixture("openai/plain.sse")));
    let question = conversation.say("Hello", None).await;
    conversation.ask(&question).await.ok();
    app.admin()
        .post(&format!("/agents/{}/config", conversation.agent_id), json!({"model": "nobody.x"}))
        .await
        .ok();
    assert_eq!(conversation.ask(&question).await.status, 503);

    let path = app.dashboard(&format!("/interactions/{}", conversation.id));
    let messages = olga.caller.get(&format!("{path}/messages")).await.ok();
    let [said, reply, failed] = messages["data"].as_array().unwrap().as_slice() else { panic!("{messages}") };
    assert_eq!(
        (&said["content"], &said["cost"], &said["listed"]),
        (&json!("Hello"), &json!(null), &json!(true))
    );
    assert_eq!(
        (&reply["status"], &reply["model"], &reply["traced"]),
        (&json!("completed"), &json!("openai.gpt-4o"), &json!(false))
    );
    let usage = &reply["usage"];
    let dollars = (usage["input_tokens"].as_f64().unwrap() * 2.5
        + usage["output_tokens"].as_f64().unwrap() * 10.0)
        / 1e6;
    assert!((reply["cost"].as_f64().unwrap() - dollars).abs() < 1e-9, "{reply}");
    assert_eq!(
        (&failed["status"], &failed["listed"], &failed["error"]["code"]),
        (&json!("failed"), &json!(false), &json!("unavailable"))
    );

    let stream = app.dashboard(&format!("/messages/{}/stream", reply["id"].as_str().unwrap()));
    let events = olga.caller.get(&stream).await;
    assert!(events.text.contains("event: message.completed"), "{}", events.text);
    let asked = app.dashboard(&format!("/messages/{}/stream", said["id"].as_str().unwrap()));
    assert_eq!(olga.caller.get(&asked).await.status, 409);

    let another = app.another_project().await;
    let foreign = format!("/dashboard/api/projects/{}", another.row.id);
    for path in [
        format!("{foreign}/interactions/{}", conversation.id),
        format!("{foreign}/interactions/{}/messages", conversation.id),
        format!("{foreign}/messages/{}/stream", reply["id"].as_str().unwrap()),
    ] {
        assert_eq!(olga.caller.get(&path).await.status, 404, "{path}");
    }
    olga.caller.delete(&path).await.ok();
    assert_eq!(olga.caller.get(&path).await.status, 404);
}
