//! Any body, query or header gets a valid response: success, or an error that says what is wrong, never a
//! 5xx.

use std::collections::{BTreeSet, HashMap};

use proptest::collection::{hash_map, vec};
use proptest::prelude::{any, prop_oneof};
use proptest::sample::{Index, select};
use proptest::strategy::{BoxedStrategy, Just, Strategy};
use reqwest::Method;
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;

use super::holds_for;
use crate::support::{Caller, Conversation, Response, TestApp};

/// A server with a conversation, and the names of all fields and parameters of its API.
struct Fixture {
    runtime: Runtime,
    app: TestApp,
    conversation: Conversation,
    names: Vec<String>,
}

impl Fixture {
    fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let (app, conversation, names) = runtime.block_on(async {
            let app = TestApp::start().await;
            let conversation = app.conversation("alice").await;
            let names = names_of(&app.anonymous().get("/openapi.json").await.ok());
            (app, conversation, names)
        });
        Self { runtime, app, conversation, names }
    }

    /// The routes that take a JSON object, with who may call them.
    fn bodies(&self) -> Vec<(Caller, String)> {
        let (admin, alice) = (self.app.admin(), &self.conversation.user);
        let agent = format!("/agents/{}", self.conversation.agent_id);
        let interaction = format!("/interactions/{}", self.conversation.id);
        [
            (&admin, "/agents".to_owned()),
            (&admin, format!("{agent}/config")),
            (&admin, agent),
            (&admin, "/users".to_owned()),
            (&admin, "/project".to_owned()),
            (alice, "/interactions".to_owned()),
            (alice, interaction),
            (alice, "/messages".to_owned()),
            (alice, "/messages/msg_x/ask".to_owned()),
            (alice, "/messages/msg_x/feedback".to_owned()),
        ]
        .map(|(caller, path)| (caller.clone(), path))
        .into()
    }

    fn call(&self, caller: &Caller, method: Method, path: &str, body: Option<Vec<u8>>) -> Response {
        self.runtime.block_on(async {
            let mut request = caller.request(method, path);
            if let Some(body) = body {
                request = request.header("Content-Type", "application/json").body(body);
            }
            let response = request.send().await.unwrap();
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            Response { status, headers, text: response.text().await.unwrap() }
        })
    }

    /// Checks that a response is valid. A 400 must name one of these fields.
    fn check(&self, answer: &Response, fields: &BTreeSet<String>) {
        match answer.status {
            200 => {}
            400 => {
                let message = answer.invalid();
                let about_all = ["JSON", "body", "header", "UTF-8"].iter().any(|word| message.contains(word));
                let known = fields.iter().chain(&self.names).any(|field| message.contains(field.as_str()));
                // Changed bytes may form a name that is in neither list.
                let named = known || message.contains("unknown field `");
                assert!(named || about_all, "names no field: {message}");
            }
            401 => drop(answer.error(401, "invalid_credentials")),
            403 => drop(answer.error(403, "forbidden")),
            404 => drop(answer.not_found()),
            409 => drop(answer.error(409, "conflict")),
            status => panic!("{status}: {}", answer.text),
        }
    }
}

/// The names of all properties and parameters in the specification.
fn names_of(specification: &Value) -> Vec<String> {
    fn collect(value: &Value, names: &mut BTreeSet<String>) {
        if let Some(properties) = value["properties"].as_object() {
            names.extend(properties.keys().cloned());
        }
        if let (Some(name), true) = (value["name"].as_str(), value["in"].is_string()) {
            names.insert(name.to_owned());
        }
        match value {
            Value::Object(object) => object.values().for_each(|value| collect(value, names)),
            Value::Array(array) => array.iter().for_each(|value| collect(value, names)),
            _ => {}
        }
    }
    let mut names = BTreeSet::new();
    collect(specification, &mut names);
    assert!(names.contains("model") && names.contains("limit"), "{names:?}");
    names.into_iter().collect()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        select(vec![
            "",
            " ",
            "user",
            "agent",
            "up",
            "true",
            "demo.x",
            "{{",
            "{{user.id}}",
            "\u{0}",
            "nonsense",
            "é"
        ])
        .prop_map(str::to_owned),
        (1_usize..3_000).prop_map(|length| "x".repeat(length)),
    ]
}

fn key(names: &[String]) -> BoxedStrategy<String> {
    prop_oneof![8 => select(names.to_vec()), 1 => text()].boxed()
}

fn value(names: &[String]) -> impl Strategy<Value = Value> + use<> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-3_i64..3).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    let key = key(names);
    leaf.prop_recursive(3, 20, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            hash_map(key.clone(), inner, 0..4).prop_map(object),
        ]
    })
}

fn object(fields: HashMap<String, Value>) -> Value {
    Value::Object(Map::from_iter(fields))
}

/// The names of the fields in a value, at any depth.
fn fields_of(value: &Value, fields: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| {
            fields.insert(name.clone());
            fields_of(value, fields);
        }),
        Value::Array(array) => array.iter().for_each(|value| fields_of(value, fields)),
        _ => {}
    }
}

#[test]
fn any_object_is_accepted_or_refused_by_the_name_of_a_field() {
    let fixture = Fixture::start();
    let bodies = fixture.bodies();
    let good = select(vec![
        json!({}),
        json!({"model": "demo.x"}),
        json!({"agent_id": fixture.conversation.agent_id}),
        json!({"interaction_id": fixture.conversation.id, "content": "Hello"}),
        json!({"external_id": "bob"}),
        json!({"rating": "up"}),
    ]);
    let more = hash_map(key(&fixture.names), value(&fixture.names), 0..4);
    holds_for(600, &(any::<Index>(), good, more), |(route, good, more)| {
        let (caller, path) = route.get(&bodies);
        let mut body = good;
        body.as_object_mut().unwrap().extend(more);
        let mut fields = BTreeSet::new();
        fields_of(&body, &mut fields);
        fixture.check(&fixture.call(caller, Method::POST, path, Some(body.to_string().into())), &fields);
    });
}

#[test]
fn any_bytes_are_a_body_that_is_refused_or_read() {
    let fixture = Fixture::start();
    let bodies = fixture.bodies();
    let broken = (value(&fixture.names), any::<Index>(), vec(any::<u8>(), 0..4), 0_usize..4);
    let broken = broken.prop_map(|(value, at, inserted, removed)| {
        let mut bytes = value.to_string().into_bytes();
        let at = at.index(bytes.len() + 1);
        let end = (at + removed).min(bytes.len());
        bytes.splice(at..end, inserted);
        bytes
    });
    let bytes = prop_oneof![broken, vec(any::<u8>(), 0..200)];
    holds_for(400, &(any::<Index>(), bytes), |(route, body)| {
        let (caller, path) = route.get(&bodies);
        let mut fields = BTreeSet::new();
        fields_of(&serde_json::from_slice(&body).unwrap_or_default(), &mut fields);
        fixture.check(&fixture.call(caller, Method::POST, path, Some(body)), &fields);
    });
}

#[test]
fn any_query_is_accepted_or_refused_by_the_name_of_a_parameter() {
    let fixture = Fixture::start();
    let (admin, alice) = (fixture.app.admin(), fixture.conversation.user.clone());
    let messages = format!("/messages?interaction_id={}&", fixture.conversation.id);
    let lists = [
        (&admin, "/agents?"),
        (&admin, "/users?"),
        (&admin, "/interactions?"),
        (&admin, &*messages),
        (&admin, "/messages?"),
        (&alice, "/agents?"),
        (&alice, "/interactions?"),
        (&alice, &*messages),
    ];
    let bytes = prop_oneof![
        vec(any::<u8>(), 0..12),
        select(vec!["1", "0", "true", "-1", "nonsense", "1e3", "99999999999999999999"])
            .prop_map(|text| text.as_bytes().to_vec()),
    ];
    let encoded = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let known = select(fixture.names.clone());
    let name = prop_oneof![4 => known, 1 => vec(any::<u8>(), 0..6).prop_map(encoded)];
    let pair = (name, bytes.prop_map(encoded)).prop_map(|(name, value)| format!("{name}={value}"));
    holds_for(600, &(any::<Index>(), vec(pair, 0..4)), |(list, pairs)| {
        let (caller, path) = list.get(&lists);
        let path = format!("{path}{}", pairs.join("&"));
        fixture.check(&fixture.call(caller, Method::GET, &path, None), &BTreeSet::new());
    });
}

#[test]
fn any_header_is_read_ignored_or_refused() {
    let fixture = Fixture::start();
    let names = [
        "Accept",
        "Authorization",
        "Last-Event-ID",
        "X-PROFICIENT-API-KEY",
        "X-PROFICIENT-USER-EXTERNAL-ID",
        "X-PROFICIENT-USER-HMAC",
        "X-Request-Id",
        "Origin",
        "Cookie",
        "Content-Type",
        "X-Forwarded-For",
        "Accept-Encoding",
    ];
    let visible = (0x20_u8..=0xff).prop_filter("no header", |byte| *byte != 0x7f);
    let likely = select(vec![
        "*/*",
        "text/event-stream;q=0",
        "Bearer sk_x",
        "0",
        "1.end",
        "alice",
        "https://a.example",
    ]);
    let value = prop_oneof![vec(visible, 0..40), likely.prop_map(|text| text.as_bytes().to_vec())];
    let paths = [
        "/agents".to_owned(),
        "/users".to_owned(),
        "/messages/msg_x/stream".to_owned(),
        format!("/messages?interaction_id={}", fixture.conversation.id),
    ];
    let callers = [fixture.app.admin(), fixture.app.anonymous(), fixture.conversation.user.clone()];
    let headers = vec((select(names.to_vec()), value), 1..4);
    holds_for(600, &(any::<Index>(), any::<Index>(), headers), |(caller, path, headers)| {
        let mut caller = caller.get(&callers).clone();
        for (name, value) in headers {
            caller = caller.with_bytes(name, &value);
        }
        let path: &String = path.get(&paths);
        fixture.check(&fixture.call(&caller, Method::GET, path, None), &BTreeSet::new());
    });
}
