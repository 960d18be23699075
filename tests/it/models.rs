//! The list of models.

use proficient::config::{Config, Connection, ConnectionKind};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::provider::{ScriptedProvider, ScriptedReply};
use crate::support::wait::in_time;

const KEY: &str = "key-of-these-tests-4711";

/// A server with one connection of this name, which leads to a scripted provider.
async fn connected(name: &str, kind: ConnectionKind, path: &str) -> (TestApp, ScriptedProvider) {
    let provider = ScriptedProvider::start().await;
    let connection = Connection {
        base_url: Some(format!("{}{path}", provider.url)),
        api_key: Some(KEY.into()),
        ..Connection::of(kind)
    };
    let add = |config: &mut Config| drop(config.connections.insert(name.to_owned(), connection));
    (TestApp::start_with(add).await, provider)
}

fn json_reply(body: &Value) -> ScriptedReply {
    ScriptedReply::with(200, "application/json", &body.to_string())
}

/// The IDs of a connection's own models.
fn listed(models: &Value, connection: &str) -> Vec<String> {
    let models = models["data"].as_array().unwrap().iter();
    let own = models.filter(|model| model["connection"] == connection && model["alias_of"] == "");
    own.map(|model| model["id"].as_str().unwrap().to_owned()).collect()
}

fn connection<'m>(models: &'m Value, name: &str) -> &'m Value {
    let mut connections = models["connections"].as_array().unwrap().iter();
    connections.find(|connection| connection["name"] == name).unwrap()
}

#[tokio::test]
async fn the_demo_is_always_there() {
    let app = TestApp::start().await;
    let models = app.admin().get("/models").await.ok();
    assert_eq!(models["has_more"], false);
    let demo = json!({"id": "demo.assistant", "object": "model", "connection": "demo", "context_window": 8192,
        "alias_of": ""});
    assert!(models["data"].as_array().unwrap().contains(&demo), "{models}");
    assert_eq!(
        connection(&models, "demo"),
        &json!({"name": "demo", "object": "connection", "kind": "demo", "status": "ok", "message": ""})
    );
    let id = app.admin().post("/agents", json!({"model": "demo.assistant"})).await.ok();
    assert_eq!(id["object"], "agent");
}

#[tokio::test]
async fn openai_s_list_with_aliases_sorted_and_remembered() {
    let (app, provider) = connected("openai", ConnectionKind::Openai, "/v1").await;
    let data = json!({"object": "list", "data": [{"id": "gpt-4o"}, {"id": "gpt-3.5-turbo-16k"}, {"id": "gpt-4o"},
        {"id": "a b"}, {"id": ""}, {"id": "x".repeat(201)}, {"id": "ft:gpt-4.1:house"}]});
    provider.reply_with(json_reply(&data));
    let models = app.admin().get("/models").await.ok();
    assert_eq!(listed(&models, "openai"), ["openai.ft:gpt-4.1:house", "openai.gpt-4o"]);
    let alias = json!({"id": "openai.gpt-3.5-turbo-16k", "object": "model", "connection": "openai",
        "context_window": 16385, "alias_of": "openai.gpt-3.5-turbo"});
    let data = models["data"].as_array().unwrap();
    assert!(data.contains(&alias), "what is sent as another one: {models}");
    assert!(data.iter().any(|model| model["id"] == "openai.gpt-4o" && model["context_window"] == 128_000));
    assert!(data.iter().all(|model| model["connection"] != "anthropic"), "not connected: {models}");
    assert!(data.is_sorted_by_key(|model| model["id"].as_str().unwrap().to_owned()), "{models}");
    assert_eq!(connection(&models, "openai")["status"], "ok");

    let asked = provider.last_request();
    assert_eq!(
        (asked.path.as_str(), asked.headers["authorization"].as_str()),
        ("/v1/models", &*format!("Bearer {KEY}"))
    );
    assert_eq!(app.admin().get("/models").await.ok(), models);
    app.admin_of(&app.another_project().await).get("/models").await.ok();
    assert_eq!(provider.request_count(), 1, "the list is remembered");
}

#[tokio::test]
async fn anthropic_s_list_in_pages() {
    let (app, provider) = connected("anthropic", ConnectionKind::Anthropic, "").await;
    let first =
        json!({"data": [{"id": "claude-b", "type": "model"}], "has_more": true, "last_id": "claude-b"});
    let last =
        json!({"data": [{"id": "claude-a", "type": "model"}], "has_more": false, "last_id": "claude-a"});
    provider.reply_with(json_reply(&first)).reply_with(json_reply(&last));
    let models = app.admin().get("/models").await.ok();
    assert_eq!(listed(&models, "anthropic"), ["anthropic.claude-a", "anthropic.claude-b"]);
    let aliases = models["data"].as_array().unwrap().iter().filter(|model| model["alias_of"] != "");
    let aliases: Vec<&str> = aliases.map(|model| model["id"].as_str().unwrap()).collect();
    assert!(aliases.contains(&"anthropic.claude-v1") && aliases.len() == 4, "{aliases:?}");

    let paths: Vec<String> = provider.requests().into_iter().map(|asked| asked.path).collect();
    assert_eq!(paths, ["/v1/models?limit=1000", "/v1/models?limit=1000&after_id=claude-b"]);
    let headers = provider.last_request().headers;
    assert_eq!((headers["x-api-key"].as_str(), headers["anthropic-version"].as_str()), (KEY, "2023-06-01"));
}

#[tokio::test]
async fn gemini_s_list_of_those_that_write_text() {
    let (app, provider) = connected("gemini", ConnectionKind::Gemini, "/v1beta").await;
    let model =
        |name: &str, way: &str| json!({"name": name, "supportedGenerationMethods": ["countTokens", way]});
    let first = json!({"models": [model("models/gemini-2.5-flash", "generateContent"),
        model("models/embedding-001", "embedContent"), {"name": "models/nothing"}], "nextPageToken": "p&2"});
    let last = json!({"models": [model("models/gemini-2.5-pro", "generateContent")]});
    provider.reply_with(json_reply(&first)).reply_with(json_reply(&last));
    let models = app.admin().get("/models").await.ok();
    assert_eq!(listed(&models, "gemini"), ["gemini.gemini-2.5-flash", "gemini.gemini-2.5-pro"]);
    let asked = provider.last_request();
    assert_eq!(asked.path, "/v1beta/models?pageSize=1000&pageToken=p%262");
    assert_eq!(asked.headers["x-goog-api-key"], KEY, "never in the address");
}

#[tokio::test]
async fn servers_that_speak_openai_s_protocol_in_their_own_ways() {
    for (body, expected) in [
        (json!({"object": "list", "data": null}), vec![]),
        (json!({"models": [{"name": "m"}], "object": "list", "data": [{"id": "m"}]}), vec!["house.m"]),
        (
            json!({"data": [{"id": "llama3.2:1b", "owned_by": null}], "has_more": null}),
            vec!["house.llama3.2:1b"],
        ),
    ] {
        let (app, provider) = connected("house", ConnectionKind::OpenaiCompatible, "/v1").await;
        provider.reply_with(json_reply(&body));
        let models = app.admin().get("/models").await.ok();
        assert_eq!(listed(&models, "house"), expected);
        assert_eq!(connection(&models, "house")["status"], "ok");
        assert_eq!(connection(&models, "house")["kind"], "openai_compatible");
    }
}

#[tokio::test]
async fn a_provider_that_fails_does_not_break_the_list() {
    let secret = json!({"error": {"message": format!("Incorrect API key provided: {KEY}")}});
    for (reply, problem) in [
        (ScriptedReply::error(401, &secret), "refuses the key"),
        (ScriptedReply::error(403, &secret), "refuses the key"),
        (ScriptedReply::error(404, &json!({})), "refuses the request"),
        (ScriptedReply::error(429, &secret), "rate-limiting"),
        (ScriptedReply::error(500, &secret), "provider failed"),
        (ScriptedReply::error(302, &json!({})).header("Location", "/elsewhere"), "refuses the request"),
        (ScriptedReply::hang_up(), "cannot be reached"),
        (ScriptedReply::with(200, "text/html", "<h1>Hello</h1>"), "invalid response"),
        (json_reply(&json!({"models": []})), "invalid response"),
        (json_reply(&json!([])), "invalid response"),
        (ScriptedReply::with(200, "application/json", "[").then_forever(&"1,".repeat(50_000)), "too long"),
    ] {
        let (app, provider) = connected("openai", ConnectionKind::Openai, "/v1").await;
        provider.reply_with(reply);
        let answer = app.admin().get("/models").await;
        let models = answer.ok();
        assert!(!answer.text.contains(KEY), "{}", answer.text);
        assert!(!answer.text.contains(&provider.url), "{}", answer.text);
        assert!(listed(&models, "openai").is_empty());
        assert_eq!(listed(&models, "demo"), ["demo.assistant"]);
        let openai = connection(&models, "openai");
        assert_eq!(openai["status"], "failed");
        assert!(openai["message"].as_str().unwrap().contains(problem), "{problem}: {openai}");
        app.admin().get("/models").await.ok();
        assert_eq!(
            provider.request_count(),
            1,
            "a failure is remembered, too, and redirects are not followed"
        );
    }
}

#[tokio::test]
async fn a_provider_that_hangs_is_given_up_soon() {
    let (app, provider) = connected("openai", ConnectionKind::Openai, "/v1").await;
    provider.reply_with(ScriptedReply::silence());
    let models = in_time("the list of models", app.admin().get("/models")).await.ok();
    let message = connection(&models, "openai")["message"].as_str().unwrap().to_owned();
    assert!(message.contains("did not answer in time"), "{message}");
}
