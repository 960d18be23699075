//! Rows of either database, and decoding them.

use std::cell::Cell;

use crate::value::{FromValue, ValueRef};
use crate::{Error, Result, postgres, sqlite};

/// A row of a result.
#[derive(Debug)]
pub struct Row<'r> {
    source: Source<'r>,
    /// The column after the last decoded one. It is tried first, because fields are mostly decoded in order.
    next: Cell<usize>,
}

#[derive(Clone, Copy)]
enum Source<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

impl std::fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sqlite(_) => "Sqlite",
            Self::Postgres(_) => "Postgres",
        })
    }
}

impl<'r> Row<'r> {
    pub(crate) fn sqlite(row: &'r rusqlite::Row<'r>) -> Self {
        Self { source: Source::Sqlite(row), next: Cell::new(0) }
    }

    pub(crate) fn postgres(row: &'r tokio_postgres::Row) -> Self {
        Self { source: Source::Postgres(row), next: Cell::new(0) }
    }

    /// Decodes the column with this name.
    pub fn get<T: FromValue>(&self, name: &'static str) -> Result<T> {
        match self.find(name) {
            Some(index) => self.decode(index, name),
            None => Err(Error::Column { name, problem: "is missing".into() }),
        }
    }

    /// Decodes the column with this name; the default value if there is no such column.
    pub fn get_or_default<T: FromValue + Default>(&self, name: &'static str) -> Result<T> {
        self.find(name).map_or_else(|| Ok(T::default()), |index| self.decode(index, name))
    }

    /// Decodes a column by its position.
    pub fn at<T: FromValue>(&self, index: usize) -> Result<T> {
        self.decode(index, "by position")
    }

    fn decode<T: FromValue>(&self, index: usize, name: &'static str) -> Result<T> {
        let value = self.value(index).map_err(|problem| Error::Column { name, problem })?;
        T::from_value(value).map_err(|mismatch| Error::Column { name, problem: mismatch.0 })
    }

    fn value(&self, index: usize) -> std::result::Result<ValueRef<'r>, std::borrow::Cow<'static, str>> {
        match self.source {
            Source::Sqlite(row) => sqlite::value(row, index),
            Source::Postgres(row) => postgres::value(row, index),
        }
    }

    fn find(&self, name: &str) -> Option<usize> {
        let next = self.next.get();
        let count = match self.source {
            Source::Sqlite(row) => row.as_ref().column_count(),
            Source::Postgres(row) => row.len(),
        };
        let found = (next..count).chain(0..next.min(count)).find(|&index| self.has_name(index, name))?;
        self.next.set(found + 1);
        Some(found)
    }

    fn has_name(&self, index: usize, name: &str) -> bool {
        match self.source {
            Source::Sqlite(row) => row.as_ref().column_name(index).is_ok_and(|column| column == name),
            Source::Postgres(row) => row.columns().get(index).is_some_and(|column| column.name() == name),
        }
    }
}

/// A type that can be decoded from a row: by column names if derived, by position for tuples.
pub trait FromRow: Sized + Send + 'static {
    /// Decodes a row.
    fn from_row(row: &Row<'_>) -> Result<Self>;
}

impl FromRow for () {
    fn from_row(_: &Row<'_>) -> Result<Self> {
        Ok(())
    }
}

macro_rules! tuples {
    ($($(($type:ident, $index:literal)),+;)+) => {$(
        impl<$($type: FromValue + Send + 'static),+> FromRow for ($($type,)+) {
            fn from_row(row: &Row<'_>) -> Result<Self> {
                Ok(($(row.at::<$type>($index)?,)+))
            }
        }
    )+};
}

tuples! {
    (A, 0);
    (A, 0), (B, 1);
    (A, 0), (B, 1), (C, 2);
    (A, 0), (B, 1), (C, 2), (D, 3);
    (A, 0), (B, 1), (C, 2), (D, 3), (E, 4);
}
