//! The search of conversations by the text of their messages and by their names; the same on both databases.

use serde_json::{Value, json};

use crate::support::member::Member;
use crate::support::wait::eventually_some;
use crate::support::{Conversation, TestApp};

/// Searches, and returns the rows.
async fn search(olga: &Member, app: &TestApp, query: &str, more: &str) -> Value {
    let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    olga.caller.get(&app.dashboard(&format!("/interactions?query={query}{more}"))).await.ok()
}

fn ids(list: &Value) -> Vec<String> {
    list["data"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

/// Waits until everything that has been said is indexed.
async fn indexed(app: &TestApp) {
    let waiting =
        "SELECT CAST(COUNT(*) AS BIGINT) FROM messages m WHERE m.ended_at IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM search_documents d WHERE d.message_id = m.id)";
    eventually_some("everything is indexed", async || {
        (app.database.number(waiting).await == 0).then_some(())
    })
    .await;
}

async fn documents(app: &TestApp) -> i64 {
    app.database.number("SELECT CAST(COUNT(*) AS BIGINT) FROM search_documents").await
}

async fn conversations<const N: usize>(app: &TestApp, said: [&str; N]) -> [Conversation; N] {
    let agent = app.agent().await;
    let mut all = Vec::new();
    for (number, text) in said.into_iter().enumerate() {
        let conversation = app.conversation_with(&format!("user{number}"), &agent).await;
        conversation.say(text, None).await;
        all.push(conversation);
    }
    indexed(app).await;
    all.try_into().ok().unwrap()
}

fn marked(row: &Value) -> String {
    let parts = row["found"]["excerpt"].as_array().unwrap().iter();
    let text = |part: &Value| part["text"].as_str().unwrap().to_owned();
    parts.map(|part| if part["is_hit"] == true { format!("[{}]", text(part)) } else { text(part) }).collect()
}

#[tokio::test]
async fn words_are_found_by_their_beginning_in_any_case_and_script() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let [invoice, creme, kyoto, thai] = conversations(
        &app,
        [
            "The INVOICE for my e-mail plan? <b>Urgent</b>",
            "Une crème brûlée",
            "昨日は京都大学に行きました",
            "ฉันต้องการคืนเงิน",
        ],
    )
    .await;
    for (query, expected, excerpt) in [
        ("invo", &invoice, "The [INVO]ICE for my e-mail plan? <b>Urgent</b>"),
        ("urgent <b>", &invoice, "The INVOICE for my e-mail plan? <[b]>[Urgent]</[b]>"),
        ("mail invoice", &invoice, "The [INVOICE] for my e-[mail] plan? <b>Urgent</b>"),
        ("BRULEE", &creme, "Une crème [brûlée]"),
        ("Crème br", &creme, "Une [crème] [br]ûlée"),
        ("京都", &kyoto, "昨日は[京都]大学に行きました"),
        ("学", &kyoto, "昨日は京都大[学]に行きました"),
        ("した", &kyoto, "昨日は京都大学に行きま[した]"),
        ("คืนเงิน", &thai, "ฉันต้องการ[คืนเงิน]"),
    ] {
        let list = search(&olga, &app, query, "").await;
        assert_eq!(ids(&list), std::slice::from_ref(&expected.id), "{query}");
        assert_eq!(marked(&list["data"][0]), excerpt, "{query}");
    }
    // Each pair of characters of the last one is there, but not in this order.
    for query in ["voice", "invoice brulee", "nothing", "大京", "京都に", "!?", "\u{301}"] {
        assert!(ids(&search(&olga, &app, query, "").await).is_empty(), "{query}");
    }
    // Blank is no search.
    assert_eq!(ids(&search(&olga, &app, "  ", "").await).len(), 4);
}

#[tokio::test]
async fn nothing_that_is_typed_is_a_syntax_error() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let [said] = conversations(&app, ["It's 100% \"fine\" (a AND b) C++ \\ -x *"]).await;
    for query in [
        "\"", "'", "it's", "\"fine", "fine\"*", "(a", "a)", "a AND", "AND b", "NOT a", "a*", "*", "-x", "a:b",
    ] {
        search(&olga, &app, query, "").await;
    }
    for query in
        ["words:fine", "a' & 'b", "a:*", "fine | !a", "\\", "%", "_", "NEAR(a b)", "{a}", "^a", "c++"]
    {
        search(&olga, &app, query, "").await;
    }
    for query in ["it's fine", "\"fine\" 100%", "C++", "(a AND b)", "'; DROP TABLE messages; -- x"] {
        let found = ids(&search(&olga, &app, query, "").await);
        let expected: &[String] = if query.contains("DROP") { &[] } else { std::slice::from_ref(&said.id) };
        assert_eq!(found, expected, "{query}");
    }
    search(&olga, &app, &"ä ".repeat(100), "").await;
    let long = olga.caller.get(&app.dashboard(&format!("/interactions?query={}", "a".repeat(201)))).await;
    assert!(long.error(400, "invalid_request").contains("query"));
    assert_eq!(olga.caller.get(&app.dashboard("/interactions?query=a%00b")).await.status, 400);
}

#[tokio::test]
async fn results_are_paged_newest_first_and_filtered() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let [first, second, third, fourth] =
        conversations(&app, ["A refund, please", "Refund!", "The weather", "refund refunds"]).await;
    // A conversation is listed once, however often it matches.
    for number in 0..60 {
        second.say(&format!("Refund number {number}"), None).await;
    }
    indexed(&app).await;
    let all = search(&olga, &app, "refund", "").await;
    assert_eq!(ids(&all), [&fourth.id, &second.id, &first.id].map(Clone::clone));
    assert_eq!((&all["has_more"], &all["next_cursor"]), (&json!(false), &json!("")));

    let page = search(&olga, &app, "refund", "&limit=1").await;
    assert_eq!((ids(&page), &page["has_more"]), (vec![fourth.id.clone()], &json!(true)));
    let next = format!("&limit=1&starting_after={}", page["next_cursor"].as_str().unwrap());
    // The cursor stays valid when its row is gone.
    olga.caller.delete(&app.dashboard(&format!("/interactions/{}", fourth.id))).await.ok();
    let page = search(&olga, &app, "refund", &next).await;
    assert_eq!(ids(&page), std::slice::from_ref(&second.id));
    let by_id = search(&olga, &app, "refund", &format!("&starting_after={}", second.id)).await;
    assert_eq!(ids(&by_id), std::slice::from_ref(&first.id));
    let next = format!("&limit=1&starting_after={}", page["next_cursor"].as_str().unwrap());
    let page = search(&olga, &app, "refund", &next).await;
    assert_eq!((ids(&page), &page["has_more"]), (vec![first.id.clone()], &json!(false)));
    let gone = app.dashboard(&format!("/interactions?query=refund&starting_after={}", fourth.id));
    assert_eq!(olga.caller.get(&gone).await.status, 404);

    let row = olga.caller.get(&app.dashboard(&format!("/interactions/{}", second.id))).await.ok();
    let (user, agent) = (row["user_id"].as_str().unwrap(), row["agent_id"].as_str().unwrap());
    let created = |list: &Value, at: usize| list["data"][at]["created_at"].as_i64().unwrap();
    let both = search(&olga, &app, "refund", "").await;
    for (filter, expected) in [
        (format!("&user_id={user}"), vec![&second.id]),
        (format!("&agent_id={agent}"), vec![&second.id, &first.id]),
        ("&failed=true".to_owned(), vec![]),
        ("&rating=up".to_owned(), vec![]),
        ("&live_mode=true".to_owned(), vec![&second.id, &first.id]),
        ("&live_mode=false".to_owned(), vec![]),
        (format!("&from={}", created(&both, 1)), vec![&second.id, &first.id]),
        (format!("&to={}", created(&both, 1)), vec![]),
    ] {
        let found = ids(&search(&olga, &app, "refund", &filter).await);
        assert_eq!(found, expected.into_iter().cloned().collect::<Vec<_>>(), "{filter}");
    }
    let export = app.dashboard("/interactions/export?format=jsonl&query=weather");
    let export = olga.caller.get(&export).await;
    assert_eq!(export.text.lines().count(), 1);
    assert!(export.text.contains(&third.id));
}

#[tokio::test]
async fn names_and_replies_are_found_and_other_projects_are_not() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let conversation = app.conversation("ada").await;
    let question = conversation.say("Say zanzibar", None).await;
    let reply = conversation.ask(&question).await.ok();
    indexed(&app).await;
    let path = format!("/interactions/{}", conversation.id);
    conversation.user.post(&path, json!({"name": "My holiday plans"})).await.ok();
    let found = search(&olga, &app, "holi plan", "").await;
    assert_eq!(ids(&found), std::slice::from_ref(&conversation.id));
    assert_eq!(marked(&found["data"][0]), "My [holi]day [plan]s");
    assert_eq!(found["data"][0]["found"]["message_id"], "");
    conversation.user.post(&path, json!({"name": "Budget"})).await.ok();
    assert!(ids(&search(&olga, &app, "holiday", "").await).is_empty());
    assert_eq!(ids(&search(&olga, &app, "budget", "").await).len(), 1);
    conversation.user.post(&path, json!({"name": ""})).await.ok();
    assert!(ids(&search(&olga, &app, "budget", "").await).is_empty());

    // The demo model repeats the question: of two messages that match, the newest is shown.
    let found = search(&olga, &app, "zanzibar", "").await;
    assert_eq!(found["data"][0]["found"]["message_id"], reply["id"], "{found}");

    let other = app.another_project().await;
    let foreign = format!("/dashboard/api/projects/{}/interactions?query=zanzibar", other.row.id);
    assert!(ids(&olga.caller.get(&foreign).await.ok()).is_empty());
    let cursor = format!("{foreign}&starting_after={}", conversation.id);
    assert_eq!(olga.caller.get(&cursor).await.status, 404);
}

#[tokio::test]
async fn the_index_is_filled_for_what_is_older_and_emptied_by_deletions() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let [first, second, third] = conversations(&app, ["alpha", "alpha beta", "alpha gamma"]).await;
    let rename = |conversation: &Conversation| format!("/interactions/{}", conversation.id);
    first.user.post(&rename(&first), json!({"name": "Delta"})).await.ok();
    assert_eq!(documents(&app).await, 4);

    // As after a migration.
    app.database.run("DELETE FROM search_documents; UPDATE search_progress SET indexed = 0").await;
    indexed(&app).await;
    eventually_some("the name is indexed", async || (documents(&app).await == 4).then_some(())).await;
    assert_eq!(
        ids(&search(&olga, &app, "alpha", "").await),
        [&third.id, &second.id, &first.id].map(Clone::clone)
    );
    assert_eq!(ids(&search(&olga, &app, "delta", "").await), std::slice::from_ref(&first.id));

    first.user.delete(&rename(&first)).await.ok();
    assert_eq!(documents(&app).await, 2);
    let row = olga.caller.get(&app.dashboard(&format!("/interactions/{}", second.id))).await.ok();
    app.admin().delete(&format!("/users/{}", row["user_id"].as_str().unwrap())).await.ok();
    assert_eq!(ids(&search(&olga, &app, "alpha", "").await), std::slice::from_ref(&third.id));
    olga.caller.post(&app.dashboard("/delete"), json!({"name": "Test"})).await.ok();
    let store = app.store().await;
    while store.purge_some().await.unwrap() {}
    store.close().await;
    eventually_some("nothing is left", async || (documents(&app).await == 0).then_some(())).await;
    if app.database.is_sqlite() {
        app.database.run("INSERT INTO search_words (search_words, rank) VALUES ('integrity-check', 1)").await;
        app.database.run("CREATE VIRTUAL TABLE vocabulary USING fts5vocab('search_words', 'row')").await;
        assert_eq!(app.database.number("SELECT COUNT(*) FROM vocabulary").await, 0);
        // Nor is a word left in the index's pages; "7068" is "ph".
        let pages = "SELECT COUNT(*) FROM search_words_data WHERE hex(block) LIKE '%6C7068%'";
        assert_eq!(app.database.number(pages).await, 0);
    }
}
