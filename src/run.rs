//! Starting a server, serving, and shutting it down.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Duration, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::chat::reply_sweeper;
use crate::config::Config;
use crate::demo::{self, Demo};
use crate::error::Code;
use crate::mail::{Mail, MailError};
use crate::models::registry::{Registry, RegistryError};
use crate::store::{ClaimError, FileLock, OpenError, Options, Store};
use crate::{dashboard, error, http, jobs, router};

/// How long the last jobs and the store may take at the very end.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);

/// Disk space for deleting when the disk is full, in bytes: twice what SQLite's write-ahead log usually takes.
const DISK_RESERVE: u64 = 8 << 20;

/// The name of the dashboard in [`Started::missing`].
const DASHBOARD: &str = "the dashboard";

/// What a server reports when it has started.
#[derive(Debug)]
pub struct Started {
    /// The address it listens on.
    pub address: SocketAddr,
    /// The demo project that was created, on an empty database with `demo` on.
    pub demo: Option<Demo>,
    /// The names of its connections to models.
    pub connections: Vec<String>,
    /// Its base URL: `public_url`, or else the address it listens on.
    pub base_url: String,
    /// What was not built into it, because it was built with cargo alone.
    pub missing: Vec<&'static str>,
    /// The token of the setup link, while the server has no member.
    pub setup_token: Option<String>,
}

impl Started {
    /// Returns whether the server has a dashboard.
    pub fn has_dashboard(&self) -> bool {
        !self.missing.contains(&DASHBOARD)
    }
}

/// Why a server did not start or did not stop cleanly.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The database.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Another server's claim to the database.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// The connections to models.
    #[error(transparent)]
    Models(#[from] RegistryError),
    /// Sending mail.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// The listener.
    #[error("cannot serve: {0}")]
    Serve(#[from] std::io::Error),
    /// The demo project or the setup link.
    #[error("cannot write to the database: {0}")]
    Write(#[from] error::Error),
}

/// A server that is about to answer requests.
struct Server {
    app: App,
    jobs: TaskTracker,
    /// Tells the jobs to run a last time and stop.
    stop_jobs: CancellationToken,
    /// Held until the end: it shows other servers that this one uses the database file.
    _lock: Option<FileLock>,
}

/// Runs a server on `listener` until `shutdown` completes: the one entry point for `main` and for tests. Calls
/// `started` once, when requests are about to be answered.
pub async fn run(
    config: Config,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
    started: impl FnOnce(Started),
) -> Result<(), RunError> {
    listener.set_nonblocking(true)?;
    let (server, report) = start(config, listener.local_addr()?).await?;
    started(report);
    server.serve(listener, shutdown).await
}

/// Opens the database, prepares what an empty one needs, and starts the background jobs.
async fn start(config: Config, address: SocketAddr) -> Result<(Server, Started), RunError> {
    // Fails only if another provider is already installed, which is then used.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let models = Registry::new(&config, |name| std::env::var(name).ok())?;
    let mail = Mail::new(&config.mail)?;
    let url = database_url(&config);
    // Before the database is opened, because that may change its schema.
    let lock = claim(&config, url.expose_secret())?;
    let store = Store::open_with(url.expose_secret(), &database_options(&config)).await?;
    let demo = match config.demo {
        true => unless_unavailable(demo::create(&config, &store, &models).await)?.flatten(),
        false => None,
    };
    let setup_token = match store.has_no_member().await? {
        true => unless_unavailable(dashboard::links::create_setup(&store, &config).await)?,
        false => None,
    };
    let app = App::new(config, store, models, mail);
    reply_sweeper::sweep_at_start(&app.replies, lock.is_some()).await;

    let connections: Vec<String> = app.models.names().into_iter().map(str::to_owned).collect();
    tracing::info!(%address, ?connections, version = env!("CARGO_PKG_VERSION"), "listening");
    let base_url = dashboard::links::base(&app.config, Some(address));
    let stop_jobs = CancellationToken::new();
    let jobs = jobs::start(&app, &stop_jobs);
    if let Some(lock) = &lock {
        lock.publish(&base_url);
    }
    let server = Server { app, jobs, stop_jobs, _lock: lock };
    Ok((server, Started { address, demo, connections, base_url, missing: missing(), setup_token }))
}

/// Claims the database file for this server.
fn claim(config: &Config, url: &str) -> Result<Option<FileLock>, ClaimError> {
    match FileLock::claim(url) {
        Err(error @ ClaimError::Taken(_)) if config.allow_shared_database => {
            tracing::warn!(%error, "starting nevertheless");
            Ok(None)
        }
        claimed => claimed,
    }
}

/// Returns nothing instead of an error that may go away, such as that the disk is full: then the server must start, so
/// that people can read and delete.
fn unless_unavailable<T>(outcome: error::Result<T>) -> error::Result<Option<T>> {
    match outcome {
        Err(error) if error.code == Code::Unavailable => {
            tracing::error!(%error, cause = ?error.cause, "cannot write to the database");
            Ok(None)
        }
        outcome => outcome.map(Some),
    }
}

/// Returns what was not built into this program.
fn missing() -> Vec<&'static str> {
    let parts = [
        (DASHBOARD, http::dashboard::is_built()),
        ("the chat widget", http::assets::is_built()),
        ("the npm packages", http::packages::are_built()),
        ("the documentation", http::docs::is_built()),
    ];
    parts.into_iter().filter(|(_, is_built)| !is_built).map(|(part, _)| part).collect()
}

impl Server {
    /// Serves until `shutdown` completes, then shuts down.
    async fn serve(self, listener: TcpListener, shutdown: impl Future<Output = ()>) -> Result<(), RunError> {
        let limits = &self.app.config.http;
        let stopping = CancellationToken::new();
        let shutdown = async {
            shutdown.await;
            stopping.cancel();
        };
        let serving = async {
            let router = router::router(self.app.clone());
            let served = http::server::serve(router, listener, Arc::clone(&self.app.config), shutdown).await;
            stopping.cancel();
            served
        };
        // Replies get as long as requests, even those that nobody waits for. Then they end, and so do their
        // listeners.
        let tasks = async {
            stopping.cancelled().await;
            self.app.tasks.shut_down(limits.shutdown_timeout).await;
        };
        let (served, ()) = tokio::join!(serving, tasks);
        self.close().await;
        Ok(served?)
    }

    /// Lets the jobs run a last time and closes the store.
    async fn close(self) {
        self.stop_jobs.cancel();
        let closed = async {
            self.jobs.wait().await;
            self.app.store.close().await;
        };
        if timeout(CLOSE_WITHIN, closed).await.is_err() {
            tracing::warn!("the store did not close in time");
        }
        tracing::info!("stopped");
    }
}

/// Returns how to open the database.
fn database_options(config: &Config) -> Options {
    Options {
        create: true,
        connections: config.database_connections,
        statement_timeout: config.database_statement_timeout,
        prepared_statements: config.database_prepared_statements,
        disk_reserve: DISK_RESERVE,
    }
}

/// Returns the URL of the database, which may contain a password.
pub fn database_url(config: &Config) -> SecretString {
    match config.database.expose_secret() {
        "" => SecretString::from(format!("sqlite://{}", config.data_dir.join("proficient.db").display())),
        url => SecretString::from(url),
    }
}
