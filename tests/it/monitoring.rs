//! All users' conversations in the Admin API.

use serde_json::{Value, json};

use crate::support::{Caller, TestApp};

fn ids(list: &Value) -> Vec<String> {
    list["data"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

async fn user_id(caller: &Caller, interaction: &str) -> String {
    let interaction = caller.get(&format!("/interactions/{interaction}")).await.ok();
    interaction["user_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn interactions_of_all_users_newest_first_by_agent_and_by_user() {
    let app = TestApp::start().await;
    let (admin, ada, bea) = (app.admin(), app.agent().await, app.agent().await);
    let mut all = Vec::new();
    for (user, agent) in [("alice", &ada), ("bob", &ada), ("alice", &bea), ("bob", &bea), ("alice", &ada)] {
        all.push(app.conversation_with(user, agent).await.id);
    }
    let alice = user_id(&admin, &all[0]).await;
    let newest_first = |positions: &[usize]| {
        positions.iter().rev().map(|&position| all[position].clone()).collect::<Vec<_>>()
    };
    let list = async |query: &str| ids(&admin.get(&format!("/interactions{query}")).await.ok());

    assert_eq!(list("").await, newest_first(&[0, 1, 2, 3, 4]));
    assert_eq!(list(&format!("?agent_id={ada}")).await, newest_first(&[0, 1, 4]));
    assert_eq!(list(&format!("?user_id={alice}")).await, newest_first(&[0, 2, 4]));
    assert_eq!(list(&format!("?user_id={alice}&agent_id={ada}")).await, newest_first(&[0, 4]));
    for nobody in [
        "?agent_id=x".to_owned(),
        "?user_id=x".to_owned(),
        "?user_id=".to_owned(),
        format!("?user_id={ada}"),
        format!("?user_id=u_{}", "0".repeat(24)),
        format!("?agent_id=ag_{}&user_id={alice}", "0".repeat(24)),
    ] {
        assert!(list(&nobody).await.is_empty(), "{nobody}");
    }

    // A Client API caller gets only their own list, whatever user they name.
    let bob = user_id(&admin, &all[1]).await;
    let own = app.user("alice").get(&format!("/interactions?user_id={bob}")).await.ok();
    assert_eq!(ids(&own), newest_first(&[0, 2, 4]));
    let interaction = app.user("alice").get(&format!("/interactions/{}", all[0])).await.ok();
    assert_eq!(admin.get(&format!("/interactions/{}", all[0])).await.ok(), interaction);
}

#[tokio::test]
async fn pages_of_interactions_and_messages() {
    let app = TestApp::start().await;
    let (admin, agent) = (app.admin(), app.agent().await);
    let mut interactions = Vec::new();
    for number in 0..5 {
        let conversation = app.conversation_with(&format!("user-{}", number % 2), &agent).await;
        if number == 0 {
            for text in ["a", "b", "c"] {
                conversation.say(text, None).await;
            }
        }
        interactions.push(conversation.id);
    }
    let user = user_id(&admin, &interactions[0]).await;
    interactions.reverse();
    for (filter, expected) in [
        (String::new(), interactions.clone()),
        (format!("&agent_id={agent}"), interactions.clone()),
        (format!("&user_id={user}"), interactions.iter().step_by(2).cloned().collect()),
        (format!("&user_id={user}&agent_id={agent}"), interactions.iter().step_by(2).cloned().collect()),
    ] {
        assert_eq!(walk(&admin, &format!("/interactions?limit=2{filter}")).await, expected, "{filter}");
    }
    let messages = format!("/messages?interaction_id={}", interactions[4]);
    let whole = ids(&admin.get(&messages).await.ok());
    assert_eq!(whole.len(), 3);
    assert_eq!(walk(&admin, &format!("{messages}&limit=2")).await, whole);

    for path in ["/interactions?limit=0", "/interactions?limit=101", "/interactions?limit=x"] {
        assert!(admin.get(path).await.invalid().contains("limit"), "{path}");
    }
    assert!(admin.get("/messages").await.invalid().contains("interaction_id"));
    for path in [
        "/interactions?starting_after=int_x".to_owned(),
        format!("/interactions?starting_after=int_{}", "0".repeat(36)),
        format!("{messages}&starting_after=msg_{}", "0".repeat(48)),
        format!("/messages?interaction_id={}&starting_after={}", interactions[0], whole[0]),
        "/messages?interaction_id=int_x".to_owned(),
        format!("/messages?interaction_id=int_{}", "0".repeat(36)),
    ] {
        admin.get(&path).await.not_found();
    }
}

/// All IDs of a list, page by page.
async fn walk(caller: &Caller, path: &str) -> Vec<String> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = caller.get(&format!("{path}{after}")).await.ok();
        all.extend(ids(&page));
        assert!(all.len() < 100);
        if page["has_more"] == false {
            return all;
        }
        after = format!("&starting_after={}", all.last().unwrap());
    }
}

#[tokio::test]
async fn messages_say_how_they_came_to_be_to_admins_only() {
    let app = TestApp::start().await;
    let conversation = app.conversation("alice").await;
    let asked = conversation.say("Hello", None).await;
    let reply = conversation.ask(&asked).await.ok()["id"].as_str().unwrap().to_owned();
    let hidden = conversation.ask(&asked).await.ok()["id"].as_str().unwrap().to_owned();
    let change = async |statement, id| app.database.change(statement, id).await;
    change(
        "UPDATE messages SET model = 'openai.gpt-4o', input_tokens = 12, output_tokens = 34, usage_estimated = 1,
            latency_ms = 1500, time_to_first_token_ms = 250 WHERE id = $1",
        &reply,
    )
    .await;
    change(
        "UPDATE messages SET status = 'failed', content = '', listed = 0, error_code = 'unavailable',
            error_message = 'ask again', model = '', input_tokens = NULL, output_tokens = NULL, latency_ms = NULL,
            time_to_first_token_ms = NULL WHERE id = $1",
        &hidden,
    )
    .await;

    let admin = app.admin();
    let list = admin.get(&format!("/messages?interaction_id={}", conversation.id)).await.ok();
    let more = |message: &Value| {
        json!([
            message["model"],
            message["usage"],
            message["latency_ms"],
            message["time_to_first_token_ms"],
            message["error"]
        ])
    };
    assert_eq!(ids(&list), [&*asked, &*reply, &*hidden]);
    assert_eq!(more(&list["data"][0]), json!(["", null, null, null, null]));
    let usage = json!({"input_tokens": 12, "output_tokens": 34, "estimated": true});
    assert_eq!(more(&list["data"][1]), json!(["openai.gpt-4o", usage, 1500, 250, null]));
    let error = json!({"code": "unavailable", "message": "ask again"});
    assert_eq!(more(&list["data"][2]), json!(["", null, null, null, error]));
    for message in list["data"].as_array().unwrap() {
        let id = message["id"].as_str().unwrap();
        assert_eq!(&admin.get(&format!("/messages/{id}")).await.ok(), message);
        assert_eq!(message["object"], "message");
        assert_eq!(message["interaction_id"], json!(conversation.id));
        for field in ["model", "usage", "latency_ms", "time_to_first_token_ms", "error"] {
            assert!(message.get(field).is_some(), "{field}");
        }
    }

    // The user sees none of these fields.
    let own = conversation.user.get(&format!("/messages/{reply}")).await.ok();
    let fields: Vec<&str> = own.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        [
            "id",
            "object",
            "content",
            "parts",
            "interaction_id",
            "sent_by",
            "depth",
            "parent_id",
            "status",
            "finish_reason",
            "client_id",
            "created_at"
        ]
    );
    assert!(conversation.messages().await.iter().all(|message| message.get("model").is_none()));
}

#[tokio::test]
async fn an_admin_deletes_any_user_s_interaction_with_its_messages() {
    let app = TestApp::start().await;
    let conversation = app.conversation("alice").await;
    let message = conversation.say("Hello", None).await;
    let other = app.conversation_with("alice", &conversation.agent_id).await;
    let path = format!("/interactions/{}", conversation.id);
    let before = app.admin().get(&path).await.ok();

    app.admin_of(&app.another_project().await).delete(&path).await.not_found();
    app.user("bob").delete(&path).await.not_found();
    assert_eq!(app.admin().delete(&path).await.ok(), before);
    app.admin().delete(&path).await.not_found();
    app.admin().get(&path).await.not_found();
    app.admin().get(&format!("/messages/{message}")).await.not_found();
    app.admin().get(&format!("/messages?interaction_id={}", conversation.id)).await.not_found();
    conversation.user.get(&path).await.not_found();
    conversation.user.get(&format!("/messages/{message}")).await.not_found();
    assert_eq!(ids(&app.admin().get("/interactions").await.ok()), [other.id]);
}

#[tokio::test]
async fn projects_do_not_see_each_other_s_conversations() {
    let app = TestApp::start().await;
    let conversation = app.conversation("alice").await;
    let message = conversation.say("Hello", None).await;
    let user = user_id(&conversation.user, &conversation.id).await;
    let stranger = app.admin_of(&app.another_project().await);
    for query in [
        String::new(),
        format!("?agent_id={}", conversation.agent_id),
        format!("?user_id={user}"),
        format!("?user_id={user}&agent_id={}", conversation.agent_id),
    ] {
        assert!(ids(&stranger.get(&format!("/interactions{query}")).await.ok()).is_empty(), "{query}");
    }
    for path in [
        format!("/interactions?starting_after={}", conversation.id),
        format!("/interactions/{}", conversation.id),
        format!("/messages?interaction_id={}", conversation.id),
        format!("/messages/{message}"),
    ] {
        stranger.get(&path).await.not_found();
    }
}
