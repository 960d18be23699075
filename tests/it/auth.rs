//! Identifying callers: HMAC changes on a running server, encodings of external IDs, HMAC counts, several secret keys.

use std::time::Duration;

use proficient::config::{Config, Overrides};
use serde_json::json;

use crate::support::wait::eventually_some;
use crate::support::{TestApp, binary};

// More than one thread: the server must run while the test blocks on a command, which may wait for the server.
#[tokio::test(flavor = "multi_thread")]
async fn hmac_turned_on_by_another_process_is_required_once_the_cached_project_expires() {
    let defaults = Config::load(None, &Overrides::default()).unwrap();
    assert!(defaults.internal.cache_lifetime < Duration::from_secs(1), "documented: within a second");
    let app = TestApp::start().await;
    let id = app.project.row.id.clone();
    let without = app.user("alice");
    let with = without.with("X-PROFICIENT-USER-HMAC", &app.project.hash("alice"));
    without.get("/interactions").await.ok();

    for (state, status) in [("on", 401), ("off", 200)] {
        let output = binary::run(&app.database, &["project", "hmac", "--project", &id, state]);
        assert!(output.status.success(), "{output:?}");
        // The requests themselves must not keep the cached project alive.
        eventually_some(&format!("HMAC is {state}"), async || {
            (without.get("/interactions").await.status == status).then_some(())
        })
        .await;
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

    // The limit is 256 characters, not bytes.
    key.with_bytes(header, "é".repeat(256).as_bytes()).get("/interactions").await.ok();
    key.with_bytes(header, "é".repeat(257).as_bytes())
        .get("/interactions")
        .await
        .error(401, "invalid_credentials");
}

#[tokio::test]
async fn a_hash_is_computed_over_the_external_id_in_utf8() {
    let app = TestApp::start().await;
    app.require_hmac().await;
    let key = app.anonymous().with("X-PROFICIENT-API-KEY", &app.project.row.publishable_key);
    let zoe = key.with_bytes("X-PROFICIENT-USER-EXTERNAL-ID", b"zo\xe9");
    zoe.with("X-PROFICIENT-USER-HMAC", &app.project.hash("zoé")).get("/interactions").await.ok();
}

#[tokio::test]
async fn with_hmac_off_hashes_are_counted_but_not_required() {
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
    // The counts are stored when the server stops at the latest.
    let database = app.stop().await;
    let shown = binary::run_json(&database, &["project", "show", "--project", &id, "--json"]);
    assert_eq!(
        (&shown["hmac_valid_24h"], &shown["hmac_missing_24h"], &shown["hmac_wrong_24h"]),
        (&json!(1), &json!(4), &json!(2))
    );
}

// More than one thread: the server must run while the test blocks on a command, which may wait for the server.
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
    let revoked = eventually_some("the key is revoked", async || {
        let answer = admin.get("/users").await;
        (answer.status != 200).then_some(answer)
    });
    revoked.await.error(401, "invalid_credentials");
    app.admin().get("/users").await.ok();
}

#[tokio::test]
async fn a_new_key_works_at_once() {
    let app = TestApp::start().await;
    let before = app.user_of(&app.another_project().await, "alice");
    before.get("/agents").await.ok();
}

#[tokio::test]
async fn secret_keys_are_not_stored_in_plain_text() {
    let app = TestApp::start().await;
    app.admin().get("/agents").await.ok();
    let secret = app.project.secret_key.clone();
    let database = app.stop().await;
    if database.is_sqlite() {
        let file = database.url.trim_start_matches("sqlite://");
        let bytes = std::fs::read(file).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
    } else {
        let found = format!("POSITION('{secret}' IN CAST(SCHEMA_TO_XML('public', true, false, '') AS TEXT))");
        assert_eq!(database.number(&format!("SELECT CAST({found} AS BIGINT)")).await, 0);
    }
}
