//! Pagination of lists.
//!
//! Lists use `LIMIT CAST($n AS BIGINT)`: with a bare parameter, SQLite plans the statement again for each new
//! value, which costs more than running it.

use sql::{Executor, Fetched, FromRow, QueryAs};

use crate::error::Result;

/// Maximum size of the rows of a page, in bytes. A thousand ordinary messages fit; a thousand of the largest would take
/// 131 MB of memory for each caller.
const PAGE_BYTES: usize = 4 << 20;

/// Which page: at most `limit` rows after the row with the ID `after`. A page of large rows ends earlier.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// The number of rows, from 1 to 1,000.
    pub limit: i64,
    /// The caller's last row, if any.
    pub after: Option<String>,
}

/// Rows, and whether more follow.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub data: Vec<T>,
    /// Whether another page follows.
    pub has_more: bool,
}

impl<T> Page<T> {
    /// Runs a query for up to `limit + 1` rows. The extra row only shows that more follow.
    pub(super) async fn fetch(rows: QueryAs<'_, T>, limit: i64, on: impl Executor) -> Result<Self>
    where
        T: FromRow,
    {
        let Fetched { rows: mut data, is_cut } = rows.fetch_within(PAGE_BYTES, on).await?;
        let limit = usize::try_from(limit).unwrap_or_default();
        let has_more = is_cut || data.len() > limit;
        data.truncate(limit);
        Ok(Self { data, has_more })
    }

    /// Returns a page without rows.
    pub fn empty() -> Self {
        Self { data: Vec::new(), has_more: false }
    }

    /// Converts the rows.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { data: self.data.into_iter().map(f).collect(), has_more: self.has_more }
    }
}

/// The position of a row in a list: `(created_at, id)`.
pub(super) type Cursor = (i64, String);

/// Returns the position before the first row of a list that starts with the oldest row.
pub(super) fn oldest() -> Cursor {
    (i64::MIN, String::new())
}

/// Returns the position before the first row of a list that starts with the newest row.
pub(super) fn newest() -> Cursor {
    (i64::MAX, String::new())
}
