//! A database: single-statement reads, and writes in transactions.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::connection::{Connection, Executor};
use crate::error::OpenError;
use crate::migrate::{self, Migration};
use crate::postgres::Postgres;
use crate::query::{Fetched, Limit, Statement};
use crate::row::FromRow;
use crate::sqlite::{self, Readers, Reserve, Writer};
use crate::url::{self, Location};
use crate::{Error, Result};

/// The future of a write job. Boxed, because jobs of many types share one queue.
pub type WriteFuture<'c, T, E> = Pin<Box<dyn Future<Output = std::result::Result<T, E>> + Send + 'c>>;

/// The factor by which a long read may exceed the time limit of other statements.
const LONG: u32 = 10;

/// How to open a database.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether to create a missing SQLite file.
    pub create: bool,
    /// Number of connections kept open. On PostgreSQL, also the maximum.
    pub connections: u32,
    /// The time limit for a statement on PostgreSQL.
    pub statement_timeout: Duration,
    /// Whether statements on PostgreSQL are prepared once per connection. PgBouncer before 1.21 does not
    /// support this in transaction mode.
    pub prepared_statements: bool,
    /// Bytes of disk space that are reserved for deleting from a SQLite file when the disk is full; 0 for none.
    pub disk_reserve: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            create: true,
            connections: 8,
            statement_timeout: Duration::from_secs(30),
            prepared_statements: false,
            disk_reserve: 0,
        }
    }
}

/// An open database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Database {
    engine: Engine,
    read: Reader,
}

#[derive(Debug, Clone)]
enum Engine {
    Sqlite { path: Arc<PathBuf>, readers: Arc<Readers>, writer: Arc<Writer> },
    Postgres(Postgres),
}

impl Database {
    /// Opens the database at a URL, and migrates its schema.
    pub async fn open(
        url: &str,
        options: &Options,
        migrations: &'static [Migration],
    ) -> std::result::Result<Self, OpenError> {
        let engine = match url::parse(url)? {
            Location::Sqlite(path) => {
                url::prepare(&path, options.create)?;
                let path = Arc::new(path);
                let (opened, size) = (Arc::clone(&path), options.disk_reserve);
                let opening = tokio::task::spawn_blocking(move || {
                    let connection = open_sqlite(&opened, migrations, size > 0)?;
                    Ok::<_, OpenError>((connection, Reserve::create(&opened, size)))
                });
                let (connection, reserve) = opening.await.map_err(|_| Error::Aborted)??;
                let readers = Readers::new(&path, usize::try_from(options.connections).unwrap_or(1));
                let writer = Writer::new(&path, connection, reserve)?;
                Engine::Sqlite { path, readers: Arc::new(readers), writer: Arc::new(writer) }
            }
            Location::Postgres(url) => {
                migrate::postgres(&url, migrations).await?;
                Engine::Postgres(Postgres::new(&url, options)?)
            }
        };
        let read = Reader { engine: engine.clone(), long: false };
        Ok(Self { engine, read })
    }

    /// Creates the file of a SQLite database if it is missing, and returns it; `None` for PostgreSQL.
    pub fn create_file(url: &str) -> std::result::Result<Option<PathBuf>, OpenError> {
        match url::parse(url)? {
            Location::Sqlite(path) => url::prepare(&path, true).map(|()| Some(path)),
            Location::Postgres(_) => Ok(None),
        }
    }

    /// Returns the file of a SQLite database.
    pub fn file(&self) -> Option<&Path> {
        match &self.engine {
            Engine::Sqlite { path, .. } => Some(path),
            Engine::Postgres(_) => None,
        }
    }

    /// Returns the reader for short reads, which run in the calling thread on SQLite.
    pub fn reader(&self) -> &Reader {
        &self.read
    }

    /// Runs a job in a transaction and returns once it is durable. If the job returns an error, its changes
    /// are undone. A job that has begun continues even if its caller disconnects.
    ///
    /// On SQLite, jobs that arrive together share one commit, and each is undone on its own. A job must use
    /// nothing but its connection and must not wait for anything else. On PostgreSQL, a job runs again if
    /// PostgreSQL aborts its transaction in favor of another one.
    pub async fn write<T, E, F>(&self, job: F) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> WriteFuture<'c, T, E> + Clone + Send + 'static,
    {
        self.run(false, job).await
    }

    /// Like [`Database::write`], for a job of one statement, or of statements that may each be stored without
    /// the others. Cheaper: needs no transaction on PostgreSQL.
    pub async fn write_single<T, E, F>(&self, job: F) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> WriteFuture<'c, T, E> + Clone + Send + 'static,
    {
        self.run(true, job).await
    }

    async fn run<T, E, F>(&self, single: bool, job: F) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> WriteFuture<'c, T, E> + Clone + Send + 'static,
    {
        match &self.engine {
            Engine::Sqlite { writer, .. } => writer.write(single, job).await,
            Engine::Postgres(postgres) => postgres.write(single, job).await,
        }
    }

    /// Returns whether the disk of a SQLite database is full, so that little but deleting works.
    pub fn is_full(&self) -> bool {
        match &self.engine {
            Engine::Sqlite { writer, .. } => writer.is_full(),
            Engine::Postgres(_) => false,
        }
    }

    /// Returns whether the database still accepts writes.
    pub fn is_open(&self) -> bool {
        match &self.engine {
            Engine::Sqlite { writer, .. } => writer.is_open(),
            Engine::Postgres(postgres) => postgres.is_open(),
        }
    }

    /// Finishes the writes that have begun and closes every connection.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { readers, writer, .. } => {
                readers.close();
                writer.close().await;
            }
            Engine::Postgres(postgres) => postgres.close().await,
        }
    }
}

/// Which database a statement runs on, for the few statements that cannot have one text for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// Opens a SQLite file. If the disk is too full even for that, gives the reserved space back.
fn open_sqlite(
    path: &Path,
    migrations: &'static [Migration],
    has_reserve: bool,
) -> std::result::Result<rusqlite::Connection, OpenError> {
    let opened = match migrate::sqlite(path, migrations) {
        Err(OpenError::Connect(error)) if has_reserve && error.is_transient() && Reserve::discard(path) => {
            tracing::error!(%error, "the database cannot be opened; trying again with the reserved disk space");
            migrate::sqlite(path, migrations)
        }
        opened => opened,
    };
    opened.map_err(|error| match error {
        OpenError::Connect(error) if sqlite::is_other_file(&error) => {
            OpenError::OtherFile(path.display().to_string())
        }
        error => error,
    })
}

/// Runs single statements that read.
#[derive(Debug, Clone)]
pub struct Reader {
    engine: Engine,
    long: bool,
}

impl Reader {
    /// Returns a reader for statements that read many rows. On SQLite they run in a blocking thread, on
    /// PostgreSQL their time limit is ten times as long.
    pub fn long(&self) -> Self {
        Self { engine: self.engine.clone(), long: true }
    }

    /// Returns which database the statements run on.
    pub fn dialect(&self) -> Dialect {
        match self.engine {
            Engine::Sqlite { .. } => Dialect::Sqlite,
            Engine::Postgres(_) => Dialect::Postgres,
        }
    }
}

impl Executor for &Reader {
    async fn execute(self, statement: Statement<'_>) -> Result<u64> {
        Ok(self.fetch::<()>(statement, Limit::NONE).await?.rows.len() as u64)
    }

    async fn fetch<T: FromRow>(self, statement: Statement<'_>, limit: Limit) -> Result<Fetched<T>> {
        match &self.engine {
            Engine::Sqlite { readers, .. } if self.long => readers.fetch_long(statement, limit).await,
            Engine::Sqlite { readers, .. } => readers.fetch(&statement, limit),
            Engine::Postgres(postgres) => {
                postgres.fetch(&statement, limit, if self.long { LONG } else { 1 }).await
            }
        }
    }
}
