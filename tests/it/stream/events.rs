//! The events of an answer: which, in which order, when, and that they say what everything else says.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{PIECES, asked, assert_holds, stored};
use crate::support::provider::{Reply, first_events, fixture};
use crate::support::{Conversation, Heard, KINDS, Kind, REPLY, STREAMS, Setup};

#[tokio::test]
async fn every_kind_of_model_is_heard_piece_by_piece_as_it_speaks() {
    let setup = Setup::start().await;
    for kind in KINDS {
        let conversation = setup.conversation(&kind.full_model()).await;
        let asked = conversation.say("Hello", None).await;
        setup.provider.will(kind.says_held(&PIECES));
        let mut stream = conversation.ask_events(&asked).await;
        // It is created before the provider has said anything.
        let mut events = vec![stream.next().await.unwrap()];
        for piece in PIECES {
            // Nothing more is on its way: a piece that waited for the next one would be waited for in vain.
            setup.provider.release();
            let delta = stream.next().await.unwrap();
            assert_eq!(delta.delta(), piece, "{kind:?}");
            events.push(delta);
        }
        setup.provider.release();
        events.extend(stream.rest().await);
        let heard = Heard::whole(&events);
        assert_eq!((&*heard.text, &*heard.status), (REPLY, "completed"), "{kind:?}");
        assert_eq!((&heard.last["parent_id"], &heard.last["depth"]), (&json!(asked), &json!(1)));
        assert_eq!(heard.last["interaction_id"], conversation.id);
        assert_eq!(conversation.message(&heard.id).await, heard.last);
        assert_holds(&conversation, &[("completed", "Hello"), ("completed", REPLY)]).await;
    }
}

#[tokio::test]
async fn pieces_arrive_at_the_pace_at_which_they_are_sent() {
    let setup = Setup::start().await;
    let (conversation, asked) = asked(&setup).await;
    let pace = Duration::from_millis(100);
    setup.provider.will(Reply::events(&Kind::House.says(&PIECES)).paced(pace));
    let events = conversation.ask_events(&asked).await.rest().await;
    let deltas: Vec<Instant> = events[1..events.len() - 1].iter().map(|event| event.at).collect();
    assert_eq!(deltas.len(), PIECES.len());
    assert!(deltas[5] - deltas[0] > 4 * pace, "at once: {deltas:?}");
    let apart = deltas.windows(2).filter(|two| two[1] - two[0] > pace / 2).count();
    assert!(apart >= 3, "in heaps: {deltas:?}");
}

#[tokio::test]
async fn nothing_on_the_way_may_keep_or_gather_a_stream() {
    let setup = Setup::start().await;
    let (conversation, asked) = asked(&setup).await;
    setup.provider.will(Kind::House.reply()).will(Kind::House.reply());
    let mut asking = conversation.ask_events(&asked).await;
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
    assert_eq!(browser.ask_events(&asked).await.headers["access-control-allow-origin"], "*");
    assert_eq!(browser.join(&id).await.headers["access-control-allow-origin"], "*");
}

#[tokio::test]
async fn a_stream_and_a_json_answer_say_the_same_wherever_the_provider_cuts() {
    let setup = Setup::start().await;
    for (model, name) in STREAMS {
        let conversation = setup.conversation(model).await;
        let asked = conversation.say("Hello", None).await;
        for size in [1, 7, 100_000] {
            let reply = Reply::stream(&fixture(&format!("{name}.sse"))).in_pieces_of(size);
            setup.provider.will(reply.clone()).will(reply);
            let heard = Heard::whole(&conversation.ask_events(&asked).await.rest().await);
            let answered = conversation.ask(&asked).await.ok();
            assert_eq!((&*heard.text, &answered["content"]), (REPLY, &json!(REPLY)), "{name} by {size}");
            assert_eq!(conversation.message(&heard.id).await, heard.last);
            let read = answered["id"].as_str().unwrap();
            let again = Heard::whole(&conversation.join(read).await.rest().await);
            assert_eq!(again.last, answered, "{name} by {size}");
        }
    }
}

#[tokio::test]
async fn who_does_not_ask_for_events_gets_json() {
    let setup = Setup::start().await;
    let (conversation, asked) = asked(&setup).await;
    let ask = async |accept: &str| {
        setup.provider.will(Kind::House.reply());
        let user = conversation.user.with("Accept", accept);
        user.post(&format!("/messages/{asked}/ask"), json!({"interaction_id": conversation.id})).await
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
async fn a_reply_that_fails_says_so_and_keeps_what_was_heard() {
    let setup = Setup::start().await;
    for kind in KINDS {
        let conversation = setup.conversation(&kind.full_model()).await;
        let asked = conversation.say("Hello", None).await;
        let broken = Reply::events(&kind.says(&PIECES)[..kind.events_before_text() + 3]).then_cut();
        setup.provider.will(broken.clone()).will(broken);
        let heard = Heard::whole(&conversation.ask_events(&asked).await.rest().await);
        assert_eq!((&*heard.text, &*heard.status), ("Grüße, Ada!", "failed"), "{kind:?}");
        // The same words as in JSON.
        let answer = conversation.ask(&asked).await;
        assert_eq!(json!({"error": heard.last["error"]}), answer.json(), "{kind:?}");
        answer.error(503, "unavailable");
        assert_eq!(stored(&conversation.message(&heard.id).await), stored(&heard.last));
        let failed = ("failed", "Grüße, Ada!");
        assert_holds(&conversation, &[("completed", "Hello"), failed, failed]).await;
    }
}

#[tokio::test]
async fn a_reply_that_fails_before_its_first_word_was_created_all_the_same() {
    let setup = Setup::start_with(|config| config.models.retries = 0).await;
    for kind in KINDS {
        let conversation = setup.conversation(&kind.full_model()).await;
        let asked = conversation.say("Hello", None).await;
        let silent = first_events(&kind.fixture("plain"), kind.events_before_text()).to_owned();
        for reply in [Reply::error(500, &json!({})), Reply::hang_up(), Reply::stream(&silent).then_cut()] {
            setup.provider.will(reply);
            let heard = Heard::whole(&conversation.ask_events(&asked).await.rest().await);
            assert_eq!((&*heard.text, &*heard.status), ("", "failed"), "{kind:?}");
            assert_eq!(heard.last["error"]["code"], "unavailable");
        }
    }
}
