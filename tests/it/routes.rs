//! Every route, and how it answers callers who may call it and callers who may not. A route that is missing in the table
//! below fails the first test: whoever adds a route decides here who may call it.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Caller, Response, TestApp};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Anybody,
    Clients,
    Admins,
    Both,
}

/// What the ID in a route's path, query or body identifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    Nothing,
    Agent,
    User,
    Interaction,
    Message,
    /// A message that the agent sent.
    Reply,
    /// The caller's own project.
    Project,
    /// Something that is the same for all projects.
    Server,
}

struct Route {
    method: Method,
    path: &'static str,
    serves: For,
    names: Names,
    body: fn(&Scenario) -> Option<Value>,
    query: fn(&Scenario) -> String,
}

fn route(method: Method, path: &'static str, serves: For, names: Names) -> Route {
    let body: fn(&Scenario) -> Option<Value> =
        if method == Method::POST { |_| Some(json!({})) } else { |_| None };
    Route { method, path, serves, names, body, query: |_| String::new() }
}

impl Route {
    fn body(mut self, body: fn(&Scenario) -> Option<Value>) -> Self {
        self.body = body;
        self
    }

    fn query(mut self, query: fn(&Scenario) -> String) -> Self {
        self.query = query;
        self
    }
}

fn table() -> Vec<Route> {
    use For::{Admins, Anybody, Both, Clients};
    use Names::{Agent, Interaction, Message, Nothing, Project, Reply, Server, User};
    let (get, post, delete) = (Method::GET, Method::POST, Method::DELETE);
    vec![
        route(get.clone(), "/health", Anybody, Nothing),
        route(get.clone(), "/ready", Anybody, Nothing),
        route(get.clone(), "/openapi.json", Anybody, Nothing),
        route(get.clone(), "/agents", Both, Nothing),
        route(post.clone(), "/agents", Admins, Nothing).body(|_| Some(json!({"model": "demo.x"}))),
        route(get.clone(), "/agents/{id}", Both, Agent),
        route(post.clone(), "/agents/{id}", Admins, Agent),
        route(post.clone(), "/agents/{id}/images", Admins, Agent).body(|_| {
            let content = "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
            Some(json!({"kind": "avatar", "content": content}))
        }),
        route(get.clone(), "/agents/{id}/config", Admins, Agent),
        route(post.clone(), "/agents/{id}/config", Admins, Agent),
        route(post.clone(), "/agents/{id}/activate", Admins, Agent),
        route(post.clone(), "/agents/{id}/deactivate", Admins, Agent),
        route(get.clone(), "/interactions", Both, Nothing),
        route(post.clone(), "/interactions", Clients, Agent)
            .body(|scenario| Some(json!({"agent_id": scenario.agent}))),
        route(get.clone(), "/interactions/{id}", Both, Interaction),
        route(post.clone(), "/interactions/{id}", Clients, Interaction),
        route(get.clone(), "/messages", Both, Interaction)
            .query(|scenario| format!("?interaction_id={}", scenario.interaction)),
        route(post.clone(), "/messages", Clients, Interaction)
            .body(|scenario| Some(json!({"interaction_id": scenario.interaction, "content": "x"}))),
        route(post.clone(), "/turns", Clients, Interaction)
            .body(|scenario| Some(json!({"interaction_id": scenario.interaction, "content": "x"}))),
        route(get.clone(), "/messages/{id}", Both, Message),
        route(post.clone(), "/messages/{id}/ask", Clients, Message)
            .body(|scenario| Some(json!({"interaction_id": scenario.interaction}))),
        route(get.clone(), "/messages/{id}/stream", Clients, Reply),
        route(post.clone(), "/messages/{id}/cancel", Clients, Reply),
        route(post.clone(), "/messages/{id}/feedback", Clients, Reply)
            .body(|_| Some(json!({"rating": "up"}))),
        route(get.clone(), "/project", Admins, Project),
        route(post.clone(), "/project", Admins, Project).body(|_| Some(json!({"name": "Renamed"}))),
        route(get.clone(), "/models", Admins, Server),
        route(get.clone(), "/users", Admins, Nothing),
        route(post.clone(), "/users", Admins, Nothing)
            .body(|scenario| Some(json!({"external_id": scenario.fresh()}))),
        route(get, "/users/{id}", Both, User),
        route(post, "/users/{id}", Both, User),
        // Routes that delete come last, the smallest objects first.
        route(delete.clone(), "/interactions/{id}", Both, Interaction),
        route(delete.clone(), "/users/{id}", Admins, User),
        route(delete, "/agents/{id}", Admins, Agent),
    ]
}

/// A project in which Alice and Bob talk to an agent.
struct Scenario {
    app: TestApp,
    agent: String,
    user: String,
    interaction: String,
    message: String,
    reply: String,
    counter: std::sync::atomic::AtomicU32,
}

impl Scenario {
    async fn create() -> Self {
        let app = TestApp::start().await;
        let agent = app.agent().await;
        app.conversation_with("bob", &agent).await;
        let conversation = app.conversation_with("alice", &agent).await;
        let message = conversation.say("Hello", None).await;
        let reply = conversation.ask(&message).await.ok()["id"].as_str().unwrap().to_owned();
        let user = conversation.user.get(&format!("/interactions/{}", conversation.id)).await.ok()["user_id"]
            .as_str()
            .unwrap()
            .to_owned();
        Self { app, agent, user, interaction: conversation.id, message, reply, counter: 0.into() }
    }

    fn fresh(&self) -> String {
        format!("user-{}", self.counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
    }

    async fn call(&self, caller: &Caller, route: &Route) -> Response {
        let id = match route.names {
            Names::Nothing | Names::Project | Names::Server => "",
            Names::Agent => &self.agent,
            Names::User => &self.user,
            Names::Interaction => &self.interaction,
            Names::Message => &self.message,
            Names::Reply => &self.reply,
        };
        let path = route.path.replace("{id}", id) + &(route.query)(self);
        let body = (route.body)(self).map(|body| body.to_string());
        caller.call(route.method.clone(), &path, body).await
    }

    /// Calls every route that identifies its caller.
    async fn all_guarded(&self, caller: &Caller, check: impl Fn(&Route, &Response)) {
        for route in table().iter().filter(|route| route.serves != For::Anybody) {
            check(route, &self.call(caller, route).await);
        }
    }

    async fn all_refused(&self, what: &str, caller: &Caller) {
        self.all_guarded(caller, |route, answer| {
            assert_eq!(answer.status, 401, "{what}: {} {}: {}", route.method, route.path, answer.text);
            answer.error(401, "invalid_credentials");
        })
        .await;
    }
}

#[tokio::test]
async fn every_route_is_in_the_table() {
    let app = TestApp::start().await;
    let document = app.anonymous().get("/openapi.json").await.ok();
    let mut served = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            served.insert((method.to_uppercase(), path.clone()));
        }
    }
    let decided: BTreeSet<_> =
        table().iter().map(|route| (route.method.to_string(), route.path.to_owned())).collect();
    assert_eq!(served, decided, "decide in tests/it/routes.rs who may call each route");
}

#[tokio::test]
async fn the_specification_says_who_may_call_each_route() {
    let app = TestApp::start().await;
    let document = app.anonymous().get("/openapi.json").await.ok();
    for route in table() {
        let security = &document["paths"][route.path][route.method.as_str().to_lowercase()]["security"];
        let schemes: Vec<&str> = security
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_object)
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect();
        let (client, admin) = (schemes.contains(&"client_key"), schemes.contains(&"admin"));
        let said = match (client, admin) {
            (true, true) => For::Both,
            (true, false) => For::Clients,
            (false, true) => For::Admins,
            (false, false) => For::Anybody,
        };
        assert_eq!(said, route.serves, "{} {}", route.method, route.path);
    }
}

#[tokio::test]
async fn invalid_credentials_are_refused() {
    let scenario = Scenario::create().await;
    let app = &scenario.app;
    let pk = &app.project.row.publishable_key;
    let unknown = |prefix: &str| format!("{prefix}{}", "0".repeat(72));
    let anonymous = app.anonymous();
    let external = |caller: Caller| caller.with("X-PROFICIENT-USER-EXTERNAL-ID", "alice");
    let bearer = |value: &str| anonymous.with("Authorization", value);

    scenario.all_refused("no credentials", &anonymous).await;
    scenario.all_refused("no key", &external(anonymous.clone())).await;
    scenario.all_refused("empty key", &external(anonymous.with("X-PROFICIENT-API-KEY", ""))).await;
    scenario
        .all_refused("unknown key", &external(anonymous.with("X-PROFICIENT-API-KEY", &unknown("pk_"))))
        .await;
    scenario.all_refused("half a key", &external(anonymous.with("X-PROFICIENT-API-KEY", &pk[..20]))).await;
    scenario
        .all_refused(
            "key in other case",
            &external(anonymous.with("X-PROFICIENT-API-KEY", &pk.to_uppercase())),
        )
        .await;
    scenario.all_refused("two keys", &app.user("alice").with("X-PROFICIENT-API-KEY", pk)).await;
    scenario
        .all_refused(
            "secret key as publishable",
            &external(anonymous.with("X-PROFICIENT-API-KEY", &app.project.secret_key)),
        )
        .await;
    scenario.all_refused("no external ID", &anonymous.with("X-PROFICIENT-API-KEY", pk)).await;
    scenario.all_refused("empty external ID", &app.user("")).await;
    scenario.all_refused("long external ID", &app.user(&"x".repeat(257))).await;
    scenario
        .all_refused("two external IDs", &app.user("alice").with("X-PROFICIENT-USER-EXTERNAL-ID", "bob"))
        .await;
    scenario.all_refused("unknown secret key", &bearer(&format!("Bearer {}", unknown("sk_")))).await;
    scenario.all_refused("publishable key as secret", &bearer(&format!("Bearer {pk}"))).await;
    scenario.all_refused("empty bearer", &bearer("Bearer ")).await;
    scenario.all_refused("no scheme", &bearer(&app.project.secret_key)).await;
    scenario.all_refused("other scheme", &bearer(&format!("Basic {}", app.project.secret_key))).await;
    let both = app.user("alice").with("Authorization", &format!("Bearer {}", unknown("sk_")));
    scenario.all_refused("a wrong Authorization beside good client headers", &both).await;
    scenario.all_refused("two Authorizations", &app.admin().with("Authorization", "Bearer x")).await;
}

#[tokio::test]
async fn with_hmac_on_only_the_user_s_own_hash_is_accepted() {
    let scenario = Scenario::create().await;
    let app = &scenario.app;
    app.require_hmac().await;

    let hash = app.project.hash("alice");
    let alice = |hash: &str| app.user("alice").with("X-PROFICIENT-USER-HMAC", hash);
    scenario.all_refused("missing hash", &app.user("alice")).await;
    scenario.all_refused("empty hash", &alice("")).await;
    scenario.all_refused("short hash", &alice(&hash[..20])).await;
    scenario.all_refused("one character", &alice("A")).await;
    scenario.all_refused("long hash", &alice(&format!("{hash}{hash}"))).await;
    scenario.all_refused("unpadded hash", &alice(hash.trim_end_matches('='))).await;
    scenario.all_refused("no Base64", &alice("????????????????????????????????????????????")).await;
    scenario
        .all_refused("no ASCII", &app.user("alice").with_bytes("X-PROFICIENT-USER-HMAC", b"\xff\xfe"))
        .await;
    scenario.all_refused("two hashes", &alice(&hash).with("X-PROFICIENT-USER-HMAC", &hash)).await;
    scenario.all_refused("another user's hash", &alice(&app.project.hash("bob"))).await;
    let other = app.another_project().await;
    scenario.all_refused("another project's hash", &alice(&other.hash("alice"))).await;

    scenario
        .all_guarded(&alice(&hash), |route, answer| {
            let expected = if route.serves == For::Admins { 403 } else { 200 };
            assert_eq!(answer.status, expected, "{} {}: {}", route.method, route.path, answer.text);
        })
        .await;
}

#[tokio::test]
async fn callers_of_the_other_api_are_forbidden() {
    let scenario = Scenario::create().await;
    scenario
        .all_guarded(&scenario.app.user("alice"), |route, answer| {
            if route.serves == For::Admins {
                answer.error(403, "forbidden");
            }
        })
        .await;
    let scenario = Scenario::create().await;
    for route in table().iter().filter(|route| route.serves == For::Clients) {
        let answer = scenario.call(&scenario.app.admin(), route).await;
        assert_eq!(answer.status, 403, "{} {}: {}", route.method, route.path, answer.text);
        answer.error(403, "forbidden");
    }
}

#[tokio::test]
async fn objects_of_other_projects_and_users_are_not_found() {
    let scenario = Scenario::create().await;
    let app = &scenario.app;
    let other = app.another_project().await;
    let stranger = app.user_of(&other, "alice");
    let other_admin = app.admin_of(&other);
    let bob = app.user("bob");
    for route in table() {
        let about = format!("{} {}", route.method, route.path);
        let own_of_user =
            matches!(route.names, Names::User | Names::Interaction | Names::Message | Names::Reply);
        if matches!(route.serves, For::Clients | For::Both) {
            let answer = scenario.call(&stranger, &route).await;
            match route.names {
                Names::Nothing => assert_eq!(answer.ok()["data"], json!([]), "{about}"),
                _ => assert_eq!(answer.status, 404, "another project: {about}: {}", answer.text),
            }
            if own_of_user {
                assert_eq!(scenario.call(&bob, &route).await.status, 404, "another user: {about}");
            }
        }
        if matches!(route.serves, For::Admins | For::Both) {
            let answer = scenario.call(&other_admin, &route).await;
            match (&route.names, route.method == Method::GET) {
                (Names::Project, _) => assert_eq!(answer.ok()["id"], other.row.id, "{about}"),
                (Names::Server, _) => drop(answer.ok()),
                (Names::Nothing, true) => {
                    assert_eq!(answer.ok()["data"].as_array().unwrap().len(), 0, "{about}")
                }
                // Creates an object in the caller's own project.
                (Names::Nothing, false) => {
                    let id = answer.ok()["id"].as_str().unwrap().to_owned();
                    other_admin.delete(&format!("{}/{id}", route.path)).await.ok();
                }
                _ => assert_eq!(answer.status, 404, "another project: {about}: {}", answer.text),
            }
        }
    }
    // None of that has changed or deleted anything.
    let alice = app.user("alice");
    assert_eq!(alice.get(&format!("/messages/{}", scenario.message)).await.ok()["content"], "Hello");
    let interaction = alice.get(&format!("/interactions/{}", scenario.interaction)).await.ok();
    assert_eq!(interaction["total_message_count"], 2);
    assert_eq!(app.admin().get(&format!("/agents/{}", scenario.agent)).await.ok()["active"], true);
}

#[tokio::test]
async fn permitted_callers_are_served() {
    let scenario = Scenario::create().await;
    let (alice, admin) = (scenario.app.user("alice"), scenario.app.admin());
    for route in table() {
        // An earlier row has deactivated the agent.
        admin.post(&format!("/agents/{}/activate", scenario.agent), json!({})).await.ok();
        if matches!(route.serves, For::Clients | For::Both) {
            let answer = scenario.call(&alice, &route).await;
            assert_eq!(answer.status, 200, "{} {}: {}", route.method, route.path, answer.text);
        }
        if matches!(route.serves, For::Admins | For::Both) {
            // What both may delete, Alice has already deleted.
            let again = route.method == Method::DELETE && route.serves == For::Both;
            let other = if again { Some(Scenario::create().await) } else { None };
            let scenario = other.as_ref().unwrap_or(&scenario);
            scenario.call(&scenario.app.admin(), &route).await.ok();
        }
        if route.serves == For::Anybody {
            scenario.call(&scenario.app.anonymous(), &route).await.ok();
        }
        if route.method == Method::DELETE && route.names == Names::Agent {
            break;
        }
    }
}
