//! A stream of events as a whole.

use serde_json::{Value, json};

use super::event_stream::Event;

/// The contents of a stream, after checks that hold for all streams.
#[derive(Debug)]
pub struct Transcript {
    pub id: String,
    /// The pieces of the text.
    pub deltas: Vec<String>,
    /// The pieces joined.
    pub text: String,
    /// The pieces of the reasoning, joined.
    pub reasoning: String,
    /// The IDs of all events.
    pub ids: Vec<String>,
    /// `completed`, `cancelled` or `failed`.
    pub status: String,
    /// The message of the final event.
    pub last: Value,
}

impl Transcript {
    /// Reads a stream from its start to its end.
    #[track_caller]
    pub fn whole(events: &[Event]) -> Self {
        let created = events.first().expect("events");
        assert_eq!(created.name, "message.created", "{events:?}");
        let heard = Self::rest(&events[1..]);
        assert_message(&created.data, &[]);
        assert_eq!((&created.data["parts"], &created.data["finish_reason"]), (&json!([]), &json!(null)));
        assert_eq!((&created.data["status"], &created.data["content"]), (&json!("in_progress"), &json!("")));
        for (field, value) in created.data.as_object().unwrap() {
            if !["content", "status", "parts", "finish_reason"].contains(&&**field) {
                assert_eq!(*value, heard.last[field], "{field} changed");
            }
        }
        let ids: Vec<String> = events.iter().map(|event| event.id.clone()).collect();
        assert_unique(&ids);
        assert_eq!(heard.last["content"], heard.text, "the deltas are not the content");
        let mut parts = heard.last["parts"].clone();
        for part in parts.as_array_mut().unwrap() {
            part.as_object_mut().unwrap().remove("duration_ms");
        }
        assert_eq!(parts, assembled(&events[1..events.len() - 1]), "the deltas are not the parts");
        Self { ids, ..heard }
    }

    /// Reads the rest of a stream: deltas and the final event.
    #[track_caller]
    pub fn rest(events: &[Event]) -> Self {
        let (last, deltas) = events.split_last().expect("a final event");
        let status = last.name.strip_prefix("message.").unwrap().to_owned();
        assert!(["completed", "cancelled", "failed"].contains(&&*status), "{last:?}");
        assert_eq!(last.data["status"], status);
        assert_message(&last.data, if status == "failed" { &["error"] } else { &[] });
        if status == "failed" {
            let error = last.data["error"].as_object().unwrap();
            assert!(
                error.len() == 2 && error["code"].is_string() && error["message"].is_string(),
                "{error:?}"
            );
        }
        for delta in deltas {
            let (index, text) = (&delta.data["index"], delta.data["delta"].as_str().unwrap());
            assert!(index.is_u64() && !text.is_empty(), "{delta:?}");
            assert_eq!(delta.data, json!({"id": last.data["id"], "index": index, "delta": text}));
            assert!(["message.delta", "message.reasoning_delta"].contains(&&*delta.name), "{delta:?}");
        }
        let ids: Vec<String> = events.iter().map(|event| event.id.clone()).collect();
        assert_unique(&ids);
        let (text, thoughts): (Vec<&Event>, Vec<&Event>) =
            deltas.iter().partition(|delta| delta.name == "message.delta");
        let pieces = |events: Vec<&Event>| -> Vec<String> {
            events.into_iter().map(|event| event.data["delta"].as_str().unwrap().to_owned()).collect()
        };
        let deltas = pieces(text);
        Self {
            reasoning: pieces(thoughts).concat(),
            id: last.data["id"].as_str().unwrap().to_owned(),
            text: deltas.concat(),
            deltas,
            ids,
            status,
            last: last.data.clone(),
        }
    }
}

/// The parts that the deltas of a stream add up to.
fn assembled(deltas: &[Event]) -> Value {
    let mut parts: Vec<Value> = Vec::new();
    for delta in deltas {
        let kind = if delta.name == "message.delta" { "text" } else { "reasoning" };
        let index: usize = delta.data["index"].as_u64().unwrap().try_into().unwrap();
        if index == parts.len() {
            parts.push(json!({"type": kind, "text": ""}));
        }
        assert_eq!((parts.len(), &parts[index]["type"]), (index + 1, &json!(kind)), "{delta:?}");
        let text = [parts[index]["text"].as_str().unwrap(), delta.data["delta"].as_str().unwrap()].concat();
        parts[index]["text"] = json!(text);
    }
    json!(parts)
}

#[track_caller]
fn assert_unique(ids: &[String]) {
    let mut unique = ids.to_vec();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "two events have the same ID: {ids:?}");
}

/// Checks that a message has exactly the documented fields, and these.
#[track_caller]
fn assert_message(message: &Value, more: &[&str]) {
    let known = [
        "id",
        "object",
        "content",
        "interaction_id",
        "sent_by",
        "depth",
        "parent_id",
        "status",
        "parts",
        "finish_reason",
        "client_id",
        "created_at",
    ];
    for field in known.iter().chain(more) {
        assert!(message.get(field).is_some(), "{field} is missing: {message}");
    }
    for field in message.as_object().unwrap().keys() {
        assert!(
            known.contains(&&**field) || more.contains(&&**field),
            "{field} is not documented: {message}"
        );
    }
    assert_eq!((&message["object"], &message["sent_by"]), (&json!("message"), &json!("agent")));
}
