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

impl Store {
    /// Claims the SQLite file for one server for as long as the returned lock is held. The next server then knows that
    /// unfinished replies were left by a crash. Returns `None` if another server holds it, or on PostgreSQL.
    pub fn claim_file(&self) -> Option<FileLock> {
        let path = lock_path(self.database.file()?);
        let lock = File::options().create(true).append(true).mode(0o600).open(path).ok()?;
        match lock.try_lock() {
            Ok(()) => Some(FileLock(lock)),
            Err(error) => {
                tracing::warn!(%error, "another server may be using this database file, which is for one");
                None
            }
        }
    }

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
