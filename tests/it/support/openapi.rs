//! Reads the OpenAPI document: operations, example bodies, and whether a value fits a schema.

use serde_json::{Map, Value};

pub struct OpenApi(pub Value);

/// One method of one path.
pub struct Operation<'a> {
    pub method: String,
    pub path: &'a str,
    pub details: &'a Value,
}

impl OpenApi {
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let paths = self.0["paths"].as_object().unwrap().iter();
        paths
            .flat_map(|(path, methods)| {
                let methods = methods.as_object().unwrap().iter();
                methods.map(move |(method, details)| Operation {
                    method: method.to_uppercase(),
                    path,
                    details,
                })
            })
            .collect()
    }

    /// Returns the schema behind a reference, or the other one of a choice with `null`.
    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.resolve(self.0.pointer(reference.trim_start_matches('#')).unwrap());
        }
        let choices = schema["oneOf"].as_array().into_iter().flatten();
        choices.into_iter().find(|one| one["type"] != "null").map_or(schema, |one| self.resolve(one))
    }

    /// Returns name and schema of all fields of an object, and whether each is required.
    pub fn fields<'a>(&'a self, schema: &'a Value) -> Vec<(&'a String, &'a Value, bool)> {
        let schema = self.resolve(schema);
        let parts = schema["allOf"].as_array().into_iter().flatten();
        // A part that may be `null` is optional.
        let optional = |part: &Value| {
            part["oneOf"].as_array().is_some_and(|all| all.iter().any(|one| one["type"] == "null"))
        };
        let inherited = parts.flat_map(|part| {
            let fields = self.fields(part).into_iter();
            fields.map(move |(name, field, required)| (name, field, required && !optional(part)))
        });
        let required = |name: &String| {
            schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name))
        };
        let own = schema["properties"].as_object().into_iter().flatten();
        inherited.chain(own.map(|(name, field)| (name, field, required(name)))).collect()
    }

    /// Returns a body with the required fields and those with an example. `id` returns the value of an ID by
    /// its field's name.
    pub fn example(&self, schema: &Value, id: &impl Fn(&str) -> Option<String>) -> Map<String, Value> {
        let mut body = Map::new();
        for (name, field, required) in self.fields(schema) {
            let resolved = self.resolve(field);
            let inner = Value::Object(self.example(resolved, id));
            let inner = if inner == serde_json::json!({}) { &Value::Null } else { &inner };
            let known = id(name).map(Value::String).unwrap_or_default();
            let examples = [&known, &field["example"], &resolved["example"], inner];
            let choice = if required { &resolved["enum"][0] } else { &Value::Null };
            match examples.into_iter().chain([choice]).find(|value| !value.is_null()) {
                Some(value) => drop(body.insert(name.clone(), value.clone())),
                None => assert!(!required, "{name} is required and has no example"),
            }
        }
        body
    }

    /// Asserts that a value matches the schema: types, required fields, and no other fields.
    #[track_caller]
    pub fn check(&self, value: &Value, schema: &Value, place: &str) {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.check(value, self.0.pointer(reference.trim_start_matches('#')).unwrap(), place);
        }
        if let Some(choices) = schema["oneOf"].as_array() {
            let is_null = |choice: &&Value| (choice["type"] == "null") == value.is_null();
            return self.check(value, choices.iter().find(is_null).unwrap(), place);
        }
        let kinds: Vec<&Value> = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().collect(),
            Value::Null => Vec::new(),
            kind => vec![kind],
        };
        assert!(
            kinds.is_empty() || kinds.iter().any(|kind| is_of(value, kind)),
            "{place} is {value}, not {kinds:?}"
        );
        let allowed = schema["enum"].as_array();
        assert!(
            allowed.is_none_or(|allowed| allowed.contains(value)),
            "{place} is {value}, not of {allowed:?}"
        );
        for item in value.as_array().into_iter().flatten() {
            self.check(item, &schema["items"], &format!("{place}[]"));
        }
        let fields = self.fields(schema);
        let Some(object) = value.as_object().filter(|_| !fields.is_empty()) else { return };
        for (name, field, required) in &fields {
            match object.get(*name) {
                Some(inner) => self.check(inner, field, &format!("{place}.{name}")),
                None => assert!(!required, "{place}.{name} is missing: {value}"),
            }
        }
        let undocumented = object.keys().find(|key| !fields.iter().any(|(name, _, _)| name == key));
        assert_eq!(undocumented, None, "{place} has a field that is not documented");
    }
}

fn is_of(value: &Value, kind: &Value) -> bool {
    match kind.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other}"),
    }
}
