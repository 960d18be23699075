//! Many who listen to one reply.

use std::time::Duration;

use futures_util::future::join_all;

use super::{PIECES, asked};
use crate::support::provider::Reply;
use crate::support::{Heard, Kind, REPLY, Setup};

#[tokio::test]
async fn everybody_hears_the_same_whenever_they_came() {
    let setup = Setup::start().await;
    let (conversation, asked) = asked(&setup).await;
    setup.provider.will(Kind::House.says_held(&PIECES));
    let mut stream = conversation.ask_events(&asked).await;
    let first = stream.next().await.unwrap();
    let id = first.data["id"].as_str().unwrap().to_owned();
    let mut listeners = Vec::new();
    for _ in PIECES {
        listeners.extend(join_all((0..9).map(|_| conversation.join(&id))).await);
        setup.provider.release();
    }
    setup.provider.release();
    let heard = Heard::whole(&[vec![first], stream.rest().await].concat());
    assert_eq!(heard.text, REPLY);
    for events in join_all(listeners.iter_mut().map(|listener| listener.rest())).await {
        let other = Heard::whole(&events);
        assert_eq!((&other.text, &other.last), (&heard.text, &heard.last));
        assert_eq!((other.ids.first(), other.ids.last()), (heard.ids.first(), heard.ids.last()));
    }
}

#[tokio::test]
async fn who_comes_in_the_moment_of_the_end_hears_all_of_it() {
    let setup = Setup::start().await;
    let (conversation, _) = asked(&setup).await;
    for round in 0..10 {
        let asked = conversation.say("Hello", None).await;
        let pace = Duration::from_millis(3);
        setup.provider.will(Reply::events(&Kind::House.says(&PIECES)).paced(pace));
        let mut stream = conversation.ask_events(&asked).await;
        let id = stream.created().await;
        // Spread over the whole of the reply, and a little beyond it.
        let join = async |number: u32| {
            tokio::time::sleep(number * pace).await;
            Heard::whole(&conversation.join(&id).await.rest().await)
        };
        let (rest, joined) = tokio::join!(stream.rest(), join_all((0..15).map(join)));
        let last = Heard::rest(&rest).last;
        for heard in joined {
            assert_eq!((&*heard.text, &heard.last), (REPLY, &last), "round {round}");
        }
    }
}

#[tokio::test]
async fn several_replies_of_one_conversation_do_not_mix() {
    let setup = Setup::start().await;
    let (conversation, _) = asked(&setup).await;
    let talk = async |number: usize| {
        let asked = conversation.say(&format!("Say {number}"), None).await;
        let heard = Heard::whole(&conversation.ask_events(&asked).await.rest().await);
        assert_eq!(heard.last["parent_id"], asked);
        heard
    };
    for _ in 0..20 {
        let pace = Duration::from_millis(5);
        setup.provider.will(Reply::events(&Kind::House.says(&PIECES)).paced(pace));
    }
    let mut heard = join_all((0..20).map(talk)).await;
    heard.sort_by(|one, two| one.id.cmp(&two.id));
    heard.dedup_by(|one, two| one.id == two.id);
    assert_eq!(heard.len(), 20);
    assert!(heard.iter().all(|heard| heard.text == REPLY));
}
