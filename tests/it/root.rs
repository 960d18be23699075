//! What browsers request on their own: the root and an icon.

use reqwest::Method;
use reqwest::redirect::Policy;

use crate::support::{Caller, TestApp};

#[tokio::test]
async fn the_root_leads_browsers_to_the_dashboard_and_tells_programs_that_there_is_nothing() {
    let app = TestApp::start().await;
    let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let caller = Caller::new(http, &app.url);
    for accept in ["text/html", "application/xhtml+xml, Text/HTML;q=0.9, */*;q=0.8"] {
        let answer = caller.with("Accept", accept).get("/").await;
        assert_eq!(
            (answer.status, answer.headers["location"].as_bytes()),
            (307, &b"/dashboard/"[..]),
            "{accept}"
        );
        assert_eq!(
            (&answer.headers["cache-control"], &answer.headers["vary"]),
            (&"no-store".parse().unwrap(), &"accept".parse().unwrap())
        );
    }
    caller.get("/").await.not_found();
    caller.with("Accept", "*/*").get("/").await.not_found();
    caller.with("Accept", "application/json").get("/").await.not_found();
    caller.with("Accept", "text/html").post("/", serde_json::json!({})).await.not_found();
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
