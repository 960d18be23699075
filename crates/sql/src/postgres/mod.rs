//! PostgreSQL: a pool of connections, also through PgBouncer in transaction mode.

mod session;
mod settings;
mod tls;
mod values;

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Timeouts};
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_util::task::TaskTracker;

use crate::connection::{Connection, Inner};
use crate::database::WriteFuture;
use crate::error::OpenError;
use crate::query::{Fetched, Limit, Statement};
use crate::row::FromRow;
use crate::{Error, Options, Result};

pub(crate) use session::Session;
pub(crate) use settings::connect;
pub(crate) use values::value;

/// Time limit for connecting, and for waiting for a connection of the pool.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How often a transaction runs if PostgreSQL aborts it in favor of another one.
const ATTEMPTS: u32 = 4;
/// The first pause between two attempts; each further one is twice as long.
const PAUSE: Duration = Duration::from_millis(10);

#[derive(Clone)]
pub(crate) struct Postgres {
    pool: Pool,
    /// Running writes, whether or not their callers still wait.
    writes: TaskTracker,
    limits: Limits,
    tls: MakeRustlsConnect,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Postgres")
    }
}

/// How statements run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// The time limit for a statement.
    pub(crate) statement: Duration,
    /// Whether statements are prepared once per connection; see [`Options`](crate::Options).
    pub(crate) prepare: bool,
}

impl Postgres {
    pub(crate) fn new(url: &str, options: &Options) -> std::result::Result<Self, OpenError> {
        let (config, tls) = settings::parse(url)?;
        let manager = Manager::from_config(
            config,
            tls.clone(),
            ManagerConfig { recycling_method: RecyclingMethod::Fast },
        );
        let wait = Some(CONNECT_TIMEOUT);
        let pool = Pool::builder(manager)
            .max_size(usize::try_from(options.connections.max(1)).unwrap_or(1))
            .timeouts(Timeouts { wait, create: wait, recycle: wait })
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| OpenError::Setting(error.to_string()))?;
        let limits = Limits { statement: options.statement_timeout, prepare: options.prepared_statements };
        Ok(Self { pool, writes: TaskTracker::new(), limits, tls })
    }

    async fn session(&self, limits: Limits, transaction: bool) -> Result<Session> {
        let client: Object = self.pool.get().await?;
        Ok(Session::new(client, self.tls.clone(), limits, transaction))
    }

    /// Runs a statement outside of a transaction. Retries it if the connection turns out to be dead, as all
    /// connections of the pool are after PostgreSQL restarts.
    pub(crate) async fn fetch<T: FromRow>(
        &self,
        statement: &Statement<'_>,
        limit: Limit,
        patience: u32,
    ) -> Result<Fetched<T>> {
        let limits = Limits { statement: self.limits.statement * patience, ..self.limits };
        for _ in 1..ATTEMPTS {
            let mut session = self.session(limits, false).await?;
            match session.fetch(statement, limit).await {
                Err(_) if session.is_lost() => {}
                rows => return rows?.decode(),
            }
        }
        self.session(limits, false).await?.fetch(statement, limit).await?.decode()
    }

    /// Runs a job in a task of its own, which continues even if the caller disconnects.
    pub(crate) async fn write<T, E, F>(&self, single: bool, job: F) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> WriteFuture<'c, T, E> + Clone + Send + 'static,
    {
        if self.writes.is_closed() {
            return Err(Error::Closed.into());
        }
        let postgres = self.clone();
        let write = self.writes.spawn(async move { postgres.attempts(single, job).await });
        write.await.map_err(|_| Error::Panicked)?
    }

    /// Runs a job. Runs it again if PostgreSQL aborts its transaction in favor of another one, or if the
    /// connection is lost before the commit, because nothing is stored then.
    async fn attempts<T, E, F>(&self, single: bool, job: F) -> std::result::Result<T, E>
    where
        E: From<Error>,
        F: for<'c> FnOnce(&'c mut Connection) -> WriteFuture<'c, T, E> + Clone,
    {
        let mut pause = PAUSE;
        for _ in 1..ATTEMPTS {
            match self.attempt(single, job.clone()).await? {
                Attempt::Done(done) => return done,
                Attempt::Aborted(_) => tokio::time::sleep(jittered(pause)).await,
            }
            pause *= 2;
        }
        match self.attempt(single, job).await? {
            Attempt::Done(done) | Attempt::Aborted(done) => done,
        }
    }

    async fn attempt<T, E, F>(&self, single: bool, job: F) -> Result<Attempt<std::result::Result<T, E>>>
    where
        E: From<Error>,
        F: for<'c> FnOnce(&'c mut Connection) -> WriteFuture<'c, T, E>,
    {
        let session = self.session(self.limits, !single).await?;
        let mut connection = Connection::from(Inner::Postgres(session));
        let done = job(&mut connection).await;
        let Inner::Postgres(session) = connection.inner else { return Err(Error::Closed) };
        let (ended, can_retry) = session.end(done.is_ok()).await;
        let done = match (done, ended) {
            (Ok(_), Err(error)) => Err(error.into()),
            (done, _) => done,
        };
        Ok(if can_retry && done.is_err() { Attempt::Aborted(done) } else { Attempt::Done(done) })
    }

    pub(crate) fn is_open(&self) -> bool {
        !self.writes.is_closed()
    }

    pub(crate) async fn close(&self) {
        self.writes.close();
        self.writes.wait().await;
        self.pool.close();
    }
}

/// How an attempt ended.
enum Attempt<T> {
    Done(T),
    /// Nothing is stored, and another attempt may succeed.
    Aborted(T),
}

/// Returns between half and all of a pause, so that two transactions that conflicted do not conflict again.
fn jittered(pause: Duration) -> Duration {
    use std::hash::{BuildHasher, RandomState};
    let random = RandomState::new().hash_one(0_u8) % 1_024;
    pause / 2 + pause * u32::try_from(random).unwrap_or_default() / 2_048
}
