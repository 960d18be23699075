//! Replies whose model thinks before it answers.

use serde_json::json;

use super::provider::ScriptedReply;
use super::{RunningReply, WireFormat};

/// The reasoning and text of a compatible server's model, as events of its stream.
pub fn thinking_events(thoughts: &[&str], pieces: &[&str]) -> Vec<String> {
    let mut events = WireFormat::Compatible.stream_events(pieces);
    let at = WireFormat::Compatible.events_before_text();
    events.splice(at..at, thoughts.iter().map(|thought| thought_event(thought)));
    events
}

/// An event of a compatible server with more reasoning.
pub fn thought_event(thought: &str) -> String {
    let data = json!({"choices": [{"index": 0, "delta": {"reasoning_content": thought}}]});
    format!("data: {data}\n\n")
}

/// A reply with reasoning and text; after this many pieces, each waits for a release.
pub fn thinking_reply(thoughts: &[&str], pieces: &[&str], held_after: usize) -> ScriptedReply {
    let mut events = thinking_events(thoughts, pieces);
    let before = WireFormat::Compatible.events_before_text();
    let end = events.split_off(before + thoughts.len() + pieces.len()).concat();
    events.push(end);
    ScriptedReply::events(&events).held_after(before + held_after)
}

impl RunningReply {
    /// Receives one event, which must be more reasoning, and returns its text.
    pub async fn hear_thought(&mut self) -> String {
        let event = self.stream.next().await.expect("the stream goes on");
        assert_eq!(event.name, "message.reasoning_delta", "{event:?}");
        let thought = event.data["delta"].as_str().unwrap().to_owned();
        self.events.push(event);
        thought
    }
}
