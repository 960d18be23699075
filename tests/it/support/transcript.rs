//! A stream of events as a whole.

use serde_json::{Value, json};

use super::event_stream::Event;

/// The contents of a stream, after checks that hold for all streams.
#[derive(Debug)]
pub struct Transcript {
    pub id: String,
    pub deltas: Vec<String>,
    /// The deltas joined.
    pub text: String,
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
        assert_message(&created.data, &["content", "status"]);
        assert_eq!((&created.data["status"], &created.data["content"]), (&json!("in_progress"), &json!("")));
        for (field, value) in created.data.as_object().unwrap() {
            if field != "content" && field != "status" {
                assert_eq!(*value, heard.last[field], "{field} changed");
            }
        }
        let ids: Vec<String> = events.iter().map(|event| event.id.clone()).collect();
        assert_unique(&ids);
        assert_eq!(heard.last["content"], heard.text, "the deltas are not the content");
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
            assert_eq!(delta.data, json!({"id": last.data["id"], "delta": delta.delta()}));
            assert!(!delta.delta().is_empty(), "an empty delta");
        }
        let ids: Vec<String> = events.iter().map(|event| event.id.clone()).collect();
        assert_unique(&ids);
        let deltas: Vec<String> = deltas.iter().map(|delta| delta.delta().to_owned()).collect();
        Self {
            id: last.data["id"].as_str().unwrap().to_owned(),
            text: deltas.concat(),
            deltas,
            ids,
            status,
            last: last.data.clone(),
        }
    }
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
