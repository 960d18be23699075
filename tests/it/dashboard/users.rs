//! Finding, changing, erasing and exporting users.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::member::Member;
use crate::support::wait::eventually_some;

async fn found(olga: &Member, app: &TestApp, search: &str) -> Vec<String> {
    let path = app.dashboard(&format!("/users?query={}", search.replace(' ', "%20")));
    let listed = olga.caller.get(&path).await.ok();
    let mut ids: Vec<String> = listed["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["external_id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn users_are_found_by_the_beginnings_of_their_words() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    for (external_id, first_name, last_name) in [
        ("ada@example.com", "Ada", "Lovelace"),
        ("user-2", "Zoë", "O'Neil"),
        ("user-3", "Adam", "Östlund"),
        ("100%_x", "", ""),
    ] {
        let body = json!({"external_id": external_id, "first_name": first_name, "last_name": last_name});
        olga.caller.post(&app.dashboard("/users"), body).await.ok();
    }
    for (search, expected) in [
        ("ada", vec!["ada@example.com", "user-3"]),
        ("ADA love", vec!["ada@example.com"]),
        ("ada@exam", vec!["ada@example.com"]),
        ("example", vec!["ada@example.com"]),
        ("neil zoë", vec!["user-2"]),
        ("user adam öst", vec!["user-3"]),
        ("adam user-2", vec![]),
        ("o'ne", vec!["user-2"]),
        ("öst", vec!["user-3"]),
        ("user", vec!["user-2", "user-3"]),
        ("2", vec!["user-2"]),
        ("100%", vec!["100%_x"]),
        ("%", vec![]),
        ("_", vec![]),
        ("lace", vec![]),
    ] {
        assert_eq!(found(&olga, &app, search).await, expected, "{search}");
    }
    let all = olga.caller.get(&app.dashboard("/users?query=%20")).await.ok();
    assert_eq!(all["data"].as_array().unwrap().len(), 4);

    // A user created by their first request is found a moment later, and a user of another project never.
    let agent = app.agent().await;
    app.conversation_with("adventurer", &agent).await;
    let another = app.another_project().await;
    app.admin_of(&another).post("/users", json!({"external_id": "adversary"})).await.ok();
    let seen = eventually_some("the user is found", async || {
        Some(found(&olga, &app, "adv").await).filter(|seen| !seen.is_empty())
    });
    assert_eq!(seen.await, ["adventurer"]);
}

#[tokio::test]
async fn a_search_has_pages_and_follows_changes() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let mut last = Value::Null;
    for number in 0..5 {
        let body = json!({"external_id": format!("ada-{number}"), "live_mode": number != 0});
        last = olga.caller.post(&app.dashboard("/users"), body).await.ok();
    }
    let first = olga.caller.get(&app.dashboard("/users?query=ada&limit=3")).await.ok();
    assert_eq!((first["data"].as_array().unwrap().len(), &first["has_more"]), (3, &json!(true)));
    let after = first["data"][2]["id"].as_str().unwrap();
    let second = olga
        .caller
        .get(&app.dashboard(&format!("/users?query=ada&limit=3&starting_after={after}")))
        .await
        .ok();
    assert_eq!((second["data"].as_array().unwrap().len(), &second["has_more"]), (2, &json!(false)));
    let test = olga.caller.get(&app.dashboard("/users?query=ada&live_mode=false")).await.ok();
    assert_eq!(test["data"][0]["external_id"], json!("ada-0"));

    let path = app.dashboard(&format!("/users/{}", last["id"].as_str().unwrap()));
    olga.caller.post(&path, json!({"first_name": "Grace"})).await.ok();
    assert_eq!(found(&olga, &app, "grace").await, ["ada-4"]);
    olga.caller.post(&path, json!({"first_name": null})).await.ok();
    assert!(found(&olga, &app, "grace").await.is_empty());
    let long = "x".repeat(300);
    assert_eq!(olga.caller.get(&app.dashboard(&format!("/users?query={long}"))).await.status, 400);
}

#[tokio::test]
async fn a_user_is_counted_exported_and_erased() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let agent = app.agent().await;
    for _ in 0..2 {
        let conversation = app.conversation_with("ada", &agent).await;
        let message = conversation.say("Hello <b>\"there\"</b>", None).await;
        conversation.ask(&message).await.ok();
    }
    app.conversation_with("bob", &agent).await.say("Secret of Bob", None).await;
    let users = olga.caller.get(&app.dashboard("/users")).await.ok();
    let id =
        users["data"].as_array().unwrap().iter().find(|user| user["external_id"] == "ada").unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned();
    let at = |rest: &str| app.dashboard(&format!("/users/{id}{rest}"));
    let counts = olga.caller.get(&at("/deletion")).await.ok();
    assert_eq!((&counts["interactions"], &counts["messages"]), (&json!(2), &json!(4)));

    let export = olga.caller.get(&at("/export")).await;
    assert_eq!(export.headers["content-disposition"], format!("attachment; filename=\"{id}.json\"").as_str());
    let data = export.ok();
    assert_eq!(
        (&data["user"]["external_id"], data["interactions"].as_array().unwrap().len()),
        (&json!("ada"), 2)
    );
    let messages = data["interactions"][0]["messages"].as_array().unwrap();
    assert_eq!((messages.len(), &messages[0]["content"]), (2, &json!("Hello <b>\"there\"</b>")));
    assert_eq!(messages[1]["model"], json!("demo.test"));
    assert!(!export.text.contains("Secret of Bob"));

    olga.caller.delete(&at("")).await.ok();
    assert_eq!(olga.caller.get(&at("")).await.status, 404);
    assert_eq!(app.user("ada").get("/interactions").await.ok()["data"], json!([]));
    assert!(found(&olga, &app, "ada").await.is_empty());
    assert_eq!(
        olga.caller.get(&app.dashboard("/interactions")).await.ok()["data"].as_array().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn users_are_listed_by_their_last_activity_with_what_they_wrote() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let agent = app.agent().await;
    let ada = app.conversation_with("ada", &agent).await;
    app.conversation_with("bob", &agent).await;
    let list = async |query: &str| {
        let listed = olga.caller.get(&app.dashboard(&format!("/users{query}"))).await.ok();
        listed["data"].as_array().unwrap().clone()
    };
    let names = |rows: &[Value]| rows.iter().map(|row| row["external_id"].clone()).collect::<Vec<_>>();
    assert_eq!(names(&list("").await), ["bob", "ada"], "newest first as long as nobody has written");
    ada.say("Hello", None).await;
    ada.say("Hello again", None).await;
    // The rollup counts rows that are a few seconds old.
    let rows = eventually_some("ada comes first", async || {
        let rows = list("").await;
        (names(&rows) == ["ada", "bob"]).then_some(rows)
    })
    .await;
    assert_eq!((&rows[0]["interaction_count"], &rows[0]["message_count"]), (&json!(1), &json!(2)));
    assert!(rows[0]["last_active_at"].as_i64() > rows[1]["last_active_at"].as_i64());
    let first = list("?limit=1").await;
    let after = format!("?limit=1&starting_after={}", first[0]["id"].as_str().unwrap());
    assert_eq!(names(&list(&after).await), ["bob"]);
    assert_eq!(names(&list("?live_mode=false").await), [] as [Value; 0]);
    let body = json!({"external_id": "adam"});
    olga.caller.post(&app.dashboard("/users"), body).await.ok();
    assert_eq!(names(&list("?query=ad").await), ["adam", "ada"]);
    assert_eq!(list("?query=adam").await[0]["last_active_at"], json!(null));
}
