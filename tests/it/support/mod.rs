//! Support for tests: a server, its callers, a fresh database. `tests/README.md` has an overview.

pub mod binary;
pub mod caller;
pub mod conversation;
pub mod cuttable_proxy;
pub mod database;
pub mod documents;
pub mod engine;
pub mod event_stream;
pub mod exchange;
pub mod member;
pub mod openapi;
pub mod partial_request;
pub mod provider;
pub mod running_reply;
pub mod scripted_app;
pub mod test_project;
pub mod thinking;
pub mod transcript;
pub mod wait;
pub mod wire_format;

use std::net::TcpListener;

use proficient::auth::keys;
use proficient::config::{Config, Overrides};
use proficient::store::Store;
use proficient::store::audit::Actor;
use proficient::store::projects::Project;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use wait::eventually_some;

pub use caller::{Caller, Response};
pub use conversation::Conversation;
pub use database::Database;
pub use event_stream::EventStream;
pub use running_reply::RunningReply;
pub use scripted_app::{KEY, ScriptedApp};
pub use test_project::TestProject;
pub use transcript::Transcript;
pub use wire_format::{REPLY, STREAMS, WIRE_FORMATS, WireFormat};

/// An empty data folder.
pub const NO_DATA: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/no-data");

/// Returns an HTTP client, which needs TLS to be set up even if it is not used.
pub fn http() -> reqwest::Client {
    let _installed = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

/// A running server with one project, HMAC off.
pub struct TestApp {
    pub url: String,
    pub database: Database,
    pub project: ProjectKeys,
    http: reqwest::Client,
    stop: CancellationToken,
    server: JoinHandle<()>,
}

/// A project and its keys.
#[derive(Clone)]
pub struct ProjectKeys {
    pub row: Project,
    pub secret_key: String,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts a server with settings that differ from the defaults.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let database = Database::create().await;
        let mut config =
            Config::load(None, &Overrides { database: Some(database.url.clone()), ..Overrides::default() })
                .unwrap();
        config.data_dir = NO_DATA.into();
        config.secret_key = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=".into();
        change(&mut config);
        let project = create_project(&database.url, "Test").await;

        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        let (up, is_up) = tokio::sync::oneshot::channel();
        let stopped = stop.clone();
        let server = tokio_util::task::TaskTracker::new().spawn(async move {
            let started = move |_| up.send(()).unwrap();
            proficient::run(config, listener, stopped.cancelled_owned(), started).await.unwrap();
        });
        is_up.await.unwrap();
        Self { url, database, project, http: http(), stop, server }
    }

    /// Creates another project on the same server.
    pub async fn another_project(&self) -> ProjectKeys {
        create_project(&self.database.url, "Another").await
    }

    /// Turns HMAC on as another process does, and waits until the server requires it.
    pub async fn require_hmac(&self) {
        let store = self.store().await;
        store.set_hmac(self.project.row.id.clone(), true, Actor::cli()).await.unwrap();
        store.close().await;
        let without = self.user("alice");
        eventually_some("HMAC is required", async || {
            (without.get("/interactions").await.status == 401).then_some(())
        })
        .await;
    }

    /// Opens the store directly, for what no API shows.
    pub async fn store(&self) -> Store {
        Store::open(&self.database.url, 1).await.unwrap()
    }

    pub fn anonymous(&self) -> Caller {
        Caller::new(self.http.clone(), &self.url)
    }

    /// Returns a caller of the Client API without a hash.
    pub fn user(&self, external_id: &str) -> Caller {
        self.user_of(&self.project, external_id)
    }

    pub fn user_of(&self, project: &ProjectKeys, external_id: &str) -> Caller {
        self.anonymous()
            .with("X-PROFICIENT-API-KEY", &project.row.publishable_key)
            .with("X-PROFICIENT-USER-EXTERNAL-ID", external_id)
    }

    /// Returns a caller of the Admin API.
    pub fn admin(&self) -> Caller {
        self.admin_of(&self.project)
    }

    pub fn admin_of(&self, project: &ProjectKeys) -> Caller {
        self.anonymous().with("Authorization", &format!("Bearer {}", project.secret_key))
    }

    /// Creates an active agent whose model is the built-in demo.
    pub async fn agent(&self) -> String {
        self.agent_with(json!({})).await
    }

    /// Creates an active agent with these settings.
    pub async fn agent_with(&self, settings: Value) -> String {
        let mut body = json!({"model": "demo.test"});
        body.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        let id = self.admin().post("/agents", body).await.ok()["id"].as_str().unwrap().to_owned();
        self.admin().post(&format!("/agents/{id}/activate"), json!({})).await.ok();
        id
    }

    /// Shuts the server down as SIGTERM does.
    pub async fn stop(self) -> Database {
        self.stop.cancel();
        self.server.await.unwrap();
        self.database
    }
}

impl ProjectKeys {
    pub fn hash(&self, external_id: &str) -> String {
        proficient::auth::hmac::hash(&self.row.hmac_secret, external_id)
    }
}

async fn create_project(database: &str, name: &str) -> ProjectKeys {
    let row = keys::new_project(name);
    let (secret_key, stored) = keys::new_secret("test");
    let store = Store::open(database, 1).await.unwrap();
    store.create_project(row.clone(), stored, Actor::cli()).await.unwrap();
    store.close().await;
    ProjectKeys { row, secret_key }
}
