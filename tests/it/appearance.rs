//! How agents appear in the chat, and the images that are uploaded for them.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Caller, TestApp};

const GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0!\xf9\x04\x01\n\0\x01\0,\0\0\0\0\x01\0\x01\0\0\x02\x02L\x01\0;";

/// The beginning of a PNG image, up to its size.
fn png(width: u32, height: u32) -> Vec<u8> {
    let header = [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &width.to_be_bytes(), &height.to_be_bytes()];
    [&header.concat()[..], &[8, 6, 0, 0, 0, 0, 0, 0, 0]].concat()
}

fn upload(kind: &str, content: &[u8]) -> Value {
    json!({"kind": kind, "content": BASE64_STANDARD.encode(content)})
}

#[tokio::test]
async fn an_appearance_is_set_by_the_admin_and_read_by_users() {
    let app = TestApp::start().await;
    let (admin, alice) = (app.admin(), app.user("alice"));
    let appearance = json!({
        "welcome_title": "Hello!", "welcome_text": "Ask me about your order.",
        "starters": ["Where is my order?", "I want to return something"],
        "avatar_url": "https://example.com/ada.png", "colors": {"accent": "#3457d5", "text": "#000"},
        "side": "left", "offset_x": 0, "offset_y": 500, "launcher_icon": "sparkles", "launcher_label": "Help",
        "theme": "auto", "feedback_question": "What went wrong?", "languages": ["de", "en"],
    });
    let agent = admin.post("/agents", json!({"model": "demo.x", "appearance": appearance})).await.ok();
    assert_eq!(agent["appearance"], appearance);
    let path = format!("/agents/{}", agent["id"].as_str().unwrap());
    assert_eq!(alice.get(&path).await.ok()["appearance"], appearance);
    assert_eq!(alice.get("/agents").await.ok()["data"][0]["appearance"], appearance);

    // Only what is named changes, within colors too; `null` clears.
    let change = json!({"appearance": {"side": null, "theme": "dark", "colors": {"text": null}}});
    let changed = &admin.post(&path, change).await.ok()["appearance"];
    let mut expected = appearance.clone();
    expected.as_object_mut().unwrap().shift_remove("side");
    expected["theme"] = json!("dark");
    expected["colors"] = json!({"accent": "#3457d5"});
    assert_eq!(changed, &expected);
    assert_eq!(admin.post(&path, json!({"name": "x"})).await.ok()["appearance"], expected);
    assert_eq!(admin.post(&path, json!({"appearance": null})).await.ok()["appearance"], json!({}));

    let other = admin.post("/agents", json!({"model": "demo.x"})).await.ok();
    assert_eq!(other["appearance"], json!({}), "nothing is set");
}

#[tokio::test]
async fn bad_fields_are_named() {
    let app = TestApp::start().await;
    let path = format!("/agents/{}", app.agent().await);
    let cases: Vec<(Value, &str)> = vec![
        (json!([]), "appearance"),
        (json!("dark"), "appearance"),
        (json!({"colour": "#fff"}), "appearance.colour"),
        (json!({"welcome_title": 1}), "appearance.welcome_title"),
        (json!({"welcome_title": "x".repeat(201)}), "appearance.welcome_title"),
        (json!({"welcome_text": "x".repeat(2_001)}), "appearance.welcome_text"),
        (json!({"launcher_label": "x".repeat(61)}), "appearance.launcher_label"),
        (json!({"feedback_question": "a\u{0}b"}), "appearance.feedback_question"),
        (json!({"starters": ["1", "2", "3", "4", "5"]}), "appearance.starters"),
        (json!({"starters": ["x".repeat(201)]}), "appearance.starters"),
        (json!({"starters": [" "]}), "appearance.starters"),
        (json!({"starters": "Hello"}), "appearance.starters"),
        (json!({"colors": {"accent": "red"}}), "appearance.colors.accent"),
        (json!({"colors": {"accent": "#12345"}}), "appearance.colors.accent"),
        (json!({"colors": {"text": "#fff;} body {"}}), "appearance.colors.text"),
        (json!({"colors": {"primary": "#fff"}}), "appearance.colors"),
        (json!({"side": "top"}), "appearance.side"),
        (json!({"offset_x": -1}), "appearance.offset_x"),
        (json!({"offset_y": 501}), "appearance.offset_y"),
        (json!({"launcher_icon": "skull"}), "appearance.launcher_icon"),
        (json!({"theme": "blue"}), "appearance.theme"),
        (json!({"languages": []}), "appearance.languages"),
        (json!({"languages": ["xx"]}), "appearance.languages"),
        (json!({"avatar_url": "javascript:alert(1)"}), "appearance.avatar_url"),
        (json!({"avatar_url": "http://example.com/a.png"}), "appearance.avatar_url"),
        (json!({"avatar_url": "https://user:word@example.com/a.png"}), "appearance.avatar_url"),
        (json!({"logo_url": "data:image/svg+xml,<svg/>"}), "appearance.logo_url"),
        (json!({"logo_url": "/files/agents/ag_000000000000000000000000/a.png"}), "appearance.logo_url"),
    ];
    for (appearance, field) in cases {
        let message = app.admin().post(&path, json!({"appearance": appearance})).await.invalid();
        assert!(message.contains(field), "{appearance}: {message}");
        let body = json!({"model": "demo.x", "appearance": appearance});
        let message = app.admin().post("/agents", body).await.invalid();
        assert!(message.contains(field), "{appearance}: {message}");
    }
    assert_eq!(app.admin().get(&path).await.ok()["appearance"], json!({}));
}

#[tokio::test]
async fn an_image_is_uploaded_served_and_removed() {
    let app = TestApp::start().await;
    let admin = app.admin();
    let id = app.agent().await;
    let (path, images) = (format!("/agents/{id}"), format!("/agents/{id}/images"));
    let agent = admin.post(&images, upload("avatar", GIF)).await.ok();
    let url = agent["appearance"]["avatar_url"].as_str().unwrap().to_owned();
    assert!(url.starts_with(&format!("/files/agents/{id}/")) && url.ends_with(".gif"), "{url}");
    assert_eq!(app.user("alice").get(&path).await.ok()["appearance"]["avatar_url"], url.as_str());

    let image = app.anonymous().request(Method::GET, &url).send().await.unwrap();
    let header = |name: &str| image.headers().get(name).map(|value| value.to_str().unwrap());
    assert_eq!(image.status(), 200);
    assert_eq!(header("content-type"), Some("image/gif"));
    assert_eq!(header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(header("content-security-policy"), Some("default-src 'none'"));
    assert_eq!(header("x-content-type-options"), Some("nosniff"));
    assert_eq!(header("cross-origin-resource-policy"), Some("cross-origin"));
    assert_eq!(&image.bytes().await.unwrap()[..], GIF);

    // A client may send back what it has read; that changes nothing.
    let same = json!({"appearance": {"avatar_url": url, "side": "left"}});
    assert_eq!(admin.post(&path, same).await.ok()["appearance"]["avatar_url"], url.as_str());
    assert_eq!(status(&app.anonymous(), &url).await, 200);

    let logo = admin.post(&images, upload("logo", &png(2_048, 1))).await.ok();
    let logo = logo["appearance"]["logo_url"].as_str().unwrap().to_owned();
    let newer = admin.post(&images, upload("avatar", &png(1, 1))).await.ok();
    let newer = newer["appearance"]["avatar_url"].as_str().unwrap().to_owned();
    assert_eq!(status(&app.anonymous(), &url).await, 404, "it was replaced");
    assert_eq!(status(&app.anonymous(), &newer).await, 200);
    let other = json!({"appearance": {"avatar_url": null}});
    assert_eq!(admin.post(&path, other).await.ok()["appearance"].get("avatar_url"), None);
    assert_eq!(status(&app.anonymous(), &newer).await, 404, "it was removed");
    assert_eq!(status(&app.anonymous(), &logo).await, 200);
    admin.delete(&path).await.ok();
    assert_eq!(status(&app.anonymous(), &logo).await, 404, "its agent is gone");
}

async fn status(caller: &Caller, url: &str) -> u16 {
    caller.request(Method::GET, url).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn only_images_are_taken() {
    let app = TestApp::start().await;
    let images = format!("/agents/{}/images", app.agent().await);
    let large = [png(1, 1), vec![0; 256 << 10]].concat();
    let cases: Vec<(Value, &str)> = vec![
        (json!({}), "kind"),
        (upload("banner", GIF), "kind"),
        (json!({"kind": "avatar"}), "content"),
        (json!({"kind": "avatar", "content": "not Base64!"}), "content: must be Base64"),
        (upload("avatar", b""), "content: must be a PNG"),
        (upload("avatar", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "content: must be a PNG"),
        (upload("avatar", b"<html><script>alert(1)</script>"), "content: must be a PNG"),
        (upload("avatar", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "content: the image is damaged"),
        (upload("avatar", &png(2_049, 1)), "content: the image must be 1 to 2048 pixels"),
        (upload("avatar", &png(1, 0)), "content: the image must be 1 to 2048 pixels"),
        (upload("avatar", &large), "content: the image must not be larger than 256 KB"),
    ];
    for (body, problem) in cases {
        let message = app.admin().post(&images, body.clone()).await.invalid();
        assert!(message.contains(problem), "{problem}: {message}");
    }
}

#[tokio::test]
async fn an_image_belongs_to_its_agent_and_project() {
    let app = TestApp::start().await;
    let id = app.agent().await;
    let agent = app.admin().post(&format!("/agents/{id}/images"), upload("avatar", GIF)).await.ok();
    let url = agent["appearance"]["avatar_url"].as_str().unwrap();

    // Another project can neither change it, nor serve it or name it as its own.
    let another = app.another_project().await;
    let stranger = app.admin_of(&another);
    stranger.post(&format!("/agents/{id}/images"), upload("avatar", &png(1, 1))).await.not_found();
    stranger.post(&format!("/agents/{id}"), json!({"appearance": {"avatar_url": null}})).await.not_found();
    let other = stranger.post("/agents", json!({"model": "demo.x"})).await.ok();
    let other = other["id"].as_str().unwrap();
    let message =
        stranger.post(&format!("/agents/{other}"), json!({"appearance": {"avatar_url": url}})).await;
    assert!(message.invalid().contains("appearance.avatar_url"));
    assert_eq!(status(&app.anonymous(), &url.replace(&id, other)).await, 404);
    assert_eq!(status(&app.anonymous(), url).await, 200);
    for path in ["nothing/x.png", "ag_000000000000000000000000/x.png"] {
        app.anonymous().get(&format!("/files/agents/{path}")).await.not_found();
    }
    app.anonymous().get(&format!("/files/agents/{id}/nothing")).await.not_found();
    app.user("alice")
        .post(&format!("/agents/{id}/images"), upload("avatar", GIF))
        .await
        .error(403, "forbidden");
}

#[tokio::test]
async fn members_edit_it_too_and_changes_are_in_the_audit_log() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let id = app.agent().await;
    let path = app.dashboard(&format!("/agents/{id}"));
    let body = json!({"appearance": {"welcome_title": "Hello!"}});
    assert_eq!(olga.caller.post(&path, body.clone()).await.ok()["appearance"], body["appearance"]);
    let agent = olga.caller.post(&format!("{path}/images"), upload("logo", GIF)).await.ok();
    let url = agent["appearance"]["logo_url"].as_str().unwrap();
    assert_eq!(status(&app.anonymous(), url).await, 200);
    let entries = app.audit().await;
    let changes: Vec<&str> = entries
        .iter()
        .filter(|entry| entry.action == "agent.updated")
        .map(|entry| entry.changes.as_str())
        .collect();
    assert!(changes[0].contains("appearance.logo_url") && changes[1].contains("appearance.welcome_title"));
}
