//! Readiness: whether the database answers and takes writes.

use std::time::Duration;

use sql::Database;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use crate::error::{Error, Result, unavailable};

/// How long a successful write counts. Load balancers ask far more often than a database should be written to.
const WRITTEN_FOR: Duration = Duration::from_secs(5);
/// The same for a failed one, so that a server that recovers is soon ready.
const FAILED_FOR: Duration = Duration::from_secs(1);

/// The last attempt to write, and whether it succeeded. Held while an attempt is made, so that callers share it.
#[derive(Debug, Default)]
pub(super) struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    /// Fails if the database does not answer within `limit`, or takes no writes.
    pub(super) async fn check(&self, database: &Database, limit: Duration) -> Result<()> {
        if !database.is_open() {
            return Err(takes_no_writes());
        }
        let asked = sql::query("SELECT COUNT(*) FROM schema_migrations").exists(database.reader());
        match timeout(limit, asked).await {
            Ok(answer) => answer.map(drop).map_err(Error::from)?,
            Err(elapsed) => return Err(unavailable("the store does not answer").caused_by(elapsed)),
        }
        self.check_writes(database, limit).await?;
        if database.is_full() {
            return Err(unavailable("the disk is full: only deleting works until there is space"));
        }
        Ok(())
    }

    /// Fails if the last write failed. Makes one if that was a while ago.
    async fn check_writes(&self, database: &Database, limit: Duration) -> Result<()> {
        let mut last = self.0.lock().await;
        if let Some((at, is_written)) = *last {
            let counts_for = if is_written { WRITTEN_FOR } else { FAILED_FOR };
            if at.elapsed() < counts_for {
                return if is_written { Ok(()) } else { Err(takes_no_writes()) };
            }
        }
        let outcome = timeout(limit, write(database)).await;
        *last = Some((Instant::now(), matches!(outcome, Ok(Ok(())))));
        match outcome {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(takes_no_writes().caused_by(error)),
            Err(elapsed) => Err(takes_no_writes().caused_by(elapsed)),
        }
    }
}

/// Writes a row that every database has, without changing it.
async fn write(database: &Database) -> sql::Result<()> {
    let write = database.write_single(|db| {
        Box::pin(async move {
            let same = "UPDATE schema_migrations SET applied_at = applied_at WHERE version = 1";
            sql::query(same).execute(db).await.map(drop)
        })
    });
    write.await
}

fn takes_no_writes() -> Error {
    unavailable("the store takes no writes")
}
