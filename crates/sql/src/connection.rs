//! Connections, and the trait of everything that runs statements.

use crate::query::{Fetched, Limit, Statement};
use crate::row::FromRow;
use crate::{Result, postgres, sqlite};

/// Runs statements.
pub trait Executor: Send + Sized {
    /// Runs a statement and returns the number of rows that it changed.
    fn execute(self, statement: Statement<'_>) -> impl Future<Output = Result<u64>> + Send;

    /// Runs a statement and returns its rows within `limit`.
    fn fetch<T: FromRow>(
        self,
        statement: Statement<'_>,
        limit: Limit,
    ) -> impl Future<Output = Result<Fetched<T>>> + Send;
}

/// The connection of a write job.
///
/// On SQLite, the future of a statement is ready when it is first polled, because the statement runs in the
/// calling thread.
#[derive(Debug)]
pub struct Connection {
    pub(crate) inner: Inner,
    /// Whether a statement failed because the disk was full.
    pub(crate) met_full_disk: bool,
}

impl From<Inner> for Connection {
    fn from(inner: Inner) -> Self {
        Self { inner, met_full_disk: false }
    }
}

#[derive(Debug)]
pub(crate) enum Inner {
    Sqlite(rusqlite::Connection),
    Postgres(postgres::Session),
}

impl Executor for &mut Connection {
    async fn execute(self, statement: Statement<'_>) -> Result<u64> {
        match &mut self.inner {
            Inner::Sqlite(connection) => {
                let done = sqlite::execute(connection, &statement);
                self.met_full_disk |= done.as_ref().is_err_and(sqlite::is_full);
                done
            }
            Inner::Postgres(session) => session.execute(&statement).await,
        }
    }

    async fn fetch<T: FromRow>(self, statement: Statement<'_>, limit: Limit) -> Result<Fetched<T>> {
        match &mut self.inner {
            Inner::Sqlite(connection) => {
                let found = sqlite::fetch(connection, &statement, limit);
                self.met_full_disk |= found.as_ref().is_err_and(sqlite::is_full);
                found
            }
            Inner::Postgres(session) => session.fetch(&statement, limit).await?.decode(),
        }
    }
}
