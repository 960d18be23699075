//! Pages of large objects end early, so that one caller cannot make the server hold hundreds of megabytes.

use serde_json::{Value, json};

use crate::support::{Caller, TestApp};

/// The longest message, in the characters that take most bytes: 131 KB.
fn largest() -> String {
    "\u{1F600}".repeat(32_768)
}

/// What the rows of a page may take, and a row more. Messages contain their text twice.
const LARGEST_PAGE: usize = 2 * ((4 << 20) + 131_072) + (64 << 10);

#[tokio::test]
async fn pages_of_large_messages_end_early_and_lead_to_the_next() {
    let app = TestApp::start().await;
    let (user, admin, olga) = (app.user("alice"), app.admin(), app.operator().await);
    let created = user.post("/interactions", json!({"agent_id": app.agent().await})).await.ok();
    let interaction = created["interaction"]["id"].as_str().unwrap();
    let body = json!({"interaction_id": interaction, "content": largest()});
    let mut stored = Vec::new();
    for _ in 0..40 {
        stored.push(user.post("/messages", body.clone()).await.ok()["id"].clone());
    }
    let list = format!("/messages?interaction_id={interaction}");
    let of_dashboard = app.dashboard(&format!("/interactions/{interaction}/messages?"));
    for (caller, list) in [(&user, &list), (&admin, &list), (&olga.caller, &of_dashboard)] {
        let pages = pages(caller, list).await;
        assert_eq!(pages.len(), 2, "{list}");
        assert_eq!(pages.concat(), stored, "{list}");
    }
}

#[tokio::test]
async fn pages_of_large_configurations_end_early_and_lead_to_the_next() {
    let app = TestApp::start_with(|config| config.http.body_limit = 4 << 20).await;
    let (agent, olga) = (app.agent().await, app.operator().await);
    for number in 0..6 {
        let template = format!("{number}{}", "\u{1F600}".repeat(262_143));
        let config = json!({"system_message": template});
        app.admin().post(&format!("/agents/{agent}/config"), config).await.ok();
    }
    let list = app.dashboard(&format!("/agents/{agent}/versions"));
    let (mut numbers, mut after, mut count) = (Vec::new(), String::new(), 0);
    loop {
        let page = olga.caller.get(&format!("{list}{after}")).await.ok();
        count += 1;
        for version in page["data"].as_array().unwrap() {
            let number = version["number"].as_i64().unwrap();
            let changed = if number == 1 { json!([]) } else { json!(["system_message"]) };
            assert_eq!(version["changed"], changed, "{number}");
            numbers.push(number);
        }
        if page["has_more"] == false {
            break;
        }
        after = format!("?starting_after={}", numbers.last().unwrap());
    }
    assert_eq!(numbers, [7, 6, 5, 4, 3, 2, 1]);
    assert!(count > 1, "{count} pages");

    // A list of agents has no templates, so that all of them fit.
    for _ in 0..6 {
        let agent = json!({"model": "demo.x", "system_message": "\u{1F600}".repeat(262_144)});
        app.admin().post("/agents", agent).await.ok();
    }
    let agents = app.admin().get("/agents").await.ok();
    assert_eq!((agents["data"].as_array().unwrap().len(), &agents["has_more"]), (7, &json!(false)));
}

/// Returns the IDs of all pages of a list.
async fn pages(caller: &Caller, list: &str) -> Vec<Vec<Value>> {
    let (mut pages, mut after) = (Vec::new(), String::new());
    loop {
        let response = caller.get(&format!("{list}{after}")).await;
        assert!(response.text.len() <= LARGEST_PAGE, "a page of {} bytes", response.text.len());
        let page = response.ok();
        let ids: Vec<Value> = page["data"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
        assert!(!ids.is_empty());
        after = format!("&starting_after={}", ids.last().unwrap().as_str().unwrap());
        pages.push(ids);
        if page["has_more"] == false {
            return pages;
        }
    }
}
