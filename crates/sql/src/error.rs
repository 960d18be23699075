//! Errors of statements, and of opening a database.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::time::Duration;

use deadpool_postgres::PoolError;
use tokio_postgres::error::SqlState;

/// Why a statement or a write failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An error of SQLite.
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// An error of PostgreSQL or of the connection to it.
    #[error("PostgreSQL: {}", postgres_text(.0))]
    Postgres(#[from] tokio_postgres::Error),
    /// No connection to PostgreSQL was available.
    #[error("no connection to PostgreSQL: {0}")]
    Pool(#[from] PoolError),
    /// A statement that must return a row returned none.
    #[error("the statement returned no row")]
    NoRow,
    /// A column is missing or has an unexpected value.
    #[error("column {name} {problem}")]
    Column {
        /// The column's name.
        name: &'static str,
        /// What is wrong with it.
        problem: Cow<'static, str>,
    },
    /// A placeholder has no value.
    #[error("placeholder {0} has no value")]
    Placeholder(usize),
    /// The time limit for a statement passed.
    #[error("a statement took longer than {0:?}")]
    TimedOut(Duration),
    /// The database was closed.
    #[error("the database is closed")]
    Closed,
    /// The transaction was not committed; nothing of it is stored.
    #[error("the transaction was not committed: {0}")]
    NotCommitted(String),
    /// A write job panicked; nothing of it is stored.
    #[error("a write job panicked")]
    Panicked,
    /// A write job on SQLite waited for something other than its connection; nothing of it is stored.
    #[error("a write job waited for something other than its connection")]
    Waited,
    /// A blocking thread could not finish.
    #[error("a long read was aborted")]
    Aborted,
}

impl Error {
    /// Returns whether the same call may succeed later: the database is busy, full, restarting or unreachable.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Sqlite(error) => is_transient_sqlite(error),
            Self::Postgres(error) | Self::Pool(PoolError::Backend(error)) => is_transient_postgres(error),
            Self::Pool(_) | Self::TimedOut(_) | Self::Closed | Self::NotCommitted(_) => true,
            _ => false,
        }
    }

    /// Returns whether a row with the same key already exists.
    pub fn is_unique_violation(&self) -> bool {
        match self {
            Self::Sqlite(rusqlite::Error::SqliteFailure(error, _)) => matches!(
                error.extended_code,
                rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            ),
            Self::Postgres(error) => error.code() == Some(&SqlState::UNIQUE_VIOLATION),
            _ => false,
        }
    }
}

fn is_transient_sqlite(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_BUSY, SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_IOERR, SQLITE_LOCKED};
    matches!(error, rusqlite::Error::SqliteFailure(error, _) if matches!(
        error.extended_code & 0xff,
        SQLITE_BUSY | SQLITE_LOCKED | SQLITE_IOERR | SQLITE_FULL | SQLITE_CANTOPEN
    ))
}

/// Connection exceptions (08), a database that accepts no writes (25), insufficient resources (53), operator
/// intervention and time limits (57), serialization failures and deadlocks (40); or no response at all.
fn is_transient_postgres(error: &tokio_postgres::Error) -> bool {
    match error.code() {
        Some(state) => ["08", "25", "53", "57", "40"].iter().any(|class| state.code().starts_with(class)),
        None => {
            error.is_closed()
                || error.source().is_none_or(|source| source.downcast_ref::<std::io::Error>().is_some())
        }
    }
}

/// Because the library's own text is only "db error".
fn postgres_text(error: &tokio_postgres::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL is not of a supported database. Only its scheme is shown, because it may contain a password.
    #[error("the database must be sqlite://FILE or postgres://…, not {0:?}")]
    Url(String),
    /// A setting in the URL of a PostgreSQL database is wrong.
    #[error("the database URL is wrong: {0}")]
    Setting(String),
    /// The file does not exist and must not be created.
    #[error("there is no database {0:?}; name it with --data-dir or --database")]
    Missing(String),
    /// The database file or its folder could not be created.
    #[error("cannot create {0:?}: {1}")]
    Create(String, std::io::Error),
    /// The file is not a SQLite database.
    #[error("{0:?} is not a SQLite database; name another file with --data-dir or --database")]
    OtherFile(String),
    /// Connecting failed.
    #[error("cannot open the database: {0}")]
    Connect(#[from] Error),
    /// A migration failed; the schema is as it was.
    #[error("cannot update the database schema: migration {version} ({name}) failed: {source}")]
    Migration {
        /// The migration's number.
        version: i64,
        /// Its name.
        name: &'static str,
        /// Why.
        source: Error,
    },
    /// A newer version of the program has changed the schema.
    #[error(
        "the database was migrated by a newer version of this program (migration {found}; this version knows {known}): \
         run that version or a later one, or restore a backup"
    )]
    Newer {
        /// The newest migration of the database.
        found: i64,
        /// The newest migration that the program knows.
        known: i64,
    },
    /// The database's migrations are not those of this program.
    #[error("the database's schema history does not match this program: {0}")]
    History(String),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Connect(error.into())
    }
}

impl From<tokio_postgres::Error> for OpenError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Connect(error.into())
    }
}
