//! The wire formats of providers: recorded and generated streams, and reading requests.

use serde_json::{Value, json};

use super::provider::{ReceivedRequest, ScriptedReply, fixture};

/// The text of every `plain.sse`.
pub const REPLY: &str = "Grüße, Ada! 你好 🙂 — ready.";

/// Recorded streams of complete replies, each with a model that could send it.
pub const STREAMS: [(&str, &str); 22] = [
    ("responses.gpt-5", "openai_responses/plain"),
    ("responses.gpt-5", "openai_responses/reasoning"),
    ("openai.gpt-4o", "openai/plain"),
    ("openai.gpt-4o", "openai/crlf-comments-usage"),
    ("anthropic.claude-sonnet-4-5", "anthropic/plain"),
    ("openai.gpt-4o", "openai/no-done"),
    ("openai.gpt-4o", "openai/no-blank-line"),
    ("anthropic.claude-sonnet-4-5", "anthropic/crlf"),
    ("anthropic.claude-sonnet-4-5", "anthropic/no-stop"),
    ("anthropic.claude-sonnet-4-5", "anthropic/thinking"),
    ("gemini.gemini-2.5-flash", "gemini/plain"),
    ("gemini.gemini-2.5-flash", "gemini/thinking"),
    ("gemini.gemini-2.5-flash", "gemini/empty-tail"),
    ("house.llama3.2:1b", "ollama/plain"),
    ("house.qwen3:4b", "ollama/reasoning"),
    ("house.smollm2", "llama_cpp/plain"),
    ("house.smollm2", "llama_cpp/usage"),
    ("house.meta-llama/Llama-3.1-8B-Instruct", "vllm/plain"),
    ("house.deepseek-r1:8b", "vllm/reasoning"),
    ("house.qwen2.5-7b-instruct", "lm_studio/plain"),
    ("house.deepseek-r1:8b", "gateway/think-tags"),
    ("house.gpt-oss", "gateway/error-null"),
];

/// The protocol of a connection; `Compatible` is any OpenAI-compatible server, the connection `house`;
/// `Responses` is OpenAI's Responses API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WireFormat {
    Openai,
    Anthropic,
    Gemini,
    Compatible,
    Responses,
}

pub const WIRE_FORMATS: [WireFormat; 5] = [
    WireFormat::Openai,
    WireFormat::Anthropic,
    WireFormat::Gemini,
    WireFormat::Compatible,
    WireFormat::Responses,
];

impl WireFormat {
    pub fn name(self) -> &'static str {
        match self {
            Self::Openai => "openai",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::Compatible => "house",
            Self::Responses => "responses",
        }
    }

    /// Returns a model, without the connection's name.
    pub fn model(self) -> &'static str {
        match self {
            Self::Openai => "gpt-4o",
            Self::Anthropic => "claude-sonnet-4-5",
            Self::Gemini => "gemini-2.5-flash",
            Self::Compatible => "llama3.2:1b",
            Self::Responses => "gpt-5",
        }
    }

    pub fn full_model(self) -> String {
        format!("{}.{}", self.name(), self.model())
    }

    /// Reads one of its recorded streams.
    pub fn fixture(self, name: &str) -> String {
        let folder = match self {
            Self::Compatible => "vllm",
            Self::Responses => "openai_responses",
            other => other.name(),
        };
        fixture(&format!("{folder}/{name}.sse"))
    }

    /// Returns a complete reply.
    pub fn reply(self) -> ScriptedReply {
        ScriptedReply::stream(&self.fixture("plain"))
    }

    /// Returns how many events of `plain.sse` come before the first one with text.
    pub fn events_before_text(self) -> usize {
        match self {
            Self::Openai | Self::Compatible => 1,
            Self::Anthropic => 3,
            Self::Gemini => 0,
            Self::Responses => 4,
        }
    }

    /// Returns an event with this text.
    pub fn delta(self, text: &str) -> String {
        let data = match self {
            Self::Openai | Self::Compatible => json!({"choices": [{"index": 0, "delta": {"content": text}}]}),
            Self::Anthropic => {
                json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}})
            }
            Self::Gemini => {
                json!({"candidates": [{"content": {"parts": [{"text": text}], "role": "model"}}]})
            }
            Self::Responses => {
                json!({"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": text})
            }
        };
        let event = match self {
            Self::Anthropic => "event: content_block_delta\n",
            Self::Responses => "event: response.output_text.delta\n",
            _ => "",
        };
        format!("{event}data: {data}\n\n")
    }

    /// Returns the events of a whole stream with this text: those before the text, one for each piece, those after it.
    pub fn stream_events(self, pieces: &[&str]) -> Vec<String> {
        let plain = self.fixture("plain");
        let mut events: Vec<String> = plain.split_inclusive("\n\n").map(str::to_owned).collect();
        let after = match self {
            Self::Openai | Self::Compatible => 2,
            Self::Anthropic => 3,
            Self::Gemini => 0,
            Self::Responses => 4,
        };
        let end = events.split_off(events.len() - after);
        events.truncate(self.events_before_text());
        events.extend(pieces.iter().map(|piece| self.delta(piece)));
        events.extend(end);
        if self == Self::Gemini {
            events.extend(self.fixture("empty-tail").split_inclusive("\r\n\r\n").last().map(str::to_owned));
        }
        events
    }

    /// Returns a reply that sends each piece (and what follows the last one) only after another [`ScriptedProvider::release`].
    ///
    /// [`ScriptedProvider::release`]: super::provider::ScriptedProvider::release
    pub fn held_reply(self, pieces: &[&str]) -> ScriptedReply {
        self.reply_held_after(pieces, 0)
    }

    /// The same, but sends the first `count` pieces at once.
    pub fn reply_held_after(self, pieces: &[&str], count: usize) -> ScriptedReply {
        let (mut events, before) = (self.stream_events(pieces), self.events_before_text());
        let end = events.split_off(before + pieces.len()).concat();
        if !end.is_empty() {
            events.push(end);
        }
        ScriptedReply::events(&events).held_after(before + count)
    }

    /// Reads the conversation that a request sends to the model: the system message, and the turns with their roles.
    pub fn conversation_in(self, request: &ReceivedRequest) -> (String, Vec<(String, String)>) {
        let text =
            |value: &Value| value.as_str().unwrap_or_else(|| panic!("no text: {}", request.body)).to_owned();
        let turn = |turn: &Value| (text(&turn["role"]), text(&turn["content"]));
        let list =
            |value: &Value| value.as_array().unwrap_or_else(|| panic!("no list: {}", request.body)).clone();
        match self {
            Self::Openai | Self::Compatible => {
                let mut turns: Vec<_> = list(&request.body["messages"]).iter().map(turn).collect();
                let system =
                    turns.first().is_some_and(|(role, _)| role == "system").then(|| turns.remove(0).1);
                (system.unwrap_or_default(), turns)
            }
            Self::Anthropic => {
                let system = request.body.get("system").map(text).unwrap_or_default();
                (system, list(&request.body["messages"]).iter().map(turn).collect())
            }
            Self::Responses => {
                let system = request.body.get("instructions").map(text).unwrap_or_default();
                (system, list(&request.body["input"]).iter().map(turn).collect())
            }
            Self::Gemini => {
                let system =
                    request.body.get("systemInstruction").map(|system| text(&system["parts"][0]["text"]));
                let turn = |turn: &Value| (text(&turn["role"]), text(&turn["parts"][0]["text"]));
                (system.unwrap_or_default(), list(&request.body["contents"]).iter().map(turn).collect())
            }
        }
    }

    /// Returns the format's name for the agent's role.
    pub fn agent(self) -> &'static str {
        if self == Self::Gemini { "model" } else { "assistant" }
    }

    /// Returns turns as [`WireFormat::conversation_in`] does: the user and the agent alternate, the user first.
    pub fn turns(self, said: &[&str]) -> Vec<(String, String)> {
        let roles = ["user", self.agent()].into_iter().cycle();
        roles.zip(said).map(|(role, said)| (role.to_owned(), (*said).to_owned())).collect()
    }
}
