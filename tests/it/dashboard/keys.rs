//! Secret keys in the dashboard.

use std::time::Duration;

use serde_json::json;

use crate::support::TestApp;
use crate::support::wait::eventually_some;

#[tokio::test]
async fn a_key_is_shown_once_used_and_revoked() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let (path, olga) = (app.dashboard("/keys"), olga.caller);
    for (body, field) in
        [(json!({}), "name"), (json!({"name": " "}), "name"), (json!({"name": "x", "key": "sk_x"}), "key")]
    {
        assert!(olga.post(&path, body).await.invalid().contains(field));
    }
    let made = olga.post(&path, json!({"name": "CI"})).await.ok();
    let (id, key) = (made["id"].as_str().unwrap(), made["key"].as_str().unwrap());
    assert!(key.starts_with("sk_") && key.len() == 75);
    let listed = olga.get(&path).await;
    assert!(!listed.text.contains(key), "shown once");
    let data = listed.ok()["data"].clone();
    assert_eq!((&data[0]["name"], data.as_array().unwrap().len()), (&json!("test"), 2));
    let expected = json!({"id": id, "object": "secret_key", "name": "CI", "prefix": &key[..7],
        "created_at": made["created_at"], "last_used_at": null});
    assert_eq!(data[1], expected);

    let backend = app.anonymous().with("Authorization", &format!("Bearer {key}"));
    backend.post("/project", json!({"name": "Renamed by the key"})).await.ok();
    let used = eventually_some("its use is recorded", async || {
        olga.get(&path).await.ok()["data"][1]["last_used_at"].as_i64()
    })
    .await;
    assert!(used >= made["created_at"].as_i64().unwrap());
    backend.get("/project").await.ok();
    assert_eq!(olga.get(&path).await.ok()["data"][1]["last_used_at"], used, "once a minute at most");

    let revoked = olga.delete(&format!("{path}/{id}")).await.ok();
    assert_eq!((&revoked["id"], &revoked["object"]), (&json!(id), &json!("secret_key")));
    backend.get("/project").await.error(401, "invalid_credentials");
    olga.delete(&format!("{path}/{id}")).await.not_found();
    assert_eq!(olga.get(&path).await.ok()["data"].as_array().unwrap().len(), 1);

    let log = app.audit().await;
    let said: Vec<(&str, &str, &str)> =
        log.iter().map(|e| (e.action.as_str(), e.actor_kind.as_str(), e.actor_name.as_str())).collect();
    assert_eq!(
        said[..3],
        [
            ("key.revoked", "member", "Olga"),
            ("project.updated", "key", "CI"),
            ("key.created", "member", "Olga")
        ]
    );
    assert!(log.iter().all(|entry| !entry.changes.contains("sk_")));
}

#[tokio::test]
async fn the_use_of_a_key_is_recorded_again_after_a_while() {
    let app =
        TestApp::start_with(|config| config.internal.key_use_interval = Duration::from_millis(20)).await;
    let olga = app.operator().await.caller;
    let used_after = async |last: i64| {
        eventually_some("a later use", async || {
            app.admin().get("/project").await.ok();
            let keys = olga.get(&app.dashboard("/keys")).await.ok();
            keys["data"][0]["last_used_at"].as_i64().filter(|used| *used > last)
        })
        .await
    };
    let first = used_after(0).await;
    used_after(first).await;
}

#[tokio::test]
async fn keys_of_other_projects_stay_theirs() {
    let app = TestApp::start().await;
    let olga = app.operator().await.caller;
    let another = app.another_project().await;
    let theirs = format!("/dashboard/api/projects/{}/keys", another.row.id);
    let id = olga.get(&theirs).await.ok()["data"][0]["id"].as_str().unwrap().to_owned();
    for absent in [id.as_str(), "key_000000000000000000000000", "nonsense"] {
        olga.delete(&app.dashboard(&format!("/keys/{absent}"))).await.not_found();
    }
    app.admin_of(&another).get("/project").await.ok();
}

#[tokio::test]
async fn a_project_has_a_hundred_keys_at_most() {
    let app = TestApp::start().await;
    let olga = app.operator().await.caller;
    for _ in 1..100 {
        olga.post(&app.dashboard("/keys"), json!({"name": "another"})).await.ok();
    }
    let more = olga.post(&app.dashboard("/keys"), json!({"name": "one too many"})).await;
    assert!(more.error(409, "conflict").contains("100"));
}
