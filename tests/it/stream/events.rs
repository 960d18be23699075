//! The events of a stream: which ones, in which order, when, and that they agree with the JSON responses.

use std::time::Duration;

use serde_json::json;

use super::cancel::SAID;
use super::{PIECES, assert_holds, stored};
use crate::support::provider::{ScriptedReply, first_events, fixture};
use crate::support::{Conversation, REPLY, STREAMS, ScriptedApp, Transcript, WIRE_FORMATS, WireFormat};

#[tokio::test]
async fn every_wire_format_is_streamed_piece_by_piece() {
    let setup = ScriptedApp::start().await;
    for format in WIRE_FORMATS {
        // It is created before the provider has sent anything.
        let mut reply = setup.start_reply(format, format.held_reply(&PIECES)).await;
        for piece in PIECES {
            // The provider sends one piece at a time: a piece that was held back until the next one would
            // never arrive.
            setup.provider.release();
            assert_eq!(reply.hear_delta().await, piece, "{format:?}");
        }
        setup.provider.release();
        let heard = reply.finish().await;
        let conversation = &reply.conversation;
        assert_eq!((&*heard.text, &*heard.status), (REPLY, "completed"), "{format:?}");
        assert_eq!((&heard.last["parent_id"], &heard.last["depth"]), (&json!(reply.question), &json!(1)));
        assert_eq!(heard.last["interaction_id"], conversation.id);
        assert_eq!(conversation.message(&heard.id).await, heard.last);
        assert_holds(conversation, &[("completed", "Hello"), ("completed", REPLY)]).await;
    }
}

#[tokio::test]
async fn pieces_that_are_sent_one_after_another_are_not_gathered() {
    let setup = ScriptedApp::start().await;
    // The provider, the server and the listener share a thread here: a busy machine slows all of them down together.
    let paced = ScriptedReply::events(&WireFormat::Compatible.stream_events(&PIECES))
        .paced(Duration::from_millis(100));
    let heard = setup.start_reply(WireFormat::Compatible, paced).await.finish().await;
    assert_eq!(heard.deltas, PIECES);
}

#[tokio::test]
async fn headers_tell_proxies_not_to_cache_or_buffer_a_stream() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    setup.provider.reply_with(WireFormat::Compatible.reply()).reply_with(WireFormat::Compatible.reply());
    let mut asking = conversation.ask_events(&question).await;
    let id = asking.created().await;
    asking.rest().await;
    let joined = conversation.join(&id).await;
    for (stream, what) in [(&asking, "ask"), (&joined, "join")] {
        let header = |name: &str| stream.headers[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "text/event-stream", "{what}");
        assert!(header("cache-control").contains("no-store"), "{what}");
        assert_eq!(header("x-accel-buffering"), "no", "{what}");
        assert!(header("x-request-id").starts_with("req_"), "{what}");
        assert!(stream.headers.get("content-length").is_none(), "{what}");
        assert!(stream.headers.get("content-encoding").is_none(), "{what}");
    }
    // A browser may read it.
    let origin = conversation.user.with("Origin", "https://app.example.com");
    let browser = Conversation { user: origin, ..conversation };
    assert_eq!(browser.ask_events(&question).await.headers["access-control-allow-origin"], "*");
    assert_eq!(browser.join(&id).await.headers["access-control-allow-origin"], "*");
}

#[tokio::test]
async fn a_stream_and_a_json_response_agree_however_the_provider_cuts_its_stream() {
    let setup = ScriptedApp::start().await;
    for (model, name) in STREAMS {
        let conversation = setup.conversation(model).await;
        let question = conversation.say("Hello", None).await;
        for size in [1, 7, 100_000] {
            let reply = ScriptedReply::stream(&fixture(&format!("{name}.sse"))).in_pieces_of(size);
            setup.provider.reply_with(reply.clone()).reply_with(reply);
            let heard = Transcript::whole(&conversation.ask_events(&question).await.rest().await);
            let answered = conversation.ask(&question).await.ok();
            assert_eq!((&*heard.text, &answered["content"]), (REPLY, &json!(REPLY)), "{name} by {size}");
            assert_eq!(conversation.message(&heard.id).await, heard.last);
            let read = answered["id"].as_str().unwrap();
            let again = Transcript::whole(&conversation.join(read).await.rest().await);
            assert_eq!(again.last, answered, "{name} by {size}");
        }
    }
}

#[tokio::test]
async fn a_caller_who_does_not_accept_events_receives_json() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    let ask = async |accept: &str| {
        setup.provider.reply_with(WireFormat::Compatible.reply());
        let user = conversation.user.with("Accept", accept);
        user.post(&format!("/messages/{question}/ask"), json!({"interaction_id": conversation.id})).await
    };
    for accept in ["*/*", "application/json", "text/*", "text/html, application/json;q=0.9", ""] {
        assert_eq!(ask(accept).await.ok()["content"], REPLY, "{accept}");
    }
    for accept in ["text/event-stream", "Text/Event-Stream", "text/event-stream, */*;q=0.1"] {
        let answer = ask(accept).await;
        assert_eq!(answer.headers["content-type"], "text/event-stream", "{accept}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_reply_that_fails_reports_it_and_keeps_its_text() {
    let setup = ScriptedApp::start().await;
    for format in WIRE_FORMATS {
        let (conversation, question) = setup.question(format).await;
        let broken = ScriptedReply::events(&format.stream_events(&PIECES)[..format.events_before_text() + 3])
            .then_cut();
        setup.provider.reply_with(broken.clone()).reply_with(broken);
        let heard = Transcript::whole(&conversation.ask_events(&question).await.rest().await);
        assert_eq!((&*heard.text, &*heard.status), (SAID, "failed"), "{format:?}");
        // The same error as in JSON.
        let answer = conversation.ask(&question).await;
        assert_eq!(json!({"error": heard.last["error"]}), answer.json(), "{format:?}");
        answer.error(503, "unavailable");
        assert_eq!(stored(&conversation.message(&heard.id).await), stored(&heard.last));
        let failed = ("failed", SAID);
        assert_holds(&conversation, &[("completed", "Hello"), failed, failed]).await;
    }
}

#[tokio::test]
async fn a_reply_that_fails_before_its_first_token_is_created_all_the_same() {
    let setup = ScriptedApp::start_with(|config| config.models.retries = 0).await;
    for format in WIRE_FORMATS {
        let (conversation, question) = setup.question(format).await;
        let silent = first_events(&format.fixture("plain"), format.events_before_text()).to_owned();
        for reply in [
            ScriptedReply::error(500, &json!({})),
            ScriptedReply::hang_up(),
            ScriptedReply::stream(&silent).then_cut(),
        ] {
            setup.provider.reply_with(reply);
            let heard = Transcript::whole(&conversation.ask_events(&question).await.rest().await);
            assert_eq!((&*heard.text, &*heard.status), ("", "failed"), "{format:?}");
            assert_eq!(heard.last["error"]["code"], "unavailable");
        }
    }
}
