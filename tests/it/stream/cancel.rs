//! Cancelling a reply keeps what was written and disconnects from the provider.

use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::{PIECES, assert_holds};
use crate::support::provider::ScriptedReply;
use crate::support::{REPLY, ScriptedApp, Transcript, WIRE_FORMATS, WireFormat};

/// The first three of `PIECES`.
pub(super) const SAID: &str = "Grüße, Ada!";

#[tokio::test]
async fn a_cancelled_reply_keeps_its_text_and_disconnects_from_the_provider() {
    let setup = ScriptedApp::start().await;
    for (turn, format) in WIRE_FORMATS.into_iter().enumerate() {
        let mut reply = setup.start_reply(format, format.reply_held_after(&PIECES, 3)).await;
        reply.hear(SAID).await;
        let mut joined = reply.join().await;
        let mut heard = joined.hear(SAID).await;

        let cancelled = reply.cancel().await;
        assert_eq!(
            (&cancelled["status"], &cancelled["content"]),
            (&json!("cancelled"), &json!(SAID)),
            "{format:?}"
        );
        setup.provider.wait_for_disconnects(turn + 1).await;

        heard.extend(joined.rest().await);
        for transcript in [reply.finish().await, Transcript::whole(&heard)] {
            assert_eq!((&*transcript.status, &transcript.last), ("cancelled", &cancelled));
        }
        let conversation = &reply.conversation;
        assert_eq!(conversation.message(&reply.id).await, cancelled);
        assert_holds(conversation, &[("completed", "Hello"), ("cancelled", SAID)]).await;

        // Cancelling again changes nothing, and the message can be asked again at once.
        assert_eq!(reply.cancel().await, cancelled);
        setup.provider.reply_with(format.reply());
        assert_eq!(conversation.ask(&reply.question).await.ok()["content"], REPLY);
        assert_eq!(conversation.message(&reply.id).await, cancelled);
    }
}

#[tokio::test]
async fn a_caller_who_waits_for_json_receives_the_cancelled_reply() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    setup.provider.reply_with(WireFormat::Compatible.reply_held_after(&PIECES, 3));
    let cancel = async {
        let id = conversation.reply_in_progress().await;
        conversation.join(&id).await.hear(SAID).await;
        conversation.cancel(&id).await.ok()
    };
    let (answer, cancelled) = tokio::join!(conversation.ask(&question), cancel);
    assert_eq!(answer.ok(), cancelled);
    assert_eq!((&cancelled["status"], &cancelled["content"]), (&json!("cancelled"), &json!(SAID)));
    setup.provider.wait_for_disconnects(1).await;
}

#[tokio::test]
async fn a_reply_is_cancelled_before_its_first_token() {
    let setup = ScriptedApp::start().await;
    let silent = WireFormat::Compatible.reply_held_after(&PIECES, 0);
    for (turn, sent) in [ScriptedReply::silence(), silent].into_iter().enumerate() {
        let mut reply = setup.start_reply(WireFormat::Compatible, sent).await;
        setup.provider.wait_for_requests(2 * turn + 1).await;
        let cancelled = reply.cancel().await;
        assert_eq!((&cancelled["status"], &cancelled["content"]), (&json!("cancelled"), &json!("")));
        assert_eq!(reply.finish().await.last, cancelled);
        assert_eq!(reply.conversation.message(&reply.id).await, cancelled);
        setup.provider.wait_for_disconnects(turn + 1).await;
        setup.provider.reply_with(WireFormat::Compatible.reply());
        assert_eq!(reply.conversation.ask(&reply.question).await.ok()["content"], REPLY);
    }
}

#[tokio::test]
async fn several_cancellations_around_the_end_of_a_reply_agree_on_its_outcome() {
    let setup = ScriptedApp::start().await;
    let mut outcomes = Vec::new();
    for round in 0..12 {
        let mut reply = setup
            .start_reply(
                WireFormat::Compatible,
                WireFormat::Compatible.reply_held_after(&PIECES, PIECES.len()),
            )
            .await;
        reply.hear(REPLY).await;
        let cancel = async {
            // Not a wait: it tries out different orders of the end and the cancellations.
            tokio::time::sleep(Duration::from_micros(300 * round)).await;
            join_all((0..4).map(|_| reply.conversation.cancel(&reply.id))).await
        };
        let finish = async { setup.provider.release() };
        let (answers, ()) = tokio::join!(cancel, finish);
        let heard = reply.finish().await;
        for answer in answers {
            assert_eq!(answer.ok(), heard.last, "round {round}");
        }
        assert_eq!(reply.conversation.message(&heard.id).await, heard.last);
        outcomes.push(heard.status);
        let cancelled = outcomes.iter().filter(|status| *status == "cancelled").count();
        assert!(
            setup.provider.disconnects() <= cancelled,
            "disconnected from the provider of a completed reply"
        );
    }
    assert!(outcomes.iter().all(|status| status == "cancelled" || status == "completed"), "{outcomes:?}");
}

#[tokio::test]
async fn cancelling_needs_no_body() {
    let setup = ScriptedApp::start().await;
    for body in [None, Some("{}".to_owned())] {
        let reply = setup
            .start_reply(WireFormat::Compatible, WireFormat::Compatible.reply_held_after(&PIECES, 1))
            .await;
        let path = format!("/messages/{}/cancel", reply.id);
        let answer = reply.conversation.user.call(Method::POST, &path, body).await;
        assert_eq!(answer.ok()["status"], "cancelled");
    }
}
