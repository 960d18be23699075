//! Every command that the reference shows is run against a server, and answers.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::documents::{answers, blocks, require, run_script};
use crate::support::{Database, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_of_the_reference_work() {
    require("curl");
    let app = TestApp::start().await;
    let document = app.anonymous().get("/openapi.json").await.ok();
    let tags =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap().to_lowercase());
    let mut operations = BTreeSet::new();
    for tag in tags {
        let page = app.anonymous().get(&format!("/docs/api/{tag}.md")).await.text;
        for block in blocks(&page).into_iter().filter(|block| block.tag == "sh") {
            let answer = run(&app, &block.text).await;
            assert!(answer["error"].is_null(), "{}{answer}", block.text);
            operations.insert(block.text);
        }
    }
    let expected: usize = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .map(|methods| methods.as_object().unwrap().len())
        .sum();
    assert!(operations.len() >= expected, "{} commands for {expected} operations", operations.len());
}

/// Runs a command with variables of a project of its own, since it may remove what it names.
async fn run(app: &TestApp, command: &str) -> Value {
    let project = app.another_project().await;
    let (alice, admin) = (app.user_of(&project, "alice"), app.admin_of(&project));
    let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
    let agent = id(&admin.post("/agents", json!({"model": "demo.x"})).await.ok());
    admin.post(&format!("/agents/{agent}/activate"), json!({})).await.ok();
    let created = alice.post("/interactions", json!({"agent_id": agent})).await.ok();
    let (interaction, user) =
        (id(&created["interaction"]), created["interaction"]["user_id"].as_str().unwrap());
    let hello = json!({"interaction_id": interaction, "content": "Hello"});
    let message = id(&alice.post("/messages", hello).await.ok());
    let asked = json!({"interaction_id": interaction});
    let reply = id(&alice.post(&format!("/messages/{message}/ask"), asked).await.ok());

    let script = format!(
        "URL={}\nPK={}\nSK={}\nAGENT={agent}\nINTERACTION={interaction}\nMESSAGE={message}\nREPLY={reply}\nUSER_ID={user}\n{command}",
        app.url, project.row.publishable_key, project.secret_key
    );
    let folder = tempfile::tempdir().unwrap();
    let database: &Database = &app.database;
    let printed = tokio::task::block_in_place(|| run_script(&script, &folder, database));
    if command.contains("/openapi.json") {
        return serde_json::from_str(&printed).unwrap();
    }
    let answers = answers(&printed);
    assert_eq!(answers.len(), 1, "{command}{printed}");
    answers.into_iter().next().unwrap()
}
