//! Connections, and the trait of everything that runs statements.

use crate::query::Statement;
use crate::row::FromRow;
use crate::{Result, postgres, sqlite};

/// Runs statements.
pub trait Executor: Send + Sized {
    /// Runs a statement and returns the number of rows that it changed.
    fn execute(self, statement: Statement<'_>) -> impl Future<Output = Result<u64>> + Send;

    /// Runs a statement and returns its rows, at most `limit`.
    fn fetch<T: FromRow>(
        self,
        statement: Statement<'_>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<T>>> + Send;
}

/// The connection of a write job.
///
/// On SQLite, the future of a statement is ready when it is first polled, because the statement runs in the
/// calling thread.
#[derive(Debug)]
pub struct Connection(pub(crate) Inner);

#[derive(Debug)]
pub(crate) enum Inner {
    Sqlite(rusqlite::Connection),
    Postgres(postgres::Session),
}

impl Executor for &mut Connection {
    async fn execute(self, statement: Statement<'_>) -> Result<u64> {
        match &mut self.0 {
            Inner::Sqlite(connection) => sqlite::execute(connection, &statement),
            Inner::Postgres(session) => session.execute(&statement).await,
        }
    }

    async fn fetch<T: FromRow>(self, statement: Statement<'_>, limit: usize) -> Result<Vec<T>> {
        match &mut self.0 {
            Inner::Sqlite(connection) => sqlite::fetch(connection, &statement, limit),
            Inner::Postgres(session) => postgres::decode(&session.fetch(&statement).await?, limit),
        }
    }
}
