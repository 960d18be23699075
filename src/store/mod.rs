//! All SQL. One function is one statement or one transaction; one file per noun.
//!
//! One SQL text serves SQLite and PostgreSQL (see `migrations/`). Every statement that touches a tenant's row carries
//! the project, and for a client caller the user's external ID, in its `WHERE`: isolation is here, not in
//! handlers. What is private to this module and works on a row that was just reached that way may leave it out.

pub mod agents;
pub mod audit;
pub mod connections;
pub mod conversations;
pub mod drafts;
pub mod feedback;
pub mod figures;
pub mod hmac_counts;
pub mod interactions;
pub mod keys;
pub mod links;
mod marks;
pub mod members;
pub mod memberships;
pub mod messages;
pub mod monitoring;
pub mod page;
pub mod projects;
mod purge;
pub mod replies;
pub mod rolling;
pub mod sessions;
pub mod traffic;
pub mod user_words;
pub mod users;
pub mod versions;
mod writer;

use std::fs::{DirBuilder, File};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AnyPool, ConnectOptions, Connection};

use crate::error::{Error, Result, unavailable};
use writer::Writer;

pub use writer::WriteFuture;

/// A flag that is set; the other value is 0.
pub(crate) const ON: i64 = 1;

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engine {
    Sqlite,
    Postgres,
}

/// The database: reads on a pool, writes in transactions.
#[derive(Debug, Clone)]
pub struct Store {
    read: AnyPool,
    writer: Writer,
    /// The database's file, of SQLite.
    file: Option<Arc<Path>>,
}

/// What can go wrong before the store is open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL names no database we know.
    #[error("the database must be sqlite://FILE or postgres://…, not {0:?}")]
    Url(String),
    /// There is no such file, and this was not to make one.
    #[error("there is no database {0:?}; name it with --data-dir or --database")]
    Missing(String),
    /// The database file or its folder could not be made.
    #[error("cannot make {0:?}: {1}")]
    Folder(String, std::io::Error),
    /// Connecting failed.
    #[error("cannot open the database: {0}")]
    Connect(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("cannot bring the database's schema up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

impl Store {
    /// Opens the database that `url` names, makes it if it is a missing SQLite file, and migrates it.
    pub async fn open(url: &str, connections: u32) -> std::result::Result<Self, OpenError> {
        Self::open_with(url, connections, true).await
    }

    /// The same, but a SQLite file must be there already.
    pub async fn open_existing(url: &str, connections: u32) -> std::result::Result<Self, OpenError> {
        Self::open_with(url, connections, false).await
    }

    async fn open_with(url: &str, connections: u32, create: bool) -> std::result::Result<Self, OpenError> {
        sqlx::any::install_default_drivers();
        let (engine, url, file) = parse_url(url, create)?;
        let options: AnyConnectOptions = url.parse()?;
        // Once without a pool: it would only say that it waited in vain, not why.
        options.connect().await?.close().await?;
        let pool = |size: u32, read_only: bool| {
            AnyPoolOptions::new()
                .max_connections(size)
                .min_connections(1)
                .acquire_timeout(Duration::from_secs(5))
                .test_before_acquire(engine == Engine::Postgres)
                .after_connect(move |connection, _| Box::pin(prepare(engine, read_only, connection)))
        };
        let write = pool(if engine == Engine::Sqlite { 1 } else { connections }, false)
            .connect_with(options.clone())
            .await?;
        migrate(&write).await?;
        match engine {
            Engine::Sqlite => {
                let read = pool(connections, true).connect_with(options).await?;
                Ok(Self { read, writer: Writer::grouping(write), file })
            }
            Engine::Postgres => Ok(Self { read: write.clone(), writer: Writer::direct(write), file }),
        }
    }

    /// Claims the SQLite file for one server, as long as the answer is held: so that the next one knows that what it
    /// finds unfinished was left by a crash. `None` if another one has it, or if it is another kind of database.
    pub fn claim_file(&self) -> Option<File> {
        let mut name = self.file.as_ref()?.as_os_str().to_owned();
        name.push(".lock");
        let lock = File::options().create(true).append(true).mode(0o600).open(name).ok()?;
        match lock.try_lock() {
            Ok(()) => Some(lock),
            Err(error) => {
                tracing::warn!(%error, "another server may be using this database file, which is for one");
                None
            }
        }
    }

    /// Runs `job` in a transaction and returns once it is durable. An `Err` of the job undoes what it did.
    ///
    /// On SQLite, jobs that arrive together share one commit; each is undone on its own. A job must touch nothing but
    /// its connection, and must not wait for anything else.
    pub async fn write<T, F>(&self, job: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut AnyConnection) -> WriteFuture<'c, T> + Send + 'static,
    {
        self.writer.write(false, job).await
    }

    /// The same for a job that writes with one statement only, which undoes itself: it costs less.
    pub async fn write_single<T, F>(&self, job: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut AnyConnection) -> WriteFuture<'c, T> + Send + 'static,
    {
        self.writer.write(true, job).await
    }

    /// Where reads go.
    pub(crate) fn reader(&self) -> &AnyPool {
        &self.read
    }

    /// Whether the store answers at all; an error within `limit` if it does not.
    pub async fn ready(&self, limit: Duration) -> Result<()> {
        if !self.writer.is_open() {
            return Err(unavailable("the store takes no writes"));
        }
        let asked = sqlx::query("SELECT COUNT(*) FROM _sqlx_migrations WHERE success").fetch_one(&self.read);
        match tokio::time::timeout(limit, asked).await {
            Ok(answer) => answer.map(drop).map_err(Error::from),
            Err(elapsed) => Err(unavailable("the store does not answer").caused_by(elapsed)),
        }
    }

    /// Finishes what is queued and closes every connection.
    pub async fn close(self) {
        self.writer.close().await;
        self.read.close().await;
    }
}

/// Brings the schema up to date. Two processes may meet on a new SQLite file, which knows no lock for that: the one that
/// comes second finds the tables there, and nothing to do when it looks again.
async fn migrate(pool: &AnyPool) -> std::result::Result<(), sqlx::migrate::MigrateError> {
    let mut attempts = 0;
    loop {
        match sqlx::migrate!("./migrations").run(pool).await {
            Err(
                sqlx::migrate::MigrateError::Execute(_) | sqlx::migrate::MigrateError::ExecuteMigration(..),
            ) if attempts < 10 => {
                attempts += 1;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            outcome => return outcome,
        }
    }
}

type Parsed = (Engine, String, Option<Arc<Path>>);

fn parse_url(url: &str, create: bool) -> std::result::Result<Parsed, OpenError> {
    if let Some(file) = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")) {
        let path = file.split('?').next().unwrap_or(file);
        if path.is_empty() || path.contains(":memory:") {
            return Err(OpenError::Url(url.to_owned()));
        }
        if !create && !Path::new(path).exists() {
            return Err(OpenError::Missing(path.to_owned()));
        }
        if let Some(folder) = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty()) {
            // What is in it is for this server's eyes only.
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(folder)
                .map_err(|error| OpenError::Folder(folder.display().to_string(), error))?;
        }
        let joint = if file.contains('?') { '&' } else { '?' };
        if create {
            let made = File::options().create(true).append(true).mode(0o600).open(path);
            made.map_err(|error| OpenError::Folder(path.to_owned(), error))?;
        }
        return Ok((Engine::Sqlite, format!("sqlite://{file}{joint}mode=rwc"), Some(Path::new(path).into())));
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok((Engine::Postgres, url.to_owned(), None));
    }
    // A URL may hold a password: show no more than its scheme.
    Err(OpenError::Url(url.split_once("://").map_or("(no scheme)", |(scheme, _)| scheme).to_owned()))
}

/// Settings of one connection. On SQLite `synchronous=FULL` makes an acknowledged write survive a power cut.
async fn prepare(
    engine: Engine,
    read_only: bool,
    connection: &mut AnyConnection,
) -> std::result::Result<(), sqlx::Error> {
    if engine == Engine::Postgres {
        return Ok(());
    }
    sqlx::raw_sql(
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;",
    )
    .execute(&mut *connection)
    .await?;
    if read_only {
        sqlx::raw_sql("PRAGMA query_only = ON;").execute(&mut *connection).await?;
    }
    Ok(())
}
