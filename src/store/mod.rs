//! All SQL. One function is one statement or one transaction; one file per noun.
//!
//! One SQL text serves SQLite and PostgreSQL (`crates/sql`, `migrations/`). Every statement that touches a tenant's row
//! carries the project, and for a client the user's external ID, in its `WHERE`: isolation is here, not in handlers.
//! Functions that are private to this module and work on a row that was just reached that way may leave it out.

/// Runs a write job in a transaction: `transaction!(store, |db| { … })`. See [`Store::write`].
macro_rules! transaction {
    ($store:expr, |$db:ident| $body:block) => {
        $store.write(move |$db| Box::pin(async move $body))
    };
}

/// Runs a write job of one statement: `single_write!(store, |db| { … })`. See [`Store::write_single`].
macro_rules! single_write {
    ($store:expr, |$db:ident| $body:block) => {
        $store.write_single(move |$db| Box::pin(async move $body))
    };
}

mod agent;
pub mod agent_images;
pub mod agents;
pub mod analytics;
pub mod appearance;
pub mod audit;
pub mod connections;
pub mod conversations;
pub mod demo;
pub mod drafts;
pub mod feedback;
mod file_lock;
pub mod hmac_counts;
pub mod interactions;
pub mod keys;
pub mod links;
mod member;
pub mod members;
pub mod memberships;
pub mod messages;
mod migrations;
mod model_settings;
pub mod monitoring;
mod orphans;
pub mod pagination;
pub mod parts;
pub mod prices;
mod project;
pub mod projects;
mod purge;
mod readiness;
pub mod replies;
mod role;
pub mod rollup;
pub mod search;
mod search_index;
pub mod search_words;
pub mod sessions;
pub mod sign_in_attempts;
pub mod traffic;
pub mod turns;
mod user;
pub mod user_activity;
pub mod user_words;
pub mod users;
pub mod versions;

use std::sync::Arc;
use std::time::Duration;

use sql::{Connection, Database, Reader};

use crate::error::{Error, Result};
use migrations::MIGRATIONS;
use readiness::Readiness;

pub use file_lock::{ClaimError, FileLock};
pub use sql::{OpenError, Options};

/// What a write job returns.
pub type WriteFuture<'c, T> = sql::WriteFuture<'c, T, Error>;

/// The database: single-statement reads, and writes in transactions.
#[derive(Debug, Clone)]
pub struct Store {
    database: Database,
    readiness: Arc<Readiness>,
}

impl Store {
    /// Opens the database that `url` names, creates it if it is a missing SQLite file, and migrates it.
    pub async fn open(url: &str, connections: u32) -> std::result::Result<Self, OpenError> {
        Self::open_with(url, &Options { connections, ..Options::default() }).await
    }

    /// Opens the database that `url` names as the options say, and migrates it.
    pub async fn open_with(url: &str, options: &Options) -> std::result::Result<Self, OpenError> {
        let database = Database::open(url, options, MIGRATIONS).await?;
        Ok(Self { database, readiness: Arc::default() })
    }

    /// Runs `job` in a transaction and returns once it is durable. If the job returns an error, its changes
    /// are undone. A job that has begun continues even if its caller disconnects.
    ///
    /// On SQLite, jobs that arrive together share one commit, and each is undone on its own. A job must use
    /// nothing but its connection and must not wait for anything else. On PostgreSQL, a job runs again if
    /// PostgreSQL aborts it in favor of another one.
    pub async fn write<T, F>(&self, job: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> WriteFuture<'c, T> + Clone + Send + 'static,
    {
        self.database.write(job).await
    }

    /// Like [`Store::write`], for a job of one statement, or of statements that may each be stored without
    /// the others. Cheaper.
    pub async fn write_single<T, F>(&self, job: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> WriteFuture<'c, T> + Clone + Send + 'static,
    {
        self.database.write_single(job).await
    }

    /// Returns the reader for short reads.
    pub(crate) fn reader(&self) -> &Reader {
        self.database.reader()
    }

    /// Returns the reader for reads of many rows, which must not block the caller's thread on SQLite.
    pub(crate) fn long_reader(&self) -> Reader {
        self.database.reader().long()
    }

    /// Fails if the database does not answer within `limit`, or takes no writes.
    pub async fn ready(&self, limit: Duration) -> Result<()> {
        self.readiness.check(&self.database, limit).await
    }

    /// Finishes the writes that are queued and closes every connection.
    pub async fn close(self) {
        self.database.close().await;
    }
}
