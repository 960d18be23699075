//! Providers that stop in the middle: the reply ends at a limit, with what was heard.

use std::time::{Duration, Instant};

use super::{PIECES, asked, assert_holds};
use crate::support::provider::Reply;
use crate::support::wait::PATIENCE;
use crate::support::{Heard, KINDS, Kind, REPLY, Setup};

const LIMIT: Duration = Duration::from_millis(700);

#[tokio::test]
async fn a_provider_that_falls_silent_is_given_up_and_what_it_said_is_kept() {
    let setup = Setup::start_with(|config| config.models.read_timeout = LIMIT).await;
    for (turn, kind) in KINDS.into_iter().enumerate() {
        let conversation = setup.conversation(&kind.full_model()).await;
        let asked = conversation.say("Hello", None).await;
        setup.provider.will(kind.held_after(&PIECES, 3));
        let start = Instant::now();
        let heard = Heard::whole(&conversation.ask_events(&asked).await.rest().await);
        assert!(start.elapsed() >= LIMIT && start.elapsed() < PATIENCE, "{:?}", start.elapsed());
        assert_eq!((&*heard.text, &*heard.status), ("Grüße, Ada!", "failed"), "{kind:?}");
        let message = heard.last["error"]["message"].as_str().unwrap();
        assert!(message.contains("did not answer in time"), "{message}");
        setup.provider.left(turn + 1).await;
        assert_holds(&conversation, &[("completed", "Hello"), ("failed", "Grüße, Ada!")]).await;

        setup.provider.will(kind.reply());
        assert_eq!(conversation.ask(&asked).await.ok()["content"], REPLY);
    }
}

#[tokio::test]
async fn a_reply_that_goes_on_and_on_ends_at_its_limit_and_what_was_said_is_kept() {
    let setup = Setup::start_with(|config| config.models.reply_timeout = LIMIT).await;
    let (conversation, asked) = asked(&setup).await;
    let words: Vec<String> = (0..1_000).map(|word| format!("word {word}, ")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    setup.provider.will(Reply::events(&Kind::House.says(&words)).paced(LIMIT / 20));
    let start = Instant::now();
    let heard = Heard::whole(&conversation.ask_events(&asked).await.rest().await);
    assert!(start.elapsed() >= LIMIT && start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    assert_eq!(heard.status, "failed");
    assert!(heard.deltas.len() > 2 && words.concat().starts_with(&heard.text), "{}", heard.text);
    setup.provider.left(1).await;
    assert_holds(&conversation, &[("completed", "Hello"), ("failed", &heard.text)]).await;
}

#[tokio::test]
async fn a_stream_may_last_longer_than_any_other_request() {
    // Long enough for the ordinary requests of this test on a busy machine.
    let limit = Duration::from_secs(3);
    let setup = Setup::start_with(|config| config.http.request_timeout = limit).await;
    let (conversation, asked) = asked(&setup).await;
    setup.provider.will(Reply::events(&Kind::House.says(&PIECES)).paced(limit / 4));
    let mut asking = conversation.ask_events(&asked).await;
    let id = asking.created().await;
    let mut joined = conversation.join(&id).await;
    let (asked, joined) = tokio::join!(asking.rest(), joined.rest());
    assert_eq!(Heard::rest(&asked).text, REPLY);
    assert_eq!(Heard::whole(&joined).text, REPLY);
}
