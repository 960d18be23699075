//! Health, readiness, the specification, CORS, request IDs.

use reqwest::Method;
use serde_json::json;

use crate::support::TestApp;
use crate::support::wait::eventually_some;

#[tokio::test]
async fn health_and_readiness() {
    let app = TestApp::start().await;
    for path in ["/health", "/ready"] {
        assert_eq!(app.anonymous().get(path).await.ok()["status"], "ok");
    }
}

#[tokio::test]
async fn a_server_whose_database_takes_no_writes_is_not_ready() {
    let app = TestApp::start().await;
    let is_ready = async |ready: bool| {
        let status = app.anonymous().get("/ready").await.status;
        (status == if ready { 200 } else { 503 }).then_some(())
    };
    eventually_some("it is ready", async || is_ready(true).await).await;
    // Reading goes on.
    app.database.run("ALTER TABLE schema_migrations RENAME COLUMN applied_at TO moved").await;
    eventually_some("it is not ready", async || is_ready(false).await).await;
    app.database.run("ALTER TABLE schema_migrations RENAME COLUMN moved TO applied_at").await;
    eventually_some("it is ready again", async || is_ready(true).await).await;
}

#[tokio::test]
async fn the_committed_specification_is_the_one_that_is_served() {
    let app = TestApp::start().await;
    let served = app.anonymous().get("/openapi.json").await;
    assert_eq!(served.headers["content-type"], "application/json");
    let committed = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json")).unwrap();
    assert!(served.text == committed, "run `make openapi` and commit openapi.json");
}

#[tokio::test]
async fn browsers_may_call_from_any_origin() {
    let app = TestApp::start().await;
    let headers = "x-proficient-api-key,x-proficient-user-external-id,x-proficient-user-hmac,authorization,content-type,accept,last-event-id,x-fern-language,traceparent,baggage,sentry-trace";
    for (method, path) in [("POST", "/messages"), ("GET", "/interactions"), ("DELETE", "/interactions/x")] {
        let preflight = app
            .anonymous()
            .with("Origin", "https://app.example.com")
            .with("Access-Control-Request-Method", method)
            .with("Access-Control-Request-Headers", headers)
            .call(Method::OPTIONS, path, None)
            .await;
        assert_eq!(preflight.status, 200);
        let allowed = |name: &str| preflight.headers[name].to_str().unwrap().to_ascii_lowercase();
        assert_eq!(allowed("access-control-allow-origin"), "*");
        assert!(allowed("access-control-allow-methods").contains(&method.to_ascii_lowercase()));
        for header in headers.split(',') {
            assert!(
                allowed("access-control-allow-headers").split(',').any(|one| one.trim() == header),
                "{header}"
            );
        }
        assert!(preflight.headers.get("access-control-allow-credentials").is_none(), "no cookies");
    }
    // Errors can be read too.
    let answer = app.anonymous().with("Origin", "https://app.example.com").get("/agents").await;
    answer.error(401, "invalid_credentials");
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    assert!(answer.headers["access-control-expose-headers"].to_str().unwrap().contains("x-request-id"));
}

#[tokio::test]
async fn nothing_of_a_caller_is_kept_by_caches_or_guessed_at_by_browsers() {
    let app = TestApp::start().await;
    for path in ["/agents", "/interactions", "/interactions/x", "/openapi.json"] {
        let answer = app.user("alice").get(path).await;
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn every_answer_has_a_request_id_the_caller_s_own_if_it_is_harmless() {
    let app = TestApp::start().await;
    let mut seen = std::collections::HashSet::new();
    for path in ["/health", "/agents", "/nothing", "/docs/", "/docs/reference"] {
        let answer = app.anonymous().get(path).await;
        let id = answer.headers["x-request-id"].to_str().unwrap().to_owned();
        assert!(id.starts_with("req_") && seen.insert(id.clone()), "{id}");
    }
    let given = async |id: &[u8]| {
        app.anonymous().with_bytes("X-Request-Id", id).get("/health").await.headers["x-request-id"].clone()
    };
    assert_eq!(given(b"trace-1_a.B").await, "trace-1_a.B");
    for id in [&b""[..], b"a b", b"{\"x\":1}", b"\xff", "x".repeat(65).as_bytes()] {
        assert!(given(id).await.to_str().unwrap().starts_with("req_"));
    }
}

#[tokio::test]
async fn an_error_of_the_store_says_nothing_of_the_inside() {
    let app = TestApp::start().await;
    let store = app.store().await;
    // Both engines: the table is gone, so the look-ups fail.
    store
        .write(|db| {
            Box::pin(async move {
                sql::query("ALTER TABLE messages RENAME TO elsewhere").execute(&mut *db).await?;
                Ok(())
            })
        })
        .await
        .unwrap();
    let conversation = app.user("alice");
    let id = format!("msg_{}", "0".repeat(48));
    let answer = conversation.get(&format!("/messages/{id}")).await;
    let message = answer.error(500, "unknown");
    assert!(message.contains(answer.headers["x-request-id"].to_str().unwrap()), "{message}");
    for inside in ["messages", "table", "sql", "relation"] {
        assert!(!message.to_lowercase().contains(inside), "{message}");
    }
    app.admin().post("/agents", json!({"model": "demo.x"})).await.ok();
    store.close().await;
}
