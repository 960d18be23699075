//! Proficient: conversational AI agents for an app, in one self-hosted binary. `docs/ARCHITECTURE.md` is the map.

pub mod analytics;
pub mod api;
pub mod app;
pub mod auth;
pub mod chat;
pub mod clock;
pub mod config;
pub mod dashboard;
pub mod demo;
pub mod docs;
pub mod error;
pub mod http;
pub mod ids;
mod jobs;
pub mod mail;
pub mod models;
pub mod pricing;
pub mod secrets;
pub mod store;
pub mod telemetry;
pub mod text;

/// Compiles what the guides show in Rust.
#[cfg(doctest)]
#[doc = include_str!("../docs/guide/authentication.md")]
struct Guide;

use std::net::{SocketAddr, TcpListener};

use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Duration, timeout};
use tokio_util::sync::CancellationToken;

use app::App;
use chat::reply_sweeper;
use config::Config;
use demo::Demo;
use mail::{Mail, MailError};
use models::registry::{Registry, RegistryError};
use store::{OpenError, Store};

/// How long the store may take to finish what it has, at the very end.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);

/// What a server that just came up tells whoever started it.
#[derive(Debug)]
pub struct Started {
    /// Where it listens.
    pub address: SocketAddr,
    /// The demo that was made, on an empty database with `demo` on.
    pub demo: Option<Demo>,
    /// The names of its connections to models.
    pub connections: Vec<String>,
    /// How browsers reach it, as far as it knows.
    pub base_url: String,
    /// The token of a link to set it up with, while it has no member.
    pub setup_token: Option<String>,
}

/// Why a server did not start or ended badly.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The database.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The connections to models.
    #[error(transparent)]
    Models(#[from] RegistryError),
    /// Sending mail.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// The listener.
    #[error("cannot serve: {0}")]
    Serve(#[from] std::io::Error),
    /// The demo project, or the link to set the server up with.
    #[error("cannot write to the database: {0}")]
    Write(#[from] error::Error),
}

/// Runs a server on `listener` until `shutdown` is done: the one entry for `main` and for tests. `started` is called
/// once, when requests are about to be answered.
pub async fn run(
    config: Config,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
    started: impl FnOnce(Started),
) -> Result<(), RunError> {
    // Only an error if another one was installed before, and then that one serves.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let models = Registry::new(&config, |name| std::env::var(name).ok())?;
    let mail = Mail::new(&config.mail)?;
    let store = Store::open(database_url(&config).expose_secret(), config.database_connections).await?;
    // Held to the very end: it tells the next server of this file that this one is there.
    let alone = store.claim_file();
    let demo = if config.demo { demo::create(&config, &store, &models).await? } else { None };
    let setup_token = match store.has_no_member().await? {
        true => Some(dashboard::links::create_setup(&store, &config).await?),
        false => None,
    };
    let app = App::new(config, store, models, mail);
    reply_sweeper::sweep_at_start(&app, alone.is_some()).await;

    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let connections: Vec<String> = app.models.names().into_iter().map(str::to_owned).collect();
    tracing::info!(%address, ?connections, version = env!("CARGO_PKG_VERSION"), "listening");
    let stop = CancellationToken::new();
    let jobs = jobs::start(&app, &stop);
    let base_url = dashboard::links::base(&app.config, Some(address));
    started(Started { address, demo, connections, base_url, setup_token });

    // Replies that nobody waits for get the same time as requests. Then they end, and so do those who listen to them.
    let stopping = CancellationToken::new();
    let limit = app.config.http.shutdown_timeout;
    let replies = async {
        stopping.cancelled().await;
        app.tasks.close();
        if timeout(limit, app.tasks.wait()).await.is_err() {
            tracing::warn!("replies that were still being written are given up");
        }
        app.give_up.cancel();
        app.tasks.wait().await;
    };
    let shutdown = async {
        shutdown.await;
        stopping.cancel();
    };
    let router = http::router::router(app.clone());
    let serving = async {
        let served = http::server::serve(router, listener, &app.config.http, shutdown).await;
        stopping.cancel();
        served
    };
    let (served, ()) = tokio::join!(serving, replies);

    stop.cancel();
    let closed = async {
        jobs.wait().await;
        app.store.close().await;
    };
    if timeout(CLOSE_WITHIN, closed).await.is_err() {
        tracing::warn!("the store did not close in time");
    }
    drop(alone);
    tracing::info!("stopped");
    Ok(served?)
}

/// The database that the settings mean. It may hold a password.
pub fn database_url(config: &Config) -> SecretString {
    match config.database.expose_secret() {
        "" => SecretString::from(format!("sqlite://{}", config.data_dir.join("proficient.db").display())),
        url => SecretString::from(url),
    }
}
