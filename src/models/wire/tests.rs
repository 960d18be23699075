//! Runs each format's decoder on recorded streams, in one piece and split anywhere.

use std::path::Path;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::decode::Decode;
use super::*;
use crate::models::event::{Event, FinishReason, ToolCallDelta, Usage};
use crate::models::failure::FailureKind;
use crate::models::refusal::{Feature, Unsupported};
use crate::models::request::Request;
use crate::store::agents::{AnthropicSettings, CommonSettings, GeminiSettings, OpenAiSettings};

const REPLY: &str = "Grüße, Ada! 你好 🙂 — ready.";
const THOUGHT: &str = "The user greets me.";

fn decoder(stream: &str) -> Box<dyn Decode> {
    match stream.split('/').next().unwrap() {
        "anthropic" => Box::new(anthropic::Decoder::default()),
        "gemini" => Box::new(gemini::Decoder::default()),
        "openai_responses" => Box::new(openai_responses::Decoder::new(true)),
        _ => Box::new(openai_chat::Decoder::new(true)),
    }
}

fn fixture(stream: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures");
    std::fs::read(folder.join(format!("{stream}.sse"))).unwrap()
}

/// All streams of the folder.
fn fixtures() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures");
    let mut streams = Vec::new();
    for provider in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let files = std::fs::read_dir(&provider).into_iter().flatten().map(|entry| entry.unwrap().path());
        for stream in files.filter(|file| file.extension().is_some_and(|extension| extension == "sse")) {
            let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
            streams.push(format!("{}/{}", name(&provider), name(&stream)));
        }
    }
    streams.sort();
    streams
}

/// The events of a stream that arrives in these pieces and ends regularly. Adjacent events of text, or of reasoning,
/// are one: how many there are depends on the pieces.
fn read<'a>(
    decoder: Box<dyn Decode>,
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> Vec<Result<Event, FailureKind>> {
    let mut reader = ReplyReader::new(decoder);
    let mut events = Vec::new();
    let mut pull = |reader: &mut ReplyReader| {
        while let Some(event) = reader.next() {
            match (events.last_mut(), event) {
                (Some(Ok(Event::Text(text))), Ok(Event::Text(more))) => text.push_str(&more),
                (Some(Ok(Event::Reasoning(text))), Ok(Event::Reasoning(more))) => text.push_str(&more),
                (_, event) => events.push(event.map_err(|failure| failure.kind)),
            }
        }
    };
    for piece in pieces {
        if !reader.has_ended() {
            reader.push(piece);
            pull(&mut reader);
        }
    }
    if !reader.has_ended() {
        reader.end_of_body();
        pull(&mut reader);
    }
    events
}

fn whole(stream: &str) -> Vec<Result<Event, FailureKind>> {
    read(decoder(stream), [&*fixture(stream)])
}

/// Joined text, joined reasoning, and how the reply ended.
fn summary(stream: &str) -> (String, String, Option<FinishReason>) {
    let (mut text, mut reasoning, mut end) = (String::new(), String::new(), None);
    for event in whole(stream) {
        match event.unwrap() {
            Event::Text(piece) => text.push_str(&piece),
            Event::Reasoning(piece) => reasoning.push_str(&piece),
            Event::Finished(reason) => end = Some(reason),
            _ => {}
        }
    }
    (text, reasoning, end)
}

fn usage(stream: &str) -> Option<(i64, i64)> {
    whole(stream).into_iter().find_map(|event| match event {
        Ok(Event::Usage(usage)) => Some((usage.input_tokens, usage.output_tokens)),
        _ => None,
    })
}

#[test]
fn a_whole_reply_is_its_text_and_ends_with_a_reason() {
    for stream in [
        "anthropic/crlf",
        "anthropic/no-stop",
        "anthropic/plain",
        "gateway/error-null",
        "gemini/empty-tail",
        "gemini/plain",
        "llama_cpp/plain",
        "llama_cpp/usage",
        "lm_studio/plain",
        "ollama/plain",
        "openai/crlf-comments-usage",
        "openai/no-blank-line",
        "openai/no-done",
        "openai/plain",
        "openai_responses/plain",
        "vllm/plain",
    ] {
        assert_eq!(summary(stream), (REPLY.into(), String::new(), Some(FinishReason::Stop)), "{stream}");
    }
}

#[test]
fn reasoning_is_not_text() {
    for (stream, thought) in [
        ("anthropic/thinking", THOUGHT),
        ("gemini/thinking", THOUGHT),
        ("vllm/reasoning", THOUGHT),
        ("ollama/reasoning", "The user greets me. I greet back."),
        ("openai_responses/reasoning", "The user greets me.\n\nI greet back."),
        ("gateway/think-tags", "\nThe user greets me. 1 < 2.\n"),
    ] {
        assert_eq!(summary(stream), (REPLY.into(), thought.into(), Some(FinishReason::Stop)), "{stream}");
    }
    for stream in ["anthropic/thinking", "gemini/thinking", "openai_responses/reasoning"] {
        assert!(
            whole(stream).iter().any(|event| matches!(event, Ok(Event::ReasoningSignature(_)))),
            "{stream}"
        );
    }
    // OpenAI's own service separates reasoning itself, so here the tag is part of the text.
    let own = read(Box::new(openai_chat::Decoder::new(false)), [&*fixture("gateway/think-tags")]);
    assert!(matches!(own.first(), Some(Ok(Event::Text(text))) if text.starts_with("<think>\n")), "{own:?}");
}

#[test]
fn the_reason_why_a_reply_was_cut_is_told() {
    for (stream, reason) in [
        ("anthropic/length", FinishReason::Length),
        ("anthropic/refusal", FinishReason::ContentFilter),
        ("gemini/content-filter", FinishReason::ContentFilter),
        ("gemini/length", FinishReason::Length),
        ("openai/content-filter", FinishReason::ContentFilter),
        ("openai/length", FinishReason::Length),
        ("openai_responses/content-filter", FinishReason::ContentFilter),
        ("openai_responses/length", FinishReason::Length),
    ] {
        assert_eq!(summary(stream), ("Grüße, Ada!".into(), String::new(), Some(reason)), "{stream}");
    }
    assert_eq!(summary("gemini/blocked"), (String::new(), String::new(), Some(FinishReason::ContentFilter)));
}

#[test]
fn tokens_are_counted_with_and_without_text() {
    for (stream, expected) in [
        ("anthropic/out-of-tokens", Some((21, 1024))),
        ("anthropic/plain", Some((21, 14))),
        ("gateway/think-tags-out-of-tokens", Some((24, 1024))),
        ("gemini/out-of-tokens", Some((11, 1024))),
        ("gemini/plain", Some((11, 73))),
        ("openai/out-of-tokens", Some((24, 1024))),
        ("openai/plain", None),
        ("openai_responses/out-of-tokens", Some((24, 1024))),
        ("openai_responses/plain", Some((24, 14))),
        ("vllm/out-of-tokens", Some((24, 1024))),
        ("vllm/plain", Some((24, 6))),
    ] {
        assert_eq!(usage(stream), expected, "{stream}");
        let (text, _, reason) = summary(stream);
        assert_eq!(text.is_empty(), reason == Some(FinishReason::Length), "{stream}");
    }
}

#[test]
fn absurd_token_counts_are_bounded() {
    let most = i64::MAX;
    for (provider, stream) in [
        (
            "anthropic/x",
            format!(
                "event: message_start\ndata: {{\"type\": \"message_start\", \"message\": {{\"usage\": {{\"input_tokens\": {most}, \
                 \"cache_read_input_tokens\": {most}, \"output_tokens\": {most}}}}}}}\n\n\
                 event: message_stop\ndata: {{\"type\": \"message_stop\"}}\n\n"
            ),
        ),
        (
            "gemini/x",
            format!(
                "data: {{\"candidates\": [{{\"finishReason\": \"STOP\"}}], \"usageMetadata\": {{\"promptTokenCount\": {most}, \
                 \"candidatesTokenCount\": {most}, \"thoughtsTokenCount\": {most}}}}}\n\n"
            ),
        ),
    ] {
        let events = read(decoder(provider), [stream.as_bytes()]);
        let bounded = Usage { input_tokens: 1_000_000_000, output_tokens: 1_000_000_000 };
        assert!(events.contains(&Ok(Event::Usage(bounded))), "{provider}: {events:?}");
    }
}

#[test]
fn tool_calls_and_refusals_are_events() {
    for (stream, expected) in [
        ("anthropic/tool-use", vec![("toolu_1", "weather", r#"{"city":"Ulm"}"#, "")]),
        ("gemini/function-call", vec![("", "weather", r#"{"city":"Ulm"}"#, "CiQB"), ("", "time", "{}", "")]),
        (
            "openai/tool-calls",
            vec![("call_1", "weather", r#"{"city":"Ulm"}"#, ""), ("call_2", "time", "{}", "")],
        ),
        (
            "openai_responses/tool-calls",
            vec![("call_1", "weather", r#"{"city":"Ulm"}"#, ""), ("call_2", "time", "{}", "")],
        ),
        (
            "openai_responses/tool-calls-whole",
            vec![("call_1", "weather", r#"{"city":"Ulm"}"#, ""), ("call_2", "time", "{}", "")],
        ),
    ] {
        let mut calls: Vec<ToolCallDelta> = Vec::new();
        for event in whole(stream) {
            if let Ok(Event::ToolCall(piece)) = event {
                calls.resize(calls.len().max(piece.index + 1), ToolCallDelta::default());
                let call = &mut calls[piece.index];
                call.id += &piece.id;
                call.name += &piece.name;
                call.arguments += &piece.arguments;
                call.signature += &piece.signature;
            }
        }
        let calls: Vec<_> =
            calls.iter().map(|call| (&*call.id, &*call.name, &*call.arguments, &*call.signature)).collect();
        assert_eq!(calls, expected, "{stream}");
        assert_eq!(summary(stream).2, Some(FinishReason::ToolCalls), "{stream}");
    }
    for stream in ["openai/refusal", "openai_responses/refusal"] {
        assert!(whole(stream).contains(&Ok(Event::Refusal(" with that.".into()))), "{stream}");
    }
}

#[test]
fn an_error_ends_the_reply_after_its_text() {
    for stream in fixtures().iter().filter(|stream| stream.ends_with("/error") || stream.ends_with("/failed"))
    {
        let events = whole(stream);
        assert!(matches!(events.first(), Some(Ok(Event::Text(_)))), "{stream}: {events:?}");
        assert_eq!(events.last(), Some(&Err(FailureKind::Broken)), "{stream}");
    }
    let too_long = r#"data: {"error":{"code":400,"type":"exceed_context_size_error","message":"x"}}"#;
    assert_eq!(read(decoder("llama_cpp"), [too_long.as_bytes()]), [Err(FailureKind::ContextTooLong)]);
    let old_vllm = r#"data: {"object":"error","message":"x","code":400}"#;
    assert_eq!(read(decoder("vllm"), [old_vllm.as_bytes()]), [Err(FailureKind::Broken)]);
}

#[test]
fn a_failure_tells_the_tokens_that_were_used() {
    let mut reader = ReplyReader::new(decoder("openai_responses"));
    reader.push(&fixture("openai_responses/failed"));
    let failure = std::iter::from_fn(|| reader.next()).find_map(Result::err).unwrap();
    assert_eq!(failure.usage, Some(Usage { input_tokens: 24, output_tokens: 6 }));
}

#[test]
fn another_reply_in_the_same_stream_is_not_mixed_in() {
    let stream = [0, 1, 0].map(|index| {
        format!(r#"data: {{"choices":[{{"index":{index},"delta":{{"content":"{index}"}}}}]}}"#) + "\n\n"
    });
    let events = read(decoder("openai"), [stream.concat().as_bytes()]);
    assert_eq!(events, [Ok(Event::Text("00".into()))]);
}

#[test]
fn without_a_reason_or_an_end_mark_the_reply_is_not_finished() {
    for stream in ["anthropic/plain", "gemini/plain", "openai/plain", "openai_responses/plain", "vllm/plain"]
    {
        let bytes = fixture(stream);
        let text = String::from_utf8(bytes.clone()).unwrap();
        let cut = text.find("ready").unwrap();
        let events = read(decoder(stream), [&bytes[..cut]]);
        assert!(
            !events.is_empty() && events.iter().all(|event| matches!(event, Ok(Event::Text(_)))),
            "{stream}"
        );
    }
}

#[test]
fn fields_of_other_types_and_unknown_events_are_no_error() {
    for (stream, data) in [
        (
            "openai",
            r#"{"id":7,"created":"x","model":null,"usage":[],"error":false,"choices":[{"index":"a","delta":{"role":1,"content":"x","tool_calls":"no","reasoning":{}},"logprobs":3,"finish_reason":0}]}"#,
        ),
        (
            "anthropic",
            r#"{"type":"content_block_delta","index":"x","delta":{"type":9,"text":"x","thinking":[]},"usage":"no"}"#,
        ),
        (
            "gemini",
            r#"{"candidates":[{"content":{"parts":[{"text":"x","thought":"no"},7],"role":1},"safetyRatings":"x"}],"usageMetadata":[],"promptFeedback":{}}"#,
        ),
        (
            "openai_responses",
            r#"{"type":"response.output_text.delta","output_index":"x","delta":"x","item":7,"response":[],"error":null}"#,
        ),
    ] {
        let stream_text = format!("event: new\ndata: {data}\n\ndata: {{\"type\":\"new\"}}\n\ndata:\n\n");
        assert_eq!(
            read(decoder(stream), [stream_text.as_bytes()]),
            [Ok(Event::Text("x".into()))],
            "{stream}"
        );
    }
}

#[test]
fn the_limit_of_tokens_has_the_name_that_a_server_is_expected_to_know() {
    let common = CommonSettings { max_tokens: Some(9), ..CommonSettings::default() };
    let request = Request {
        system: String::new(),
        messages: Vec::new(),
        openai: OpenAiSettings { common, ..OpenAiSettings::default() },
        anthropic: AnthropicSettings::default(),
        gemini: GeminiSettings::default(),
    };
    let refused = Unsupported::default().with(Feature::MaxTokensName);
    for (own_service, unsupported, name) in [
        (true, Unsupported::default(), "max_completion_tokens"),
        (true, refused, "max_tokens"),
        (false, Unsupported::default(), "max_tokens"),
        (false, refused, "max_completion_tokens"),
    ] {
        let body = WireFormat::OpenAiChat.body("m", &request, unsupported, own_service).unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let names = ["max_tokens", "max_completion_tokens"];
        let sent: Vec<&str> = names.into_iter().filter(|name| body.get(name).is_some()).collect();
        assert_eq!(sent, [name], "{own_service} {unsupported:?}");
    }
}

proptest! {
    #[test]
    fn any_cut_of_any_fixture_gives_the_same_events(
        stream in select(fixtures()),
        line_end in select(vec!["\n", "\r\n", "\r"]),
        cuts in proptest::collection::vec(any::<Index>(), 0..12),
    ) {
        let bytes = String::from_utf8(fixture(&stream)).unwrap().replace("\r\n", "\n").replace('\n', line_end);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|pair| &bytes.as_bytes()[pair[0]..pair[1]]);
        prop_assert_eq!(read(decoder(&stream), pieces), whole(&stream));
        prop_assert_eq!(read(decoder(&stream), bytes.as_bytes().chunks(1)), whole(&stream));
    }

    #[test]
    fn no_bytes_make_a_decoder_panic(
        provider in select(vec!["anthropic", "gemini", "openai", "openai_responses"]),
        events in proptest::collection::vec(any::<Vec<u8>>(), 0..8),
    ) {
        let stream: Vec<u8> = events.iter().flat_map(|event| [b"data: ", &event[..], b"\n\n"].concat()).collect();
        read(decoder(provider), [&stream[..]]);
    }
}
