//! One SQL text on two databases: SQLite, whose statements run in the calling thread, and PostgreSQL.
//!
//! [`query`] and [`query_as`] take a fixed text (`&'static str`, which is the guard against injection) with the
//! placeholders `$1`, `$2`, …, and run on an [`Executor`]: a [`Reader`] for one statement, or the [`Connection`] that a
//! write job gets from [`Database::write`].
//!
//! Columns are `TEXT`, `BIGINT` or `DOUBLE PRECISION`. A `bool` is stored as 0 or 1 in a `BIGINT`; [`text_enum!`] makes
//! an enum that is stored as `TEXT`.

extern crate self as sql;

mod connection;
mod database;
mod error;
mod migrate;
mod postgres;
mod query;
mod row;
mod sqlite;
mod text_enum;
mod url;
mod value;

pub use connection::{Connection, Executor};
pub use database::{Database, Dialect, Options, Reader, WriteFuture};
pub use error::{Error, OpenError};
pub use migrate::Migration;
pub use proficient_sql_derive::FromRow;
pub use query::{Fetched, Limit, Query, QueryAs, QueryScalar, query, query_as, query_scalar};
pub use row::{FromRow, Row};
pub use value::{FromValue, Kind, Mismatch, ToValue, Value, ValueRef};

#[doc(hidden)]
pub use serde as __serde;

/// The result of a statement.
pub type Result<T> = std::result::Result<T, Error>;
