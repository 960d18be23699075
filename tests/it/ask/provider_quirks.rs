//! Quirks of providers: avoidable refusals, replies without text, odd streams, too much of everything.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::failures::{ask_in_vain, ask_with_a_failure};
use super::{REPLY, ScriptedApp, WIRE_FORMATS, WireFormat, reply_to};
use crate::support::Conversation;
use crate::support::provider::{ScriptedReply, first_events, fixture};

async fn conversation_with(
    setup: &ScriptedApp,
    format: WireFormat,
    settings: Value,
) -> (Conversation, String) {
    let mut agent = settings;
    agent["model"] = json!(format.full_model());
    let conversation = setup.conversation_with(agent).await;
    let question = conversation.say("Hello", None).await;
    (conversation, question)
}

fn error(message: &str) -> ScriptedReply {
    ScriptedReply::error(
        400,
        &json!({"error": {"message": message, "code": 400, "type": "invalid_request_error"}}),
    )
}

#[tokio::test]
async fn one_request_is_enough_for_a_stream_that_is_odd_but_whole() {
    let setup = ScriptedApp::start().await;
    for (format, stream) in [
        (WireFormat::Compatible, "gateway/error-null"),
        (WireFormat::Compatible, "openai/no-done"),
        (WireFormat::Openai, "openai/no-done"),
        (WireFormat::Openai, "openai/no-blank-line"),
        (WireFormat::Anthropic, "anthropic/no-stop"),
    ] {
        let (conversation, question) = conversation_with(&setup, format, json!({})).await;
        let count = setup.provider.request_count();
        setup.provider.reply_with(ScriptedReply::stream(&fixture(&format!("{stream}.sse"))));
        let reply = conversation.ask(&question).await.ok();
        assert_eq!((&reply["content"], &reply["status"]), (&json!(REPLY), &json!("completed")), "{stream}");
        assert_eq!(setup.provider.request_count(), count + 1, "{stream}");
    }
}

#[tokio::test]
async fn a_reply_with_a_finish_reason_is_whole_even_if_its_stream_breaks_or_hangs() {
    let setup =
        ScriptedApp::start_with(|config| config.models.read_timeout = Duration::from_millis(500)).await;
    for (format, stream) in [
        (WireFormat::Openai, "openai/no-done"),
        (WireFormat::Anthropic, "anthropic/no-stop"),
        (WireFormat::Gemini, "gemini/plain"),
        (WireFormat::Responses, "openai_responses/plain"),
    ] {
        let reply = ScriptedReply::stream(&fixture(&format!("{stream}.sse")));
        for reply in [reply.clone().then_cut(), reply.then_silence()] {
            let (conversation, question) = conversation_with(&setup, format, json!({})).await;
            setup.provider.reply_with(reply);
            assert_eq!(reply_to(&conversation, &question).await.1, REPLY, "{stream}");
        }
    }
}

#[tokio::test]
async fn tokens_spent_without_a_word_are_counted_and_not_spent_again() {
    let setup = ScriptedApp::start().await;
    for (format, stream, tokens) in [
        (WireFormat::Openai, "openai/out-of-tokens", (24, 1024)),
        (WireFormat::Compatible, "vllm/out-of-tokens", (24, 1024)),
        (WireFormat::Compatible, "gateway/think-tags-out-of-tokens", (24, 1024)),
        (WireFormat::Anthropic, "anthropic/out-of-tokens", (21, 1024)),
        (WireFormat::Gemini, "gemini/out-of-tokens", (11, 1024)),
        (WireFormat::Responses, "openai_responses/out-of-tokens", (24, 1024)),
    ] {
        let (conversation, question) = conversation_with(&setup, format, json!({})).await;
        let count = setup.provider.request_count();
        setup.provider.reply_with(ScriptedReply::stream(&fixture(&format!("{stream}.sse"))));
        ask_in_vain(&conversation, &question, "used all its tokens", stream).await;
        assert_eq!(setup.provider.request_count(), count + 1, "{stream}");
        let all = format!("/messages?interaction_id={}", conversation.id);
        let all = setup.app.admin().get(&all).await.ok();
        let usage = json!({"input_tokens": tokens.0, "output_tokens": tokens.1, "estimated": false});
        assert_eq!(all["data"][1]["usage"], usage, "{stream}: {all}");
    }
}

#[tokio::test]
async fn what_a_model_refuses_is_left_out_and_not_sent_again() {
    let setup = ScriptedApp::start().await;
    let temperature =
        json!({"openai": {"temperature": 0.5, "top_p": 0.9}, "anthropic": {"temperature": 0.5}});
    let common = json!({"openai": {"stop": ["END"], "seed": 7, "reasoning_effort": "low"},
        "gemini": {"thinking_budget": 100}, "anthropic": {"thinking_budget": 2000}});
    for (format, settings, refusal, path) in [
        (
            WireFormat::Compatible,
            json!({}),
            "Unrecognized request argument supplied: stream_options",
            "/stream_options",
        ),
        (
            WireFormat::Openai,
            temperature.clone(),
            "Unsupported value: 'temperature' does not support 0.5",
            "/temperature",
        ),
        (
            WireFormat::Openai,
            temperature.clone(),
            "Unsupported parameter: 'top_p' is not supported",
            "/top_p",
        ),
        (
            WireFormat::Anthropic,
            temperature.clone(),
            "`temperature` is deprecated for this model.",
            "/temperature",
        ),
        (
            WireFormat::Gemini,
            temperature.clone(),
            "Unsupported: temperature",
            "/generationConfig/temperature",
        ),
        (
            WireFormat::Responses,
            temperature,
            "Unsupported parameter: 'temperature' is not supported with this model.",
            "/temperature",
        ),
        (WireFormat::Responses, json!({}), "Unknown parameter: 'store'.", "/store"),
        (
            WireFormat::Responses,
            common.clone(),
            "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
            "/reasoning/effort",
        ),
        (
            WireFormat::Openai,
            common.clone(),
            "Unrecognized request argument supplied: reasoning_effort",
            "/reasoning_effort",
        ),
        (WireFormat::Openai, common.clone(), "Unsupported parameter: 'stop' is not supported.", "/stop"),
        (WireFormat::Compatible, common.clone(), "Unknown argument: \"seed\"", "/seed"),
        (
            WireFormat::Gemini,
            common.clone(),
            "Thinking budget is not supported for this model.",
            "/generationConfig/thinkingConfig",
        ),
        (
            WireFormat::Anthropic,
            common,
            "\"thinking.type.enabled\" is not supported for this model.",
            "/thinking",
        ),
    ] {
        // A model of its own for each case, because refused features are remembered.
        let setup_model = format!("{}-{}", format.full_model(), refusal.len());
        let mut agent = settings;
        agent["model"] = json!(setup_model);
        let conversation = setup.conversation_with(agent).await;
        let question = conversation.say("Hello", None).await;
        let count = setup.provider.request_count();
        setup.provider.reply_with(error(refusal)).reply_with(format.reply()).reply_with(format.reply());
        for _ in 0..2 {
            assert_eq!(reply_to(&conversation, &question).await.1, REPLY, "{refusal}");
        }
        let sent = &setup.provider.requests()[count..];
        let sent: Vec<bool> = sent.iter().map(|request| request.body.pointer(path).is_some()).collect();
        assert_eq!(sent, [true, false, false], "{format:?}: {refusal}");
    }
}

#[tokio::test]
async fn a_model_without_a_system_role_reads_the_system_message_first() {
    let setup = ScriptedApp::start().await;
    for (format, refusal) in [
        (WireFormat::Compatible, error("System role not supported")),
        (
            WireFormat::Compatible,
            ScriptedReply::error(
                500,
                &json!({"error": {"message": "Jinja Exception: System role not supported"}}),
            ),
        ),
        (
            WireFormat::Openai,
            error("Unsupported value: 'messages[0].role' does not support 'system' with this model."),
        ),
        (WireFormat::Gemini, error("Developer instruction is not enabled for models/gemma-3-27b-it")),
        (WireFormat::Responses, error("System message is not supported with this model.")),
    ] {
        let model = format!("{}-{}", format.full_model(), setup.provider.request_count());
        let conversation =
            setup.conversation_with(json!({"model": model, "system_message": "Be kind."})).await;
        let question = conversation.say("Hello", None).await;
        setup.provider.reply_with(refusal).reply_with(format.reply()).reply_with(format.reply());
        for _ in 0..2 {
            assert_eq!(reply_to(&conversation, &question).await.1, REPLY, "{format:?}");
            let told = format.conversation_in(&setup.provider.last_request());
            assert_eq!(told, (String::new(), format.turns(&["Be kind.\n\nHello"])), "{format:?}");
        }
        assert_eq!(setup.provider.unused_replies(), 0);
    }
}

#[tokio::test]
async fn the_limit_of_tokens_is_sent_under_the_name_that_a_server_knows() {
    let setup = ScriptedApp::start().await;
    let names = |name: &str, other: &str| (format!("/{name}"), format!("/{other}"));
    let (old, new) = names("max_tokens", "max_completion_tokens");
    for (model, refusal, first, then) in [
        (
            "house.o-house",
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            &old,
            &new,
        ),
        ("house.other", "something else", &old, &old),
    ] {
        let conversation =
            setup.conversation_with(json!({"model": model, "openai": {"max_tokens": 99}})).await;
        let question = conversation.say("Hello", None).await;
        let count = setup.provider.request_count();
        if first != then {
            setup.provider.reply_with(error(refusal));
        }
        setup.provider.reply_with(WireFormat::Compatible.reply()).reply_with(WireFormat::Compatible.reply());
        for _ in 0..2 {
            assert_eq!(reply_to(&conversation, &question).await.1, REPLY, "{model}");
        }
        let sent = &setup.provider.requests()[count..];
        let limit = |body: &Value, name: &str| body.pointer(name).cloned();
        assert_eq!(limit(&sent[0].body, first), Some(json!(99)), "{model}");
        for request in &sent[1..] {
            assert_eq!(limit(&request.body, then), Some(json!(99)), "{model}");
            let other = if *then == old { &new } else { &old };
            assert_eq!(limit(&request.body, other), None, "{model}");
        }
    }
}

#[tokio::test]
async fn a_limit_of_tokens_that_is_too_high_is_told() {
    let setup = ScriptedApp::start().await;
    let settings = json!({"anthropic": {"max_tokens": 64_000}});
    let (conversation, question) = conversation_with(&setup, WireFormat::Anthropic, settings).await;
    let refusal = "max_tokens: 64000 > 8192, which is the maximum allowed number of output tokens for x";
    setup.provider.reply_with(error(refusal));
    ask_in_vain(&conversation, &question, "refuses the request", "range").await;
    assert_eq!(setup.provider.request_count(), 1);

    // If the agent has no limit of its own, a smaller one than usual is tried.
    let (conversation, question) = conversation_with(&setup, WireFormat::Anthropic, json!({})).await;
    setup.provider.reply_with(error(refusal)).reply_with(WireFormat::Anthropic.reply());
    assert_eq!(reply_to(&conversation, &question).await.1, REPLY);
    assert_eq!(setup.provider.last_request().body["max_tokens"], 4_096);
}

#[tokio::test]
async fn a_setting_out_of_range_is_not_dropped_in_silence() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) =
        conversation_with(&setup, WireFormat::Anthropic, json!({"anthropic": {"temperature": 0.5}})).await;
    setup.provider.reply_with(error("temperature: range: 0..0.1"));
    ask_in_vain(&conversation, &question, "refuses the request", "range").await;
    assert_eq!(setup.provider.request_count(), 1);
}

#[tokio::test]
async fn a_conversation_longer_than_the_model_can_read_loses_its_older_half() {
    let setup = ScriptedApp::start().await;
    for (format, refusal) in [
        (WireFormat::Openai, json!({"error": {"message": "too long", "code": "context_length_exceeded"}})),
        (
            WireFormat::Compatible,
            json!({"error": {"code": 400, "message": "x", "type": "exceed_context_size_error"}}),
        ),
        (
            WireFormat::Compatible,
            json!({"object": "error", "message": "This model's maximum context length is 10 tokens.", "code": 400}),
        ),
        (
            WireFormat::Anthropic,
            json!({"type": "error", "error": {"type": "invalid_request_error", "message": "prompt is too long: 11 tokens > 10 maximum"}}),
        ),
        (WireFormat::Responses, json!({"error": {"message": "x", "code": "context_length_exceeded"}})),
        (
            WireFormat::Gemini,
            json!({"error": {"code": 400, "message": "The input token count (11) exceeds the maximum number of tokens allowed (10)."}}),
        ),
    ] {
        let conversation = setup.conversation(&format.full_model()).await;
        let mut parent: Option<String> = None;
        for question in ["One", "Two"] {
            let question = conversation.say(question, parent.as_deref()).await;
            setup.provider.reply_with(format.reply());
            parent = Some(reply_to(&conversation, &question).await.0);
        }
        let question = conversation.say("Three", parent.as_deref()).await;
        let refused = ScriptedReply::error(400, &refusal);
        setup.provider.reply_with(refused.clone()).reply_with(format.reply());
        assert_eq!(reply_to(&conversation, &question).await.1, REPLY, "{refusal}");
        assert_eq!(
            format.conversation_in(&setup.provider.last_request()).1,
            format.turns(&["Three"]),
            "{refusal}"
        );

        // With nothing left to drop, the caller is told that the message, not the conversation, is too long.
        let alone = setup.conversation(&format.full_model()).await;
        let question = alone.say("Long", None).await;
        setup.provider.reply_with(refused);
        ask_in_vain(&alone, &question, "longer than the agent's model can read", "alone").await;
        assert_eq!(setup.provider.unused_replies(), 0);
    }
}

#[tokio::test]
async fn the_query_of_a_base_url_stays_behind_the_path() {
    let setup = ScriptedApp::start_with(|config| {
        for format in WIRE_FORMATS {
            let connection = config.connections.get_mut(format.name()).unwrap();
            connection.base_url.as_mut().unwrap().push_str("?api-version=2026-10-01");
        }
    })
    .await;
    for format in WIRE_FORMATS {
        let (conversation, question) = conversation_with(&setup, format, json!({})).await;
        setup.provider.reply_with(format.reply());
        assert_eq!(reply_to(&conversation, &question).await.1, REPLY);
        let path = match format {
            WireFormat::Openai | WireFormat::Compatible => {
                format!("/{}/v1/chat/completions?api-version=2026-10-01", format.name())
            }
            WireFormat::Anthropic => "/anthropic/v1/messages?api-version=2026-10-01".to_owned(),
            WireFormat::Responses => "/responses/v1/responses?api-version=2026-10-01".to_owned(),
            WireFormat::Gemini => {
                let model = format.model();
                format!("/gemini/v1beta/models/{model}:streamGenerateContent?api-version=2026-10-01&alt=sse")
            }
        };
        assert_eq!(setup.provider.last_request().path, path);
    }
}

#[tokio::test]
async fn an_endless_line_is_stopped_long_before_the_time_limit() {
    let setup = ScriptedApp::start_with(|config| config.models.retries = 0).await;
    for format in WIRE_FORMATS {
        let (conversation, question) = conversation_with(&setup, format, json!({})).await;
        let endless = ScriptedReply::stream("data: ").then_forever(&"x".repeat(10_000));
        setup.provider.reply_with(endless.clone());
        ask_in_vain(&conversation, &question, "too long", "no event before it").await;

        let plain = format.fixture("plain");
        let some = first_events(&plain, format.events_before_text() + 2);
        setup
            .provider
            .reply_with(ScriptedReply::stream(&format!("{some}data: ")).then_forever(&"x".repeat(10_000)));
        let keeps = if format == WireFormat::Gemini { "Grüße, Ada! 你好" } else { "Grüße" };
        ask_with_a_failure(&conversation, &question, "too long", keeps, "in the middle").await;
    }
    assert_eq!(setup.provider.request_count(), 10);
}

#[tokio::test]
async fn endless_reasoning_is_stopped() {
    let setup = ScriptedApp::start_with(|config| config.models.max_reply_bytes = 10_000).await;
    let (conversation, question) = conversation_with(&setup, WireFormat::Compatible, json!({})).await;
    let thought = json!({"choices": [{"index": 0, "delta": {"reasoning_content": "and then "}}]});
    setup.provider.reply_with(ScriptedReply::stream("").then_forever(&format!("data: {thought}\n\n")));
    ask_in_vain(&conversation, &question, "too long", "reasoning").await;
}

#[tokio::test]
async fn the_body_of_an_error_is_read_as_far_as_it_matters() {
    let setup = ScriptedApp::start_with(|config| config.models.retries = 0).await;
    for format in WIRE_FORMATS {
        let (conversation, question) = conversation_with(&setup, format, json!({})).await;
        let start = Instant::now();
        setup
            .provider
            .reply_with(ScriptedReply::with(500, "text/plain", "XYZZY").then_forever(&"x".repeat(10_000)));
        ask_in_vain(&conversation, &question, "provider failed", "an endless error").await;
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}

#[tokio::test]
async fn nothing_is_decompressed() {
    let setup = ScriptedApp::start_with(|config| config.models.retries = 0).await;
    let (conversation, question) = conversation_with(&setup, WireFormat::Compatible, json!({})).await;
    setup.provider.reply_with(WireFormat::Compatible.reply().header("Content-Encoding", "gzip"));
    // The stream claims to be compressed but is not, so only a reader that does not decompress can read it.
    assert_eq!(reply_to(&conversation, &question).await.1, REPLY);
    assert_eq!(setup.provider.last_request().headers.get("accept-encoding"), None);
}

#[tokio::test]
async fn a_reply_of_countless_parts_is_stopped() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) = conversation_with(&setup, WireFormat::Compatible, json!({})).await;
    let thought = json!({"choices": [{"index": 0, "delta": {"reasoning_content": "a"}}]});
    let both = format!("data: {thought}\n\n{}", WireFormat::Compatible.delta("b"));
    setup.provider.reply_with(ScriptedReply::stream("").then_forever(&both));
    ask_with_a_failure(&conversation, &question, "too long", &"b".repeat(500), "parts").await;
}
