//! What browsers request on their own: the root and an icon.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn browsers_get_a_page_and_programs_get_links() {
    let app = TestApp::start().await;
    let caller = app.anonymous();
    for accept in ["text/html", "application/xhtml+xml, Text/HTML;q=0.9, */*;q=0.8"] {
        let answer = caller.with("Accept", accept).get("/").await;
        assert_eq!(answer.status, 200, "{accept}");
        let header = |name: &str| answer.headers[name].to_str().unwrap();
        assert_eq!((header("cache-control"), header("vary")), ("no-store", "accept"));
        assert!(header("content-type").starts_with("text/html"));
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        for text in
            ["Ready", "Built-in models only", "/dashboard/", "/docs/reference", env!("CARGO_PKG_VERSION")]
        {
            assert!(answer.text.contains(text), "{text}");
        }
        // Nothing of the project, whose agent strangers may not talk to.
        assert!(!answer.text.contains("pk_") && !answer.text.contains("{{"), "{}", answer.text);
    }
    for accept in ["*/*", "application/json", "text/html;q=0, */*"] {
        let links = caller.with("Accept", accept).get("/").await.ok();
        assert_eq!(
            (&links["name"], &links["links"]["dashboard"]),
            (&json!("Proficient"), &json!("/dashboard/"))
        );
        for link in links["links"].as_object().unwrap().values() {
            assert_eq!(caller.get(link.as_str().unwrap()).await.status, 200, "{link}");
        }
    }
    caller.with("Accept", "text/html").post("/", json!({})).await.not_found();
    for (path, content_type) in [("/welcome.css", "text/css"), ("/welcome.js", "text/javascript")] {
        let answer = caller.get(path).await;
        assert_eq!(answer.status, 200);
        assert!(answer.headers["content-type"].to_str().unwrap().starts_with(content_type));
    }
}

#[tokio::test]
async fn the_chat_is_offered_only_while_the_demo_is_as_it_was_created() {
    let app = TestApp::start_with(|config| config.demo = true).await;
    let page = async || app.anonymous().with("Accept", "text/html").get("/").await.text;
    assert!(!page().await.contains("pk_"), "this project is no demo");
    let agent = app.agent_with(json!({"model": "demo.test", "name": "Demo agent"})).await;
    app.admin().post("/users", json!({"external_id": "demo-user"})).await.ok();
    app.admin().post("/project", json!({"name": "Demo"})).await.ok();
    let shown = page().await;
    assert!(shown.contains(&app.project.row.publishable_key) && shown.contains(&agent), "{shown}");

    app.admin().post(&format!("/agents/{agent}/deactivate"), json!({})).await.ok();
    assert!(!page().await.contains("pk_"), "nobody may talk to an inactive agent");
    app.admin().post(&format!("/agents/{agent}/activate"), json!({})).await.ok();
    assert!(page().await.contains("pk_"));
    for change in [
        json!({"hmac_enabled": true}),
        json!({"allowed_origins": ["https://example.com"]}),
        json!({"name": "Mine"}),
    ] {
        let before = app.admin().get("/project").await.ok();
        app.admin().post("/project", change.clone()).await.ok();
        assert!(!page().await.contains("pk_"), "{change}");
        let undo: serde_json::Map<String, Value> =
            change.as_object().unwrap().keys().map(|name| (name.clone(), before[name].clone())).collect();
        app.admin().post("/project", Value::Object(undo)).await.ok();
        assert!(page().await.contains("pk_"), "{change}");
    }
}

#[tokio::test]
async fn there_is_an_icon() {
    let app = TestApp::start().await;
    let answer = app.anonymous().request(Method::GET, "/favicon.ico").send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.headers()["content-type"].as_bytes()),
        (200, &b"image/x-icon"[..])
    );
    assert!(answer.bytes().await.unwrap().starts_with(&[0, 0, 1, 0]), "the beginning of such files");
}
