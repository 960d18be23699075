//! Project connections.

use proficient::config::ConnectionKind;
use serde_json::{Value, json};

use crate::support::member::Member;
use crate::support::provider::{ScriptedProvider, ScriptedReply};
use crate::support::wait::{eventually_some, in_time};
use crate::support::{Caller, KEY, REPLY, ScriptedApp, TestApp, WireFormat};

/// The API key of project connections.
const OWN_KEY: &str = "own-key-of-these-tests-0815";

fn list(names: &[&str]) -> ScriptedReply {
    let data: Vec<Value> = names.iter().map(|name| json!({"id": name})).collect();
    ScriptedReply::with(200, "application/json", &json!({"data": data}).to_string())
}

/// Adds a connection that leads to `provider`.
async fn connect(
    app: &TestApp,
    by: &Caller,
    name: &str,
    kind: ConnectionKind,
    provider: &ScriptedProvider,
) -> Value {
    let base_url = format!("{}/own/v1", provider.url);
    let body = json!({"name": name, "kind": kind.name(), "base_url": base_url, "api_key": OWN_KEY});
    by.post(&app.dashboard("/connections"), body).await.ok()
}

/// A server with an operator, and a provider that its settings do not contain.
async fn alone() -> (TestApp, Member, ScriptedProvider) {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    (app, olga, ScriptedProvider::start().await)
}

#[tokio::test]
async fn a_project_s_own_connection_counts_in_the_place_of_the_server_s() {
    let ScriptedApp { app, provider: servers } = ScriptedApp::start().await;
    let (olga, own) = (app.operator().await.caller, ScriptedProvider::start().await);
    let agent = app.agent_with(json!({"model": "openai.gpt-4o"})).await;
    let talk = app.conversation_with("ada", &agent).await;
    let message = talk.say("Hello", None).await;
    servers.reply_with(WireFormat::Openai.reply());
    talk.ask(&message).await.ok();
    assert_eq!(servers.last_request().headers["authorization"], format!("Bearer {KEY}"));

    let made = connect(&app, &olga, "openai", ConnectionKind::Openai, &own).await;
    own.reply_with(WireFormat::Openai.reply());
    assert_eq!(talk.ask(&message).await.ok()["content"], REPLY, "in force at the next reply");
    let asked = own.last_request();
    let bearer = format!("Bearer {OWN_KEY}");
    assert_eq!(
        (asked.path.as_str(), asked.headers["authorization"].as_str()),
        ("/own/v1/chat/completions", &*bearer)
    );
    assert_eq!(servers.request_count(), 1);

    // Another project does not have the connection.
    let another = app.another_project().await;
    let listed = olga.get(&format!("/dashboard/api/projects/{}/connections", another.row.id)).await.ok();
    assert!(listed["data"].as_array().unwrap().iter().all(|connection| connection["source"] == "server"));
    for method in ["post", "delete"] {
        let path = format!(
            "/dashboard/api/projects/{}/connections/{}",
            another.row.id,
            made["id"].as_str().unwrap()
        );
        let answer =
            if method == "post" { olga.post(&path, json!({})).await } else { olga.delete(&path).await };
        answer.not_found();
    }

    let path = app.dashboard(&format!("/connections/{}", made["id"].as_str().unwrap()));
    olga.delete(&path).await.ok();
    olga.delete(&path).await.not_found();
    servers.reply_with(WireFormat::Openai.reply());
    talk.ask(&message).await.ok();
    assert_eq!((servers.request_count(), own.request_count()), (2, 1));
}

#[tokio::test]
async fn it_stands_in_and_answers_in_every_kind() {
    let (app, olga, provider) = alone().await;
    for (kind, wire) in [
        (ConnectionKind::Anthropic, WireFormat::Anthropic),
        (ConnectionKind::Gemini, WireFormat::Gemini),
        (ConnectionKind::OpenaiCompatible, WireFormat::Compatible),
    ] {
        let name = format!("my-{}", wire.name());
        connect(&app, &olga.caller, &name, kind, &provider).await;
        let models = json!({"model": "nowhere.x", "fallback_models": [format!("{name}.{}", wire.model())]});
        let agent = app.agent_with(models).await;
        let talk = app.conversation_with("ada", &agent).await;
        let message = talk.say("Hello", None).await;
        provider.reply_with(wire.reply());
        let reply = talk.ask(&message).await.ok();
        assert_eq!(reply["content"], REPLY, "{name}");
        // Whatever the connection's name, its models have the prices of its kind.
        let path = app.dashboard(&format!("/interactions/{}/messages", talk.id));
        let messages = olga.caller.get(&path).await.ok()["data"].clone();
        let shown = messages.as_array().unwrap().iter().find(|shown| shown["id"] == reply["id"]).unwrap();
        assert_eq!(shown["cost"].is_number(), kind != ConnectionKind::OpenaiCompatible, "{name}: {shown}");
    }
}

#[tokio::test]
async fn what_it_offers_is_listed_and_its_key_is_nowhere() {
    let ScriptedApp { app, provider: servers } = ScriptedApp::start().await;
    let (olga, own) = (app.operator().await, ScriptedProvider::start().await);
    let made = connect(&app, &olga.caller, "house", ConnectionKind::OpenaiCompatible, &own).await;
    let id = made["id"].as_str().unwrap();
    let vera = app.member(&olga, "viewer").await.caller;
    let connections = vera.get(&app.dashboard("/connections")).await;
    let data = connections.ok()["data"].clone();
    assert_eq!(data[0], made, "the project's first");
    assert_eq!(
        (&made["has_key"], &made["source"], &made["kind"]),
        (&json!(true), &json!("project"), &json!("openai_compatible"))
    );
    let names: Vec<&str> = data.as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["house", "anthropic", "demo", "gemini", "openai", "responses"]);
    let server = json!({"id": "", "object": "connection", "name": "openai", "kind": "openai", "base_url": "",
        "has_key": true, "api": "chat_completions", "header_names": [], "query": {}, "read_timeout": null,
        "reply_timeout": null, "source": "server", "created_at": null, "updated_at": null});
    assert_eq!(data[4], server, "nothing of the operator's addresses");

    own.reply_with(list(&["big", "small"]));
    servers
        .reply_with(ScriptedReply::error(500, &json!({})))
        .reply_with(ScriptedReply::error(500, &json!({})))
        .reply_with(ScriptedReply::error(500, &json!({})));
    servers
        .reply_with(ScriptedReply::error(500, &json!({})))
        .reply_with(ScriptedReply::error(500, &json!({})));
    let models = vera.get(&app.dashboard("/models")).await;
    let all = models.ok();
    let mine: Vec<&Value> =
        all["models"].as_array().unwrap().iter().filter(|model| model["connection"] == "house").collect();
    assert_eq!(
        mine,
        [
            &json!({"id": "house.big", "connection": "house", "name": "big", "context_window": 8192,
                "input_price": null, "output_price": null, "recommended": false}),
            &json!({"id": "house.small", "connection": "house", "name": "small", "context_window": 8192,
                "input_price": null, "output_price": null, "recommended": false}),
        ]
    );
    let source = |name: &str| {
        all["connections"].as_array().unwrap().iter().find(|c| c["name"] == name).unwrap().clone()
    };
    assert_eq!(
        source("house"),
        json!({"name": "house", "kind": "openai_compatible", "source": "project", "error": ""})
    );
    assert_eq!(
        source("openai"),
        json!({"name": "openai", "kind": "openai", "source": "server", "error": "the model's provider failed; try again in a moment"})
    );
    assert_eq!(source("demo")["kind"], "demo");
    let alias = json!({"name": "openai.gpt-3.5-turbo-16k", "sent_as": "openai.gpt-3.5-turbo"});
    assert!(all["aliases"].as_array().unwrap().contains(&alias));
    let admins = app.admin().get("/models").await;
    assert!(admins.ok()["data"].as_array().unwrap().iter().any(|model| model["id"] == "house.big"));
    assert_eq!(own.request_count(), 1, "the list is remembered");

    let store = app.store().await;
    let row = store.connection(&app.project.row.id, id).await.unwrap();
    assert!(!row.sealed_key.is_empty() && !row.sealed_key.contains(OWN_KEY), "sealed at rest");
    let path = app.dashboard(&format!("/connections/{id}"));
    let changed = olga.caller.post(&path, json!({"api_key": "another-own-key-0816"})).await;
    assert_eq!(changed.ok()["has_key"], true);
    let cleared = olga.caller.post(&path, json!({"api_key": null})).await;
    assert_eq!(cleared.ok()["has_key"], false);
    olga.caller.delete(&path).await.ok();
    let log = app.audit().await;
    let of_connections: Vec<_> = log.iter().filter(|e| e.target_kind == "connection").collect();
    let actions: Vec<&str> = of_connections.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(
        actions,
        ["connection.deleted", "connection.updated", "connection.updated", "connection.created"]
    );
    assert!(of_connections[2].changes.contains("replaced"), "{}", of_connections[2].changes);
    store.close().await;
    let texts = [&connections.text, &models.text, &admins.text, &changed.text, &cleared.text];
    for text in texts.into_iter().chain(log.iter().map(|entry| &entry.changes)) {
        assert!(!text.contains("own-key"), "{text}");
    }
}

#[tokio::test]
async fn fields_that_cannot_work_are_named() {
    let (app, olga, provider) = alone().await;
    let olga = olga.caller;
    let path = app.dashboard("/connections");
    let with = |field: &str, value: Value| {
        let mut body =
            json!({"name": "mine", "kind": "openai", "base_url": "https://h.example/v1", "api_key": "key"});
        body[field] = value;
        body
    };
    for (field, wrong) in [
        ("name", json!("Mine")),
        ("name", json!("1st")),
        ("name", json!("a.b")),
        ("name", json!("demo")),
        ("name", json!("local")),
        ("name", json!("")),
        ("name", json!("a".repeat(33))),
        ("name", json!(null)),
        ("kind", json!("local")),
        ("kind", json!("demo")),
        ("kind", json!("azure")),
        ("base_url", json!("ftp://h.example")),
        ("base_url", json!("h.example/v1")),
        ("base_url", json!("file:///etc/passwd")),
        ("base_url", json!("https://user:secret@h.example/v1")),
        ("base_url", json!("https://h.example/v1#x")),
        ("base_url", json!(format!("https://h.example/{}", "x".repeat(2_048)))),
        ("api_key", json!("a b")),
        ("api_key", json!("a\r\nX-Header: b")),
        ("api_key", json!("ключ")),
        ("api_key", json!("x".repeat(4_097))),
        ("api", json!("assistants")),
        ("headers", json!({"Host": "elsewhere.example"})),
        ("headers", json!({"a b": "x"})),
        ("headers", json!({"X-A": "a\r\nX-B: b"})),
        ("headers", json!({"X-A": 1})),
        ("headers", json!(["X-A"])),
        ("headers", json!({"x".repeat(129): "x"})),
        ("headers", json!({"X-A": "x".repeat(4_097)})),
        ("headers", Value::Object((0..21).map(|at| (format!("X-{at}"), json!("x"))).collect())),
        ("query", json!({"": "x"})),
        ("query", json!({"a": null})),
        ("query", json!("a=b")),
        ("read_timeout", json!(0.5)),
        ("read_timeout", json!("1")),
        ("reply_timeout", json!(3_601)),
        ("id", json!("con_000000000000000000000000")),
    ] {
        let message = olga.post(&path, with(field, wrong.clone())).await.invalid();
        assert!(message.contains(field), "{wrong}: {message}");
    }
    let nowhere = json!({"name": "mine", "kind": "openai_compatible"});
    assert!(olga.post(&path, nowhere).await.invalid().contains("base_url: missing"));

    connect(&app, &olga, "mine", ConnectionKind::Openai, &provider).await;
    let again = olga.post(&path, with("kind", json!("gemini"))).await;
    assert!(again.error(409, "conflict").contains("name"));
    for number in 1..50 {
        olga.post(&path, with("name", json!(format!("c{number}")))).await.ok();
    }
    let more = olga.post(&path, with("name", json!("more"))).await;
    assert!(more.error(409, "conflict").contains("50"));
    assert_eq!(provider.request_count(), 0);
}

#[tokio::test]
async fn a_stored_key_goes_nowhere_else() {
    let (app, olga, provider) = alone().await;
    let (olga, thief) = (olga.caller, ScriptedProvider::start().await);
    let made = connect(&app, &olga, "mine", ConnectionKind::OpenaiCompatible, &provider).await;
    let path = app.dashboard(&format!("/connections/{}", made["id"].as_str().unwrap()));
    let elsewhere = format!("{}/v1", thief.url);
    for change in [
        json!({"base_url": elsewhere}),
        json!({"kind": "openai", "base_url": null}),
        json!({"kind": "anthropic"}),
    ] {
        assert!(olga.post(&path, change).await.invalid().contains("api_key: enter it again"));
    }
    let test = app.dashboard("/connections/test");
    let body = json!({"kind": "openai_compatible", "base_url": elsewhere, "id": made["id"]});
    assert!(olga.post(&test, body).await.invalid().contains("api_key: enter it again"));
    assert_eq!(thief.request_count(), 0);

    // If the key is entered again or removed, the URL may change.
    thief.reply_with(list(&["m"]));
    let body = json!({"kind": "openai_compatible", "base_url": elsewhere, "api_key": "given-0817", "id": made["id"]});
    assert_eq!(olga.post(&test, body).await.ok()["models"], json!(["m"]));
    assert_eq!(thief.last_request().headers["authorization"], "Bearer given-0817");
    provider.reply_with(list(&["m"]));
    let body = json!({"kind": "openai_compatible", "base_url": format!("{}/own/v1/", provider.url), "id": made["id"]});
    assert_eq!(olga.post(&test, body).await.ok()["ok"], true, "the same address");
    assert_eq!(provider.last_request().headers["authorization"], format!("Bearer {OWN_KEY}"));
    let changed = olga.post(&path, json!({"base_url": elsewhere, "api_key": null})).await.ok();
    assert_eq!((&changed["has_key"], &changed["base_url"]), (&json!(false), &json!(elsewhere)));
}

#[tokio::test]
async fn api_headers_query_and_time_limits_are_its_own() {
    let (app, olga, provider) = alone().await;
    let olga = olga.caller;
    let secret = "team-header-of-these-tests";
    let body = json!({"name": "azure", "kind": "openai", "base_url": format!("{}/x/v1?a=1", provider.url),
        "api_key": OWN_KEY, "api": "responses", "headers": {"X-Team": secret, "api-key": OWN_KEY},
        "query": {"api-version": "2026-10-01"}, "read_timeout": 1, "reply_timeout": 1.5});
    let made = olga.post(&app.dashboard("/connections"), body).await;
    let shown = made.ok();
    assert_eq!(
        (
            &shown["api"],
            &shown["header_names"],
            &shown["query"],
            &shown["read_timeout"],
            &shown["reply_timeout"]
        ),
        (
            &json!("responses"),
            &json!(["X-Team", "api-key"]),
            &json!({"api-version": "2026-10-01"}),
            &json!(1.0),
            &json!(1.5)
        )
    );
    let agent = app.agent_with(json!({"model": "azure.gpt-5"})).await;
    let talk = app.conversation_with("ada", &agent).await;
    let message = talk.say("Hello", None).await;
    provider.reply_with(WireFormat::Responses.reply());
    assert_eq!(talk.ask(&message).await.ok()["content"], REPLY);
    let asked = provider.last_request();
    assert_eq!(asked.path, "/x/v1/responses?a=1&api-version=2026-10-01");
    assert_eq!((&*asked.headers["x-team"], &*asked.headers["api-key"]), (secret, OWN_KEY));

    // The list of models and the connection test use the same settings.
    let id = shown["id"].as_str().unwrap();
    let path = app.dashboard(&format!("/connections/{id}"));
    provider.reply_with(ScriptedReply::error(404, &json!({})));
    provider.reply_with(ScriptedReply::error(404, &json!({"error": {"message": "no such model"}})));
    assert_eq!(olga.post(&format!("{path}/test"), json!({})).await.ok()["ok"], true);
    let asked = provider.last_request();
    assert_eq!(asked.path, "/x/v1/responses?a=1&api-version=2026-10-01");
    assert_eq!((&asked.body["model"], &*asked.headers["x-team"]), (&json!("connection-test"), secret));

    // A provider that is silent or too slow is given up after the connection's own timeouts.
    for reply in [
        ScriptedReply::silence(),
        WireFormat::Responses.reply().in_pieces_of(256).paced(std::time::Duration::from_millis(300)),
    ] {
        provider.reply_with(reply);
        let failed = in_time("its time limit", talk.ask(&message)).await;
        assert!(failed.error(503, "unavailable").contains("in time"));
    }

    // Secrets are sent nowhere else, and are never shown.
    for (change, named) in [
        (json!({"query": {}}), "api_key"),
        (json!({"query": {}, "api_key": "another-key-0816"}), "headers"),
        (json!({"base_url": format!("{}/y", provider.url), "api_key": OWN_KEY}), "headers"),
        (json!({"headers": {"Helicone-Target": "elsewhere"}}), "api_key"),
        (json!({"kind": "anthropic", "api_key": OWN_KEY, "headers": {}}), "api"),
    ] {
        let message = olga.post(&path, change.clone()).await.invalid();
        assert!(message.starts_with(named), "{change}: {message}");
    }
    let changed = olga.post(&path, json!({"reply_timeout": null, "api": "chat_completions"})).await;
    assert_eq!(
        (&changed.ok()["reply_timeout"], &changed.ok()["header_names"]),
        (&json!(null), &json!(["X-Team", "api-key"]))
    );
    let cleared = json!({"headers": null, "api_key": OWN_KEY});
    assert_eq!(olga.post(&path, cleared).await.ok()["header_names"], json!([]));
    provider.reply_with(WireFormat::Compatible.reply());
    assert_eq!(talk.ask(&message).await.ok()["content"], REPLY);
    let asked = provider.last_request();
    assert_eq!(asked.path, "/x/v1/chat/completions?a=1&api-version=2026-10-01");
    assert!(!asked.headers.contains_key("x-team"));
    let listed = olga.get(&app.dashboard("/connections")).await;
    let log = app.audit().await;
    let texts = [&made.text, &changed.text, &listed.text];
    for text in texts.into_iter().chain(log.iter().map(|entry| &entry.changes)) {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn a_test_calls_the_provider_and_says_what_is_wrong() {
    let (app, olga, provider) = alone().await;
    let olga = olga.caller;
    let made = connect(&app, &olga, "mine", ConnectionKind::OpenaiCompatible, &provider).await;
    let path = app.dashboard(&format!("/connections/{}/test", made["id"].as_str().unwrap()));
    provider.reply_with(list(&["b", "a"]));
    let good = olga.post(&path, json!({})).await.ok();
    assert_eq!(
        (&good["ok"], &good["models"], &good["error"]),
        (&json!(true), &json!(["a", "b"]), &json!(""))
    );
    assert!(good["latency_ms"].is_u64());

    let quoting = json!({"error": {"message": format!("Incorrect API key provided: {OWN_KEY}")}});
    let unknown_model = json!({"error": {"message": "no such model", "type": "invalid_request_error"}});
    for (replies, ok, problem) in [
        (vec![ScriptedReply::error(401, &quoting)], false, "refuses the key"),
        (vec![ScriptedReply::error(403, &quoting)], false, "refuses the key"),
        (vec![ScriptedReply::error(429, &quoting)], false, "rate-limiting"),
        (vec![ScriptedReply::error(500, &quoting)], false, "failed"),
        (vec![ScriptedReply::hang_up()], false, "cannot be reached"),
        (
            vec![
                ScriptedReply::error(302, &json!({})).header("Location", "/x"),
                ScriptedReply::error(302, &json!({})),
            ],
            false,
            "check the base URL",
        ),
        // A server that does not list its models, but answers questions.
        (vec![ScriptedReply::error(404, &json!({})), ScriptedReply::error(404, &unknown_model)], true, ""),
        (
            vec![ScriptedReply::error(404, &json!({})), ScriptedReply::error(401, &quoting)],
            false,
            "refuses the key",
        ),
        (
            vec![
                ScriptedReply::error(404, &json!({})),
                ScriptedReply::error(404, &json!({"detail": "Not Found"})),
            ],
            false,
            "check the base URL",
        ),
        (
            vec![
                ScriptedReply::with(200, "text/html", "<h1>Hello</h1>"),
                ScriptedReply::with(200, "text/html", "<h1>Hello</h1>"),
            ],
            false,
            "check kind and base URL",
        ),
    ] {
        for reply in replies {
            provider.reply_with(reply);
        }
        let answer = olga.post(&path, json!({})).await;
        let tested = answer.ok();
        assert_eq!((&tested["ok"], &tested["models"]), (&json!(ok), &json!([])), "{problem}: {tested}");
        assert!(tested["error"].as_str().unwrap().contains(problem), "{problem}: {tested}");
        assert_eq!(tested["error"] == "", ok);
        assert!(!answer.text.contains(OWN_KEY));
        assert_eq!(provider.unused_replies(), 0, "{problem}");
    }
    let nobody = json!({"kind": "openai_compatible", "base_url": "http://127.0.0.1:1/v1"});
    let tested = olga.post(&app.dashboard("/connections/test"), nobody).await.ok();
    assert!(tested["error"].as_str().unwrap().contains("cannot be reached"), "{tested}");
    let absent = json!({"kind": "openai", "id": "con_000000000000000000000000"});
    olga.post(&app.dashboard("/connections/test"), absent).await.not_found();
}

#[tokio::test]
async fn a_provider_that_hangs_does_not_hold_a_test_for_long() {
    let (app, olga, provider) = alone().await;
    provider.reply_with(ScriptedReply::silence());
    let body = json!({"kind": "openai", "base_url": provider.url});
    let tested = in_time("the test", olga.caller.post(&app.dashboard("/connections/test"), body)).await.ok();
    assert!(tested["error"].as_str().unwrap().contains("in time"), "{tested}");
}

#[tokio::test]
async fn a_key_that_cannot_be_opened_is_entered_again() {
    let (app, olga, provider) = alone().await;
    let olga = olga.caller;
    let made = connect(&app, &olga, "mine", ConnectionKind::OpenaiCompatible, &provider).await;
    let id = made["id"].as_str().unwrap();
    let agent = app.agent_with(json!({"model": "mine.m"})).await;
    let talk = app.conversation_with("ada", &agent).await;
    let message = talk.say("Hello", None).await;
    provider.reply_with(WireFormat::Compatible.reply());
    talk.ask(&message).await.ok();

    // As if another server had encrypted it with another secret key.
    let seal = "UPDATE connections SET sealed_key = 'AAAA', updated_at = updated_at + 1 WHERE id = $1";
    app.database.change(seal, id).await;
    let path = app.dashboard(&format!("/connections/{id}"));
    let tested = olga.post(&format!("{path}/test"), json!({})).await.ok();
    assert!(tested["error"].as_str().unwrap().contains("enter it again"), "{tested}");
    // Another server's change takes effect once the cached connections expire.
    let refused = eventually_some("the other key is used", async || {
        provider.reply_with(WireFormat::Compatible.reply());
        Some(talk.ask(&message).await).filter(|answer| answer.status == 503)
    });
    assert!(refused.await.error(503, "unavailable").contains("enter it again"));
    let all = olga.get(&app.dashboard("/models")).await.ok();
    let mine = all["connections"].as_array().unwrap().iter().find(|c| c["name"] == "mine").unwrap().clone();
    assert!(mine["error"].as_str().unwrap().contains("enter it again"), "{mine}");
    olga.post(&path, json!({"api_key": OWN_KEY})).await.ok();
    assert_eq!(talk.ask(&message).await.ok()["content"], REPLY);
}

#[tokio::test]
async fn private_addresses_are_refused_where_the_operator_says_so() {
    let provider = ScriptedProvider::start().await;
    let house = provider.url.clone();
    let app = TestApp::start_with(|config| {
        config.models.private_addresses = false;
        config.models.retries = 0;
        let connection = proficient::config::Connection {
            base_url: Some(format!("{house}/house/v1")),
            ..proficient::config::Connection::of(ConnectionKind::OpenaiCompatible)
        };
        config.connections.insert("house".into(), connection);
    })
    .await;
    let olga = app.operator().await.caller;
    let path = app.dashboard("/connections");
    let port = provider.url.rsplit_once(':').unwrap().1;
    let body = |host: &str| json!({"name": "mine", "kind": "openai_compatible", "base_url": format!("http://{host}:{port}/v1")});
    for host in
        ["127.0.0.1", "127.1", "0x7f.1", "[::1]", "10.0.0.5", "169.254.169.254", "[::ffff:127.0.0.1]", "0"]
    {
        assert!(
            olga.post(&path, body(host)).await.invalid().contains("base_url: leads to a private address"),
            "{host}"
        );
        let mut test = body(host);
        test.as_object_mut().unwrap().remove("name");
        let tested = olga.post(&app.dashboard("/connections/test"), test).await.ok();
        assert!(tested["error"].as_str().unwrap().contains("private address"), "{tested}");
    }

    // A name is only checked when it is resolved.
    let made = olga.post(&path, body("localhost")).await.ok();
    let test = app.dashboard(&format!("/connections/{}/test", made["id"].as_str().unwrap()));
    let tested = olga.post(&test, json!({})).await.ok();
    assert!(tested["error"].as_str().unwrap().contains("private address"), "{tested}");
    let agent = app.agent_with(json!({"model": "mine.m"})).await;
    let talk = app.conversation_with("ada", &agent).await;
    let message = talk.say("Hello", None).await;
    assert!(talk.ask(&message).await.error(503, "unavailable").contains("private address"));
    let all = olga.get(&app.dashboard("/models")).await.ok();
    let mine = all["connections"].as_array().unwrap().iter().find(|c| c["name"] == "mine").unwrap().clone();
    assert!(mine["error"].as_str().unwrap().contains("private address"), "{mine}");
    assert_eq!(provider.requests().iter().filter(|asked| !asked.path.starts_with("/house")).count(), 0);

    // Server connections may lead anywhere.
    let agent = app.agent_with(json!({"model": "house.m"})).await;
    let talk = app.conversation_with("bob", &agent).await;
    let message = talk.say("Hello", None).await;
    provider.reply_with(WireFormat::Compatible.reply());
    talk.ask(&message).await.ok();
}
