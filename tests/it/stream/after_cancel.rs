//! What follows a cancelled reply, and cancelling a reply that has already ended.

use std::time::Duration;

use serde_json::{Value, json};

use super::PIECES;
use super::cancel::SAID;
use crate::support::provider::ScriptedReply;
use crate::support::{REPLY, ScriptedApp, WIRE_FORMATS, WireFormat};

#[tokio::test]
async fn a_cancelled_reply_is_not_retried() {
    let setup = ScriptedApp::start_with(|config| {
        config.models.retries = 3;
        config.models.max_retry_wait = Duration::from_secs(30);
    })
    .await;
    let later = ScriptedReply::error(429, &json!({})).header("Retry-After", "20");
    let mut reply = setup.start_reply(WireFormat::Compatible, later).await;
    setup.provider.reply_with(WireFormat::Compatible.reply());
    setup.provider.wait_for_answers(1).await;
    reply.cancel().await;
    assert_eq!(reply.finish().await.status, "cancelled");
    assert_eq!(setup.provider.request_count(), 1);
}

#[tokio::test]
async fn cancelling_a_reply_that_has_ended_changes_nothing() {
    let setup = ScriptedApp::start_with(|config| config.models.retries = 0).await;
    let broken = ScriptedReply::events(&WireFormat::Compatible.stream_events(&PIECES)[..4]).then_cut();
    for sent in [WireFormat::Compatible.reply(), broken, ScriptedReply::error(500, &json!({}))] {
        let mut reply = setup.start_reply(WireFormat::Compatible, sent).await;
        let heard = reply.finish().await;
        let before = reply.conversation.message(&heard.id).await;
        let answer = reply.cancel().await;
        assert_eq!((&answer["id"], &answer["status"]), (&json!(heard.id), &json!(heard.status)));
        assert_eq!(answer["content"], heard.text);
        assert_eq!(reply.conversation.message(&heard.id).await, before);
    }
}

#[tokio::test]
async fn a_conversation_continues_after_a_cancelled_reply() {
    let setup = ScriptedApp::start().await;
    for format in WIRE_FORMATS {
        let mut reply = setup.start_reply(format, format.reply_held_after(&PIECES, 3)).await;
        reply.hear(SAID).await;
        reply.cancel().await;

        let next = reply.conversation.say("Go on", Some(&reply.id)).await;
        setup.provider.reply_with(format.reply());
        assert_eq!(reply.conversation.ask(&next).await.ok()["content"], REPLY);
        let (_, told) = format.conversation_in(&setup.provider.last_request());
        assert_eq!(told, format.turns(&["Hello", SAID, "Go on"]), "{format:?}");
    }
}

#[tokio::test]
async fn no_model_is_sent_an_empty_turn() {
    let setup = ScriptedApp::start().await;
    for format in WIRE_FORMATS {
        let reply = setup.start_reply(format, format.held_reply(&PIECES)).await;
        let conversation = &reply.conversation;
        reply.cancel().await;

        // Either no message can follow a reply without text, or the model does not receive that reply.
        let body = json!({"interaction_id": conversation.id, "content": "Hello?", "parent_id": reply.id});
        let said = conversation.user.post("/messages", body).await;
        if said.status == 409 {
            said.error(409, "conflict");
            continue;
        }
        setup.provider.reply_with(format.reply());
        let next: Value = said.ok();
        conversation.ask(next["id"].as_str().unwrap()).await.ok();
        let (_, told) = format.conversation_in(&setup.provider.last_request());
        assert!(told.iter().all(|(_, text)| !text.trim().is_empty()), "{format:?}: {told:?}");
    }
}
