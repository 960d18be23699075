//! Examples of an operation: as a command for the shell, and with the JavaScript clients. IDs are variables in both.

use serde_json::{Map, Value};

use super::reference::{Operation, word};
use super::schema::Schemas;

/// What callers send of their own: the field or path, the shell's variable, and JavaScript's.
const VARIABLES: &[(&str, &str, &str)] = &[
    ("agent_id", "AGENT", "agentId"),
    ("interaction_id", "INTERACTION", "interactionId"),
    ("user_id", "USER_ID", "userId"),
    ("/agents/", "AGENT", "agentId"),
    ("/interactions/", "INTERACTION", "interactionId"),
    ("/users/", "USER_ID", "userId"),
    ("/stream", "REPLY", "replyId"),
    ("/cancel", "REPLY", "replyId"),
    ("/feedback", "REPLY", "replyId"),
    ("/messages/", "MESSAGE", "messageId"),
];

const CLIENT: &[&str] = &["X-PROFICIENT-API-KEY: $PK", "X-PROFICIENT-USER-EXTERNAL-ID: alice"];
const ADMIN: &[&str] = &["Authorization: Bearer $SK"];

/// A command for each API that has the operation.
pub fn shell(operation: &Operation<'_>, schemas: &Schemas<'_>) -> Vec<String> {
    let callers = [(operation.client, CLIENT), (operation.admin, ADMIN)];
    let mut callers: Vec<_> =
        callers.into_iter().filter_map(|(may, headers)| may.then_some(headers)).collect();
    if callers.is_empty() {
        callers.push(&[]);
    }
    callers.into_iter().map(|headers| command(operation, schemas, headers)).collect()
}

fn command(operation: &Operation<'_>, schemas: &Schemas<'_>, headers: &[&str]) -> String {
    let id = variable(|place| place.starts_with('/') && operation.path.contains(place));
    let mut url =
        operation.path.replace("{id}", &id.map(|(shell, _)| format!("${shell}")).unwrap_or_default());
    for (at, name) in query(operation).enumerate() {
        let joint = if at == 0 { '?' } else { '&' };
        let (shell, _) = variable(|place| place == name).unwrap_or_default();
        url.push_str(&format!("{joint}{name}=${shell}"));
    }
    let body = body(operation, schemas);
    let mut parts = vec![format!("curl -sS \"$URL{url}\"")];
    match (operation.method.as_str(), &body) {
        ("GET", _) | (_, Some(_)) => {}
        (method, None) => parts[0] = format!("curl -sS -X {method} \"$URL{url}\""),
    }
    parts.extend(headers.iter().map(|header| format!("-H \"{header}\"")));
    if let Some(body) = body {
        parts.push("-H \"Content-Type: application/json\"".to_owned());
        parts.push(format!("-d '{}'", in_shell(&body)));
    }
    parts.join(" \\\n  ")
}

/// A statement for each client that has the operation.
pub fn typescript(operation: &Operation<'_>, schemas: &Schemas<'_>) -> Vec<String> {
    let callers = [(operation.client, "client"), (operation.admin, "admin")];
    let callers = callers.into_iter().filter_map(|(may, name)| may.then_some(name));
    callers.map(|name| statement(operation, schemas, name)).collect()
}

fn statement(operation: &Operation<'_>, schemas: &Schemas<'_>, client: &str) -> String {
    let resource = operation.tag.to_lowercase();
    let id = variable(|place| place.starts_with('/') && operation.path.contains(place));
    let query = query(operation).map(|name| (name.to_owned(), Value::Null));
    let fields: Map<_, _> = query.chain(body(operation, schemas).unwrap_or_default()).collect();
    let mut arguments: Vec<String> =
        id.filter(|_| operation.path.contains("{id}")).map(|(_, name)| name.to_owned()).into_iter().collect();
    if !fields.is_empty() {
        arguments.push(in_javascript(&fields));
    }
    let call = format!("{client}.{resource}.{}({})", method(operation), arguments.join(", "));
    match operation.id {
        "streamMessage" => format!("for await (const text of {call}.text()) console.log(text);"),
        _ => format!("console.log(await {call});"),
    }
}

/// What the clients call an operation: `updateAgentConfig` is `agents.updateConfig`.
fn method(operation: &Operation<'_>) -> String {
    match operation.id {
        "rateMessage" => "feedback".to_owned(),
        "streamMessage" => "resume".to_owned(),
        id => id.replacen(operation.tag, "", 1).replacen(operation.tag.trim_end_matches('s'), "", 1),
    }
}

/// What must be in the query: IDs, so variables.
fn query<'a>(operation: &Operation<'a>) -> impl Iterator<Item = &'a str> {
    let required = operation.parameters("query").filter(|parameter| parameter["required"] == true);
    required.map(|parameter| word(&parameter["name"]))
}

/// The fields that must be in the body, and those that the specification has an example for. `null` stands for a variable.
fn body(operation: &Operation<'_>, schemas: &Schemas<'_>) -> Option<Map<String, Value>> {
    Some(object(operation.body()?, schemas))
}

fn object(schema: &Value, schemas: &Schemas<'_>) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, field, required) in schemas.fields(schema) {
        let resolved = schemas.resolve(field);
        let inner = object_of(resolved, schemas);
        let example = [&field["example"], &resolved["example"], &resolved["enum"][0], &inner];
        let value = example.into_iter().find(|value| !value.is_null()).cloned();
        let optional_choice = resolved["enum"].is_array() && !required;
        if required || (value.is_some() && !optional_choice) {
            object.insert(name.to_owned(), value.unwrap_or_default());
        }
    }
    object
}

fn object_of(schema: &Value, schemas: &Schemas<'_>) -> Value {
    let inner = object(schema, schemas);
    if inner.is_empty() { Value::Null } else { Value::Object(inner) }
}

fn variable(is: impl Fn(&str) -> bool) -> Option<(&'static str, &'static str)> {
    VARIABLES.iter().find(|(place, _, _)| is(place)).map(|(_, shell, javascript)| (*shell, *javascript))
}

/// An object inside of single quotes; a variable closes and opens them again.
fn in_shell(object: &Map<String, Value>) -> String {
    let fields = object.iter().map(|(name, value)| match value {
        Value::Null => {
            let (shell, _) = variable(|place| place == name).unwrap_or_default();
            format!("\"{name}\": \"'${shell}'\"")
        }
        value => format!("\"{name}\": {}", value.to_string().replace('\'', "'\\''")),
    });
    in_braces(fields.collect(), "")
}

/// An object literal; fields are called as the clients call them.
fn in_javascript(object: &Map<String, Value>) -> String {
    let fields = object.iter().map(|(name, value)| {
        let name = camel(name);
        match value {
            Value::Null => name,
            Value::Object(inner) => format!("{name}: {}", in_javascript(inner)),
            value => format!("{name}: {value}"),
        }
    });
    in_braces(fields.collect(), ",")
}

/// On one line if it is short.
fn in_braces(fields: Vec<String>, last: &str) -> String {
    let line = fields.join(", ");
    if line.len() < 70 {
        format!("{{ {line} }}")
    } else {
        format!("{{\n  {}{last}\n}}", fields.join(",\n  "))
    }
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        name + &initial.to_uppercase() + rest
    })
}
