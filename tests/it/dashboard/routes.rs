//! Every route of the dashboard API, and who may call it. A route that is missing in the table below fails
//! the first test.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::member::Member;
use crate::support::{Caller, TestApp};

/// The least role that a route requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum For {
    Anybody,
    Member,
    Viewer,
    Developer,
    Admin,
    Owner,
}

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const DELETE: Method = Method::DELETE;

/// The table: method, path under `/dashboard/api`, and the least role. `P` stands for a project's path.
const ROUTES: &[(Method, &str, For)] = &[
    (GET, "/session", For::Anybody),
    (POST, "/setup", For::Anybody),
    (POST, "/login", For::Anybody),
    (POST, "/logout", For::Anybody),
    (POST, "/password-reset", For::Anybody),
    (POST, "/invitations/look", For::Anybody),
    (POST, "/invitations/accept", For::Anybody),
    (POST, "/logout-everywhere", For::Member),
    (POST, "/account", For::Member),
    (POST, "/account/password", For::Member),
    (GET, "/projects", For::Member),
    (POST, "/projects", For::Member),
    (GET, "P", For::Viewer),
    (POST, "P", For::Developer),
    (POST, "P/delete", For::Owner),
    (GET, "P/hmac", For::Viewer),
    (POST, "P/hmac/reveal", For::Admin),
    (POST, "P/hmac/rotate", For::Admin),
    (POST, "P/hmac/retire", For::Admin),
    (GET, "P/keys", For::Viewer),
    (POST, "P/keys", For::Admin),
    (DELETE, "P/keys/{id}", For::Admin),
    (GET, "P/connections", For::Viewer),
    (POST, "P/connections", For::Developer),
    (POST, "P/connections/{id}", For::Developer),
    (DELETE, "P/connections/{id}", For::Developer),
    (POST, "P/connections/test", For::Developer),
    (POST, "P/connections/{id}/test", For::Developer),
    (GET, "P/models", For::Viewer),
    (GET, "P/members", For::Viewer),
    (POST, "P/members/{id}", For::Admin),
    (DELETE, "P/members/{id}", For::Viewer),
    (GET, "P/invitations", For::Admin),
    (POST, "P/invitations", For::Admin),
    (DELETE, "P/invitations/{id}", For::Admin),
    (GET, "P/agents", For::Viewer),
    (POST, "P/agents", For::Developer),
    (GET, "P/agents/{id}", For::Viewer),
    (POST, "P/agents/{id}", For::Developer),
    (DELETE, "P/agents/{id}", For::Developer),
    (POST, "P/agents/{id}/images", For::Developer),
    (GET, "P/agents/{id}/deletion", For::Viewer),
    (POST, "P/agents/{id}/activate", For::Developer),
    (POST, "P/agents/{id}/deactivate", For::Developer),
    (GET, "P/agents/{id}/config", For::Viewer),
    (POST, "P/agents/{id}/config", For::Developer),
    (GET, "P/agents/{id}/versions", For::Viewer),
    (POST, "P/agents/{id}/versions/{number}/restore", For::Developer),
    (POST, "P/agents/{id}/preview", For::Viewer),
    (POST, "P/playground/credentials", For::Developer),
    (POST, "P/playground/draft", For::Developer),
    (POST, "P/playground/draft/clear", For::Developer),
    (GET, "P/users", For::Viewer),
    (POST, "P/users", For::Developer),
    (GET, "P/users/{id}", For::Viewer),
    (POST, "P/users/{id}", For::Developer),
    (DELETE, "P/users/{id}", For::Developer),
    (GET, "P/users/{id}/deletion", For::Viewer),
    (GET, "P/users/{id}/export", For::Developer),
    (GET, "P/interactions", For::Viewer),
    (GET, "P/interactions/{id}", For::Viewer),
    (DELETE, "P/interactions/{id}", For::Developer),
    (GET, "P/interactions/{id}/messages", For::Viewer),
    (GET, "P/messages/{id}/stream", For::Viewer),
    (GET, "P/messages/{id}/trace", For::Viewer),
    (GET, "P/analytics", For::Viewer),
    (GET, "P/analytics.csv", For::Viewer),
    (GET, "P/prices", For::Viewer),
    (POST, "P/prices", For::Developer),
    (GET, "P/interactions/export", For::Developer),
    (GET, "P/audit", For::Viewer),
    (GET, "P/audit/export", For::Developer),
];

const PROJECT: &str = "/projects/{project_id}";

#[test]
fn the_table_has_every_route() {
    let document: Value = serde_json::from_str(&proficient::dashboard::router::document()).unwrap();
    let mut routes = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            routes.insert((method.to_uppercase(), path.clone()));
        }
    }
    let table: BTreeSet<_> =
        ROUTES.iter().map(|(method, path, _)| (method.to_string(), full(path))).collect();
    let differing: Vec<_> = routes.symmetric_difference(&table).collect();
    assert!(differing.is_empty(), "only in one of the two: {differing:?}");
}

#[test]
fn the_committed_specification_is_that_of_the_routes() {
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/dashboard/openapi.json");
    let committed = std::fs::read_to_string(committed).unwrap();
    let document = proficient::dashboard::router::document();
    assert!(committed == document, "run `make openapi` and commit dashboard/openapi.json");
}

fn full(path: &str) -> String {
    match path.strip_prefix('P') {
        Some(rest) => format!("{PROJECT}{rest}"),
        None => path.to_owned(),
    }
}

/// Sends a request to a route of the test's project, for objects that do not exist.
async fn call(caller: &Caller, method: &Method, path: &str, project_id: &str) -> (u16, String) {
    let path =
        full(path).replace("{project_id}", project_id).replace("{id}", "nothing").replace("{number}", "1");
    let body = (*method == POST).then(|| json!({}).to_string());
    let answer = caller
        .request(method.clone(), &format!("/dashboard/api{path}"))
        .header("Content-Type", "application/json")
        .body(body.unwrap_or_default())
        .send()
        .await
        .unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn keys_open_nothing_here() {
    let app = TestApp::start().await;
    app.operator().await;
    let hash = app.project.hash("ada");
    let both = app.admin();
    let client = app.user("ada").with("X-PROFICIENT-USER-HMAC", &hash);
    for (method, path, serves) in ROUTES {
        if *serves == For::Anybody {
            continue;
        }
        for caller in [&both, &client, &app.anonymous()] {
            let (status, text) = call(caller, method, path, &app.project.row.id).await;
            assert_eq!(status, 401, "{method} {path}: {text}");
        }
    }
}

#[tokio::test]
async fn each_route_takes_its_role_and_its_project() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let another = app.another_project().await;
    let mut members: Vec<(For, Member)> = Vec::new();
    for (role, name) in
        [(For::Viewer, "viewer"), (For::Developer, "developer"), (For::Admin, "admin"), (For::Owner, "owner")]
    {
        members.push((role, app.member(&olga, name).await));
    }
    for (method, path, least) in ROUTES.iter().filter(|(_, path, _)| path.starts_with('P')) {
        for (role, member) in &members {
            let (status, text) = call(&member.caller, method, path, &app.project.row.id).await;
            if role < least {
                assert_eq!(status, 403, "{role:?} {method} {path}: {text}");
                assert!(text.contains("your role in this project is"), "{text}");
            } else {
                assert!(![401, 403, 500].contains(&status), "{role:?} {method} {path}: {status} {text}");
            }
            for foreign in [another.row.id.as_str(), "prj_000000000000000000000000", "nonsense"] {
                let (status, text) = call(&member.caller, method, path, foreign).await;
                assert_eq!(status, 404, "{role:?} {method} {path} of {foreign}: {text}");
            }
        }
    }
}
