//! Providers that stop in the middle: the reply ends at a time limit, with the text so far.

use std::time::{Duration, Instant};

use super::{PIECES, assert_holds};
use crate::support::provider::ScriptedReply;
use crate::support::wait::PATIENCE;
use crate::support::{REPLY, ScriptedApp, Transcript, WIRE_FORMATS, WireFormat};

const LIMIT: Duration = Duration::from_millis(700);

#[tokio::test]
async fn a_provider_that_falls_silent_is_given_up_and_what_it_said_is_kept() {
    let setup = ScriptedApp::start_with(|config| config.models.read_timeout = LIMIT).await;
    for (turn, format) in WIRE_FORMATS.into_iter().enumerate() {
        let conversation = setup.conversation(&format.full_model()).await;
        let question = conversation.say("Hello", None).await;
        setup.provider.reply_with(format.reply_held_after(&PIECES, 3));
        let start = Instant::now();
        let heard = Transcript::whole(&conversation.ask_events(&question).await.rest().await);
        assert!(start.elapsed() >= LIMIT && start.elapsed() < PATIENCE, "{:?}", start.elapsed());
        assert_eq!((&*heard.text, &*heard.status), ("Grüße, Ada!", "failed"), "{format:?}");
        let message = heard.last["error"]["message"].as_str().unwrap();
        assert!(message.contains("did not answer in time"), "{message}");
        setup.provider.wait_for_disconnects(turn + 1).await;
        assert_holds(&conversation, &[("completed", "Hello"), ("failed", "Grüße, Ada!")]).await;

        setup.provider.reply_with(format.reply());
        assert_eq!(conversation.ask(&question).await.ok()["content"], REPLY);
    }
}

#[tokio::test]
async fn a_reply_that_goes_on_and_on_ends_at_its_limit_and_what_was_said_is_kept() {
    let setup = ScriptedApp::start_with(|config| config.models.reply_timeout = LIMIT).await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    let words: Vec<String> = (0..1_000).map(|word| format!("word {word}, ")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    setup
        .provider
        .reply_with(ScriptedReply::events(&WireFormat::Compatible.stream_events(&words)).paced(LIMIT / 20));
    let start = Instant::now();
    let heard = Transcript::whole(&conversation.ask_events(&question).await.rest().await);
    assert!(start.elapsed() >= LIMIT && start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    assert_eq!(heard.status, "failed");
    assert!(heard.deltas.len() > 2 && words.concat().starts_with(&heard.text), "{}", heard.text);
    setup.provider.wait_for_disconnects(1).await;
    assert_holds(&conversation, &[("completed", "Hello"), ("failed", &heard.text)]).await;
}

#[tokio::test]
async fn a_stream_may_last_longer_than_any_other_request() {
    // Long enough for the ordinary requests of this test on a busy machine.
    let limit = Duration::from_secs(3);
    let setup = ScriptedApp::start_with(|config| config.http.request_timeout = limit).await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    setup
        .provider
        .reply_with(ScriptedReply::events(&WireFormat::Compatible.stream_events(&PIECES)).paced(limit / 4));
    let mut asking = conversation.ask_events(&question).await;
    let id = asking.created().await;
    let mut joined = conversation.join(&id).await;
    let (question, joined) = tokio::join!(asking.rest(), joined.rest());
    assert_eq!(Transcript::rest(&question).text, REPLY);
    assert_eq!(Transcript::whole(&joined).text, REPLY);
}
