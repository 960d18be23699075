//! Projects of members.

use serde_json::json;

use crate::support::TestApp;
use crate::support::wait::eventually_some;

#[tokio::test]
async fn a_member_makes_renames_and_deletes_a_project() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let dora = app.member(&olga, "developer").await;
    let made = dora.caller.post("/dashboard/api/projects", json!({"name": "Shop"})).await.ok();
    assert_eq!((&made["role"], &made["hmac_enabled"]), (&json!("owner"), &json!(false)));
    let path = format!("/dashboard/api/projects/{}", made["id"].as_str().unwrap());
    let user = app
        .anonymous()
        .with("X-PROFICIENT-API-KEY", made["publishable_key"].as_str().unwrap())
        .with("X-PROFICIENT-USER-EXTERNAL-ID", "ada");
    user.get("/agents").await.ok();

    let changed = dora
        .caller
        .post(&path, json!({"name": "Store", "allowed_origins": ["https://a.example"]}))
        .await
        .ok();
    assert_eq!(
        (&changed["name"], &changed["allowed_origins"]),
        (&json!("Store"), &json!(["https://a.example"]))
    );
    for (body, field) in [
        (json!({"name": ""}), "name"),
        (json!({"name": 7}), "name"),
        (json!({"allowed_origins": ["nonsense"]}), "allowed_origins[0]"),
        (json!({"publishable_key": "pk_x"}), "publishable_key"),
    ] {
        let answer = dora.caller.post(&path, body).await;
        assert_eq!(answer.status, 400);
        assert!(answer.text.contains(field), "{}", answer.text);
    }

    let delete = format!("{path}/delete");
    assert_eq!(dora.caller.post(&delete, json!({"name": "Shop"})).await.status, 400);
    dora.caller.post(&delete, json!({"name": "Store"})).await.ok();
    assert_eq!(dora.caller.get(&path).await.status, 404);
    assert_eq!(user.get("/agents").await.status, 401, "its key is worth nothing");
    let listed = dora.caller.get("/dashboard/api/projects").await.ok();
    assert_eq!(listed["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn who_may_be_whom_is_decided_by_those_who_see_secrets() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let dora = app.member(&olga, "developer").await;
    let ada = app.member(&olga, "admin").await;
    let path = app.dashboard("");
    for change in [json!({"hmac_enabled": false}), json!({"allowed_origins": ["https://evil.example"]})] {
        let refused = dora.caller.post(&path, change.clone()).await.error(403, "forbidden");
        assert!(refused.contains("requires admin or higher"), "{refused}");
        ada.caller.post(&path, change).await.ok();
    }
    dora.caller.post(&path, json!({"name": "Store"})).await.ok();
}

#[tokio::test]
async fn the_playground_is_allowed_whatever_origins_are() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    olga.caller.post(&app.dashboard(""), json!({"allowed_origins": ["https://a.example"]})).await.ok();
    let user = app.user("ada");
    let status = async |origin: &str| user.with("Origin", origin).get("/agents").await.status;
    eventually_some("the origins are enforced", async || {
        (status("https://evil.example").await == 403).then_some(())
    })
    .await;
    assert_eq!((status("https://a.example").await, status(&app.url).await), (200, 200));
}
