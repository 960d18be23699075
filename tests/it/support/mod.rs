//! What tests stand on: a server of their own, callers of it, a fresh database.

pub mod binary;
pub mod caller;
pub mod database;
pub mod documents;
pub mod events;
pub mod heard;
pub mod kind;
pub mod line;
pub mod member;
pub mod openapi;
pub mod provider;
pub mod setup;
pub mod world;

use std::net::TcpListener;

use proficient::auth::keys;
use proficient::config::{Config, Overrides};
use proficient::store::Store;
use proficient::store::audit::Actor;
use proficient::store::projects::Project;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use caller::{Answer, Caller};
pub use database::Database;
pub use events::Events;
pub use heard::Heard;
pub use kind::{KINDS, Kind, REPLY, STREAMS};
pub use setup::{KEY, Setup};
pub use world::World;

/// A data folder with nothing in it.
pub const NO_DATA: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/no-data");

/// A client of HTTP; it needs TLS set up even where it is not used.
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

/// A project and its keys in the clear.
#[derive(Clone)]
pub struct ProjectKeys {
    pub row: Project,
    pub secret_key: String,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// With settings other than the defaults.
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

    /// Another project on the same server.
    pub async fn another_project(&self) -> ProjectKeys {
        create_project(&self.database.url, "Another").await
    }

    /// The store itself, for what no API shows.
    pub async fn store(&self) -> Store {
        Store::open(&self.database.url, 1).await.unwrap()
    }

    pub fn anonymous(&self) -> Caller {
        Caller::new(self.http.clone(), &self.url)
    }

    /// A caller of the Client API without a hash.
    pub fn user(&self, external_id: &str) -> Caller {
        self.user_of(&self.project, external_id)
    }

    pub fn user_of(&self, project: &ProjectKeys, external_id: &str) -> Caller {
        self.anonymous()
            .with("X-PROFICIENT-API-KEY", &project.row.publishable_key)
            .with("X-PROFICIENT-USER-EXTERNAL-ID", external_id)
    }

    /// A caller of the Admin API.
    pub fn admin(&self) -> Caller {
        self.admin_of(&self.project)
    }

    pub fn admin_of(&self, project: &ProjectKeys) -> Caller {
        self.anonymous().with("Authorization", &format!("Bearer {}", project.secret_key))
    }

    /// An active agent that the built-in demo answers for.
    pub async fn agent(&self) -> String {
        self.agent_with(json!({})).await
    }

    /// An active agent with more settings.
    pub async fn agent_with(&self, settings: Value) -> String {
        let mut body = json!({"model": "demo.test"});
        body.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        let id = self.admin().post("/agents", body).await.ok()["id"].as_str().unwrap().to_owned();
        self.admin().post(&format!("/agents/{id}/activate"), json!({})).await.ok();
        id
    }

    /// An orderly end, as after SIGTERM.
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

/// A user's conversation with a fresh agent.
pub struct Conversation {
    pub user: Caller,
    pub agent_id: String,
    pub id: String,
}

impl TestApp {
    pub async fn conversation(&self, external_id: &str) -> Conversation {
        let agent_id = self.agent().await;
        self.conversation_with(external_id, &agent_id).await
    }

    pub async fn conversation_with(&self, external_id: &str, agent_id: &str) -> Conversation {
        let user = self.user(external_id);
        let created = user.post("/interactions", json!({"agent_id": agent_id})).await.ok();
        let id = created["interaction"]["id"].as_str().unwrap().to_owned();
        Conversation { user, agent_id: agent_id.to_owned(), id }
    }
}

impl Conversation {
    /// Says something; answers the message's ID.
    pub async fn say(&self, content: &str, parent_id: Option<&str>) -> String {
        let body = json!({"interaction_id": self.id, "content": content, "parent_id": parent_id});
        self.user.post("/messages", body).await.ok()["id"].as_str().unwrap().to_owned()
    }

    pub async fn ask(&self, message_id: &str) -> Answer {
        self.user.post(&format!("/messages/{message_id}/ask"), json!({"interaction_id": self.id})).await
    }

    /// Stops the reply.
    pub async fn cancel(&self, reply_id: &str) -> Answer {
        self.user.post(&format!("/messages/{reply_id}/cancel"), json!({})).await
    }

    /// The message as it is stored.
    pub async fn message(&self, id: &str) -> Value {
        self.user.get(&format!("/messages/{id}")).await.ok()
    }

    /// Waits until a reply is being written; its ID.
    pub async fn writing(&self) -> String {
        let wait = async {
            loop {
                let listed = self.messages().await;
                if let Some(reply) = listed.iter().find(|message| message["status"] == "in_progress") {
                    return reply["id"].as_str().unwrap().to_owned();
                }
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(provider::PATIENCE, wait).await.expect("a reply is being written")
    }

    /// Waits until the message has this status.
    pub async fn becomes(&self, id: &str, status: &str) -> Value {
        let wait = async {
            loop {
                let message = self.message(id).await;
                if message["status"] == status {
                    return message;
                }
                assert_eq!(message["status"], "in_progress", "instead of {status}: {message}");
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(provider::PATIENCE, wait).await.unwrap_or_else(|_| panic!("never {status}"))
    }

    pub async fn messages(&self) -> Vec<Value> {
        let list = self.user.get(&format!("/messages?interaction_id={}", self.id)).await.ok();
        list["data"].as_array().unwrap().clone()
    }
}
