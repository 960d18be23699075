//! Statements with their values.

use std::marker::PhantomData;

use crate::connection::Executor;
use crate::row::FromRow;
use crate::value::{FromValue, ToValue, Value};
use crate::{Error, Result};

/// A fixed SQL text with the values of its placeholders.
#[derive(Debug, Clone)]
pub struct Statement<'q> {
    pub(crate) sql: &'static str,
    pub(crate) values: Vec<Value<'q>>,
}

impl<'q> Statement<'q> {
    pub(crate) fn new(sql: &'static str) -> Self {
        Self { sql, values: Vec::new() }
    }

    fn bind(mut self, value: impl ToValue<'q>) -> Self {
        if self.values.capacity() == 0 {
            self.values.reserve(8);
        }
        self.values.push(value.to_value());
        self
    }

    pub(crate) fn into_owned(self) -> Statement<'static> {
        Statement { sql: self.sql, values: self.values.into_iter().map(Value::into_owned).collect() }
    }
}

/// How much of a result is returned.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Maximum number of rows.
    pub(crate) rows: usize,
    /// Maximum size of all rows together, in bytes. The first row is returned even if it is larger.
    pub(crate) bytes: usize,
}

impl Limit {
    /// All rows.
    pub(crate) const NONE: Self = Self { rows: usize::MAX, bytes: usize::MAX };
    const ONE: Self = Self { rows: 1, bytes: usize::MAX };

    /// Returns whether a row of `size` bytes still fits after `rows` rows, and takes it off what is `left`.
    pub(crate) fn admits(self, rows: usize, left: &mut usize, size: usize) -> bool {
        let rest = left.checked_sub(size);
        *left = rest.unwrap_or_default();
        rest.is_some() || rows == 0
    }
}

/// Rows of a result.
#[derive(Debug)]
pub struct Fetched<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Whether rows are missing because of their size.
    pub is_cut: bool,
}

impl<T> Default for Fetched<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), is_cut: false }
    }
}

/// A statement whose rows are ignored.
#[derive(Debug, Clone)]
#[must_use = "a query does nothing until it is run"]
pub struct Query<'q>(Statement<'q>);

/// A statement whose rows are decoded as `T`.
#[derive(Debug, Clone)]
#[must_use = "a query does nothing until it is run"]
pub struct QueryAs<'q, T> {
    statement: Statement<'q>,
    row: PhantomData<fn() -> T>,
}

/// A statement whose rows' first column is decoded as `T`.
#[derive(Debug, Clone)]
#[must_use = "a query does nothing until it is run"]
pub struct QueryScalar<'q, T>(QueryAs<'q, (T,)>);

/// Creates a statement whose rows are ignored.
pub fn query<'q>(sql: &'static str) -> Query<'q> {
    Query(Statement::new(sql))
}

/// Creates a statement whose rows are decoded as `T`.
pub fn query_as<'q, T>(sql: &'static str) -> QueryAs<'q, T> {
    QueryAs { statement: Statement::new(sql), row: PhantomData }
}

/// Creates a statement whose rows' first column is decoded as `T`.
pub fn query_scalar<'q, T>(sql: &'static str) -> QueryScalar<'q, T> {
    QueryScalar(query_as(sql))
}

impl<'q> Query<'q> {
    /// Binds the value of the next placeholder.
    pub fn bind(self, value: impl ToValue<'q>) -> Self {
        Self(self.0.bind(value))
    }

    /// Runs the statement and returns the number of rows that it changed.
    pub async fn execute(self, on: impl Executor) -> Result<u64> {
        on.execute(self.0).await
    }

    /// Runs the statement and returns whether it returned a row.
    pub async fn exists(self, on: impl Executor) -> Result<bool> {
        Ok(!on.fetch::<()>(self.0, Limit::ONE).await?.rows.is_empty())
    }
}

impl<'q, T: FromRow> QueryAs<'q, T> {
    /// Binds the value of the next placeholder.
    pub fn bind(mut self, value: impl ToValue<'q>) -> Self {
        self.statement = self.statement.bind(value);
        self
    }

    /// Returns all rows.
    pub async fn fetch_all(self, on: impl Executor) -> Result<Vec<T>> {
        Ok(on.fetch(self.statement, Limit::NONE).await?.rows)
    }

    /// Returns the first rows, of at most `bytes` together; the first one even if it is larger.
    pub async fn fetch_within(self, bytes: usize, on: impl Executor) -> Result<Fetched<T>> {
        on.fetch(self.statement, Limit { bytes, ..Limit::NONE }).await
    }

    /// Returns the first row, if there is one.
    pub async fn fetch_optional(self, on: impl Executor) -> Result<Option<T>> {
        Ok(on.fetch(self.statement, Limit::ONE).await?.rows.pop())
    }

    /// Returns the first row; an error if there is none.
    pub async fn fetch_one(self, on: impl Executor) -> Result<T> {
        self.fetch_optional(on).await?.ok_or(Error::NoRow)
    }
}

impl<'q, T: FromValue + Send + 'static> QueryScalar<'q, T> {
    /// Binds the value of the next placeholder.
    pub fn bind(self, value: impl ToValue<'q>) -> Self {
        Self(self.0.bind(value))
    }

    /// Returns the first column of all rows.
    pub async fn fetch_all(self, on: impl Executor) -> Result<Vec<T>> {
        Ok(self.0.fetch_all(on).await?.into_iter().map(|(value,)| value).collect())
    }

    /// Returns the first column of the first row, if there is one.
    pub async fn fetch_optional(self, on: impl Executor) -> Result<Option<T>> {
        Ok(self.0.fetch_optional(on).await?.map(|(value,)| value))
    }

    /// Returns the first column of the first row; an error if there is none.
    pub async fn fetch_one(self, on: impl Executor) -> Result<T> {
        Ok(self.0.fetch_one(on).await?.0)
    }
}
