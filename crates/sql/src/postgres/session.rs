//! A connection of the pool while a statement or a transaction runs on it.

use std::time::Duration;

use deadpool_postgres::Object;
use futures_util::TryStreamExt;
use futures_util::future::join;
use tokio::time::timeout;
use tokio_postgres::error::{DbError, Severity, SqlState};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Row, RowStream};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::Limits;
use super::values::postgres_type;
use crate::query::{Fetched, Limit, Statement};
use crate::row::{self, FromRow};
use crate::{Error, Result};

/// Time limit for telling the server to stop a statement.
const CANCEL_TIMEOUT: Duration = Duration::from_secs(5);

pub(crate) struct Session {
    /// `None` once the connection was discarded.
    client: Option<Object>,
    /// Needed to tell the server to stop a statement.
    tls: MakeRustlsConnect,
    limits: Limits,
    transaction: Transaction,
    /// A statement failed, which ends the transaction even if the job ignores the error.
    has_failed: bool,
    /// A statement outside of a transaction succeeded, so the job cannot run again.
    has_stored: bool,
    /// Nothing of the job is stored, and it may run again.
    can_retry: bool,
    is_lost: bool,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("transaction", &self.transaction).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transaction {
    /// No transaction: each statement is committed by itself.
    None,
    /// To be begun together with the first statement.
    Wanted,
    Begun,
}

impl Session {
    pub(super) fn new(client: Object, tls: MakeRustlsConnect, limits: Limits, transaction: bool) -> Self {
        let transaction = if transaction { Transaction::Wanted } else { Transaction::None };
        Self {
            client: Some(client),
            tls,
            limits,
            transaction,
            has_failed: false,
            has_stored: false,
            can_retry: false,
            is_lost: false,
        }
    }

    /// Returns whether the connection was lost, so that the statement may not have run to completion.
    pub(super) fn is_lost(&self) -> bool {
        self.is_lost
    }

    /// Runs a statement and returns the number of rows that it changed.
    pub(crate) async fn execute(&mut self, statement: &Statement<'_>) -> Result<u64> {
        match self.run(statement, Wanted::Count).await? {
            Answer::Count(count) => Ok(count),
            Answer::Rows(found) => Ok(found.rows.len() as u64),
        }
    }

    /// Runs a statement and returns its rows within `limit`.
    pub(crate) async fn fetch(&mut self, statement: &Statement<'_>, limit: Limit) -> Result<Fetched<Row>> {
        match self.run(statement, Wanted::Rows(limit)).await? {
            Answer::Rows(found) => {
                // Otherwise the next user of the connection would wait for the rest, however much it is.
                if found.is_cut && self.transaction == Transaction::None {
                    self.give_up();
                }
                Ok(found)
            }
            Answer::Count(_) => Ok(Fetched::default()),
        }
    }

    /// Runs a statement within the time limit. Begins the transaction in the same round trip if that is still
    /// to be done.
    async fn run(&mut self, statement: &Statement<'_>, wanted: Wanted) -> Result<Answer> {
        let client = self.client.as_ref().ok_or(Error::Closed)?;
        let limits = self.limits;
        let begins = self.transaction == Transaction::Wanted;
        let work = async {
            let request = request(client, statement, wanted, limits.prepare);
            if !begins {
                return request.await;
            }
            // Both are sent at once, without waiting for a response in between.
            let begin = begin(limits.statement);
            let (begun, answer) = join(client.batch_execute(&begin), request).await;
            begun.and(answer)
        };
        let outcome = timeout(limits.statement, work).await;
        if begins {
            self.transaction = Transaction::Begun;
        }
        match outcome {
            Ok(Ok(answer)) => {
                self.has_stored |= self.transaction == Transaction::None;
                Ok(answer)
            }
            Ok(Err(error)) => Err(self.failed(error)),
            Err(_) => {
                self.has_failed = true;
                self.give_up();
                Err(Error::TimedOut(limits.statement))
            }
        }
    }

    fn failed(&mut self, error: tokio_postgres::Error) -> Error {
        self.has_failed = true;
        let state = error.code();
        self.is_lost = ends_connection(&error);
        // If the connection is lost, a statement outside of a transaction may have been stored.
        let is_undone = is_conflict(&error) || self.is_lost && self.transaction == Transaction::Begun;
        self.can_retry = is_undone && !self.has_stored;
        if self.is_lost {
            self.discard();
        }
        // For example, a prepared statement whose table has changed.
        if self.limits.prepare && state == Some(&SqlState::FEATURE_NOT_SUPPORTED) {
            self.discard();
            self.is_lost = true;
        }
        error.into()
    }

    /// Commits or rolls back. Also returns whether nothing is stored and another attempt may succeed.
    pub(super) async fn end(mut self, keep: bool) -> (Result<()>, bool) {
        if self.transaction != Transaction::Begun {
            return (Ok(()), self.can_retry);
        }
        let keep = keep && !self.has_failed;
        let Some(client) = self.client.as_ref() else { return (Ok(()), self.can_retry) };
        let end = client.batch_execute(if keep { "COMMIT" } else { "ROLLBACK" });
        let ended = timeout(self.limits.statement, end).await;
        let result = match ended {
            Ok(Ok(())) if keep || !self.has_failed => Ok(()),
            Ok(Ok(())) => Err(Error::NotCommitted("a statement of it failed".to_owned())),
            Ok(Err(error)) => {
                self.can_retry = is_conflict(&error);
                self.discard();
                Err(Error::NotCommitted(Error::from(error).to_string()))
            }
            Err(_) => {
                self.give_up();
                Err(Error::TimedOut(self.limits.statement))
            }
        };
        self.transaction = Transaction::None;
        (result, self.can_retry)
    }

    /// Takes the connection out of the pool and closes it.
    fn discard(&mut self) {
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }

    /// Tells the server to stop the running statement, and closes the connection.
    #[expect(
        clippy::disallowed_methods,
        reason = "bounded by a time limit of its own, and nothing waits for it"
    )]
    fn give_up(&mut self) {
        let Some(client) = self.client.take() else { return };
        let client = Object::take(client);
        let (token, tls) = (client.cancel_token(), self.tls.clone());
        drop(client);
        tokio::spawn(async move {
            let _stopped = timeout(CANCEL_TIMEOUT, token.cancel_query(tls)).await;
        });
    }
}

impl Drop for Session {
    /// A transaction that was dropped in the middle ends with its connection.
    fn drop(&mut self) {
        if self.transaction == Transaction::Begun {
            self.discard();
        }
    }
}

/// The server enforces time limits for a transaction too, in case this process loses its connection to it.
/// They apply to the transaction only, which PgBouncer allows.
fn begin(limit: Duration) -> String {
    let limit = limit.as_millis();
    format!(
        "BEGIN; SET LOCAL statement_timeout = {limit}; SET LOCAL idle_in_transaction_session_timeout = {limit}"
    )
}

/// Returns whether PostgreSQL has aborted the transaction in favor of another one.
fn is_conflict(error: &tokio_postgres::Error) -> bool {
    let conflicts = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
    error.code().is_some_and(|state| conflicts.contains(state))
}

/// Returns whether the connection is gone: it is closed, or this is the server's last message before it
/// closes the connection ("terminating connection due to administrator command").
fn ends_connection(error: &tokio_postgres::Error) -> bool {
    let severity = error.as_db_error().and_then(DbError::parsed_severity);
    error.is_closed() || matches!(severity, Some(Severity::Fatal | Severity::Panic))
}

/// What the caller needs from a statement.
#[derive(Debug, Clone, Copy)]
enum Wanted {
    Rows(Limit),
    Count,
}

enum Answer {
    Rows(Fetched<Row>),
    Count(u64),
}

async fn request(
    client: &Object,
    statement: &Statement<'_>,
    wanted: Wanted,
    prepare: bool,
) -> std::result::Result<Answer, tokio_postgres::Error> {
    let types: Vec<Type> = statement.values.iter().map(|value| postgres_type(value.kind())).collect();
    let values: Vec<_> = statement.values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
    if prepare {
        let prepared = client.prepare_typed_cached(statement.sql, &types).await?;
        return match wanted {
            Wanted::Rows(limit) => collect(client.query_raw(&prepared, values).await?, limit).await,
            Wanted::Count => client.execute(&prepared, &values).await.map(Answer::Count),
        };
    }
    let values: Vec<_> = values.into_iter().zip(types).collect();
    match wanted {
        Wanted::Rows(limit) => collect(client.query_typed_raw(statement.sql, values).await?, limit).await,
        Wanted::Count => client.execute_typed(statement.sql, &values).await.map(Answer::Count),
    }
}

/// Reads rows within the limit. The server sends no more than the connection's buffers hold, because the client reads no
/// faster than this.
async fn collect(rows: RowStream, limit: Limit) -> std::result::Result<Answer, tokio_postgres::Error> {
    let mut rows = std::pin::pin!(rows);
    let (mut found, mut left) = (Fetched::default(), limit.bytes);
    while let Some(row) = rows.try_next().await? {
        if found.rows.len() >= limit.rows {
            continue;
        }
        if !limit.admits(found.rows.len(), &mut left, row.raw_size_bytes()) {
            found.is_cut = true;
            break;
        }
        found.rows.push(row);
    }
    Ok(Answer::Rows(found))
}

impl Fetched<Row> {
    /// Decodes the rows.
    pub(crate) fn decode<T: FromRow>(self) -> Result<Fetched<T>> {
        let rows = self.rows.iter().map(|row| T::from_row(&row::Row::postgres(row)));
        Ok(Fetched { rows: rows.collect::<Result<_>>()?, is_cut: self.is_cut })
    }
}
