//! SQLite: statements run in the calling thread.

mod group;
mod readers;
mod reserve;
mod writer;

use std::borrow::Cow;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{Null, ValueRef as Raw};
use rusqlite::{CachedStatement, OpenFlags};

use crate::query::{Fetched, Limit, Statement};
use crate::row::{FromRow, Row};
use crate::value::{Value, ValueRef};
use crate::{Error, Result};

pub(crate) use readers::Readers;
pub(crate) use reserve::Reserve;
pub(crate) use writer::Writer;

/// How long a connection waits for a lock that another process holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Number of prepared statements that a connection keeps: more than the program has.
const STATEMENTS: usize = 512;

/// Opens a connection. `synchronous=FULL` makes a committed write survive a power cut. The file is not mapped into
/// memory: a disk that fails would kill the process instead of failing a statement.
pub(crate) fn open(path: &Path, read_only: bool) -> Result<rusqlite::Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = rusqlite::Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Otherwise plans depend on the bound values, and SQLite prepares a statement again for each execution.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;",
    )?;
    if read_only {
        connection.execute_batch("PRAGMA query_only = ON;")?;
    }
    Ok(connection)
}

/// Turns on the write-ahead log, which is a property of the file.
pub(crate) fn use_write_ahead_log(connection: &rusqlite::Connection) -> Result<()> {
    let attempts = 100;
    for attempt in 1.. {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            // Another process is doing the same, and SQLite does not wait for this lock by itself.
            Err(error) if attempt < attempts && is_busy(&error) => {
                std::thread::sleep(BUSY_TIMEOUT / attempts);
            }
            outcome => return Ok(outcome?),
        }
    }
    Ok(())
}

/// Runs a statement and returns the number of rows that it changed.
pub(crate) fn execute(connection: &rusqlite::Connection, statement: &Statement<'_>) -> Result<u64> {
    let mut prepared = connection.prepare_cached(statement.sql)?;
    bind(&mut prepared, &statement.values)?;
    Ok(prepared.raw_execute()? as u64)
}

/// Runs a statement and decodes its rows within `limit`.
pub(crate) fn fetch<T: FromRow>(
    connection: &rusqlite::Connection,
    statement: &Statement<'_>,
    limit: Limit,
) -> Result<Fetched<T>> {
    let mut prepared = connection.prepare_cached(statement.sql)?;
    bind(&mut prepared, &statement.values)?;
    let reads = prepared.readonly();
    let mut found = Fetched::default();
    let mut left = limit.bytes;
    let mut rows = prepared.raw_query();
    while let Some(row) = rows.next()? {
        if found.rows.len() < limit.rows && !found.is_cut {
            match limit.bytes == usize::MAX || limit.admits(found.rows.len(), &mut left, size(row)) {
                true => found.rows.push(T::from_row(&Row::sqlite(row))?),
                false => found.is_cut = true,
            }
        }
        // A statement that writes must run to completion.
        if reads && (found.rows.len() >= limit.rows || found.is_cut) {
            break;
        }
    }
    Ok(found)
}

/// Returns the bytes of a row's texts.
fn size(row: &rusqlite::Row<'_>) -> usize {
    let columns = 0..row.as_ref().column_count();
    columns
        .map(|index| row.get_ref(index).ok().and_then(|value| value.as_bytes().ok()).map_or(0, <[u8]>::len))
        .sum()
}

/// Takes the number of a placeholder from its name, because SQLite numbers `$1` and `$2` in order of
/// appearance.
fn bind(prepared: &mut CachedStatement<'_>, values: &[Value<'_>]) -> Result<()> {
    for index in 1..=prepared.parameter_count() {
        let name = prepared.parameter_name(index).unwrap_or_default();
        let place: usize = name.get(1..).and_then(|number| number.parse().ok()).unwrap_or(index);
        let value = place.checked_sub(1).and_then(|place| values.get(place));
        match value.ok_or(Error::Placeholder(place))? {
            Value::Null(_) => prepared.raw_bind_parameter(index, Null)?,
            Value::Text(text) => prepared.raw_bind_parameter(index, text.as_ref())?,
            Value::Integer(number) => prepared.raw_bind_parameter(index, number)?,
            Value::Real(number) => prepared.raw_bind_parameter(index, number)?,
        }
    }
    Ok(())
}

/// Reads a column.
pub(crate) fn value<'r>(
    row: &'r rusqlite::Row<'r>,
    index: usize,
) -> std::result::Result<ValueRef<'r>, Cow<'static, str>> {
    match row.get_ref(index).map_err(|error| error.to_string())? {
        Raw::Null => Ok(ValueRef::Null),
        Raw::Integer(number) => Ok(ValueRef::Integer(number)),
        Raw::Real(number) => Ok(ValueRef::Real(number)),
        Raw::Text(text) => {
            std::str::from_utf8(text).map(ValueRef::Text).map_err(|_| Cow::Borrowed("is not UTF-8"))
        }
        Raw::Blob(_) => Err(Cow::Borrowed("is binary")),
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
}

/// Returns whether a statement failed because the disk is full. The index of the write-ahead log reports that in its own
/// way.
pub(crate) fn is_full(error: &Error) -> bool {
    use rusqlite::ffi::{SQLITE_FULL, SQLITE_IOERR_SHMSIZE};
    matches!(error, Error::Sqlite(rusqlite::Error::SqliteFailure(error, _))
        if error.extended_code & 0xff == SQLITE_FULL || error.extended_code == SQLITE_IOERR_SHMSIZE)
}

/// Returns whether a file is not a SQLite database.
pub(crate) fn is_other_file(error: &Error) -> bool {
    matches!(error, Error::Sqlite(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase))
}

/// Ignores poisoning: a panic while the lock is held cannot leave inconsistent data.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
