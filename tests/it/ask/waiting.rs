//! Time limits of providers, and `Retry-After`.

use std::time::{Duration, Instant};

use serde_json::json;

use super::failures::{ask_in_vain, ask_with_a_failure};
use super::{REPLY, ScriptedApp, WireFormat, reply_to};
use crate::support::provider::{ScriptedReply, first_events};
use crate::support::thinking::thinking_reply;
use crate::support::wait::PATIENCE;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_provider_that_says_nothing_or_stops_in_the_middle_is_given_up() {
    let setup = ScriptedApp::start_with(|config| config.models.read_timeout = SECOND).await;
    for (turn, format) in [WireFormat::Compatible, WireFormat::Anthropic].into_iter().enumerate() {
        let plain = format.fixture("plain");
        let some = first_events(&plain, format.events_before_text() + 2);
        for (reply, keeps, what) in [
            (ScriptedReply::silence(), "", "no head"),
            (ScriptedReply::stream(some).then_silence(), "Grüße", "a stall"),
        ] {
            let conversation = setup.conversation(&format.full_model()).await;
            let question = conversation.say("Hello", None).await;
            let requests = setup.provider.request_count();
            setup.provider.reply_with(reply);
            let start = Instant::now();
            ask_with_a_failure(&conversation, &question, "did not answer in time", keeps, what).await;
            assert!(start.elapsed() >= SECOND, "{what}");
            assert_eq!(setup.provider.request_count(), requests + 1, "{what}: a time-out is not tried again");

            setup.provider.reply_with(format.reply());
            assert_eq!(reply_to(&conversation, &question).await.1, REPLY, "{what}");
        }
        setup.provider.wait_for_disconnects(2 * (turn + 1)).await;
    }
}

#[tokio::test]
async fn a_slow_reply_is_fine_as_long_as_it_goes_on() {
    let setup = ScriptedApp::start_with(|config| {
        config.models.read_timeout = 5 * SECOND;
        config.http.request_timeout = 2 * SECOND;
    })
    .await;
    let conversation = setup.conversation("house.llama3.2:1b").await;
    let question = conversation.say("Hello", None).await;
    let start = Instant::now();
    setup.provider.reply_with(WireFormat::Compatible.reply().in_pieces_of(256).paced(SECOND / 4));
    assert_eq!(reply_to(&conversation, &question).await.1, REPLY);
    assert!(start.elapsed() > 2 * SECOND);
}

#[tokio::test]
async fn a_reply_that_takes_too_long_as_a_whole_is_given_up() {
    let setup = ScriptedApp::start_with(|config| config.models.reply_timeout = SECOND).await;
    for (reply, what) in [
        (WireFormat::Compatible.reply().in_pieces_of(16).paced(SECOND / 10), "slow"),
        (ScriptedReply::stream("").then_forever(": still there\n\n"), "only comments"),
    ] {
        let conversation = setup.conversation("house.llama3.2:1b").await;
        let question = conversation.say("Hello", None).await;
        let requests = setup.provider.request_count();
        setup.provider.reply_with(reply);
        let start = Instant::now();
        ask_in_vain(&conversation, &question, "did not answer in time", what).await;
        assert!(start.elapsed() >= SECOND && start.elapsed() < PATIENCE, "{what}: {:?}", start.elapsed());
        setup.provider.wait_for_disconnects(requests + 1).await;
    }
    assert_eq!(setup.provider.request_count(), 2);
}

#[tokio::test]
async fn a_short_retry_after_is_waited_for() {
    let setup = ScriptedApp::start_with(|config| config.models.max_retry_wait = 5 * SECOND).await;
    let conversation = setup.conversation("anthropic.claude-sonnet-4-5").await;
    let question = conversation.say("Hello", None).await;
    let limited = ScriptedReply::error(429, &json!({"type": "error", "error": {"type": "rate_limit_error"}}));
    setup.provider.reply_with(limited.header("Retry-After", "1")).reply_with(WireFormat::Anthropic.reply());
    let start = Instant::now();
    assert_eq!(reply_to(&conversation, &question).await.1, REPLY);
    assert!(start.elapsed() >= SECOND);
    assert_eq!(setup.provider.request_count(), 2);
}

#[tokio::test]
async fn a_long_retry_after_is_handed_on() {
    let setup = ScriptedApp::start_with(|config| config.models.max_retry_wait = 5 * SECOND).await;
    for (status, value, says, at_least) in [
        (429, "30", "rate-limiting", 30),
        (503, "77", "provider failed", 77),
        (429, "Fri, 31 Dec 2399 23:59:59 GMT", "rate-limiting", 1_000_000),
    ] {
        // A model of its own for each case, because the server remembers how long to wait.
        let conversation = setup.conversation(&format!("openai.gpt-{at_least}")).await;
        let question = conversation.say("Hello", None).await;
        let requests = setup.provider.request_count();
        setup.provider.reply_with(ScriptedReply::error(status, &json!({})).header("Retry-After", value));
        let answer = ask_in_vain(&conversation, &question, says, value).await;
        let handed_on: u64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!(handed_on >= at_least && (at_least > 100 || handed_on == at_least), "{value}: {handed_on}");
        assert_eq!(setup.provider.request_count(), requests + 1, "{value}");

        // Until then that model is not asked again, but other models of the connection are.
        let again = ask_in_vain(&conversation, &question, says, value).await;
        let handed_on: u64 = again.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!(handed_on > 20 && handed_on <= at_least.min(3_600), "{value}: {handed_on}");
        assert_eq!(setup.provider.request_count(), requests + 1, "{value}");
        let (another, question) = setup.question(WireFormat::Openai).await;
        setup.provider.reply_with(WireFormat::Openai.reply());
        assert_eq!(reply_to(&another, &question).await.1, REPLY);
    }
}

#[tokio::test]
async fn a_limit_that_the_headers_say_is_used_up_is_waited_for() {
    let setup = ScriptedApp::start_with(|config| config.models.max_retry_wait = 5 * SECOND).await;
    let reset = |name: &str, value: &str, reply: ScriptedReply| {
        reply
            .header(&format!("x-ratelimit-remaining-{name}"), "0")
            .header(&format!("x-ratelimit-reset-{name}"), value)
    };
    // The next request is sent when the limit has been reset.
    let (conversation, question) = setup.question(WireFormat::Openai).await;
    let plain = || WireFormat::Openai.reply();
    setup.provider.reply_with(reset("requests", "1s", plain())).reply_with(plain());
    assert_eq!(reply_to(&conversation, &question).await.1, REPLY);
    let start = Instant::now();
    assert_eq!(reply_to(&conversation, &question).await.1, REPLY);
    assert!(start.elapsed() >= SECOND * 9 / 10);

    // The same headers also say when to retry a refusal without Retry-After.
    let limited = ScriptedReply::error(429, &json!({}));
    setup.provider.reply_with(reset("tokens", "6m0s", limited));
    let answer = ask_in_vain(&conversation, &question, "rate-limiting", "tokens").await;
    assert_eq!(answer.headers["retry-after"], "360");
    assert_eq!(setup.provider.request_count(), 3);

    let (conversation, question) = setup.question(WireFormat::Anthropic).await;
    let used_up = WireFormat::Anthropic
        .reply()
        .header("Date", "Wed, 13 May 2026 09:00:00 GMT")
        .header("anthropic-ratelimit-output-tokens-remaining", "0")
        .header("anthropic-ratelimit-output-tokens-reset", "2026-05-13T09:00:30Z");
    // After a success, the wait is short, whatever the headers say.
    setup.provider.reply_with(used_up).reply_with(WireFormat::Anthropic.reply());
    assert_eq!(reply_to(&conversation, &question).await.1, REPLY);
    let start = Instant::now();
    assert_eq!(reply_to(&conversation, &question).await.1, REPLY);
    assert!(start.elapsed() >= 2 * SECOND && start.elapsed() < 25 * SECOND, "{:?}", start.elapsed());
    assert_eq!(setup.provider.request_count(), 5);
}

#[tokio::test]
async fn a_provider_that_is_down_holds_nobody() {
    let setup = ScriptedApp::start_with(|config| {
        config.models.retries = 0;
        config.models.read_timeout = SECOND;
        config.models.circuit_failures = 2;
        config.models.circuit_pause = 2 * SECOND;
    })
    .await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    for reply in [ScriptedReply::silence(), ScriptedReply::error(500, &json!({}))] {
        setup.provider.reply_with(reply);
        conversation.ask(&question).await.error(503, "unavailable");
    }
    // Now it fails at once, and says when to retry.
    let opened = Instant::now();
    let answer = ask_in_vain(&conversation, &question, "several times in a row", "open").await;
    let again: u64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=2).contains(&again), "{again}");
    // A fallback model answers at once, and other models of the connection are asked.
    let settings =
        json!({"model": WireFormat::Compatible.full_model(), "fallback_models": ["openai.gpt-4o"]});
    let with_fallback = setup.conversation_with(settings).await;
    let another = with_fallback.say("Hello", None).await;
    setup.provider.reply_with(WireFormat::Openai.reply()).reply_with(WireFormat::Compatible.reply());
    assert_eq!(reply_to(&with_fallback, &another).await.1, REPLY);
    let sibling = setup.conversation("house.another").await;
    let another = sibling.say("Hello", None).await;
    assert_eq!(reply_to(&sibling, &another).await.1, REPLY);
    assert_eq!(setup.provider.request_count(), 4);

    // After the pause, one request tries it; the others still fail at once.
    tokio::time::sleep_until((opened + 2 * SECOND).into()).await;
    setup.provider.reply_with(WireFormat::Compatible.reply().held());
    let probe = async { reply_to(&conversation, &question).await.1 };
    let others = async {
        setup.provider.wait_for_requests(5).await;
        let (other, question) = setup.question(WireFormat::Compatible).await;
        ask_in_vain(&other, &question, "several times in a row", "while it is tried").await;
        setup.provider.release();
    };
    assert_eq!(tokio::join!(probe, others).0, REPLY);
    setup.provider.reply_with(WireFormat::Compatible.reply());
    assert_eq!(reply_to(&conversation, &question).await.1, REPLY, "it is asked as before");
    assert_eq!(setup.provider.request_count(), 6);
}

#[tokio::test]
async fn while_a_model_that_is_tried_again_thinks_others_are_answered() {
    let setup = ScriptedApp::start_with(|config| {
        config.models.retries = 0;
        config.models.circuit_failures = 1;
        config.models.circuit_pause = Duration::ZERO;
    })
    .await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    setup.provider.reply_with(ScriptedReply::error(500, &json!({})));
    conversation.ask(&question).await.error(503, "unavailable");

    let mut probe = setup.start_reply(WireFormat::Compatible, thinking_reply(&["Hm"], &["Yes"], 1)).await;
    assert_eq!(probe.hear_thought().await, "Hm");
    setup.provider.reply_with(WireFormat::Compatible.reply());
    assert_eq!(reply_to(&conversation, &question).await.1, REPLY);
    setup.provider.release_many(2);
    assert_eq!(probe.finish().await.last["content"], "Yes");
}

#[tokio::test]
async fn an_agent_s_own_fields_do_not_stop_a_model_for_others() {
    let setup = ScriptedApp::start_with(|config| {
        config.models.retries = 1;
        config.models.circuit_failures = 1;
    })
    .await;
    let settings = json!({"model": WireFormat::Compatible.full_model(), "openai": {"extra": {"odd": true}}});
    let odd = setup.conversation_with(settings).await;
    let question = odd.say("Hello", None).await;
    let broken = ScriptedReply::error(500, &json!({}));
    setup.provider.reply_with(broken.clone()).reply_with(broken);
    ask_in_vain(&odd, &question, "provider failed", "extra").await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    setup.provider.reply_with(WireFormat::Compatible.reply());
    assert_eq!(reply_to(&conversation, &question).await.1, REPLY);
}
