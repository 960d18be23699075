//! The bytes of one streamed reply, as OpenAI's chat completions send them, rendered once.

use std::sync::LazyLock;

use axum::body::Bytes;
use serde_json::{Value, json};

/// Number of content deltas of a reply.
pub const DELTAS: usize = 64;
/// The model name in the mock's response if the request names none.
pub const MODEL: &str = "mock";

const ID: &str = "chatcmpl-Bx7pJQ2mTn0yWc4uVhLk9sRfEa31d";
const CREATED: u64 = 1_750_000_000;
const PROMPT_TOKENS: usize = 24;
const WORDS: [&str; 16] = [
    " Every", " order", " leaves", " our", " ware", "house", " within", " one", " day", ",", " and", " you",
    " can", " track", " it", ".",
];

/// The text of the `index`th delta.
fn delta(index: usize) -> &'static str {
    let word = WORDS[index % WORDS.len()];
    if index == 0 { word.trim_start() } else { word }
}

/// The text that a client must have at the end, and where each delta in it ends.
pub struct Expected {
    /// The whole text.
    pub bytes: Vec<u8>,
    /// For each delta, the length of `bytes` that contains it completely.
    pub ends: Vec<usize>,
}

/// The reply's text.
pub static TEXT: LazyLock<Expected> =
    LazyLock::new(|| Expected::new((0..DELTAS).map(|index| delta(index).into()), 0));

/// A streamed response of the mock to a request that asks for usage.
pub static STREAM: LazyLock<Expected> = LazyLock::new(|| Expected::new(events(true), 1));

impl Expected {
    /// From its pieces, of which the first delta is that with the index `first`.
    fn new(pieces: impl IntoIterator<Item = Bytes>, first: usize) -> Self {
        let (mut bytes, mut ends) = (Vec::new(), Vec::new());
        for piece in pieces {
            bytes.extend_from_slice(&piece);
            ends.push(bytes.len());
        }
        Self { bytes, ends: ends.split_off(first).into_iter().take(DELTAS).collect() }
    }
}

/// A request for a streamed reply to `question`.
#[must_use]
pub fn request(model: &str, question: &str) -> Value {
    json!({
        "model": model, "stream": true, "stream_options": {"include_usage": true},
        "messages": [{"role": "system", "content": "You are Bench, a friendly assistant."},
            {"role": "user", "content": question}],
    })
}

/// The whole reply, which a client must have at the end.
#[must_use]
pub fn reply_text() -> String {
    (0..DELTAS).map(delta).collect()
}

/// The events of one reply, each with its blank line: role, deltas, finish, usage if asked for, `[DONE]`.
#[must_use]
pub fn events(include_usage: bool) -> Vec<Bytes> {
    let chunk = |choices: Value, usage: Value| {
        let mut object = json!({
            "id": ID, "object": "chat.completion.chunk", "created": CREATED, "model": MODEL,
            "service_tier": "default", "system_fingerprint": "fp_mock", "choices": choices,
        });
        // With usage requested, all chunks but the last have `null`, as OpenAI's do.
        if include_usage {
            object["usage"] = usage;
        }
        Bytes::from(format!("data: {object}\n\n"))
    };
    let choice = |delta: Value, finish: Value| json!([{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}]);

    let role = json!({"role": "assistant", "content": "", "refusal": null});
    let mut events = vec![chunk(choice(role, Value::Null), Value::Null)];
    events.extend(
        (0..DELTAS).map(|index| chunk(choice(json!({"content": delta(index)}), Value::Null), Value::Null)),
    );
    events.push(chunk(choice(json!({}), json!("stop")), Value::Null));
    if include_usage {
        events.push(chunk(json!([]), usage()));
    }
    events.push(Bytes::from_static(b"data: [DONE]\n\n"));
    events
}

/// The response to a request without a stream.
#[must_use]
pub fn completion() -> Bytes {
    let message = json!({"role": "assistant", "content": reply_text(), "refusal": null, "annotations": []});
    let object = json!({
        "id": ID, "object": "chat.completion", "created": CREATED, "model": MODEL,
        "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": "stop"}],
        "usage": usage(), "service_tier": "default", "system_fingerprint": "fp_mock",
    });
    Bytes::from(object.to_string())
}

fn usage() -> Value {
    json!({
        "prompt_tokens": PROMPT_TOKENS, "completion_tokens": DELTAS, "total_tokens": PROMPT_TOKENS + DELTAS,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(include_usage: bool) -> Vec<Value> {
        let events = events(include_usage);
        let texts = events.iter().map(|event| std::str::from_utf8(event).unwrap());
        texts
            .map(|text| text.strip_prefix("data: ").unwrap().strip_suffix("\n\n").unwrap())
            .filter(|data| *data != "[DONE]")
            .map(|data| serde_json::from_str(data).unwrap())
            .collect()
    }

    #[test]
    fn the_deltas_make_the_reply() {
        let chunks = parsed(false);
        assert_eq!(chunks.len(), 1 + DELTAS + 1);
        assert_eq!(chunks[0]["choices"][0]["delta"]["role"], "assistant");
        let text: String =
            chunks.iter().filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str()).collect();
        assert_eq!(text, reply_text());
        assert_eq!(chunks[DELTAS + 1]["choices"][0]["finish_reason"], "stop");
        assert!(chunks.iter().all(|chunk| chunk.get("usage").is_none()));
        assert_eq!(events(false).last().unwrap(), "data: [DONE]\n\n");
    }

    #[test]
    fn usage_comes_last_and_only_when_asked_for() {
        let chunks = parsed(true);
        let (last, others) = chunks.split_last().unwrap();
        assert_eq!(last["usage"]["completion_tokens"], DELTAS);
        assert_eq!(last["choices"], json!([]));
        assert!(others.iter().all(|chunk| chunk["usage"].is_null() && chunk.get("usage").is_some()));
    }
}
