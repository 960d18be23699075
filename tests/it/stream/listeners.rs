//! Many listeners of one reply.

use std::time::Duration;

use futures_util::future::join_all;

use super::PIECES;
use crate::support::provider::ScriptedReply;
use crate::support::{REPLY, ScriptedApp, Transcript, WireFormat};

#[tokio::test]
async fn all_listeners_hear_the_same_whenever_they_joined() {
    let setup = ScriptedApp::start().await;
    let mut reply =
        setup.start_reply(WireFormat::Compatible, WireFormat::Compatible.held_reply(&PIECES)).await;
    let mut listeners = Vec::new();
    for _ in PIECES {
        listeners.extend(join_all((0..9).map(|_| reply.join())).await);
        setup.provider.release();
    }
    setup.provider.release();
    let heard = reply.finish().await;
    assert_eq!(heard.text, REPLY);
    for events in join_all(listeners.iter_mut().map(|listener| listener.rest())).await {
        let other = Transcript::whole(&events);
        assert_eq!((&other.text, &other.last), (&heard.text, &heard.last));
        assert_eq!((other.ids.first(), other.ids.last()), (heard.ids.first(), heard.ids.last()));
    }
}

#[tokio::test]
async fn a_listener_who_joins_around_the_end_hears_all_of_the_reply() {
    let setup = ScriptedApp::start().await;
    for round in 0..10 {
        let pace = Duration::from_millis(3);
        let paced = ScriptedReply::events(&WireFormat::Compatible.stream_events(&PIECES)).paced(pace);
        let mut reply = setup.start_reply(WireFormat::Compatible, paced).await;
        let (conversation, id) = (reply.conversation.clone(), reply.id.clone());
        let join = async |number: u32| {
            // Not a wait: it spreads the listeners over the whole reply and a little beyond its end.
            tokio::time::sleep(number * pace).await;
            Transcript::whole(&conversation.join(&id).await.rest().await)
        };
        let (heard, joined) = tokio::join!(reply.finish(), join_all((0..15).map(join)));
        for other in joined {
            assert_eq!((&*other.text, &other.last), (REPLY, &heard.last), "round {round}");
        }
    }
}

#[tokio::test]
async fn several_replies_of_one_conversation_do_not_mix() {
    let setup = ScriptedApp::start().await;
    let conversation = setup.conversation(&WireFormat::Compatible.full_model()).await;
    let talk = async |number: usize| {
        let question = conversation.say(&format!("Say {number}"), None).await;
        let heard = conversation.start_reply(&question).await.finish().await;
        assert_eq!(heard.last["parent_id"], question);
        heard
    };
    for _ in 0..20 {
        let pace = Duration::from_millis(5);
        setup
            .provider
            .reply_with(ScriptedReply::events(&WireFormat::Compatible.stream_events(&PIECES)).paced(pace));
    }
    let mut heard = join_all((0..20).map(talk)).await;
    heard.sort_by(|one, two| one.id.cmp(&two.id));
    heard.dedup_by(|one, two| one.id == two.id);
    assert_eq!(heard.len(), 20);
    assert!(heard.iter().all(|heard| heard.text == REPLY));
}
