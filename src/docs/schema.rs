//! Schemas as rows of tables: name, type, meaning. Objects inside of objects become names with a dot.

use std::collections::BTreeSet;

use serde_json::Value;

use super::reference::{cell, word};

const REFERENCE: &str = "#/components/schemas/";
/// What a list's schema is called, before the name of what it lists.
const LIST: &str = "List_";

/// All schemas of the specification.
#[derive(Debug, Clone, Copy)]
pub struct Schemas<'a>(&'a Value);

impl<'a> Schemas<'a> {
    /// Those of this document.
    pub fn of(document: &'a Value) -> Self {
        Self(&document["components"]["schemas"])
    }

    /// The schema behind a reference, or this one; what may also be `null` counts as what it is otherwise.
    pub fn resolve(&self, schema: &'a Value) -> &'a Value {
        if let Some(name) = word(&schema["$ref"]).strip_prefix(REFERENCE) {
            return self.resolve(&self.0[name]);
        }
        let mut choices = schema["oneOf"].as_array().into_iter().flatten();
        match choices.find(|choice| choice["type"] != "null") {
            Some(choice) => self.resolve(choice),
            None => schema,
        }
    }

    /// Name, schema, and whether it must be given, of all fields.
    pub fn fields(&self, schema: &'a Value) -> Vec<(&'a str, &'a Value, bool)> {
        let schema = self.resolve(schema);
        let parts = schema["allOf"].as_array().into_iter().flatten();
        let mut fields: Vec<_> = parts.flat_map(|part| self.fields(part)).collect();
        let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
        let own = schema["properties"].as_object().into_iter().flatten();
        fields
            .extend(own.map(|(name, field)| (name.as_str(), field, required.iter().any(|one| one == name))));
        // What must be given first, in the order that a JSON object cannot keep.
        fields.sort_by_key(|(_, _, required)| !required);
        fields
    }

    /// The fields of a body as rows.
    pub fn rows(&self, schema: &'a Value) -> String {
        self.nested("", schema, true)
    }

    fn nested(&self, above: &str, schema: &'a Value, body: bool) -> String {
        let mut rows = String::new();
        for (name, field, required) in self.fields(schema) {
            let name = format!("{above}{name}");
            let needed = if required && body { "required. " } else { "" };
            rows.push_str(&format!(
                "| `{name}` | {} | {needed}{} |\n",
                self.type_of(field),
                cell(self.meaning(field))
            ));
            let items = &self.resolve(field)["items"];
            if items.is_null() {
                rows.push_str(&self.nested(&format!("{name}."), field, body));
            } else {
                rows.push_str(&self.nested(&format!("{name}[]."), items, body));
            }
        }
        rows
    }

    /// Parameters of an operation as rows.
    pub fn parameters(&self, parameters: impl Iterator<Item = &'a Value>) -> String {
        let row = |parameter: &'a Value| {
            let needed = if parameter["required"] == true { "required. " } else { "" };
            let (name, meaning) = (word(&parameter["name"]), cell(word(&parameter["description"])));
            format!("| `{name}` | {} | {needed}{meaning} |\n", self.type_of(&parameter["schema"]))
        };
        parameters.map(row).collect()
    }

    fn meaning(&self, field: &'a Value) -> &'a str {
        let choices = field["oneOf"].as_array().into_iter().flatten();
        let places = std::iter::once(field).chain(choices).chain([self.resolve(field)]);
        places.map(|place| word(&place["description"])).find(|text| !text.is_empty()).unwrap_or_default()
    }

    fn type_of(&self, field: &'a Value) -> String {
        let schema = self.resolve(field);
        let kinds: Vec<&str> = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().map(word).filter(|kind| *kind != "null").collect(),
            kind => vec![word(kind)],
        };
        let values = schema["enum"].as_array();
        match values {
            Some(values) => values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" or "),
            None if kinds == ["array"] => format!("list of {}s", self.type_of(&schema["items"])),
            None if kinds.concat().is_empty() => "object".to_owned(),
            None => kinds.join(" or "),
        }
    }

    /// What an answer is, with a link to where its fields are.
    pub fn link(&self, schema: &'a Value) -> String {
        let name = word(&schema["$ref"]).trim_start_matches(REFERENCE);
        let link = |name: &str| format!("[{name}](/docs/api/objects#{})", super::markdown::slug(name));
        match name.strip_prefix(LIST) {
            Some(listed) => format!("`data`, a list of {}, and `has_more`", link(listed)),
            None if name.is_empty() => "an object".to_owned(),
            None => link(name),
        }
    }

    /// The page of the objects that are answered.
    pub fn page(&self, answers: impl Iterator<Item = &'a Value>) -> String {
        let names = answers.map(|schema| word(&schema["$ref"]).trim_start_matches(REFERENCE));
        let names = names.map(|name| name.trim_start_matches(LIST)).filter(|name| !name.is_empty());
        let mut page =
            "# Objects\n\nWhat the operations answer. Times are milliseconds since the Unix epoch. Ignore \
            fields that you do not know.\n"
                .to_owned();
        for name in names.chain(["Error"]).collect::<BTreeSet<_>>() {
            let schema = &self.0[name];
            page.push_str(&format!(
                "\n## {name}\n\n{}\n\n| field | type | meaning |\n|---|---|---|\n{}",
                word(&schema["description"]),
                self.nested("", schema, false)
            ));
        }
        page
    }
}
