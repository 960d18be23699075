//! The parts of a message.
//!
//! `messages.content` holds the text of a message and `messages.parts` its structure: NULL for a message that
//! is nothing but text, otherwise a JSON array in which a text part is only the length of its text in bytes.
//! The texts are in `content`, one after the other, so that the two cannot contradict each other.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A part of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Text.
    Text(String),
    /// What the model thought before it went on.
    Reasoning(Reasoning),
    /// A call of a tool.
    ToolCall(Box<ToolCall>),
}

/// What a model thought.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reasoning {
    /// In the model's words.
    pub text: String,
    /// How long it took, once it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<i64>,
    /// The provider's proof of it. Callers never see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

/// A provider's proof of a model's reasoning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    /// The model, as `<connection>.<model>`. The proof means nothing to other connections.
    pub model: String,
    /// The proof.
    pub value: String,
}

/// A call of a tool by a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// The call's ID, unique in the message.
    pub id: String,
    /// The tool's name.
    pub name: String,
    /// The tool's name for people; may be empty.
    pub title: String,
    /// The arguments of the call.
    pub arguments: Value,
    /// Its state.
    pub state: ToolCallState,
    /// What the tool returned.
    pub result: Option<Value>,
    /// Why it failed; empty if it did not.
    pub error: String,
    /// The number of the call's last change among all changes in the message; 0 if it has not changed since
    /// it began.
    #[serde(default)]
    pub change: usize,
}

sql::text_enum! {
    /// The state of a tool call.
    pub enum ToolCallState {
        /// The tool is running.
        Running = "running",
        /// Somebody must act first.
        Waiting = "waiting",
        /// It returned a result.
        Done = "done",
        /// It failed.
        Failed = "failed",
        /// Somebody denied it.
        Denied = "denied",
    }
}

/// A part as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Stored<T, R, C> {
    Text(T),
    Reasoning(R),
    ToolCall(C),
}

#[derive(Serialize, Deserialize)]
struct TextLength {
    length: usize,
}

/// Returns the structure to store, or `None` if there is nothing but text.
pub fn encode<'a>(parts: impl Iterator<Item = &'a Part> + Clone) -> Option<String> {
    if parts.clone().all(|part| matches!(part, Part::Text(_))) {
        return None;
    }
    let stored = parts.map(|part| match part {
        Part::Text(text) => Stored::Text(TextLength { length: text.len() }),
        Part::Reasoning(reasoning) => Stored::Reasoning(reasoning),
        Part::ToolCall(call) => Stored::ToolCall(&**call),
    });
    serde_json::to_string(&stored.collect::<Vec<_>>()).ok()
}

/// Returns the parts of a message with this text and structure.
pub fn decode(content: String, structure: Option<&str>) -> Vec<Part> {
    let Some(structure) = structure else { return text(content).into_iter().collect() };
    let stored: Vec<Stored<TextLength, Reasoning, Box<ToolCall>>> = match serde_json::from_str(structure) {
        Ok(stored) => stored,
        Err(error) => {
            tracing::error!(%error, "cannot read the parts of a message; it is shown as text");
            return text(content).into_iter().collect();
        }
    };
    let mut rest = content.as_str();
    let mut parts: Vec<Part> = Vec::with_capacity(stored.len());
    for part in stored {
        parts.extend(match part {
            Stored::Text(TextLength { length }) => {
                let (part, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
                rest = after;
                text(part.to_owned())
            }
            Stored::Reasoning(reasoning) => Some(Part::Reasoning(reasoning)),
            Stored::ToolCall(call) => Some(Part::ToolCall(call)),
        });
    }
    parts.extend(text(rest.to_owned()));
    parts
}

fn text(text: String) -> Option<Part> {
    (!text.is_empty()).then_some(Part::Text(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call() -> ToolCall {
        ToolCall {
            id: "call_1".into(),
            name: "weather".into(),
            title: "Weather".into(),
            arguments: json!({"city": "Köln"}),
            state: ToolCallState::Done,
            result: Some(json!([7, "°C"])),
            error: String::new(),
            change: 2,
        }
    }

    fn thought() -> Reasoning {
        let signature = Signature { model: "anthropic.claude".into(), value: "c2ln".into() };
        Reasoning { text: "Hm.".into(), duration_ms: Some(4_000), signature: Some(signature) }
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let text = |text: &str| Part::Text(text.into());
        let all = [
            vec![],
            vec![text("Grüße")],
            vec![Part::Reasoning(thought())],
            vec![
                Part::Reasoning(Reasoning::default()),
                text("Ja."),
                Part::ToolCall(Box::new(call())),
                text("ü"),
            ],
        ];
        for parts in all {
            let content: String = parts
                .iter()
                .filter_map(|part| if let Part::Text(text) = part { Some(text.as_str()) } else { None })
                .collect();
            let structure = encode(parts.iter());
            assert_eq!(decode(content, structure.as_deref()), parts, "{structure:?}");
        }
    }

    #[test]
    fn text_alone_needs_no_structure() {
        assert_eq!(encode([].iter()), None);
        assert_eq!(encode([Part::Text("Hello".into())].iter()), None);
    }

    #[test]
    fn no_text_is_lost_if_the_structure_does_not_fit() {
        let text = |text: &str| Part::Text(text.into());
        assert_eq!(decode("Hello".into(), Some("nonsense")), [text("Hello")]);
        assert_eq!(
            decode("Hello".into(), Some(r#"[{"type":"text","length":2}]"#)),
            [text("He"), text("llo")]
        );
        assert_eq!(decode("é".into(), Some(r#"[{"type":"text","length":1}]"#)), [text("é")]);
        assert_eq!(decode("é".into(), Some(r#"[{"type":"text","length":9}]"#)), [text("é")]);
    }
}
