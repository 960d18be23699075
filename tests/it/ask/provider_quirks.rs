//! What providers do besides the protocol: refusals that can be avoided, replies without a word, odd streams, too much
//! of everything.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::failures::{ask_in_vain, ask_with_a_failure};
use super::{KINDS, Kind, REPLY, Setup, reply_to};
use crate::support::Conversation;
use crate::support::provider::{Reply, first_events, fixture};

async fn conversation_with(setup: &Setup, kind: Kind, settings: Value) -> (Conversation, String) {
    let mut agent = settings;
    agent["model"] = json!(kind.full_model());
    let conversation = setup.conversation_with(agent).await;
    let asked = conversation.say("Hello", None).await;
    (conversation, asked)
}

fn error(message: &str) -> Reply {
    Reply::error(400, &json!({"error": {"message": message, "code": 400, "type": "invalid_request_error"}}))
}

#[tokio::test]
async fn one_request_is_enough_for_a_stream_that_is_odd_but_whole() {
    let setup = Setup::start().await;
    for (kind, stream) in [
        (Kind::House, "gateway/error-null"),
        (Kind::House, "openai/no-done"),
        (Kind::Openai, "openai/no-done"),
        (Kind::Openai, "openai/no-blank-line"),
        (Kind::Anthropic, "anthropic/no-stop"),
    ] {
        let (conversation, asked) = conversation_with(&setup, kind, json!({})).await;
        let count = setup.provider.count();
        setup.provider.will(Reply::stream(&fixture(&format!("{stream}.sse"))));
        let reply = conversation.ask(&asked).await.ok();
        assert_eq!((&reply["content"], &reply["status"]), (&json!(REPLY), &json!("completed")), "{stream}");
        assert_eq!(setup.provider.count(), count + 1, "{stream}");
    }
}

#[tokio::test]
async fn a_reply_with_a_finish_reason_is_whole_even_if_its_stream_breaks_or_hangs() {
    let setup = Setup::start_with(|config| config.models.read_timeout = Duration::from_millis(500)).await;
    for (kind, stream) in [
        (Kind::Openai, "openai/no-done"),
        (Kind::Anthropic, "anthropic/no-stop"),
        (Kind::Gemini, "gemini/plain"),
    ] {
        let reply = Reply::stream(&fixture(&format!("{stream}.sse")));
        for reply in [reply.clone().then_cut(), reply.then_silence()] {
            let (conversation, asked) = conversation_with(&setup, kind, json!({})).await;
            setup.provider.will(reply);
            assert_eq!(reply_to(&conversation, &asked).await.1, REPLY, "{stream}");
        }
    }
}

#[tokio::test]
async fn tokens_spent_without_a_word_are_counted_and_not_spent_again() {
    let setup = Setup::start().await;
    for (kind, stream, tokens) in [
        (Kind::Openai, "openai/out-of-tokens", (24, 1024)),
        (Kind::House, "vllm/out-of-tokens", (24, 1024)),
        (Kind::House, "gateway/think-tags-out-of-tokens", (24, 1024)),
        (Kind::Anthropic, "anthropic/out-of-tokens", (21, 1024)),
        (Kind::Gemini, "gemini/out-of-tokens", (11, 1024)),
    ] {
        let (conversation, asked) = conversation_with(&setup, kind, json!({})).await;
        let count = setup.provider.count();
        setup.provider.will(Reply::stream(&fixture(&format!("{stream}.sse"))));
        ask_in_vain(&conversation, &asked, "used all its tokens", stream).await;
        assert_eq!(setup.provider.count(), count + 1, "{stream}");
        let all = format!("/messages?interaction_id={}", conversation.id);
        let all = setup.app.admin().get(&all).await.ok();
        let usage = json!({"input_tokens": tokens.0, "output_tokens": tokens.1, "estimated": false});
        assert_eq!(all["data"][1]["usage"], usage, "{stream}: {all}");
    }
}

#[tokio::test]
async fn what_a_model_refuses_is_left_out_and_not_sent_again() {
    let setup = Setup::start().await;
    let temperature =
        json!({"openai": {"temperature": 0.5, "top_p": 0.9}, "anthropic": {"temperature": 0.5}});
    for (kind, settings, refusal, path) in [
        (Kind::House, json!({}), "Unrecognized request argument supplied: stream_options", "/stream_options"),
        (
            Kind::Openai,
            temperature.clone(),
            "Unsupported value: 'temperature' does not support 0.5",
            "/temperature",
        ),
        (Kind::Openai, temperature.clone(), "Unsupported parameter: 'top_p' is not supported", "/top_p"),
        (Kind::Anthropic, temperature.clone(), "`temperature` is deprecated for this model.", "/temperature"),
        (Kind::Gemini, temperature, "Unsupported: temperature", "/generationConfig/temperature"),
    ] {
        // A model of its own for each, since what it refuses is remembered.
        let setup_model = format!("{}-{}", kind.full_model(), path.len());
        let mut agent = settings;
        agent["model"] = json!(setup_model);
        let conversation = setup.conversation_with(agent).await;
        let asked = conversation.say("Hello", None).await;
        let count = setup.provider.count();
        setup.provider.will(error(refusal)).will(kind.reply()).will(kind.reply());
        for _ in 0..2 {
            assert_eq!(reply_to(&conversation, &asked).await.1, REPLY, "{refusal}");
        }
        let sent = &setup.provider.received()[count..];
        let sent: Vec<bool> = sent.iter().map(|request| request.body.pointer(path).is_some()).collect();
        assert_eq!(sent, [true, false, false], "{kind:?}: {refusal}");
    }
}

#[tokio::test]
async fn a_model_without_a_system_role_reads_the_system_message_first() {
    let setup = Setup::start().await;
    for (kind, refusal) in [
        (Kind::House, error("System role not supported")),
        (
            Kind::House,
            Reply::error(500, &json!({"error": {"message": "Jinja Exception: System role not supported"}})),
        ),
        (
            Kind::Openai,
            error("Unsupported value: 'messages[0].role' does not support 'system' with this model."),
        ),
        (Kind::Gemini, error("Developer instruction is not enabled for models/gemma-3-27b-it")),
    ] {
        let model = format!("{}-{}", kind.full_model(), setup.provider.count());
        let conversation =
            setup.conversation_with(json!({"model": model, "system_message": "Be kind."})).await;
        let asked = conversation.say("Hello", None).await;
        setup.provider.will(refusal).will(kind.reply()).will(kind.reply());
        for _ in 0..2 {
            assert_eq!(reply_to(&conversation, &asked).await.1, REPLY, "{kind:?}");
            let told = kind.told(&setup.provider.last());
            assert_eq!(told, (String::new(), kind.turns(&["Be kind.\n\nHello"])), "{kind:?}");
        }
        assert_eq!(setup.provider.unused(), 0);
    }
}

#[tokio::test]
async fn a_setting_out_of_range_is_not_dropped_in_silence() {
    let setup = Setup::start().await;
    let (conversation, asked) =
        conversation_with(&setup, Kind::Anthropic, json!({"anthropic": {"temperature": 0.5}})).await;
    setup.provider.will(error("temperature: range: 0..0.1"));
    ask_in_vain(&conversation, &asked, "refuses the request", "range").await;
    assert_eq!(setup.provider.count(), 1);
}

#[tokio::test]
async fn a_conversation_longer_than_the_model_can_read_loses_its_older_half() {
    let setup = Setup::start().await;
    for (kind, refusal) in [
        (Kind::Openai, json!({"error": {"message": "too long", "code": "context_length_exceeded"}})),
        (Kind::House, json!({"error": {"code": 400, "message": "x", "type": "exceed_context_size_error"}})),
        (
            Kind::House,
            json!({"object": "error", "message": "This model's maximum context length is 10 tokens.", "code": 400}),
        ),
        (
            Kind::Anthropic,
            json!({"type": "error", "error": {"type": "invalid_request_error", "message": "prompt is too long: 11 tokens > 10 maximum"}}),
        ),
        (
            Kind::Gemini,
            json!({"error": {"code": 400, "message": "The input token count (11) exceeds the maximum number of tokens allowed (10)."}}),
        ),
    ] {
        let conversation = setup.conversation(&kind.full_model()).await;
        let mut parent: Option<String> = None;
        for question in ["One", "Two"] {
            let asked = conversation.say(question, parent.as_deref()).await;
            setup.provider.will(kind.reply());
            parent = Some(reply_to(&conversation, &asked).await.0);
        }
        let asked = conversation.say("Three", parent.as_deref()).await;
        let refused = Reply::error(400, &refusal);
        setup.provider.will(refused.clone()).will(kind.reply());
        assert_eq!(reply_to(&conversation, &asked).await.1, REPLY, "{refusal}");
        assert_eq!(kind.told(&setup.provider.last()).1, kind.turns(&["Three"]), "{refusal}");

        // With nothing left to drop, it is told; the message is then at fault, not the conversation.
        let alone = setup.conversation(&kind.full_model()).await;
        let asked = alone.say("Long", None).await;
        setup.provider.will(refused);
        ask_in_vain(&alone, &asked, "longer than the agent's model can read", "alone").await;
        assert_eq!(setup.provider.unused(), 0);
    }
}

#[tokio::test]
async fn the_query_of_a_base_url_stays_behind_the_path() {
    let setup = Setup::start_with(|config| {
        for kind in KINDS {
            let connection = config.connections.get_mut(kind.name()).unwrap();
            connection.base_url.as_mut().unwrap().push_str("?api-version=2026-10-01");
        }
    })
    .await;
    for kind in KINDS {
        let (conversation, asked) = conversation_with(&setup, kind, json!({})).await;
        setup.provider.will(kind.reply());
        assert_eq!(reply_to(&conversation, &asked).await.1, REPLY);
        let path = match kind {
            Kind::Openai | Kind::House => {
                format!("/{}/v1/chat/completions?api-version=2026-10-01", kind.name())
            }
            Kind::Anthropic => "/anthropic/v1/messages?api-version=2026-10-01".to_owned(),
            Kind::Gemini => {
                let model = kind.model();
                format!("/gemini/v1beta/models/{model}:streamGenerateContent?api-version=2026-10-01&alt=sse")
            }
        };
        assert_eq!(setup.provider.last().path, path);
    }
}

#[tokio::test]
async fn an_endless_line_is_stopped_long_before_the_time_limit() {
    let setup = Setup::start_with(|config| config.models.retries = 0).await;
    for kind in KINDS {
        let (conversation, asked) = conversation_with(&setup, kind, json!({})).await;
        let endless = Reply::stream("data: ").then_forever(&"x".repeat(10_000));
        setup.provider.will(endless.clone());
        ask_in_vain(&conversation, &asked, "too long", "no event before it").await;

        let plain = kind.fixture("plain");
        let some = first_events(&plain, kind.events_before_text() + 2);
        setup.provider.will(Reply::stream(&format!("{some}data: ")).then_forever(&"x".repeat(10_000)));
        let keeps = if kind == Kind::Gemini { "Grüße, Ada! 你好" } else { "Grüße" };
        ask_with_a_failure(&conversation, &asked, "too long", keeps, "in the middle").await;
    }
    assert_eq!(setup.provider.count(), 8);
}

#[tokio::test]
async fn endless_reasoning_is_stopped() {
    let setup = Setup::start_with(|config| config.models.max_reply_bytes = 10_000).await;
    let (conversation, asked) = conversation_with(&setup, Kind::House, json!({})).await;
    let thought = json!({"choices": [{"index": 0, "delta": {"reasoning_content": "and then "}}]});
    setup.provider.will(Reply::stream("").then_forever(&format!("data: {thought}\n\n")));
    ask_in_vain(&conversation, &asked, "too long", "reasoning").await;
}

#[tokio::test]
async fn the_body_of_an_error_is_read_as_far_as_it_matters() {
    let setup = Setup::start_with(|config| config.models.retries = 0).await;
    for kind in KINDS {
        let (conversation, asked) = conversation_with(&setup, kind, json!({})).await;
        let start = Instant::now();
        setup.provider.will(Reply::with(500, "text/plain", "XYZZY").then_forever(&"x".repeat(10_000)));
        ask_in_vain(&conversation, &asked, "provider failed", "an endless error").await;
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}

#[tokio::test]
async fn nothing_is_decompressed() {
    let setup = Setup::start_with(|config| config.models.retries = 0).await;
    let (conversation, asked) = conversation_with(&setup, Kind::House, json!({})).await;
    setup.provider.will(Kind::House.reply().header("Content-Encoding", "gzip"));
    // The stream is not compressed, so that it can be read only by who does not try to decompress it.
    assert_eq!(reply_to(&conversation, &asked).await.1, REPLY);
    assert_eq!(setup.provider.last().headers.get("accept-encoding"), None);
}
