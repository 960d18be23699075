//! The audit log.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::member::Member;

async fn actions(olga: &Member, app: &TestApp, query: &str) -> Vec<String> {
    let list = olga.caller.get(&app.dashboard(&format!("/audit?{query}"))).await.ok();
    list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn it_tells_who_did_what_from_where() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let agent =
        olga.caller.post(&app.dashboard("/agents"), json!({"model": "demo.test", "name": "One"})).await.ok();
    let path = format!("/agents/{}", agent["id"].as_str().unwrap());
    olga.caller.with("User-Agent", "Test/1.0").post(&app.dashboard(&path), json!({"name": "Two"})).await.ok();
    app.admin().post(&format!("{path}/config"), json!({"system_message": "Be brief."})).await.ok();
    app.admin().delete(&path).await.ok();

    let list = olga.caller.get(&app.dashboard("/audit?action=agent.")).await.ok();
    let entries = list["data"].as_array().unwrap();
    let listed: Vec<&str> = entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(listed, ["agent.deleted", "agent.config_updated", "agent.updated", "agent.created"]);
    let renamed = &entries[2];
    assert_eq!(renamed["actor"], json!({"kind": "member", "id": olga.id, "name": "Olga"}));
    assert_eq!(renamed["target"], json!({"kind": "agent", "id": agent["id"], "name": "Two"}));
    assert_eq!(renamed["changes"], json!([{"field": "name", "before": "One", "after": "Two"}]));
    assert_eq!((&renamed["ip"], &renamed["user_agent"]), (&json!("127.0.0.1"), &json!("Test/1.0")));
    assert_eq!((&entries[0]["actor"]["kind"], &entries[0]["object"]), (&json!("key"), &json!("audit_entry")));
    let changed = entries[1]["changes"].as_array().unwrap();
    assert!(
        changed.contains(&json!({"field": "system_message", "before": "", "after": "Be brief."})),
        "{changed:?}"
    );
    let key_id = entries[0]["actor"]["id"].as_str().unwrap();

    // Each filter alone and combined with others.
    let at = |index: usize| entries[index]["at"].as_i64().unwrap();
    assert_eq!(actions(&olga, &app, "action=agent.created").await, ["agent.created"]);
    assert_eq!(actions(&olga, &app, "action=agent.create").await, [""; 0], "a whole action, or up to a dot");
    assert_eq!(actions(&olga, &app, "action=agent.c").await, [""; 0]);
    assert_eq!(
        actions(&olga, &app, &format!("actor_id={}&action=agent.", olga.id)).await,
        ["agent.updated", "agent.created"]
    );
    assert_eq!(
        actions(&olga, &app, &format!("actor_id={key_id}")).await,
        ["agent.deleted", "agent.config_updated"]
    );
    assert_eq!(
        actions(&olga, &app, &format!("actor_id={key_id}&action=agent.deleted")).await,
        ["agent.deleted"]
    );
    assert_eq!(actions(&olga, &app, "actor_id=nobody").await, [""; 0]);
    assert_eq!(actions(&olga, &app, &format!("to={}", at(3) - 60_000)).await, [""; 0]);
    let later = at(0) + 60_000;
    assert_eq!(actions(&olga, &app, &format!("action=agent.&to={later}")).await.len(), 4);
    assert_eq!(actions(&olga, &app, &format!("from={later}")).await, [""; 0]);
    assert_eq!(actions(&olga, &app, &format!("action=agent.&from={}", at(3))).await.len(), 4);

    // The pages together are the same list.
    let (mut paged, mut after) = (Vec::new(), String::new());
    loop {
        let page = olga.caller.get(&app.dashboard(&format!("/audit?limit=2{after}"))).await.ok();
        let data = page["data"].as_array().unwrap();
        paged.extend(data.iter().map(|entry| entry["action"].as_str().unwrap().to_owned()));
        if page["has_more"] == false {
            break;
        }
        after = format!("&starting_after={}", data.last().unwrap()["id"].as_str().unwrap());
    }
    assert_eq!(paged, actions(&olga, &app, "").await);
    assert_eq!(paged.last().unwrap(), "project.created");
}

#[tokio::test]
async fn it_is_the_projects_own_and_holds_no_secret() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let another = app.another_project().await;
    let theirs = olga.caller.get(&format!("/dashboard/api/projects/{}/audit", another.row.id)).await.ok();
    let id = theirs["data"][0]["id"].as_str().unwrap();
    let answer = olga.caller.get(&app.dashboard(&format!("/audit?starting_after={id}"))).await;
    answer.not_found();
    olga.caller.get(&app.dashboard("/audit?starting_after=x")).await.not_found();
    for (query, field) in [
        ("from=x", "from"),
        ("to=1.5", "to"),
        ("limit=0", "limit"),
        ("action=%00", "action"),
        ("actor_id=%00", "actor_id"),
    ] {
        let said = olga.caller.get(&app.dashboard(&format!("/audit?{query}"))).await.invalid();
        assert!(said.contains(field), "{query}: {said}");
    }
    olga.caller.post(&app.dashboard(""), json!({"hmac_enabled": true})).await.ok();
    let all = olga.caller.get(&app.dashboard("/audit")).await;
    let listed: Value = all.ok();
    assert_eq!(listed["data"][0]["action"], "hmac.enabled");
    for secret in [&app.project.secret_key, &app.project.row.hmac_secret] {
        assert!(!all.text.contains(secret.as_str()));
    }
}

#[tokio::test]
async fn it_is_exported_as_csv_and_json_lines() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    for number in 0..120 {
        app.admin().post("/project", json!({"name": format!("=Name {number}")})).await.ok();
    }
    let export = async |query: &str| {
        let answer = olga.caller.get(&app.dashboard(&format!("/audit/export?{query}"))).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.text
    };
    let text = export("format=jsonl&action=project.updated").await;
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let listed = olga.caller.get(&app.dashboard("/audit?action=project.updated&limit=1")).await.ok();
    assert_eq!((lines.len(), &lines[0]), (120, &listed["data"][0]));

    let file = export("format=csv&action=project.").await;
    let mut table = csv::Reader::from_reader(file.as_bytes());
    let columns = table.headers().unwrap().clone();
    let place = |name: &str| columns.iter().position(|head| head == name).unwrap();
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    assert!(rows.len() > 120);
    let row = rows.iter().find(|row| &row[place("action")] == "project.updated").unwrap();
    assert_eq!(&row[place("target")], "'=Name 119", "a spreadsheet must not run it");
    assert_eq!(&row[place("at")], listed["data"][0]["at"].to_string());
    assert_eq!(export(&format!("format=jsonl&actor_id={}&action=key.", olga.id)).await, "");
    assert_eq!(actions(&olga, &app, "action=audit.&limit=1").await, ["audit.exported"]);
    for wrong in ["format=xlsx", "format=csv&from=x", ""] {
        olga.caller
            .get(&app.dashboard(&format!("/audit/export?{wrong}")))
            .await
            .error(400, "invalid_request");
    }
}
