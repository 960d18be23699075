//! The API reference is rendered from the OpenAPI document. For every operation and every kind of caller, a
//! request built only from the document's examples succeeds, and the response matches the document.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::openapi::{OpenApi, Operation};
use crate::support::{Caller, TestApp};

#[tokio::test]
async fn documented_examples_work_and_responses_are_as_documented() {
    let app = TestApp::start().await;
    let document = OpenApi(app.anonymous().get("/openapi.json").await.ok());
    let mut called = 0;
    for operation in document.operations() {
        for security in operation.details["security"].as_array().unwrap() {
            call(&app, &document, &operation, security).await;
            called += 1;
        }
    }
    assert!(called > 40, "{called} calls");
}

/// Calls the operation in a project of its own, because it may delete objects.
async fn call(app: &TestApp, document: &OpenApi, operation: &Operation<'_>, security: &Value) {
    let project = app.another_project().await;
    let (alice, admin) = (app.user_of(&project, "alice"), app.admin_of(&project));
    let ids = Ids::create(&alice, &admin).await;
    let caller = match security {
        Value::Object(schemes) if schemes.is_empty() => app.anonymous(),
        Value::Object(schemes) if schemes.contains_key("admin") => admin,
        _ => alice,
    };
    let place = format!("{} {}", operation.method, operation.path);
    // A turn continues an interaction or starts one: the two fields exclude each other.
    let is_excluded = |name: &str| operation.path == "/turns" && name == "interaction_id";
    let id = |name: &str| ids.of_field(name).filter(|_| !is_excluded(name));
    let schema = operation.details.pointer("/requestBody/content/application~1json/schema");
    let body = schema.map(|schema| Value::Object(document.example(schema, &id)).to_string());
    let method: Method = operation.method.parse().unwrap();
    let path = path(operation, &ids);

    let content = &operation.details["responses"]["200"]["content"];
    if content.get("text/event-stream").is_some() {
        let request = caller.with("Accept", "text/event-stream").request(method.clone(), &path);
        let request =
            request.header("Content-Type", "application/json").body(body.clone().unwrap_or_default());
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream", "{place}");
        // The first events of a turn have no ID, which `EventStream` insists on.
        let events = response.text().await.unwrap();
        let last = events.trim_end().rsplit("\n\n").next().unwrap();
        assert!(last.lines().any(|line| line == "event: message.completed"), "{place}: {last}");
    }
    let Some(json) = content.get("application/json") else { return };
    let response = caller.call(method, &path, body).await;
    assert_eq!(response.status, 200, "{place}: {}", response.text);
    document.check(&response.json(), &json["schema"], &place);
}

/// The path with the required parameters.
fn path(operation: &Operation<'_>, ids: &Ids) -> String {
    let mut path = operation.path.replace("{id}", &ids.of_path(operation));
    let parameters = operation.details["parameters"].as_array().into_iter().flatten();
    let query = parameters.filter(|parameter| parameter["in"] == "query" && parameter["required"] == true);
    for (at, parameter) in query.enumerate() {
        let name = parameter["name"].as_str().unwrap();
        let value = ids.of_field(name).unwrap_or_else(|| panic!("{name} is required and has no value"));
        path.push_str(&format!("{}{name}={value}", if at == 0 { '?' } else { '&' }));
    }
    path
}

/// A conversation's IDs.
struct Ids {
    agent: String,
    interaction: String,
    user: String,
    message: String,
    reply: String,
}

impl Ids {
    async fn create(alice: &Caller, admin: &Caller) -> Self {
        let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
        let agent = id(&admin.post("/agents", json!({"model": "demo.x"})).await.ok());
        admin.post(&format!("/agents/{agent}/activate"), json!({})).await.ok();
        let created = alice.post("/interactions", json!({"agent_id": agent})).await.ok();
        let interaction = id(&created["interaction"]);
        let user = created["interaction"]["user_id"].as_str().unwrap().to_owned();
        let hello = json!({"interaction_id": interaction, "content": "Hello"});
        let message = id(&alice.post("/messages", hello).await.ok());
        let asked = json!({"interaction_id": interaction});
        let reply = id(&alice.post(&format!("/messages/{message}/ask"), asked).await.ok());
        Self { agent, interaction, user, message, reply }
    }

    fn of_field(&self, name: &str) -> Option<String> {
        match name {
            "agent_id" => Some(self.agent.clone()),
            "interaction_id" => Some(self.interaction.clone()),
            "user_id" => Some(self.user.clone()),
            _ => None,
        }
    }

    fn of_path(&self, operation: &Operation<'_>) -> String {
        match operation.path.split('/').nth(1).unwrap() {
            "agents" => &self.agent,
            "interactions" => &self.interaction,
            "users" => &self.user,
            _ if operation.path.ends_with("/{id}") || operation.path.ends_with("/ask") => &self.message,
            _ => &self.reply,
        }
        .clone()
    }
}
