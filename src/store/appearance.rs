//! How an agent appears in the chat: a JSON object whose fields `api/appearance.rs` checks.

use std::borrow::Cow;

use serde_json::{Map, Value};
use sql::{FromValue, Kind, Mismatch, ToValue, ValueRef};

use super::audit::Changes;

/// An agent's appearance. Fields that are not set are absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Appearance(Map<String, Value>);

impl Appearance {
    /// Returns a field.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field)
    }

    /// Returns the fields.
    pub fn into_fields(self) -> Map<String, Value> {
        self.0
    }

    /// Returns the appearance with these fields changed. `null` removes a field, and objects are merged.
    #[must_use]
    pub fn merged(&self, patch: &Map<String, Value>) -> Self {
        let mut fields = self.0.clone();
        merge(&mut fields, patch);
        Self(fields)
    }

    /// Returns the fields that differ in `after`.
    pub(super) fn changes(&self, after: &Self, changes: Changes) -> Changes {
        let names: std::collections::BTreeSet<&String> = self.0.keys().chain(after.0.keys()).collect();
        names.into_iter().fold(changes, |changes, name| {
            let value = |of: &Self| of.get(name).cloned().unwrap_or_default();
            changes.field(&format!("appearance.{name}"), value(self), value(after))
        })
    }
}

fn merge(fields: &mut Map<String, Value>, patch: &Map<String, Value>) {
    for (name, value) in patch {
        match value {
            Value::Null => {
                fields.shift_remove(name);
            }
            Value::Object(inner) => {
                let mut object = match fields.get(name) {
                    Some(Value::Object(object)) => object.clone(),
                    _ => Map::new(),
                };
                merge(&mut object, inner);
                if object.is_empty() {
                    fields.shift_remove(name);
                } else {
                    fields.insert(name.clone(), Value::Object(object));
                }
            }
            other => {
                fields.insert(name.clone(), other.clone());
            }
        }
    }
}

impl<'q> ToValue<'q> for Appearance {
    const KIND: Kind = Kind::Text;

    fn to_value(self) -> sql::Value<'q> {
        sql::Value::Text(Cow::Owned(Value::Object(self.0).to_string()))
    }
}

impl FromValue for Appearance {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Mismatch> {
        let ValueRef::Text(text) = value else { return Err(Mismatch(Cow::Borrowed("is not a text"))) };
        let fields = serde_json::from_str(text);
        fields.map(Self).map_err(|_| Mismatch(Cow::Borrowed("is not a JSON object")))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn a_change_is_merged_and_null_removes() {
        let before = Appearance::default()
            .merged(&fields(json!({"side": "left", "colors": {"accent": "#fff", "text": "#000"}})));
        let after = before.merged(&fields(json!({"side": null, "colors": {"text": null}, "offset_x": 3})));
        assert_eq!(after.0, fields(json!({"colors": {"accent": "#fff"}, "offset_x": 3})));
        assert_eq!(
            before.changes(&after, Changes::none()).fields(),
            ["appearance.colors", "appearance.offset_x", "appearance.side"]
        );
        let none = after.merged(&fields(json!({"colors": {"accent": null}, "offset_x": null})));
        assert_eq!(none, Appearance::default());
    }
}
