//! Who is calling: HMAC while a server runs, encodings of external IDs, counts, several secret keys.

use std::time::{Duration, Instant};

use proficient::store::audit::Actor;
use serde_json::json;

use crate::support::{TestApp, binary};

// The server goes on while the test waits for a command: it may hold what the command waits for.
#[tokio::test(flavor = "multi_thread")]
async fn hmac_turned_on_by_the_command_line_is_in_force_within_a_second() {
    let app = TestApp::start().await;
    let id = app.project.row.id.clone();
    let without = app.user("alice");
    let with = without.with("X-PROFICIENT-USER-HMAC", &app.project.hash("alice"));
    without.get("/interactions").await.ok();

    for (state, status) in [("on", 401), ("off", 200)] {
        let output = binary::run(&app.database, &["project", "hmac", "--project", &id, state]);
        assert!(output.status.success(), "{output:?}");
        let turned = Instant::now();
        // Busy all the while, so that whatever is remembered stays warm.
        while without.get("/interactions").await.status != status {
            assert!(turned.elapsed() < Duration::from_secs(1), "HMAC {state} is not in force");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        with.get("/interactions").await.ok();
    }
}

#[tokio::test]
async fn external_ids_are_utf8_or_else_latin1() {
    let app = TestApp::start().await;
    let agent = app.agent().await;
    let key = app.anonymous().with("X-PROFICIENT-API-KEY", &app.project.row.publishable_key);
    let header = "X-PROFICIENT-USER-EXTERNAL-ID";
    let utf8 = key.with_bytes(header, "zoé".as_bytes());
    let latin1 = key.with_bytes(header, b"zo\xe9");
    let created = utf8.post("/interactions", json!({"agent_id": agent})).await.ok();
    assert_eq!(latin1.get("/interactions").await.ok()["data"][0]["id"], created["interaction"]["id"]);
    let users = app.admin().get("/users").await.ok();
    assert_eq!(users["data"].as_array().unwrap().len(), 1);
    assert_eq!(users["data"][0]["external_id"], "zoé");

    // 256 characters, not bytes.
    key.with_bytes(header, "é".repeat(256).as_bytes()).get("/interactions").await.ok();
    key.with_bytes(header, "é".repeat(257).as_bytes())
        .get("/interactions")
        .await
        .error(401, "invalid_credentials");
}

#[tokio::test]
async fn a_hash_is_over_the_bytes_of_the_external_id_in_utf8() {
    let app = TestApp::start().await;
    let store = app.store().await;
    store.set_hmac(app.project.row.id.clone(), true, Actor::cli()).await.unwrap();
    store.close().await;
    tokio::time::sleep(Duration::from_millis(900)).await;
    let key = app.anonymous().with("X-PROFICIENT-API-KEY", &app.project.row.publishable_key);
    let zoe = key.with_bytes("X-PROFICIENT-USER-EXTERNAL-ID", b"zo\xe9");
    zoe.with("X-PROFICIENT-USER-HMAC", &app.project.hash("zoé")).get("/interactions").await.ok();
}

#[tokio::test]
async fn with_hmac_off_hashes_are_counted_and_change_nothing() {
    let app = TestApp::start().await;
    let user = app.user("alice");
    let hmac = |hash: &str| user.with("X-PROFICIENT-USER-HMAC", hash);
    for _ in 0..3 {
        user.get("/interactions").await.ok();
    }
    hmac(&app.project.hash("alice")).get("/agents").await.ok();
    hmac("").get("/agents").await.ok();
    hmac("nonsense").get("/agents").await.ok();
    hmac(&app.project.hash("bob")).get("/agents").await.ok();

    let id = app.project.row.id.clone();
    // What was counted is stored at the latest when the server stops.
    let database = app.stop().await;
    let shown = binary::run_json(&database, &["project", "show", "--project", &id, "--json"]);
    assert_eq!(
        (&shown["hmac_valid_24h"], &shown["hmac_missing_24h"], &shown["hmac_wrong_24h"]),
        (&json!(1), &json!(4), &json!(2))
    );
}

// The server goes on while the test waits for a command: it may hold what the command waits for.
#[tokio::test(flavor = "multi_thread")]
async fn several_secret_keys_are_valid_until_they_are_revoked() {
    let app = TestApp::start().await;
    let id = app.project.row.id.clone();
    let second =
        binary::run_json(&app.database, &["key", "create", "--project", &id, "--name", "second", "--json"]);
    let admin =
        app.anonymous().with("Authorization", &format!("bearer {}", second["secret_key"].as_str().unwrap()));
    admin.get("/users").await.ok();
    app.admin().get("/users").await.ok();

    let key_id = second["key_id"].as_str().unwrap();
    let output = binary::run(&app.database, &["key", "revoke", "--project", &id, "--key", key_id]);
    assert!(output.status.success(), "{output:?}");
    tokio::time::sleep(Duration::from_millis(900)).await;
    admin.get("/users").await.error(401, "invalid_credentials");
    app.admin().get("/users").await.ok();
}

#[tokio::test]
async fn a_new_key_works_at_once_though_it_was_tried_before() {
    let app = TestApp::start().await;
    let before = app.user_of(&app.another_project().await, "alice");
    before.get("/agents").await.ok();
}

#[tokio::test]
async fn secrets_are_not_stored_in_the_clear_where_a_hash_serves() {
    let app = TestApp::start().await;
    app.admin().get("/agents").await.ok();
    let secret = app.project.secret_key.clone();
    let database = app.stop().await;
    if database.is_sqlite() {
        let file = database.url.trim_start_matches("sqlite://");
        let bytes = std::fs::read(file).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
}
