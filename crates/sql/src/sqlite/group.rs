//! A group of write jobs that share one transaction, and so one sync of the disk.
//!
//! Savepoints, which undo one job and keep the others, cost about as much as a statement, and copy each page that
//! changes. Few jobs fail after they have changed something, so a group first runs without savepoints. If a job
//! does fail half-way, the transaction is undone and all jobs run again, now with savepoints.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::BUSY_TIMEOUT;
use crate::connection::{Connection, Inner};
use crate::database::WriteFuture;
use crate::{Error, Result};

/// Maximum number of jobs that share a commit, so that under load the first one does not wait too long.
pub(super) const GROUP: usize = 64;

/// A write job of any type.
pub(super) trait Job: Send {
    /// Runs the job, once or again. Returns `false` if its changes must be undone.
    fn run(&mut self, connection: &mut Connection) -> bool;
    /// Returns whether its statements may be stored without each other.
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
    pub(super) job: F,
    pub(super) done: Option<std::result::Result<T, E>>,
    pub(super) answer: oneshot::Sender<std::result::Result<T, E>>,
    pub(super) _place: OwnedSemaphorePermit,
}

impl<T, E, F> Job for Queued<T, E, F>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    F: for<'c> FnOnce(&'c mut Connection) -> WriteFuture<'c, T, E> + Clone + Send + 'static,
{
    fn run(&mut self, connection: &mut Connection) -> bool {
        let job = self.job.clone();
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
        let mut savepoints = false;
        while self.ran.len() < GROUP
            && let Some(job) = (self.next)()
        {
            self.ran.push(job);
            let Some(job) = self.ran.last_mut() else { break };
            if !run_one(connection, job.as_mut(), savepoints)? {
                savepoints = true;
                self.run_again(connection)?;
            }
        }
        statement(connection, "COMMIT")
    }

    fn run_again(&mut self, connection: &mut Connection) -> Result<()> {
        statement(connection, "ROLLBACK")?;
        // Another process may have begun to write in between.
        set_busy_timeout(connection, BUSY_TIMEOUT)?;
        let begun = begin(connection);
        set_busy_timeout(connection, Duration::ZERO)?;
        begun?;
        for job in &mut self.ran {
            run_one(connection, job.as_mut(), true)?;
        }
        Ok(())
    }
}

/// Runs a job. Returns `false` if it has failed half-way and no savepoint can undo what it did.
fn run_one(connection: &mut Connection, job: &mut dyn Job, savepoints: bool) -> Result<bool> {
    let savepoint = savepoints && !job.is_single();
    if savepoint {
        statement(connection, "SAVEPOINT job")?;
    }
    let before = changes(connection);
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
    Ok(keep || savepoint || job.is_single() || changes(connection) == before)
}

/// Returns how many rows the connection has changed since it was opened.
fn changes(connection: &Connection) -> u64 {
    match &connection.inner {
        Inner::Sqlite(connection) => connection.total_changes(),
        Inner::Postgres(_) => 0,
    }
}

/// Begins a transaction that may write.
pub(super) fn begin(connection: &Connection) -> Result<()> {
    statement(connection, "BEGIN IMMEDIATE")
}

/// Sets how long the connection waits while another process writes.
pub(super) fn set_busy_timeout(connection: &Connection, timeout: Duration) -> Result<()> {
    match &connection.inner {
        Inner::Sqlite(connection) => Ok(connection.busy_timeout(timeout)?),
        Inner::Postgres(_) => Ok(()),
    }
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

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Semaphore;

    use super::*;

    type Answer = oneshot::Receiver<std::result::Result<(), Error>>;

    /// A job that counts its runs and inserts its number. One that fails does so before or after that.
    fn insert(number: i64, fails: Option<&'static str>, runs: &Arc<AtomicUsize>) -> (Box<dyn Job>, Answer) {
        fn job(
            number: i64,
            fails: Option<&'static str>,
            runs: Arc<AtomicUsize>,
        ) -> impl for<'c> FnOnce(&'c mut Connection) -> WriteFuture<'c, (), Error> + Clone {
            move |db| {
                Box::pin(async move {
                    runs.fetch_add(1, Ordering::Relaxed);
                    if fails == Some("before") {
                        return Err(Error::NoRow);
                    }
                    crate::query("INSERT INTO n (number) VALUES ($1)").bind(number).execute(db).await?;
                    if fails.is_some() { Err(Error::NoRow) } else { Ok(()) }
                })
            }
        }
        let (answer, answered) = oneshot::channel();
        let _place = Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap();
        let job = job(number, fails, Arc::clone(runs));
        (Box::new(Queued { single: false, job, done: None, answer, _place }), answered)
    }

    /// Runs jobs as one group. Returns which are stored, which were answered with success, and the number of runs.
    fn run(fails: &[Option<&'static str>]) -> (Vec<i64>, Vec<i64>, usize) {
        let runs = Arc::default();
        let numbered = fails.iter().zip(0..).map(|(fails, number)| insert(number, *fails, &runs));
        let (mut jobs, answers): (VecDeque<_>, Vec<_>) = numbered.unzip();
        let sqlite = rusqlite::Connection::open_in_memory().unwrap();
        sqlite.execute_batch("CREATE TABLE n (number INTEGER)").unwrap();
        let mut connection = Connection::from(Inner::Sqlite(sqlite));
        begin(&connection).unwrap();
        let mut group = Group { next: || jobs.pop_front(), ran: Vec::new() };
        group.run(&mut connection).unwrap();
        group.ran.into_iter().for_each(|job| job.answer(Ok(())));
        let numbers = answers.into_iter().zip(0..);
        let succeeded =
            numbers.filter_map(|(mut answer, number)| answer.try_recv().unwrap().ok().map(|()| number));
        let stored = crate::query_scalar("SELECT number FROM n ORDER BY number");
        let mut stored = pin!(stored.fetch_all(&mut connection));
        let Poll::Ready(stored) = stored.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
            panic!()
        };
        (stored.unwrap(), succeeded.collect(), runs.load(Ordering::Relaxed))
    }

    #[test]
    fn a_job_that_fails_half_way_is_undone_alone() {
        let (stored, succeeded, runs) = run(&[None, None, Some("after"), None, Some("after"), None]);
        assert_eq!(stored, [0, 1, 3, 5]);
        assert_eq!(succeeded, stored);
        assert_eq!(runs, 6 + 3, "the first three ran again, once");
    }

    #[test]
    fn jobs_run_once_if_none_fails_half_way() {
        let (stored, succeeded, runs) = run(&[None, Some("before"), None]);
        assert_eq!((stored, succeeded, runs), (vec![0, 2], vec![0, 2], 3));
    }
}
