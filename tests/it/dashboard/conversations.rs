//! Lists of conversations, their messages, and watching a reply.

use serde_json::{Value, json};

use crate::support::member::Member;
use crate::support::provider::{ScriptedReply, fixture};
use crate::support::scripted_app::KEY;
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

#[tokio::test]
async fn a_team_learns_what_the_provider_said_and_users_do_not() {
    let setup = ScriptedApp::start_with(|config| config.models.retries = 0).await;
    let app = &setup.app;
    let olga = app.operator().await;
    let agent = json!({"model": "house.big", "fallback_models": ["openai.gpt-4o"]});
    let conversation = setup.conversation_with(agent).await;
    let question = conversation.say("Hello", None).await;
    let said = format!("The engine is overloaded, {KEY} and sk-proj-0123456789");
    setup.provider.reply_with(ScriptedReply::error(500, &json!({"error": {"message": said}})));
    setup.provider.reply_with(ScriptedReply::error(401, &json!({"error": {"message": "Bad key"}})));
    let refused = conversation.ask(&question).await;
    assert_eq!(refused.status, 503);
    let list = app.dashboard(&format!("/interactions/{}/messages", conversation.id));
    let listed = olga.caller.get(&list).await.ok();
    let reply = &listed["data"][1];
    // Of the agent's own model, not of its fallback.
    let expected = json!({"model": "house.big", "status": 500,
        "message": "The engine is overloaded, [secret] and [key]"});
    assert_eq!(reply["provider_error"], expected);
    let of_admin = app.admin().get(&format!("/messages/{}", reply["id"].as_str().unwrap())).await.ok();
    assert_eq!(of_admin["provider_error"], expected);
    let user = &conversation.user;
    let told = [
        refused.text,
        user.get(&format!("/messages?interaction_id={}", conversation.id)).await.text,
        user.get(&format!("/messages/{}", reply["id"].as_str().unwrap())).await.text,
        user.get(&format!("/messages/{}/stream", reply["id"].as_str().unwrap())).await.text,
    ];
    for text in told {
        assert!(
            !text.contains("overloaded") && !text.contains("house") && !text.contains("provider_error"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn filtered_conversations_are_exported_as_csv_and_json_lines() {
    let setup = ScriptedApp::start().await;
    let app = &setup.app;
    let olga = app.operator().await;
    let agent = app.agent_with(json!({"model": "openai.gpt-4o", "name": "=Sum"})).await;
    let (ada, bob) = (app.conversation_with("ada", &agent).await, app.conversation_with("bob", &agent).await);
    let question = ada.say("One, \"two\"\nthree", None).await;
    setup.provider.reply_with(ScriptedReply::stream(&fixture("openai/plain.sse")));
    let reply = ada.ask(&question).await.ok();
    bob.say("@now", None).await;
    let export = async |query: &str| {
        let answer = olga.caller.get(&app.dashboard(&format!("/interactions/export?{query}"))).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.text
    };

    let lines = export("format=jsonl").await;
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: Vec<&Value> = lines.iter().map(|line| &line["interaction"]["id"]).collect();
    assert_eq!(ids, [&json!(bob.id), &json!(ada.id)]);
    assert_eq!(lines[1]["messages"][1]["content"], reply["content"]);

    let file = export("format=csv").await;
    let mut table = csv::Reader::from_reader(file.as_bytes());
    let columns = table.headers().unwrap().clone();
    let place = |name: &str| columns.iter().position(|head| head == name).unwrap();
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let contents: Vec<&str> = rows.iter().map(|row| &row[place("content")]).collect();
    assert_eq!(contents, ["'@now", "One, \"two\"\nthree", reply["content"].as_str().unwrap()]);
    assert_eq!((&rows[1][place("agent")], &rows[1][place("user_external_id")]), ("'=Sum", "ada"));
    assert_eq!(&rows[2][place("parent_id")], question);

    let user_id = lines[0]["interaction"]["user_id"].as_str().unwrap();
    assert_eq!(export(&format!("format=jsonl&user_id={user_id}")).await.lines().count(), 1);
    assert_eq!(export("format=jsonl&failed=true").await, "");
    let path = |query: &str| app.dashboard(&format!("/interactions/export{query}"));
    olga.caller.get(&path("?format=xlsx")).await.error(400, "invalid_request");
    olga.caller.get(&path("?format=csv&rating=good")).await.error(400, "invalid_request");
    assert!(app.audit().await.iter().any(|entry| entry.action == "interactions.exported"));
}

#[tokio::test]
async fn a_cursor_stays_valid_when_its_row_is_deleted_or_moves() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let agent = app.agent().await;
    let mut all = Vec::new();
    for name in ["ada", "bob", "cid"] {
        all.push(app.conversation_with(name, &agent).await);
    }
    let page = async |path: &str| {
        let page = olga.caller.get(&app.dashboard(path)).await.ok();
        let id = page["data"][0]["id"].as_str().unwrap().to_owned();
        (id, page["next_cursor"].as_str().unwrap().to_owned())
    };
    let (newest, cursor) = page("/interactions?limit=1").await;
    assert_eq!(newest, all[2].id);
    olga.caller.delete(&app.dashboard(&format!("/interactions/{newest}"))).await.ok();
    let gone = app.dashboard(&format!("/interactions?starting_after={newest}"));
    assert_eq!(olga.caller.get(&gone).await.status, 404, "an ID must exist");
    assert_eq!(page(&format!("/interactions?limit=1&starting_after={cursor}")).await.0, all[1].id);

    // The user of the cursor becomes the one who was active last: nobody is skipped or listed twice.
    let (first, cursor) = page("/users?limit=1").await;
    app.database
        .change("UPDATE users SET last_active_at = last_active_at + 1000000 WHERE id = $1", &first)
        .await;
    let (second, cursor) = page(&format!("/users?limit=1&starting_after={cursor}")).await;
    let (third, cursor) = page(&format!("/users?limit=1&starting_after={cursor}")).await;
    assert!(first != second && second != third && first != third);
    assert_eq!(cursor, "");
    for wrong in ["cur_", "cur_1_x", &format!("cur_x_{first}"), &format!("cur_1_{}", all[0].id)] {
        let path = app.dashboard(&format!("/users?starting_after={wrong}"));
        assert_eq!(olga.caller.get(&path).await.status, 404, "{wrong}");
    }
}
