//! A reserve of disk space, so that a full disk can be emptied again.
//!
//! Deleting rows takes space, too: in the write-ahead log, which starts over only once the database file has taken up
//! its content. Without any space left, nothing could ever be deleted. So a file beside the database occupies some. When
//! the disk is full, that file is removed, the log is moved into the database file, and the database file must not grow
//! any more. Deletions and small changes go on; insertions reuse the space of deleted rows, or fail. Once the disk has
//! enough space again, the file is created anew.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::fs::{FallocateFlags, fallocate, statvfs};

use super::lock;
use crate::Result;

/// How often to look whether the disk has space again.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long moving the log may wait for readers.
const CHECKPOINT_WITHIN: Duration = Duration::from_secs(1);
/// The most pages that SQLite allows.
const UNLIMITED: u32 = 4_294_967_294;

/// The reserve of one database.
#[derive(Debug)]
pub(crate) struct Reserve {
    path: PathBuf,
    /// In bytes; 0 for none.
    size: u64,
    is_used: AtomicBool,
    looked: Mutex<Option<Instant>>,
}

impl Reserve {
    /// Creates the reserve of a database file, if the disk has enough space.
    pub(crate) fn create(database: &Path, size: u64) -> Self {
        let path = path_of(database);
        let reserve = Self { path, size, is_used: AtomicBool::new(false), looked: Mutex::default() };
        if size > 0 && !reserve.is_held() && !reserve.fill() {
            reserve.is_used.store(true, Ordering::Relaxed);
        }
        reserve
    }

    /// Returns whether the disk is full, so that the database must not grow.
    pub(crate) fn is_used(&self) -> bool {
        self.is_used.load(Ordering::Relaxed)
    }

    /// Gives the space back to the disk. Returns `false` if that was done before, or if there is no reserve.
    pub(crate) fn release(&self) -> bool {
        if self.size == 0 || self.is_used.swap(true, Ordering::Relaxed) {
            return false;
        }
        tracing::error!(
            file = %self.path.display(),
            "the disk is full: the database does not grow until there is space; deleting still works"
        );
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(%error, "cannot give the reserved disk space back");
        }
        true
    }

    /// Gives the space back before the database is opened. Returns whether there was any.
    pub(crate) fn discard(database: &Path) -> bool {
        fs::remove_file(path_of(database)).is_ok()
    }

    /// Takes space for the reserve again if there is enough. Looks once in a while only.
    pub(crate) fn refill(&self) -> bool {
        if !self.is_used() {
            return false;
        }
        {
            let mut looked = lock(&self.looked);
            if looked.is_some_and(|at| at.elapsed() < LOOK_EVERY) {
                return false;
            }
            *looked = Some(Instant::now());
        }
        let is_filled = self.fill();
        if is_filled {
            tracing::info!("the disk has space again");
            self.is_used.store(false, Ordering::Relaxed);
        }
        is_filled
    }

    /// Moves the log into the database file and keeps that file from growing, if the disk is full.
    pub(crate) fn limit(&self, connection: &rusqlite::Connection) -> Result<()> {
        if !self.is_used() {
            return Ok(());
        }
        connection.busy_timeout(CHECKPOINT_WITHIN)?;
        let moved = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        if let Err(error) = moved {
            tracing::warn!(%error, "cannot move the write-ahead log into the database file");
        }
        // SQLite takes the present size instead of a smaller one.
        Ok(connection.pragma_update(None, "max_page_count", 1)?)
    }

    /// Lets the database file grow again.
    pub(crate) fn lift(connection: &rusqlite::Connection) -> Result<()> {
        Ok(connection.pragma_update(None, "max_page_count", UNLIMITED)?)
    }

    fn is_held(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|file| file.len() == self.size)
    }

    /// Creates the file if as much space as it takes is left beside it, so that it is not needed again at once.
    fn fill(&self) -> bool {
        let filled = self.has_space().and_then(|has_space| match has_space {
            true => self.allocate().map(|()| true),
            false => Ok(false),
        });
        match filled {
            Ok(true) => true,
            outcome => {
                if let Err(error) = outcome {
                    tracing::debug!(%error, "cannot reserve disk space");
                }
                let _absent = fs::remove_file(&self.path);
                false
            }
        }
    }

    fn has_space(&self) -> io::Result<bool> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let disk = statvfs(folder.unwrap_or(Path::new(".")))?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize) >= 2 * self.size)
    }

    fn allocate(&self) -> io::Result<()> {
        let mut options = File::options();
        let file = options.create(true).write(true).truncate(true).mode(0o600).open(&self.path)?;
        match fallocate(&file, FallocateFlags::empty(), 0, self.size) {
            // A file system that cannot allocate space: zeros take as much.
            Err(error) if error == rustix::io::Errno::OPNOTSUPP => {
                io::copy(&mut io::Read::take(io::repeat(0), self.size), &mut &file).map(drop)
            }
            outcome => Ok(outcome?),
        }
    }
}

fn path_of(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(".reserve");
    path.into()
}
