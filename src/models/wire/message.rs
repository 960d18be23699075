//! Messages in the form that most wire formats share, and merging settings into a body.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::models::request::Role;

/// A message with its text.
#[derive(Debug, Serialize)]
pub(super) struct Message<'a> {
    pub(super) role: &'static str,
    pub(super) content: Cow<'a, str>,
}

impl<'a> Message<'a> {
    /// Returns a message of the conversation.
    pub(super) fn of((role, content): (Role, Cow<'a, str>)) -> Self {
        let role = match role {
            Role::User => "user",
            Role::Agent => "assistant",
        };
        Self { role, content }
    }
}

/// Encodes a body, with the additions from the agent's configuration. Objects in both are merged; other
/// values are replaced.
pub(super) fn encode(body: &impl Serialize, extra: &Map<String, Value>) -> serde_json::Result<Vec<u8>> {
    if extra.is_empty() {
        return serde_json::to_vec(body);
    }
    let mut body = serde_json::to_value(body)?;
    if let Value::Object(fields) = &mut body {
        merge(fields, extra);
    }
    serde_json::to_vec(&body)
}

fn merge(into: &mut Map<String, Value>, extra: &Map<String, Value>) {
    for (name, value) in extra {
        match (into.get_mut(name), value) {
            (Some(Value::Object(inner)), Value::Object(extra)) => merge(inner, extra),
            _ => drop(into.insert(name.clone(), value.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn additions_are_merged_into_objects_and_replace_the_rest() {
        let body = json!({"model": "m", "temperature": 1, "config": {"a": 1, "b": {"c": 2}, "d": [1]}});
        let extra = json!({"temperature": 2, "new": null, "config": {"b": {"e": 3}, "d": [2]}});
        let encoded = encode(&body, extra.as_object().unwrap()).unwrap();
        let merged = json!({"model": "m", "temperature": 2, "config": {"a": 1, "b": {"c": 2, "e": 3}, "d": [2]}, "new": null});
        assert_eq!(serde_json::from_slice::<Value>(&encoded).unwrap(), merged);
        assert_eq!(encode(&body, &Map::new()).unwrap(), body.to_string().into_bytes());
    }
}
