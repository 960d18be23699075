//! The writer: one connection, and jobs that share its transactions.
//!
//! Syncing the disk dominates the cost of a write, so jobs that arrive together share one sync. No thread or
//! task owns the connection: a caller that finds the writer idle becomes the leader. The leader runs its own
//! job and those that queue up meanwhile, in its own thread, commits, and answers their callers. If more jobs
//! are waiting by then, a task takes over as leader.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{Notify, Semaphore, oneshot};

use super::group::{Group, Job, Queued, begin, set_busy_timeout};
use super::{BUSY_TIMEOUT, Reserve, is_full, lock, open};
use crate::connection::{Connection, Inner};
use crate::database::WriteFuture;
use crate::{Error, Result};

/// Length of the queue. If it is full, callers wait for a place.
const QUEUE: usize = 1_024;
/// If commits take longer than this on average, other tasks of the leader's thread move to another one meanwhile.
const SLOW: Duration = Duration::from_millis(2);

#[derive(Debug)]
pub(crate) struct Writer {
    path: PathBuf,
    state: Mutex<State>,
    places: Arc<Semaphore>,
    /// Notified when the writer becomes idle.
    idle: Notify,
    reserve: Reserve,
    /// The moving average of a transaction's duration, in microseconds.
    usual: AtomicU64,
}

#[derive(Debug)]
struct State {
    jobs: VecDeque<Box<dyn Job>>,
    /// `None` while there is a leader, and after an error that may have left the connection in any state.
    connection: Option<Connection>,
    has_leader: bool,
    closed: bool,
}

/// The outcome of a leader's turn.
#[expect(clippy::large_enum_variant, reason = "one value at a time, on the stack")]
enum Turn {
    /// The queue is empty, and there is no leader any more.
    Idle,
    /// Jobs are waiting, and the caller is still the leader.
    More,
    /// Another process is writing, and the caller is still the leader.
    Busy(Connection),
}

impl Writer {
    pub(crate) fn new(path: &Path, connection: rusqlite::Connection, reserve: Reserve) -> Result<Self> {
        reserve.limit(&connection)?;
        // Only blocking threads wait for another process.
        connection.busy_timeout(Duration::ZERO)?;
        Ok(Self {
            path: path.to_owned(),
            state: Mutex::new(State {
                jobs: VecDeque::new(),
                connection: Some(Inner::Sqlite(connection).into()),
                has_leader: false,
                closed: false,
            }),
            places: Arc::new(Semaphore::new(QUEUE)),
            idle: Notify::new(),
            reserve,
            usual: AtomicU64::new(0),
        })
    }

    /// Runs a job and returns once it is committed. A queued job runs even if its caller disconnects.
    pub(crate) async fn write<T, E, F>(self: &Arc<Self>, single: bool, job: F) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> WriteFuture<'c, T, E> + Clone + Send + 'static,
    {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| Error::Closed)?;
        let (answer, answered) = oneshot::channel();
        self.submit(Box::new(Queued { single, job, done: None, answer, _place: place }));
        answered.await.map_err(|_| Error::Closed)?
    }

    /// Puts a job into the queue, and becomes the leader if there is none.
    #[expect(clippy::disallowed_methods, reason = "`close` waits for whoever leads")]
    fn submit(self: &Arc<Self>, job: Box<dyn Job>) {
        {
            let mut state = lock(&self.state);
            if state.closed {
                return;
            }
            state.jobs.push_back(job);
            if state.has_leader {
                return;
            }
            state.has_leader = true;
        }
        match self.turn() {
            Turn::Idle => {}
            Turn::More => drop(tokio::spawn(Arc::clone(self).lead())),
            Turn::Busy(connection) => self.wait_in_a_thread(connection),
        }
    }

    /// Acts as the leader until the queue is empty.
    async fn lead(self: Arc<Self>) {
        loop {
            match self.turn() {
                Turn::Idle => return,
                Turn::Busy(connection) => return self.wait_in_a_thread(connection),
                // Lets other tasks run and queue their jobs.
                Turn::More => tokio::task::yield_now().await,
            }
        }
    }

    /// Runs one group in this thread.
    fn turn(&self) -> Turn {
        let connection = lock(&self.state).connection.take();
        let connection = match connection.map_or_else(|| self.reopen(), Ok) {
            Ok(connection) => connection,
            Err(error) => return self.refuse(&error),
        };
        if self.reserve.refill()
            && let Inner::Sqlite(connection) = &connection.inner
            && let Err(error) = Reserve::lift(connection)
        {
            tracing::warn!(%error, "the database file still cannot grow");
        }
        if let Err(error) = begin(&connection) {
            return match &error {
                Error::Sqlite(inner) if super::is_busy(inner) => Turn::Busy(connection),
                // The next turn tries a new connection.
                _ => self.refuse(&error),
            };
        }
        let is_slow = self.usual.load(Ordering::Relaxed) > SLOW.as_micros() as u64;
        let may_block = is_slow
            && Handle::try_current()
                .is_ok_and(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread);
        match may_block {
            true => tokio::task::block_in_place(|| self.run_group(connection)),
            false => self.run_group(connection),
        }
    }

    /// Waits in a blocking thread for another process to finish writing, then continues as the leader.
    fn wait_in_a_thread(self: &Arc<Self>, connection: Connection) {
        let (writer, runtime) = (Arc::clone(self), Handle::current());
        tokio::task::spawn_blocking(move || {
            let begun = set_busy_timeout(&connection, BUSY_TIMEOUT)
                .and_then(|()| begin(&connection))
                .and_then(|()| set_busy_timeout(&connection, Duration::ZERO));
            let turn = match begun {
                Ok(()) => writer.run_group(connection),
                Err(error) => writer.refuse(&error),
            };
            if matches!(turn, Turn::More) {
                runtime.spawn(writer.lead());
            }
        });
    }

    /// Runs a group in the open transaction, and answers its callers.
    fn run_group(&self, mut connection: Connection) -> Turn {
        let start = Instant::now();
        let mut group = Group { next: || lock(&self.state).jobs.pop_front(), ran: Vec::new() };
        let committed = group.run(&mut connection);
        let jobs = group.ran;
        let took = start.elapsed().as_micros() as u64;
        let usual = self.usual.load(Ordering::Relaxed);
        self.usual.store(usual - usual / 8 + took / 8, Ordering::Relaxed);
        let met_full_disk =
            std::mem::take(&mut connection.met_full_disk) || committed.as_ref().is_err_and(is_full);
        let cause = committed.err().map(|error| error.to_string());
        // After an error the connection may be in any state. Closing it rolls back an open transaction.
        let mut connection = cause.is_none().then_some(connection);
        if met_full_disk && self.reserve.release() {
            drop(connection.take());
            connection = self.reopen().ok();
        }
        for job in jobs {
            job.answer(cause.as_deref().map_or(Ok(()), Err));
        }
        self.end_turn(connection)
    }

    /// Answers one group with an error.
    fn refuse(&self, error: &Error) -> Turn {
        if is_full(error) {
            self.reserve.release();
        }
        let waiting: Vec<_> = lock(&self.state).jobs.drain(..).collect();
        let cause = error.to_string();
        for job in waiting {
            job.answer(Err(&cause));
        }
        self.end_turn(None)
    }

    fn end_turn(&self, connection: Option<Connection>) -> Turn {
        let mut state = lock(&self.state);
        state.connection = connection;
        if !state.jobs.is_empty() {
            return Turn::More;
        }
        state.has_leader = false;
        drop(state);
        self.idle.notify_waiters();
        Turn::Idle
    }

    fn reopen(&self) -> Result<Connection> {
        let connection = open(&self.path, false)?;
        self.reserve.limit(&connection)?;
        connection.busy_timeout(Duration::ZERO)?;
        Ok(Inner::Sqlite(connection).into())
    }

    /// Returns whether the disk is full.
    pub(crate) fn is_full(&self) -> bool {
        self.reserve.is_used()
    }

    /// Returns whether the writer still accepts jobs.
    pub(crate) fn is_open(&self) -> bool {
        !lock(&self.state).closed
    }

    /// Accepts no more jobs, and returns once the queue is empty.
    pub(crate) async fn close(&self) {
        let mut idle = std::pin::pin!(self.idle.notified());
        idle.as_mut().enable();
        let has_leader = {
            let mut state = lock(&self.state);
            state.closed = true;
            state.has_leader
        };
        self.places.close();
        if has_leader {
            idle.await;
        }
        lock(&self.state).connection = None;
    }
}
