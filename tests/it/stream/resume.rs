//! Joining and resuming: without a gap, without a repeat, wherever a line broke.

use serde_json::json;

use super::{PIECES, asked, stored};
use crate::support::events::Event;
use crate::support::provider::Reply;
use crate::support::{Conversation, Heard, KINDS, Kind, REPLY, Setup};

/// Resumes after each event, which must bring exactly what followed it.
async fn resumes_anywhere(conversation: &Conversation, events: &[Event]) {
    let heard = Heard::whole(events);
    for (at, event) in events.iter().enumerate() {
        let rest = conversation.resume(&heard.id, &event.id).await.rest().await;
        if at == events.len() - 1 {
            assert!(rest.is_empty(), "after the end: {rest:?}");
            continue;
        }
        let rest = Heard::rest(&rest);
        let followed: String = heard.deltas[at..].concat();
        assert_eq!(rest.text, followed, "after {event:?}");
        assert_eq!((&rest.last, rest.ids.last()), (&heard.last, heard.ids.last()), "after {event:?}");
    }
}

#[tokio::test]
async fn a_finished_reply_resumes_after_each_of_its_events() {
    let setup = Setup::start().await;
    for kind in KINDS {
        let conversation = setup.conversation(&kind.full_model()).await;
        let asked = conversation.say("Hello", None).await;
        // One by one, so that each piece is an event.
        setup.provider.will(kind.says_held(&PIECES));
        let mut stream = conversation.ask_events(&asked).await;
        let mut events = vec![stream.next().await.unwrap()];
        for _ in PIECES {
            setup.provider.release();
            events.push(stream.next().await.unwrap());
        }
        setup.provider.release();
        events.extend(stream.rest().await);
        assert_eq!(events.len(), PIECES.len() + 2);
        resumes_anywhere(&conversation, &events).await;

        // Who joins it later hears the same in fewer events, which resume as well.
        let joined = conversation.join(events[0].data["id"].as_str().unwrap()).await.rest().await;
        assert_eq!(joined.len(), 3, "{joined:?}");
        assert_eq!(joined[2].data, events.last().unwrap().data);
        resumes_anywhere(&conversation, &joined).await;
    }
}

#[tokio::test]
async fn a_running_reply_resumes_after_each_of_its_events() {
    let setup = Setup::start().await;
    let (conversation, asked) = asked(&setup).await;
    setup.provider.will(Kind::House.says_held(&PIECES));
    let mut stream = conversation.ask_events(&asked).await;
    let mut events = vec![stream.next().await.unwrap()];
    let id = events[0].data["id"].as_str().unwrap().to_owned();
    let mut resumed = Vec::new();
    for piece in 0..=PIECES.len() {
        // At each moment, after everything that was heard by then.
        for (at, event) in events.iter().enumerate() {
            resumed.push((at, conversation.resume(&id, &event.id).await));
        }
        setup.provider.release();
        if piece < PIECES.len() {
            events.push(stream.next().await.unwrap());
        }
    }
    events.extend(stream.rest().await);
    let heard = Heard::whole(&events);
    assert_eq!(heard.text, REPLY);
    for (at, mut stream) in resumed {
        let rest = Heard::rest(&stream.rest().await);
        assert_eq!(rest.text, PIECES[at..].concat(), "after event {at}");
        assert_eq!((&rest.last, rest.ids.last()), (&heard.last, heard.ids.last()));
    }
}

#[tokio::test]
async fn a_line_that_breaks_after_every_event_loses_and_repeats_nothing() {
    let setup = Setup::start().await;
    let (conversation, asked) = asked(&setup).await;
    let words: Vec<String> = (0..60).map(|word| format!("wörd{word} ")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let pause = std::time::Duration::from_millis(15);
    setup.provider.will(Reply::events(&Kind::House.says(&words)).paced(pause));
    let mut stream = conversation.ask_events(&asked).await;
    let mut events = vec![stream.next().await.unwrap()];
    let id = events[0].data["id"].as_str().unwrap().to_owned();
    while events.last().unwrap().name != "message.completed" {
        stream = conversation.resume(&id, &events.last().unwrap().id).await;
        events.push(stream.next().await.expect("not the end yet"));
    }
    assert_eq!(Heard::whole(&events).text, words.concat());
}

#[tokio::test]
async fn replies_that_failed_or_were_stopped_are_heard_and_resumed_like_others() {
    let setup = Setup::start().await;
    let (conversation, asked) = asked(&setup).await;
    let broken = Reply::events(&Kind::House.says(&PIECES)[..4]).then_cut();
    setup.provider.will(broken);
    let failed = conversation.ask_events(&asked).await.rest().await;
    assert_eq!(Heard::whole(&failed).status, "failed");
    resumes_anywhere(&conversation, &failed).await;

    setup.provider.will(Kind::House.held_after(&PIECES, 3));
    let mut stream = conversation.ask_events(&asked).await;
    let mut cancelled = vec![stream.next().await.unwrap()];
    let id = cancelled[0].data["id"].as_str().unwrap().to_owned();
    while !cancelled.iter().skip(1).map(Event::delta).collect::<String>().ends_with("Ada!") {
        cancelled.push(stream.next().await.unwrap());
    }
    conversation.cancel(&id).await.ok();
    cancelled.extend(stream.rest().await);
    assert_eq!(Heard::whole(&cancelled).status, "cancelled");
    resumes_anywhere(&conversation, &cancelled).await;

    for events in [failed, cancelled] {
        let last = &events.last().unwrap().data;
        let joined = Heard::whole(&conversation.join(last["id"].as_str().unwrap()).await.rest().await);
        assert_eq!((&joined.last, &*joined.text), (last, "Grüße, Ada!"));
        assert_eq!(stored(&conversation.message(&joined.id).await), stored(last));
    }
}

#[tokio::test]
async fn a_greeting_and_the_demos_reply_are_replies_too() {
    let setup = Setup::start().await;
    let settings = json!({"initial_turn": "agent", "greeting_message": "Hi, who are you?"});
    let agent = setup.app.agent_with(settings).await;
    let user = setup.app.user("ada");
    let created = user.post("/interactions", json!({"agent_id": agent})).await.ok();
    let greeting = created["messages"][0]["id"].as_str().unwrap();
    let id = created["interaction"]["id"].as_str().unwrap().to_owned();
    let conversation = Conversation { user, agent_id: agent, id };
    let events = conversation.join(greeting).await.rest().await;
    assert_eq!(Heard::whole(&events).last, created["messages"][0]);
    resumes_anywhere(&conversation, &events).await;

    let asked = conversation.say("Ada", Some(greeting)).await;
    let events = conversation.ask_events(&asked).await.rest().await;
    let heard = Heard::whole(&events);
    assert_eq!(heard.status, "completed");
    assert!(heard.text.contains("built-in demo"), "{}", heard.text);
    resumes_anywhere(&conversation, &events).await;
}
