//! The page at `/`: what runs here, and where to go next. On a server with the demo project, it has a chat with the demo's
//! agent. Programs get the same links as JSON.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, VARY,
};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;

use crate::app::App;
use crate::http::{assets, dashboard, docs};
use crate::store::demo::DemoAgent;

const VERSION: &str = env!("CARGO_PKG_VERSION");
const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("welcome.css");
const SCRIPT: &str = include_str!("welcome.js");

/// How long the database may take to respond for the page to call it ready.
const READY_TIMEOUT: Duration = Duration::from_secs(2);

/// The widget puts its styles into a shadow root from its script, which the policy does not restrict.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The routes of the page. They are not part of the API or its OpenAPI document.
#[expect(
    clippy::disallowed_methods,
    reason = "a page is not part of the API; tests/it/root.rs says who may load it"
)]
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(welcome))
        .route("/welcome.css", get(|| async { file("text/css; charset=utf-8", STYLE) }))
        .route("/welcome.js", get(|| async { file("text/javascript; charset=utf-8", SCRIPT) }))
}

fn file(content_type: &'static str, content: &'static str) -> Response {
    ([(CONTENT_TYPE, content_type), (CACHE_CONTROL, "no-cache")], content).into_response()
}

async fn welcome(State(app): State<App>, headers: HeaderMap) -> Response {
    let common = [(CACHE_CONTROL, "no-store"), (VARY, "accept")];
    if !is_browser(&headers) {
        return (common, axum::Json(links())).into_response();
    }
    let is_ready = app.store.ready(READY_TIMEOUT).await.is_ok();
    let demo = match app.config.demo && is_ready && assets::is_built() {
        true => app.store.demo_agent().await.ok().flatten(),
        false => None,
    };
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "same-origin"),
    ];
    let html = page(is_ready, app.models.has_provider(), demo.as_ref());
    (common, headers, html).into_response()
}

/// Returns whether the caller shows pages to a person.
fn is_browser(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|list| list.split(',')).any(|media| {
        let (name, parameters) = media.split_once(';').unwrap_or((media, ""));
        let is_refused = parameters.trim().strip_prefix("q=").is_some_and(|q| q.trim().parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case("text/html") && !is_refused
    })
}

/// The links of the page that lead somewhere in this server: a server that was built with cargo alone has no pages.
fn links() -> serde_json::Value {
    let mut links = json!({"openapi": "/openapi.json", "health": "/health", "ready": "/ready"});
    if docs::is_built() {
        links["documentation"] = json!("/docs/");
        links["api_reference"] = json!("/docs/reference");
    }
    if dashboard::is_built() {
        links["dashboard"] = json!("/dashboard/");
    }
    json!({"name": "Proficient", "version": VERSION, "links": links})
}

/// Returns the page. All values that are inserted are this file's own words, or a key and an ID of letters and digits.
fn page(is_ready: bool, has_provider: bool, demo: Option<&DemoAgent>) -> String {
    let link = |is_there: bool, html: &str| if is_there { html.to_owned() } else { String::new() };
    let database = if is_ready { "Ready" } else { "Not responding" };
    let models = if has_provider { "A provider is connected" } else { "Built-in models only" };
    let dashboard = link(
        dashboard::is_built(),
        "<li><a href=\"/dashboard/\"><b>Dashboard</b> Agents, conversations and settings</a></li>",
    );
    let docs = link(
        docs::is_built(),
        "<li><a href=\"/docs/\"><b>Documentation</b> Guides for apps and operators</a></li>
        <li><a href=\"/docs/reference\"><b>API reference</b> Every request, with examples</a></li>",
    );
    let chat = demo.map_or_else(String::new, |demo| {
        format!(
            "<section id=\"demo\" data-api-key=\"{}\" data-agent-id=\"{}\">
      <h2>Try it</h2>
      <p>Chat with the demo agent. Your conversations are visible to this server's team.</p>
      <button type=\"button\" id=\"chat\">Start a chat</button>
    </section>
    <script src=\"/welcome.js\" defer></script>",
            demo.publishable_key, demo.agent_id
        )
    });
    let mood = if is_ready { "good" } else { "bad" };
    [
        ("{{version}}", VERSION),
        ("{{mood}}", mood),
        ("{{database}}", database),
        ("{{models}}", models),
        ("{{dashboard}}", &dashboard),
        ("{{docs}}", &docs),
        ("{{chat}}", &chat),
    ]
    .into_iter()
    .fold(PAGE.to_owned(), |page, (name, value)| page.replace(name, value))
}
