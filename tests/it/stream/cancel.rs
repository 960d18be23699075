//! Stopping a reply: what was written stays, and the provider is let go.

use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::{PIECES, asked, assert_holds};
use crate::support::provider::Reply;
use crate::support::{Events, Heard, KINDS, Kind, REPLY, Setup};

/// What is heard before the test stops a reply.
pub(super) const SAID: &str = "Grüße, Ada!";

/// Hears so much, and nothing of the end.
pub(super) async fn hear(stream: &mut Events, said: &str) -> Vec<crate::support::events::Event> {
    let (mut events, mut heard) = (vec![stream.next().await.unwrap()], String::new());
    while heard != said {
        let event = stream.next().await.unwrap();
        heard.push_str(event.delta());
        assert!(said.starts_with(&heard), "{heard}");
        events.push(event);
    }
    events
}

#[tokio::test]
async fn a_stopped_reply_keeps_what_was_written_and_lets_its_provider_go() {
    let setup = Setup::start().await;
    for (turn, kind) in KINDS.into_iter().enumerate() {
        let conversation = setup.conversation(&kind.full_model()).await;
        let asked = conversation.say("Hello", None).await;
        setup.provider.will(kind.held_after(&PIECES, 3));
        let mut asking = conversation.ask_events(&asked).await;
        let mut events = hear(&mut asking, SAID).await;
        let id = events[0].data["id"].as_str().unwrap().to_owned();
        let mut joined = conversation.join(&id).await;
        let mut heard = hear(&mut joined, SAID).await;

        let stopped = conversation.cancel(&id).await.ok();
        assert_eq!(
            (&stopped["status"], &stopped["content"]),
            (&json!("cancelled"), &json!(SAID)),
            "{kind:?}"
        );
        setup.provider.left(turn + 1).await;

        for (stream, events) in [(&mut asking, &mut events), (&mut joined, &mut heard)] {
            events.extend(stream.rest().await);
            let heard = Heard::whole(events);
            assert_eq!((&*heard.status, &heard.last), ("cancelled", &stopped));
        }
        assert_eq!(conversation.message(&id).await, stopped);
        assert_holds(&conversation, &[("completed", "Hello"), ("cancelled", SAID)]).await;

        // Once more changes nothing, and asking again works at once.
        assert_eq!(conversation.cancel(&id).await.ok(), stopped);
        setup.provider.will(kind.reply());
        assert_eq!(conversation.ask(&asked).await.ok()["content"], REPLY);
        assert_eq!(conversation.message(&id).await, stopped);
    }
}

#[tokio::test]
async fn who_waits_for_json_is_answered_with_the_stopped_reply() {
    let setup = Setup::start().await;
    let (conversation, asked) = asked(&setup).await;
    setup.provider.will(Kind::House.held_after(&PIECES, 3));
    let cancel = async {
        let id = conversation.writing().await;
        hear(&mut conversation.join(&id).await, SAID).await;
        conversation.cancel(&id).await.ok()
    };
    let (answer, stopped) = tokio::join!(conversation.ask(&asked), cancel);
    assert_eq!(answer.ok(), stopped);
    assert_eq!((&stopped["status"], &stopped["content"]), (&json!("cancelled"), &json!(SAID)));
    setup.provider.left(1).await;
}

#[tokio::test]
async fn a_reply_is_stopped_before_its_first_word() {
    let setup = Setup::start().await;
    let silent = Kind::House.held_after(&PIECES, 0);
    for (turn, reply) in [Reply::silence(), silent].into_iter().enumerate() {
        let (conversation, asked) = asked(&setup).await;
        setup.provider.will(reply);
        let mut stream = conversation.ask_events(&asked).await;
        let id = stream.created().await;
        setup.provider.asked(2 * turn + 1).await;
        let stopped = conversation.cancel(&id).await.ok();
        assert_eq!((&stopped["status"], &stopped["content"]), (&json!("cancelled"), &json!("")));
        assert_eq!(Heard::rest(&stream.rest().await).last, stopped);
        assert_eq!(conversation.message(&id).await, stopped);
        setup.provider.left(turn + 1).await;
        setup.provider.will(Kind::House.reply());
        assert_eq!(conversation.ask(&asked).await.ok()["content"], REPLY);
    }
}

#[tokio::test]
async fn whoever_stops_it_first_or_in_the_moment_of_its_end_all_agree() {
    let setup = Setup::start().await;
    let (conversation, _) = asked(&setup).await;
    let mut outcomes = Vec::new();
    for round in 0..12 {
        let asked = conversation.say("Hello", None).await;
        setup.provider.will(Kind::House.held_after(&PIECES, PIECES.len()));
        let mut stream = conversation.ask_events(&asked).await;
        let events = hear(&mut stream, REPLY).await;
        let id = events[0].data["id"].as_str().unwrap().to_owned();
        let stop = async {
            tokio::time::sleep(Duration::from_micros(300 * round)).await;
            join_all((0..4).map(|_| conversation.cancel(&id))).await
        };
        let finish = async { setup.provider.release() };
        let (answers, ()) = tokio::join!(stop, finish);
        let heard = Heard::whole(&[events, stream.rest().await].concat());
        for answer in answers {
            assert_eq!(answer.ok(), heard.last, "round {round}");
        }
        assert_eq!(conversation.message(&heard.id).await, heard.last);
        outcomes.push(heard.status);
        if setup.provider.gone() > outcomes.iter().filter(|status| *status == "cancelled").count() {
            panic!("a provider was left though its reply was completed");
        }
    }
    assert!(outcomes.iter().all(|status| status == "cancelled" || status == "completed"), "{outcomes:?}");
}

#[tokio::test]
async fn stopping_needs_no_body() {
    let setup = Setup::start().await;
    let (conversation, asked) = asked(&setup).await;
    for body in [None, Some("{}".to_owned())] {
        setup.provider.will(Kind::House.held_after(&PIECES, 1));
        let mut stream = conversation.ask_events(&asked).await;
        let id = stream.created().await;
        let answer = conversation.user.call(Method::POST, &format!("/messages/{id}/cancel"), body).await;
        assert_eq!(answer.ok()["status"], "cancelled");
    }
}
