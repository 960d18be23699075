//! Connections for reading.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tokio::sync::Semaphore;

use super::{fetch, lock, open};
use crate::query::{Fetched, Limit, Statement};
use crate::row::FromRow;
use crate::{Error, Result};

/// A stack of connections. A read takes the top one, runs in the calling thread and puts it back, so there
/// are never more connections in use than reading threads.
#[derive(Debug)]
pub(crate) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<rusqlite::Connection>>,
    /// Number of connections kept open.
    keep: usize,
    /// Limits long reads, so that they do not occupy all blocking threads.
    long: Semaphore,
    closed: AtomicBool,
}

impl Readers {
    pub(crate) fn new(path: &Path, keep: usize) -> Self {
        let keep = keep.max(1);
        Self {
            path: path.to_owned(),
            idle: Mutex::default(),
            keep,
            long: Semaphore::new(keep),
            closed: AtomicBool::new(false),
        }
    }

    /// Runs a short read in the calling thread.
    pub(crate) fn fetch<T: FromRow>(&self, statement: &Statement<'_>, limit: Limit) -> Result<Fetched<T>> {
        if self.closed.load(Ordering::Relaxed) {
            return Err(Error::Closed);
        }
        let idle = lock(&self.idle).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => open(&self.path, true)?,
        };
        let found = fetch(&connection, statement, limit);
        let mut idle = lock(&self.idle);
        if idle.len() < self.keep && !self.closed.load(Ordering::Relaxed) {
            idle.push(connection);
        }
        found
    }

    /// Runs a long read in a blocking thread.
    pub(crate) async fn fetch_long<T: FromRow>(
        self: &Arc<Self>,
        statement: Statement<'_>,
        limit: Limit,
    ) -> Result<Fetched<T>> {
        let _place = self.long.acquire().await.map_err(|_| Error::Closed)?;
        let (readers, statement) = (Arc::clone(self), statement.into_owned());
        let read = tokio::task::spawn_blocking(move || readers.fetch(&statement, limit));
        read.await.map_err(|_| Error::Aborted)?
    }

    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        self.long.close();
        lock(&self.idle).clear();
    }
}
