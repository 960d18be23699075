//! Pagination of all lists.

use serde_json::{Value, json};

use crate::support::{Caller, TestApp};

async fn ids(caller: &Caller, path: &str) -> (Vec<String>, bool) {
    let list = caller.get(path).await.ok();
    let ids = list["data"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned());
    (ids.collect(), list["has_more"].as_bool().unwrap())
}

/// Reads a list in pages of two and compares it with the whole.
async fn walk(caller: &Caller, path: &str, whole: &[String]) {
    let joint = if path.contains('?') { '&' } else { '?' };
    let (mut walked, mut after) = (Vec::new(), String::new());
    loop {
        let (page, has_more) = ids(caller, &format!("{path}{joint}limit=2{after}")).await;
        walked.extend(page);
        assert_eq!(has_more, walked.len() < whole.len(), "{path}");
        if !has_more {
            break;
        }
        after = format!("&starting_after={}", walked.last().unwrap());
    }
    assert_eq!(walked, whole, "{path}");
    let (beyond, more) = ids(caller, &format!("{path}{joint}starting_after={}", whole.last().unwrap())).await;
    assert!(beyond.is_empty() && !more);
    let (all, more) = ids(caller, &format!("{path}{joint}limit={}", whole.len())).await;
    assert!(all == whole && !more, "a page that is exactly full has no more behind it");
}

#[tokio::test]
async fn lists_are_read_page_by_page_without_a_gap_or_a_repeat() {
    let app = TestApp::start().await;
    let (alice, admin) = (app.user("alice"), app.admin());
    let agent = app.agent().await;
    for i in 0..4 {
        admin.post("/agents", json!({"model": "demo.x"})).await.ok();
        admin.post("/users", json!({"external_id": format!("u{i}"), "live_mode": i % 2 == 0})).await.ok();
    }
    for _ in 0..5 {
        app.conversation_with("alice", &agent).await;
    }
    let conversation = app.conversation_with("alice", &agent).await;
    for i in 0..5 {
        conversation.say(&format!("{i}"), None).await;
    }
    let messages = format!("/messages?interaction_id={}", conversation.id);
    let by_agent = format!("/interactions?agent_id={agent}");
    for (caller, path, length) in [
        (&admin, "/agents", 5),
        (&alice, "/agents", 5),
        (&admin, "/users", 5),
        (&admin, "/users?live_mode=true", 3),
        (&alice, "/interactions", 6),
        (&alice, by_agent.as_str(), 6),
        (&alice, messages.as_str(), 5),
    ] {
        let (whole, more) = ids(caller, path).await;
        assert_eq!((whole.len(), more), (length, false), "{path}");
        walk(caller, path, &whole).await;
    }
}

#[tokio::test]
async fn invalid_limits_and_cursors_are_refused() {
    let app = TestApp::start().await;
    let conversation = app.conversation("alice").await;
    let message = conversation.say("x", None).await;
    let bob = app.conversation("bob").await;
    let (alice, admin) = (app.user("alice"), app.admin());
    let messages = format!("/messages?interaction_id={}&", conversation.id);
    for (caller, path) in
        [(&alice, "/interactions?"), (&alice, messages.as_str()), (&admin, "/agents?"), (&admin, "/users?")]
    {
        for limit in ["0", "101", "-1", "x", "", "1.5", "+5", "99999999999999999999", "%00", "1&limit=2"] {
            assert!(
                caller.get(&format!("{path}limit={limit}")).await.invalid().contains("limit"),
                "{path}{limit}"
            );
        }
        for after in ["", "nonsense", &format!("int_{}", "0".repeat(36)), &bob.id, "%ff"] {
            caller.get(&format!("{path}starting_after={after}")).await.not_found();
        }
        caller.get(&format!("{path}limit=1")).await.ok();
        caller.get(&format!("{path}limit=100&unknown=1")).await.ok();
    }
    // A message of another interaction is not a valid cursor.
    alice
        .get(&format!(
            "/messages?interaction_id={}&starting_after={message}",
            app.conversation("alice").await.id
        ))
        .await
        .not_found();
}

#[tokio::test]
async fn by_default_interactions_come_in_pages_of_twenty_and_other_lists_whole() {
    let app = TestApp::start().await;
    let agent = app.agent().await;
    for _ in 0..21 {
        app.conversation_with("alice", &agent).await;
    }
    let (page, more) = ids(&app.user("alice"), "/interactions").await;
    assert_eq!((page.len(), more), (20, true));

    let conversation = app.conversation_with("alice", &agent).await;
    futures_util::future::join_all((0..101).map(|i| {
        let admin = app.admin();
        let conversation = &conversation;
        async move {
            admin.post("/users", json!({"external_id": format!("u{i}")})).await.ok();
            conversation.say(&i.to_string(), None).await;
        }
    }))
    .await;
    let (users, more) = ids(&app.admin(), "/users").await;
    assert_eq!((users.len(), more), (102, false));
    let (messages, more) =
        ids(&conversation.user, &format!("/messages?interaction_id={}", conversation.id)).await;
    assert_eq!((messages.len(), more), (101, false));
}

#[tokio::test]
async fn a_list_without_a_limit_ends_at_a_thousand_and_says_so() {
    let app = TestApp::start().await;
    let conversation = app.conversation("alice").await;
    for _ in 0..11 {
        futures_util::future::join_all((0..91).map(|i| {
            let conversation = &conversation;
            async move { conversation.say(&i.to_string(), None).await }
        }))
        .await;
    }
    let path = format!("/messages?interaction_id={}", conversation.id);
    let (first, more) = ids(&conversation.user, &path).await;
    assert_eq!((first.len(), more), (1_000, true));
    let (rest, more) = ids(&conversation.user, &format!("{path}&starting_after={}", first[999])).await;
    assert_eq!((rest.len(), more), (1, false));
    let list: Value = conversation.user.get(&path).await.ok();
    assert_eq!(list.as_object().unwrap().keys().collect::<Vec<_>>(), ["data", "has_more", "next_cursor"]);
}
