//! Joining and resuming: without a gap or a repeat, wherever the connection broke.

use serde_json::json;

use super::cancel::SAID;
use super::{PIECES, stored};
use crate::support::event_stream::Event;
use crate::support::provider::ScriptedReply;
use crate::support::{Conversation, REPLY, ScriptedApp, Transcript, WIRE_FORMATS, WireFormat};

/// Resumes after each event and checks that exactly the events after it follow.
async fn resumes_anywhere(conversation: &Conversation, events: &[Event]) {
    let heard = Transcript::whole(events);
    for (at, event) in events.iter().enumerate() {
        let rest = conversation.resume(&heard.id, &event.id).await.rest().await;
        if at == events.len() - 1 {
            assert!(rest.is_empty(), "after the end: {rest:?}");
            continue;
        }
        let rest = Transcript::rest(&rest);
        let followed: String = heard.deltas[at..].concat();
        assert_eq!(rest.text, followed, "after {event:?}");
        assert_eq!((&rest.last, rest.ids.last()), (&heard.last, heard.ids.last()), "after {event:?}");
    }
}

#[tokio::test]
async fn a_finished_reply_resumes_after_each_of_its_events() {
    let setup = ScriptedApp::start().await;
    for format in WIRE_FORMATS {
        let mut reply = setup.start_reply(format, format.held_reply(&PIECES)).await;
        // One by one, so that each piece is an event.
        for _ in PIECES {
            setup.provider.release();
            reply.hear_delta().await;
        }
        setup.provider.release();
        let heard = reply.finish().await;
        assert_eq!(reply.events.len(), PIECES.len() + 2);
        resumes_anywhere(&reply.conversation, &reply.events).await;

        // A listener who joins later hears the same in fewer events, which can be resumed as well.
        let joined = reply.join().await.rest().await;
        assert_eq!(joined.len(), 3, "{joined:?}");
        assert_eq!(joined[2].data, heard.last);
        resumes_anywhere(&reply.conversation, &joined).await;
    }
}

#[tokio::test]
async fn a_running_reply_resumes_after_each_of_its_events() {
    let setup = ScriptedApp::start().await;
    let mut reply =
        setup.start_reply(WireFormat::Compatible, WireFormat::Compatible.held_reply(&PIECES)).await;
    let mut resumed = Vec::new();
    for piece in 0..=PIECES.len() {
        // After each piece, from every event received by then.
        for (at, event) in reply.events.iter().enumerate() {
            resumed.push((at, reply.conversation.resume(&reply.id, &event.id).await));
        }
        setup.provider.release();
        if piece < PIECES.len() {
            reply.hear_delta().await;
        }
    }
    let heard = reply.finish().await;
    assert_eq!(heard.text, REPLY);
    for (at, mut stream) in resumed {
        let rest = Transcript::rest(&stream.rest().await);
        assert_eq!(rest.text, PIECES[at..].concat(), "after event {at}");
        assert_eq!((&rest.last, rest.ids.last()), (&heard.last, heard.ids.last()));
    }
}

#[tokio::test]
async fn a_connection_that_breaks_after_every_event_loses_and_repeats_nothing() {
    let setup = ScriptedApp::start().await;
    let words: Vec<String> = (0..60).map(|word| format!("wörd{word} ")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let pause = std::time::Duration::from_millis(15);
    let paced = ScriptedReply::events(&WireFormat::Compatible.stream_events(&words)).paced(pause);
    let mut reply = setup.start_reply(WireFormat::Compatible, paced).await;
    while let Some(last) = reply.events.last().filter(|event| event.name != "message.completed") {
        reply.stream = reply.conversation.resume(&reply.id, &last.id).await;
        reply.events.push(reply.stream.next().await.expect("not the end yet"));
    }
    assert_eq!(Transcript::whole(&reply.events).text, words.concat());
}

#[tokio::test]
async fn replies_that_failed_or_were_cancelled_are_heard_and_resumed_like_others() {
    let setup = ScriptedApp::start().await;
    let broken = ScriptedReply::events(&WireFormat::Compatible.stream_events(&PIECES)[..4]).then_cut();
    let mut failed = setup.start_reply(WireFormat::Compatible, broken).await;
    assert_eq!(failed.finish().await.status, "failed");

    let mut cancelled =
        setup.start_reply(WireFormat::Compatible, WireFormat::Compatible.reply_held_after(&PIECES, 3)).await;
    cancelled.hear(SAID).await;
    cancelled.cancel().await;
    assert_eq!(cancelled.finish().await.status, "cancelled");

    for reply in [failed, cancelled] {
        resumes_anywhere(&reply.conversation, &reply.events).await;
        let last = &reply.events.last().unwrap().data;
        let joined = Transcript::whole(&reply.join().await.rest().await);
        assert_eq!((&joined.last, &*joined.text), (last, SAID));
        assert_eq!(stored(&reply.conversation.message(&reply.id).await), stored(last));
    }
}

#[tokio::test]
async fn greetings_and_replies_of_the_demo_are_streamed_like_others() {
    let setup = ScriptedApp::start().await;
    let settings = json!({"initial_turn": "agent", "greeting_message": "Hi, who are you?"});
    let agent = setup.app.agent_with(settings).await;
    let user = setup.app.user("ada");
    let created = user.post("/interactions", json!({"agent_id": agent})).await.ok();
    let greeting = created["messages"][0]["id"].as_str().unwrap();
    let id = created["interaction"]["id"].as_str().unwrap().to_owned();
    let conversation = Conversation { user, agent_id: agent, id };
    let events = conversation.join(greeting).await.rest().await;
    assert_eq!(Transcript::whole(&events).last, created["messages"][0]);
    resumes_anywhere(&conversation, &events).await;

    let question = conversation.say("Ada", Some(greeting)).await;
    let mut reply = conversation.start_reply(&question).await;
    let heard = reply.finish().await;
    assert_eq!(heard.status, "completed");
    assert!(heard.text.contains("built-in demo"), "{}", heard.text);
    resumes_anywhere(&conversation, &reply.events).await;
}
