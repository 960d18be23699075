//! Deleting the rows of a deleted project.

use serde_json::json;

use crate::support::TestApp;

/// Tables with rows of a project, and the conditions that select them.
const ROWS: &[(&str, &str)] = &[
    ("projects", "id"),
    ("users", "project_id"),
    ("agents", "project_id"),
    ("interactions", "project_id"),
    ("secret_keys", "project_id"),
    ("memberships", "project_id"),
    ("audit", "project_id"),
    ("analytics", "project_id"),
    ("analytics_users", "project_id"),
    ("analytics_times", "project_id"),
    ("user_words", "project_id"),
];

async fn rows(app: &TestApp, project_id: &str) -> Vec<(&'static str, i64)> {
    let mut counts = Vec::new();
    for (table, column) in ROWS {
        let query = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {table} WHERE {column} = '{project_id}'");
        counts.push((*table, app.database.number(&query).await));
    }
    counts
}

#[tokio::test]
async fn all_of_it_goes_little_by_little_and_nothing_else() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let kept = app.another_project().await;
    let agent = app.agent().await;
    for number in 0..30 {
        let conversation = app.conversation_with(&format!("user{number}"), &agent).await;
        let said = conversation.say("Hello", None).await;
        if number < 3 {
            conversation.ask(&said).await.ok();
        }
    }
    let other = app.user_of(&kept, "zoe");
    let made = app.admin_of(&kept).post("/agents", json!({"model": "demo.test"})).await.ok();
    let id = made["id"].as_str().unwrap();
    app.admin_of(&kept).post(&format!("/agents/{id}/activate"), json!({})).await.ok();
    other.post("/interactions", json!({"agent_id": id})).await.ok();
    app.member(&olga, "viewer").await;
    app.database.run("UPDATE messages SET ended_at = ended_at - 60000000").await;
    app.database.run("UPDATE interactions SET created_at = created_at - 60000000").await;
    let store = app.store().await;
    while store.roll_up().await.unwrap() {}
    while store.index_some_users().await.unwrap() {}
    let before = rows(&app, &app.project.row.id).await;
    assert!(before.iter().all(|(_, count)| *count > 0), "{before:?}");
    let others = rows(&app, &kept.row.id).await;

    assert!(!store.purge_some().await.unwrap(), "nothing is deleted yet");
    olga.caller.post(&app.dashboard("/delete"), json!({"name": "Test"})).await.ok();
    let mut steps = 0;
    while store.purge_some().await.unwrap() {
        steps += 1;
    }
    // The server's own job may have deleted some of them.
    assert!(steps < 100);
    let after = rows(&app, &app.project.row.id).await;
    assert!(after.iter().all(|(_, count)| *count == 0), "{after:?}");
    assert_eq!(rows(&app, &kept.row.id).await, others);
    let orphans = "SELECT CAST(COUNT(*) AS BIGINT) FROM messages WHERE interaction_id NOT IN
        (SELECT id FROM interactions)";
    assert_eq!(app.database.number(orphans).await, 0);
}
