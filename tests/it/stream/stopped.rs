//! What follows when a reply was stopped, and when there was nothing to be stopped.

use std::time::Duration;

use serde_json::{Value, json};

use super::cancel::{SAID, hear};
use super::{PIECES, asked};
use crate::support::provider::Reply;
use crate::support::{Heard, KINDS, Kind, REPLY, Setup};

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
