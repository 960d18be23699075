//! The lock that a server holds on its SQLite file, and where that server can be reached.

use std::fs::{File, TryLockError};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::Store;

/// A claimed SQLite file. The claim ends when this is dropped or the process ends.
#[derive(Debug)]
pub struct FileLock(File);

impl FileLock {
    /// Publishes the server's URL to commands that use the same file. It counts for as long as the claim.
    pub fn publish(&self, base_url: &str) {
        let published = self.0.set_len(0).and_then(|()| (&self.0).write_all(base_url.as_bytes()));
        if let Err(error) = published {
            tracing::warn!(%error, "commands cannot find out this server's address");
        }
    }
}

/// Why a SQLite file cannot be claimed.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// Another server holds it.
    #[error(
        "another server is using the database {0:?}, and a SQLite file is for one server: stop that one, name another \
         file with --data-dir or --database, or use PostgreSQL (--allow-shared-database starts nevertheless)"
    )]
    Taken(PathBuf),
    /// The database's URL is wrong, or the file cannot be created.
    #[error(transparent)]
    Open(#[from] sql::OpenError),
}

impl FileLock {
    /// Claims the SQLite file of this URL for one server for as long as the returned lock is held. The next server then
    /// knows that unfinished replies were left by a crash. Returns `None` on PostgreSQL, and where files cannot be
    /// locked, as on some network file systems.
    pub fn claim(url: &str) -> Result<Option<Self>, ClaimError> {
        let Some(database) = sql::Database::create_file(url)? else { return Ok(None) };
        let mut options = File::options();
        let opened = options.create(true).append(true).mode(0o600).open(lock_path(&database));
        let locked = opened.map_err(TryLockError::Error).and_then(|lock| lock.try_lock().map(|()| lock));
        match locked {
            Ok(lock) => Ok(Some(Self(lock))),
            Err(TryLockError::WouldBlock) => Err(ClaimError::Taken(database)),
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, "cannot tell whether another server is using this database file");
                Ok(None)
            }
        }
    }
}

impl Store {
    /// Returns the URL of the server that is running on this SQLite file, if there is one.
    pub fn running_server(&self) -> Option<String> {
        let mut lock = File::open(lock_path(self.database.file()?)).ok()?;
        // A lock that nobody holds was left by a server that has ended.
        if !matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)) {
            return None;
        }
        let mut url = String::new();
        lock.read_to_string(&mut url).ok()?;
        (!url.is_empty()).then_some(url)
    }
}

fn lock_path(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    path.into()
}
