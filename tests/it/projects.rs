//! The project in the Admin API, and allowed origins.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::wait::eventually_some;

#[tokio::test]
async fn the_project_of_the_key() {
    let app = TestApp::start().await;
    let project = app.admin().get("/project").await.ok();
    let row = &app.project.row;
    assert_eq!(
        project,
        json!({"id": row.id, "object": "project", "name": "Test", "publishable_key": row.publishable_key,
            "hmac_enabled": false, "allowed_origins": [], "created_at": row.created_at / 1_000,
            "updated_at": row.updated_at / 1_000})
    );
    let other = app.another_project().await;
    assert_eq!(app.admin_of(&other).get("/project").await.ok()["id"], other.row.id);
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_null_clears() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let other = app.another_project().await;
    let update = async |body: Value| admin.post("/project", body).await.ok();

    let before = admin.get("/project").await.ok();
    let project = update(json!({"name": "Größer"})).await;
    assert_eq!((&project["name"], &project["hmac_enabled"]), (&json!("Größer"), &json!(false)));
    assert!(project["updated_at"].as_i64() >= before["updated_at"].as_i64());
    assert_eq!(project["created_at"], before["created_at"]);
    let given = json!(["HTTPS://App.Example.com:443", "http://localhost:3000", "https://bücher.example"]);
    let stored = json!(["https://app.example.com", "http://localhost:3000", "https://xn--bcher-kva.example"]);
    let project = update(json!({"allowed_origins": given, "hmac_enabled": true})).await;
    assert_eq!((&project["allowed_origins"], &project["hmac_enabled"]), (&stored, &json!(true)));
    assert_eq!(project["name"], "Größer");
    assert_eq!(update(json!({})).await["allowed_origins"], stored);
    assert_eq!(admin.get("/project").await.ok()["allowed_origins"], stored, "at once");

    let cleared = update(json!({"name": null, "hmac_enabled": false, "allowed_origins": null})).await;
    assert_eq!(
        (&cleared["name"], &cleared["hmac_enabled"], &cleared["allowed_origins"]),
        (&json!(""), &json!(false), &json!([]))
    );
    assert_eq!(app.admin_of(&other).get("/project").await.ok()["name"], "Another");
}

#[tokio::test]
async fn bad_fields_are_named() {
    let app = TestApp::start().await;
    let before = app.admin().get("/project").await.ok();
    for (body, named) in [
        (json!({"name": ""}), "name"),
        (json!({"name": " \u{200b}"}), "name"),
        (json!({"name": "x".repeat(257)}), "name"),
        (json!({"name": "a\0b"}), "name"),
        (json!({"name": 1}), "name"),
        (json!({"hmac_enabled": "true"}), "hmac_enabled"),
        (json!({"hmac_enabled": 1}), "hmac_enabled"),
        (json!({"allowed_origins": "https://a.example"}), "allowed_origins"),
        (json!({"allowed_origins": ["https://a.example", 1]}), "allowed_origins[1]"),
        (json!({"hmac_enabled": null}), "hmac_enabled"),
        (json!({"allowed_origins": [null]}), "allowed_origins[0]"),
        (json!({"allowed_origins": ["https://a.example", "*"]}), "allowed_origins[1]"),
        (json!({"allowed_origins": ["https://*.example"]}), "allowed_origins[0]"),
        (json!({"allowed_origins": ["https://a.example", "b.example", "null"]}), "allowed_origins[1]"),
        (json!({"allowed_origins": ["https://a.example/path"]}), "allowed_origins[0]"),
        (json!({"allowed_origins": ["ftp://a.example"]}), "allowed_origins[0]"),
        (json!({"allowed_origins": [format!("https://{}", "a".repeat(300))]}), "allowed_origins[0]"),
        (
            json!({"allowed_origins": vec!["https://a.example"; 101]}),
            "allowed_origins: must not contain more than 100",
        ),
        (json!({"id": app.project.row.id}), "id"),
        (json!({"publishable_key": "pk_x"}), "publishable_key"),
        (json!({"hmac_secret": "hsec_x"}), "hmac_secret"),
        (json!({"created_at": 1}), "created_at"),
    ] {
        let message = app.admin().post("/project", body.clone()).await.invalid();
        assert!(message.contains(named), "{body}: {message}");
    }
    assert_eq!(app.admin().get("/project").await.ok(), before, "a refused update changes nothing");
    let most = json!({"allowed_origins": vec!["https://a.example"; 100]});
    app.admin().post("/project", most).await.ok();
}

#[tokio::test]
async fn hmac_turned_on_by_the_api_is_in_force_at_once() {
    let app = TestApp::start().await;
    let without = app.user("alice");
    without.get("/interactions").await.ok();
    app.admin().post("/project", json!({"hmac_enabled": true})).await.ok();
    without.get("/interactions").await.error(401, "invalid_credentials");
    without.with("X-PROFICIENT-USER-HMAC", &app.project.hash("alice")).get("/interactions").await.ok();
    app.admin().post("/project", json!({"hmac_enabled": false})).await.ok();
    without.get("/interactions").await.ok();
}

#[tokio::test]
async fn only_pages_of_listed_origins_may_call() {
    let app = TestApp::start().await;
    let alice = app.user("alice");
    let at = |origin: &str| alice.with("Origin", origin);
    at("https://evil.example").get("/interactions").await.ok();

    let list = json!({"allowed_origins": ["https://app.example.com", "http://localhost:3000"]});
    app.admin().post("/project", list).await.ok();
    for listed in ["https://app.example.com", "http://localhost:3000"] {
        at(listed).get("/interactions").await.ok();
    }
    for other in [
        "https://evil.example",
        "http://app.example.com",
        "https://app.example.com:8443",
        "https://app.example.com.evil.example",
        "https://sub.app.example.com",
        "http://localhost:3001",
        "null",
        "",
    ] {
        let answer = at(other).get("/interactions").await;
        assert!(answer.error(403, "forbidden").contains("Origin"), "{other}");
        assert_eq!(answer.headers["access-control-allow-origin"], "*", "the page can read why");
    }
    let two = at("https://app.example.com").with("Origin", "https://evil.example");
    two.get("/interactions").await.error(403, "forbidden");
    // Their requests also change nothing.
    let agent = app.agent().await;
    let create = json!({"agent_id": agent});
    at("https://evil.example").post("/interactions", create).await.error(403, "forbidden");
    assert_eq!(app.admin().get("/users").await.ok()["data"], json!([]));

    // Apps and servers send no origin; unknown callers get a 401 as ever; backends are not restricted.
    alice.get("/interactions").await.ok();
    let unknown = app.anonymous().with("X-PROFICIENT-API-KEY", &format!("pk_{}", "0".repeat(72)));
    let unknown =
        unknown.with("X-PROFICIENT-USER-EXTERNAL-ID", "alice").with("Origin", "https://evil.example");
    unknown.get("/interactions").await.error(401, "invalid_credentials");
    app.admin().with("Origin", "https://evil.example").get("/agents").await.ok();
    let other = app.another_project().await;
    app.user_of(&other, "alice").with("Origin", "https://evil.example").get("/interactions").await.ok();

    app.admin().post("/project", json!({"hmac_enabled": true})).await.ok();
    at("https://evil.example").get("/interactions").await.error(401, "invalid_credentials");
    let proved = at("https://evil.example").with("X-PROFICIENT-USER-HMAC", &app.project.hash("alice"));
    proved.get("/interactions").await.error(403, "forbidden");
}

#[tokio::test]
async fn origins_changed_by_another_process_are_enforced_once_the_cached_project_expires() {
    let app = TestApp::start().await;
    let page = app.user("alice").with("Origin", "https://evil.example");
    page.get("/interactions").await.ok();
    let list = r#"UPDATE projects SET allowed_origins = '["https://app.example.com"]' WHERE id = $1"#;
    app.database.change(list, &app.project.row.id).await;
    eventually_some("the origins are enforced", async || {
        (page.get("/interactions").await.status == 403).then_some(())
    })
    .await;
}
