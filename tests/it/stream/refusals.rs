//! Requests that are refused before a reply starts get an ordinary JSON error, even if they ask for events.

use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::Method;
use serde_json::json;

use super::{PIECES, assert_holds};
use crate::support::wait::eventually;
use crate::support::{Caller, Conversation, REPLY, Response, ScriptedApp, Transcript, WireFormat};

/// Asks for events, and reads the whole response.
async fn ask(user: &Caller, message_id: &str, interaction_id: &str) -> Response {
    let user = user.with("Accept", "text/event-stream");
    let answer =
        user.post(&format!("/messages/{message_id}/ask"), json!({"interaction_id": interaction_id})).await;
    assert_eq!(answer.headers["content-type"], "application/json", "{}", answer.text);
    answer
}

#[tokio::test]
async fn what_cannot_be_asked_is_an_error_in_json_and_leaves_nothing() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    let other = setup.app.conversation_with("ada", &conversation.agent_id).await;
    setup.provider.reply_with(WireFormat::Compatible.reply());
    let reply = conversation.ask(&question).await.ok()["id"].as_str().unwrap().to_owned();
    let user = &conversation.user;

    ask(user, &question, &other.id).await.error(409, "conflict");
    ask(user, &reply, &conversation.id).await.error(409, "conflict");
    ask(user, "msg_nonsense", &conversation.id).await.not_found();
    ask(&setup.app.user("eve"), &question, &conversation.id).await.not_found();
    let elsewhere = setup.app.another_project().await;
    ask(&setup.app.user_of(&elsewhere, "ada"), &question, &conversation.id).await.not_found();
    let accept = user.with("Accept", "text/event-stream");
    accept.post(&format!("/messages/{question}/ask"), json!({})).await.invalid();
    accept.post_text(&format!("/messages/{question}/ask"), "{").await.invalid();
    setup
        .app
        .anonymous()
        .post(&format!("/messages/{question}/ask"), json!({}))
        .await
        .error(401, "invalid_credentials");

    let agent = format!("/agents/{}", conversation.agent_id);
    setup.app.admin().post(&format!("{agent}/deactivate"), json!({})).await.ok();
    ask(user, &question, &conversation.id).await.error(403, "forbidden");
    assert_eq!(setup.provider.request_count(), 1);
    assert_holds(&conversation, &[("completed", "Hello"), ("completed", REPLY)]).await;

    // A reply that was started earlier can still be streamed and cancelled.
    assert_eq!(Transcript::whole(&conversation.join(&reply).await.rest().await).text, REPLY);
    assert_eq!(conversation.cancel(&reply).await.ok()["status"], "completed");
}

#[tokio::test]
async fn a_message_has_one_reply_being_written_however_it_is_asked() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;

    setup.provider.reply_with(WireFormat::Compatible.held_reply(&PIECES));
    let mut stream = conversation.ask_events(&question).await;
    let id = stream.created().await;
    let message = ask(&conversation.user, &question, &conversation.id).await.error(409, "conflict");
    assert!(message.contains("being written"), "{message}");
    // A caller that waits for JSON joins it.
    let finish = async {
        conversation.messages().await;
        setup.provider.release_many(PIECES.len() + 1);
        stream.rest().await
    };
    let (joined, events) = tokio::join!(conversation.ask(&question), finish);
    assert_eq!(joined.ok(), events.last().unwrap().data);
    // Its end unlocks the message: a caller that has received it can ask again at once.
    setup.provider.reply_with(WireFormat::Compatible.reply().held());
    let meanwhile = async {
        setup.provider.wait_for_requests(2).await;
        ask(&conversation.user, &question, &conversation.id).await.error(409, "conflict");
        setup.provider.release();
    };
    let (answer, ()) = tokio::join!(conversation.ask(&question), meanwhile);
    assert_ne!(answer.ok()["id"], json!(id));
    assert_eq!((setup.provider.request_count(), setup.provider.unused_replies()), (2, 0));
}

#[tokio::test]
async fn of_many_that_ask_at_once_one_begins_a_reply_and_who_waits_for_json_joins_it() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    setup.provider.reply_with(WireFormat::Compatible.held_reply(&PIECES));
    let path = format!("/messages/{question}/ask");
    let body = json!({"interaction_id": conversation.id}).to_string();
    let answered = AtomicUsize::new(0);
    let open = async |number: usize| {
        let accept = if number.is_multiple_of(2) { "text/event-stream" } else { "application/json" };
        let request = conversation.user.with("Accept", accept).request(Method::POST, &path);
        let answer = request.header("Content-Type", "application/json").body(body.clone()).send().await;
        answered.fetch_add(1, Ordering::SeqCst);
        (answer.unwrap().status().as_u16(), number)
    };
    let released = async {
        eventually("who wants events is answered", || answered.load(Ordering::SeqCst) == 5).await;
        conversation.messages().await;
        setup.provider.release_many(PIECES.len() + 1);
    };
    let (answers, ()) = tokio::join!(futures_util::future::join_all((0..10).map(open)), released);
    // The caller that started it may have wanted events or JSON.
    let refused = answers.iter().filter(|(status, _)| *status == 409).count();
    assert!(refused == 4 || refused == 5, "{answers:?}");
    let may_be = |status: u16, number: usize| status == 200 || status == 409 && number.is_multiple_of(2);
    assert!(answers.iter().all(|&(status, number)| may_be(status, number)), "{answers:?}");
    assert_eq!(setup.provider.request_count(), 1);
}

#[tokio::test]
async fn with_hmac_on_a_wrong_hash_neither_asks_nor_listens_nor_stops() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    setup.provider.reply_with(WireFormat::Compatible.held_reply(&PIECES));
    let mut stream = conversation.ask_events(&question).await;
    let id = stream.created().await;

    setup.app.require_hmac().await;
    let right = setup.app.project.hash("ada");
    for wrong in [None, Some(""), Some("nonsense"), Some(&*setup.app.project.hash("eve"))] {
        let user = conversation.user.clone();
        let user = wrong.map_or(user.clone(), |hash| user.with("X-PROFICIENT-USER-HMAC", hash));
        ask(&user, &question, &conversation.id).await.error(401, "invalid_credentials");
        for path in [format!("/messages/{id}/stream"), format!("/messages/{question}/stream")] {
            user.with("Accept", "text/event-stream").get(&path).await.error(401, "invalid_credentials");
        }
        user.post(&format!("/messages/{id}/cancel"), json!({})).await.error(401, "invalid_credentials");
    }
    assert_eq!(setup.provider.disconnects(), 0, "nobody stopped it");

    let user = conversation.user.with("X-PROFICIENT-USER-HMAC", &right);
    let conversation = Conversation { user, ..conversation };
    let mut joined = conversation.join(&id).await;
    setup.provider.release();
    joined.created().await;
    assert_eq!(joined.delta().await, PIECES[0]);
    conversation.cancel(&id).await.ok();
    assert_eq!(Transcript::rest(&joined.rest().await).status, "cancelled");
}

#[tokio::test]
async fn who_may_not_read_a_reply_may_not_listen_to_it_or_stop_it() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    let finished = {
        setup.provider.reply_with(WireFormat::Compatible.reply());
        conversation.ask(&question).await.ok()["id"].as_str().unwrap().to_owned()
    };
    setup.provider.reply_with(WireFormat::Compatible.held_reply(&PIECES));
    let mut stream = conversation.ask_events(&question).await;
    let running = stream.created().await;

    let elsewhere = setup.app.another_project().await;
    let strangers =
        [setup.app.user("eve"), setup.app.user_of(&elsewhere, "ada"), setup.app.user_of(&elsewhere, "eve")];
    for id in [&*finished, &running, "msg_nonsense", &conversation.id] {
        for stranger in &strangers {
            for resumed in [None, Some("0:0"), Some("0:1.end")] {
                let caller = resumed.map_or(stranger.clone(), |after| stranger.with("Last-Event-ID", after));
                caller.get(&format!("/messages/{id}/stream")).await.not_found();
            }
            stranger.post(&format!("/messages/{id}/cancel"), json!({})).await.not_found();
        }
    }
    // A backend acts through its own API.
    for admin in [setup.app.admin(), setup.app.admin_of(&elsewhere)] {
        admin.get(&format!("/messages/{running}/stream")).await.error(403, "forbidden");
        admin.post(&format!("/messages/{running}/cancel"), json!({})).await.error(403, "forbidden");
    }
    assert_eq!(setup.provider.disconnects(), 0, "nobody stopped it");
    setup.provider.release_many(PIECES.len() + 1);
    assert_eq!(Transcript::rest(&stream.rest().await).status, "completed");
}

#[tokio::test]
async fn what_a_user_said_is_no_reply() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    conversation.user.get(&format!("/messages/{question}/stream")).await.error(409, "conflict");
    conversation.cancel(&question).await.error(409, "conflict");
    assert_eq!(conversation.message(&question).await["status"], "completed");
}
