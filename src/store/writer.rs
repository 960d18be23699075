//! How writes reach the database: on SQLite one connection that groups what arrives together into one commit (an
//! fsync is what a write costs there), on PostgreSQL a transaction each, for it groups commits itself.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use futures_util::FutureExt;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, Connection};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::error::{Error, Result, unavailable, unknown};

/// What a write job returns: boxed, since jobs of many kinds wait in one queue.
pub type WriteFuture<'c, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'c>>;

/// At most this many jobs share a commit, so that the first one does not wait for a flood.
const GROUP: usize = 64;
/// Jobs that may wait; beyond it callers wait for a place.
const QUEUE: usize = 1_024;

#[derive(Debug, Clone)]
pub(super) enum Writer {
    Grouping {
        queue: mpsc::Sender<Box<dyn Job>>,
        pool: AnyPool,
        task: TaskTracker,
        closing: CancellationToken,
    },
    Direct {
        pool: AnyPool,
    },
}

impl Writer {
    pub(super) fn grouping(pool: AnyPool) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let task = TaskTracker::new();
        let closing = CancellationToken::new();
        task.spawn(run(pool.clone(), jobs, closing.clone()));
        task.close();
        Self::Grouping { queue, pool, task, closing }
    }

    pub(super) fn direct(pool: AnyPool) -> Self {
        Self::Direct { pool }
    }

    pub(super) async fn write<T, F>(&self, single: bool, job: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut AnyConnection) -> WriteFuture<'c, T> + Send + 'static,
    {
        match self {
            Self::Grouping { queue, .. } => {
                let (answer, answered) = oneshot::channel();
                let job = Box::new(Queued { single, job: Some(job), done: None, answer });
                queue.send(job).await.map_err(|_| shutting_down())?;
                answered.await.map_err(|_| shutting_down())?
            }
            Self::Direct { pool } => {
                let mut transaction = pool.begin().await?;
                let value = job(&mut transaction).await?;
                transaction.commit().await?;
                Ok(value)
            }
        }
    }

    /// Whether it still takes jobs.
    pub(super) fn is_open(&self) -> bool {
        match self {
            Self::Grouping { queue, .. } => !queue.is_closed(),
            Self::Direct { pool } => !pool.is_closed(),
        }
    }

    pub(super) async fn close(self) {
        match self {
            Self::Grouping { queue: _, pool, task, closing } => {
                closing.cancel();
                task.wait().await;
                pool.close().await;
            }
            Self::Direct { pool } => pool.close().await,
        }
    }
}

fn shutting_down() -> Error {
    unavailable("the server is shutting down; try again in a moment")
}

/// A write of any type, waiting.
pub(super) trait Job: Send {
    /// Whether it is one statement, or undoes itself in another way.
    fn is_single(&self) -> bool;
    /// Runs it; `false` if what it did must be undone.
    fn run<'c>(
        &'c mut self,
        connection: &'c mut AnyConnection,
    ) -> Pin<Box<dyn Future<Output = bool> + Send + 'c>>;
    /// Tells the caller, once its fate is known.
    fn answer(self: Box<Self>, committed: std::result::Result<(), String>);
}

impl std::fmt::Debug for dyn Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

struct Queued<T, F> {
    single: bool,
    job: Option<F>,
    done: Option<Result<T>>,
    answer: oneshot::Sender<Result<T>>,
}

impl<T, F> Job for Queued<T, F>
where
    T: Send + 'static,
    F: for<'c> FnOnce(&'c mut AnyConnection) -> WriteFuture<'c, T> + Send + 'static,
{
    fn is_single(&self) -> bool {
        self.single
    }

    fn run<'c>(
        &'c mut self,
        connection: &'c mut AnyConnection,
    ) -> Pin<Box<dyn Future<Output = bool> + Send + 'c>> {
        Box::pin(async move {
            let Some(job) = self.job.take() else { return false };
            let done = AssertUnwindSafe(async { job(connection).await })
                .catch_unwind()
                .await
                .unwrap_or_else(|_| Err(unknown("a write panicked")));
            let keep = done.is_ok();
            self.done = Some(done);
            keep
        })
    }

    fn answer(self: Box<Self>, committed: std::result::Result<(), String>) {
        let result = match (self.done, committed) {
            (Some(Ok(value)), Ok(())) => Ok(value),
            (Some(Err(error)), Ok(())) => Err(error),
            (_, Err(cause)) => {
                Err(unavailable("the store cannot be written just now; try again in a moment")
                    .caused_by(cause))
            }
            (None, Ok(())) => Err(unknown("a write was not run")),
        };
        // The caller may have gone away; its write stands all the same.
        let _gone = self.answer.send(result);
    }
}

/// The one writer: takes what waits, commits it together, answers. Once `closing`, it takes no more but finishes what
/// waits, whoever still holds the store.
async fn run(pool: AnyPool, mut jobs: mpsc::Receiver<Box<dyn Job>>, closing: CancellationToken) {
    loop {
        let first = tokio::select! {
            job = jobs.recv() => job,
            () = closing.cancelled(), if !jobs.is_closed() => {
                jobs.close();
                continue;
            }
        };
        let Some(first) = first else { break };
        let mut group = vec![first];
        let committed = match pool.acquire().await {
            Ok(mut connection) => {
                let outcome = commit_group(&mut connection, &mut group, &mut jobs).await;
                if outcome.is_err() {
                    // Whatever state it is in: a new connection starts clean.
                    let _closed = connection.detach().close_hard().await;
                }
                outcome
            }
            Err(error) => Err(error),
        };
        let committed = committed.map_err(|error| error.to_string());
        for job in group {
            job.answer(committed.clone());
        }
    }
}

async fn commit_group(
    connection: &mut PoolConnection<Any>,
    group: &mut Vec<Box<dyn Job>>,
    jobs: &mut mpsc::Receiver<Box<dyn Job>>,
) -> std::result::Result<(), sqlx::Error> {
    // Each call is a hand-over to the connection's thread and back, which costs more than the statement: so what opens
    // and closes goes together where it can, and a job of one statement, which undoes itself, needs neither.
    let mut next = 0;
    let mut open = Open::Nothing;
    while let Some(job) = group.get_mut(next) {
        let wanted = if job.is_single() { Open::Transaction } else { Open::Savepoint };
        open_up(connection, open, wanted).await?;
        open = wanted;
        if !job.run(connection).await && open == Open::Savepoint {
            execute(connection, "ROLLBACK TO job").await?;
        }
        next += 1;
        if group.len() < GROUP
            && let Ok(another) = jobs.try_recv()
        {
            group.push(another);
        }
    }
    execute(connection, if open == Open::Savepoint { "RELEASE job; COMMIT" } else { "COMMIT" }).await
}

/// What is open on the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Transaction,
    /// In the transaction.
    Savepoint,
}

/// Opens what the next job wants, in one call, if there is anything to do for it.
async fn open_up(
    connection: &mut AnyConnection,
    now: Open,
    wanted: Open,
) -> std::result::Result<(), sqlx::Error> {
    let statements = match (now, wanted) {
        (_, Open::Nothing) | (Open::Transaction, Open::Transaction) => return Ok(()),
        (Open::Nothing, Open::Transaction) => "BEGIN IMMEDIATE",
        (Open::Nothing, Open::Savepoint) => "BEGIN IMMEDIATE; SAVEPOINT job",
        (Open::Transaction, Open::Savepoint) => "SAVEPOINT job",
        (Open::Savepoint, Open::Transaction) => "RELEASE job",
        (Open::Savepoint, Open::Savepoint) => "RELEASE job; SAVEPOINT job",
    };
    execute(connection, statements).await
}

async fn execute(
    connection: &mut AnyConnection,
    statement: &'static str,
) -> std::result::Result<(), sqlx::Error> {
    sqlx::query(statement).execute(connection).await.map(drop)
}
