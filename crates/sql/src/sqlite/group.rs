//! A group of write jobs that share one transaction, and so one sync of the disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use crate::connection::{Connection, Inner};
use crate::database::WriteFuture;
use crate::{Error, Result};

/// Maximum number of jobs that share a commit, so that under load the first one does not wait too long.
pub(super) const GROUP: usize = 64;

/// A write job of any type.
pub(super) trait Job: Send {
    /// Runs the job. Returns `false` if its changes must be undone.
    fn run(&mut self, connection: &mut Connection) -> bool;
    /// Returns whether it needs no savepoint.
    fn is_single(&self) -> bool;
    /// Sends the result to the caller once the transaction has ended.
    fn answer(self: Box<Self>, committed: std::result::Result<(), &str>);
}

impl std::fmt::Debug for dyn Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

/// A write job in the queue.
pub(super) struct Queued<T, E, F> {
    pub(super) single: bool,
    pub(super) job: Option<F>,
    pub(super) done: Option<std::result::Result<T, E>>,
    pub(super) answer: oneshot::Sender<std::result::Result<T, E>>,
    pub(super) _place: OwnedSemaphorePermit,
}

impl<T, E, F> Job for Queued<T, E, F>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    F: for<'c> FnOnce(&'c mut Connection) -> WriteFuture<'c, T, E> + Send + 'static,
{
    fn run(&mut self, connection: &mut Connection) -> bool {
        let Some(job) = self.job.take() else { return false };
        // Statements on SQLite are ready at once, so one poll runs the whole job, and no other task runs in
        // between.
        let ran = catch_unwind(AssertUnwindSafe(|| {
            let mut running = pin!(job(connection));
            match running.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(done) => done,
                Poll::Pending => Err(Error::Waited.into()),
            }
        }));
        let done = ran.unwrap_or_else(|_| Err(Error::Panicked.into()));
        let keep = done.is_ok();
        self.done = Some(done);
        keep
    }

    fn is_single(&self) -> bool {
        self.single
    }

    fn answer(self: Box<Self>, committed: std::result::Result<(), &str>) {
        let result = match (self.done, committed) {
            (Some(done), Ok(())) => done,
            (_, Err(cause)) => Err(Error::NotCommitted(cause.to_owned()).into()),
            (None, Ok(())) => Err(Error::NotCommitted("the job was not run".to_owned()).into()),
        };
        // The caller may be gone. Its write is stored nevertheless.
        let _gone = self.answer.send(result);
    }
}

/// Jobs that have been taken from the queue, and those that may join them.
pub(super) struct Group<N> {
    /// Returns the next waiting job, if there is one.
    pub(super) next: N,
    /// Jobs that were run in the transaction.
    pub(super) ran: Vec<Box<dyn Job>>,
}

impl<N: FnMut() -> Option<Box<dyn Job>>> Group<N> {
    /// Runs jobs in the transaction that is open on `connection`, and commits. Any error means that nothing of the group
    /// is stored.
    pub(super) fn run(&mut self, connection: &mut Connection) -> Result<()> {
        while self.ran.len() < GROUP
            && let Some(job) = (self.next)()
        {
            self.ran.push(job);
            if let Some(job) = self.ran.last_mut() {
                run_one(connection, job.as_mut())?;
            }
        }
        statement(connection, "COMMIT")
    }
}

fn run_one(connection: &mut Connection, job: &mut dyn Job) -> Result<()> {
    let savepoint = !job.is_single();
    if savepoint {
        statement(connection, "SAVEPOINT job")?;
    }
    let keep = job.run(connection);
    // After a full disk or an I/O error, SQLite may roll back the whole transaction: the changes of earlier
    // jobs are lost, and later statements would each be committed by themselves.
    if !is_in_transaction(connection) {
        return Err(Error::NotCommitted("SQLite rolled the transaction back".to_owned()));
    }
    if savepoint && !keep {
        statement(connection, "ROLLBACK TO job")?;
    }
    if savepoint {
        statement(connection, "RELEASE job")?;
    }
    Ok(())
}

/// Begins a transaction that may write.
pub(super) fn begin(connection: &Connection) -> Result<()> {
    statement(connection, "BEGIN IMMEDIATE")
}

fn statement(connection: &Connection, sql: &str) -> Result<()> {
    match &connection.inner {
        Inner::Sqlite(connection) => {
            connection.prepare_cached(sql)?.raw_execute()?;
            Ok(())
        }
        Inner::Postgres(_) => Ok(()),
    }
}

fn is_in_transaction(connection: &Connection) -> bool {
    matches!(&connection.inner, Inner::Sqlite(connection) if !connection.is_autocommit())
}
