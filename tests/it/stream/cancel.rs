//! Stopping a reply: what was written stays, and the provider is let go.

use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::{PIECES, asked, assert_holds};
use crate::support::provider::Reply;
use crate::support::{Events, Heard, KINDS, Kind, REPLY, Setup};

/// What is heard before the test stops a reply.
const SAID: &str = "Grüße, Ada!";

/// Hears so much, and nothing of the end.
async fn hear(stream: &mut Events, said: &str) -> Vec<crate::support::events::Event> {
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
async fn a_stopped_reply_is_not_asked_for_again_at_the_provider() {
    let setup = Setup::start_with(|config| {
        config.models.retries = 3;
        config.models.max_retry_wait = Duration::from_secs(30);
    })
    .await;
    let (conversation, asked) = asked(&setup).await;
    let later = Reply::error(429, &json!({})).header("Retry-After", "20");
    setup.provider.will(later).will(Kind::House.reply());
    let mut stream = conversation.ask_events(&asked).await;
    let id = stream.created().await;
    setup.provider.asked(1).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    conversation.cancel(&id).await.ok();
    assert_eq!(Heard::rest(&stream.rest().await).status, "cancelled");
    assert_eq!(setup.provider.count(), 1);
}

#[tokio::test]
async fn a_reply_that_has_ended_stays_as_it_is() {
    let setup = Setup::start_with(|config| config.models.retries = 0).await;
    let (conversation, asked) = asked(&setup).await;
    let broken = Reply::events(&Kind::House.says(&PIECES)[..4]).then_cut();
    for reply in [Kind::House.reply(), broken, Reply::error(500, &json!({}))] {
        setup.provider.will(reply);
        let heard = Heard::whole(&conversation.ask_events(&asked).await.rest().await);
        let before = conversation.message(&heard.id).await;
        let answer = conversation.cancel(&heard.id).await.ok();
        assert_eq!((&answer["id"], &answer["status"]), (&json!(heard.id), &json!(heard.status)));
        assert_eq!(answer["content"], heard.text);
        assert_eq!(conversation.message(&heard.id).await, before);
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

#[tokio::test]
async fn a_conversation_goes_on_after_a_stopped_reply() {
    let setup = Setup::start().await;
    for kind in KINDS {
        let conversation = setup.conversation(&kind.full_model()).await;
        let asked = conversation.say("Hello", None).await;
        setup.provider.will(kind.held_after(&PIECES, 3));
        let mut stream = conversation.ask_events(&asked).await;
        let events = hear(&mut stream, SAID).await;
        let id = events[0].data["id"].as_str().unwrap().to_owned();
        conversation.cancel(&id).await.ok();

        let next = conversation.say("Go on", Some(&id)).await;
        setup.provider.will(kind.reply());
        assert_eq!(conversation.ask(&next).await.ok()["content"], REPLY);
        let (_, told) = kind.told(&setup.provider.last());
        assert_eq!(told, kind.turns(&["Hello", SAID, "Go on"]), "{kind:?}");
    }
}

#[tokio::test]
async fn no_model_is_told_an_empty_turn() {
    let setup = Setup::start().await;
    for kind in KINDS {
        let conversation = setup.conversation(&kind.full_model()).await;
        let asked = conversation.say("Hello", None).await;
        setup.provider.will(kind.says_held(&PIECES));
        let mut stream = conversation.ask_events(&asked).await;
        let id = stream.created().await;
        conversation.cancel(&id).await.ok();

        // Either nothing can be said below a reply of no words, or the model is not told of it.
        let body = json!({"interaction_id": conversation.id, "content": "Hello?", "parent_id": id});
        let said = conversation.user.post("/messages", body).await;
        if said.status == 409 {
            said.error(409, "conflict");
            continue;
        }
        setup.provider.will(kind.reply());
        let next: Value = said.ok();
        conversation.ask(next["id"].as_str().unwrap()).await.ok();
        let (_, told) = kind.told(&setup.provider.last());
        assert!(told.iter().all(|(_, text)| !text.trim().is_empty()), "{kind:?}: {told:?}");
    }
}
