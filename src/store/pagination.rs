//! Pagination of lists.
//!
//! Lists use `LIMIT CAST($n AS BIGINT)`: with a bare parameter, SQLite plans the statement again for each new
//! value, which costs more than running it.

use sql::{Executor, Fetched, FromRow, QueryAs};

use crate::error::Result;

/// Maximum size of the rows of a page, in bytes. A thousand ordinary messages fit; a thousand of the largest would take
/// 131 MB of memory for each caller.
const PAGE_BYTES: usize = 4 << 20;

/// Which page: at most `limit` rows that follow `after`. A page of large rows ends earlier.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// The number of rows, from 1 to 1,000.
    pub limit: i64,
    /// Where the page starts; `None` for the first page.
    pub after: Option<After>,
}

/// Where a page starts.
#[derive(Debug, Clone)]
pub enum After {
    /// After this row, which must exist.
    Row(String),
    /// At this position, whether or not its row still exists or has moved.
    Position(Cursor),
}

impl PageRequest {
    /// Returns the request for the first page.
    pub fn first(limit: i64) -> Self {
        Self { limit, after: None }
    }

    /// Returns where the page starts: at `first`, or after a row whose position `of_row` looks up by its ID.
    pub(super) async fn start<'p, F: Future<Output = Result<Cursor>>>(
        &'p self,
        first: Cursor,
        of_row: impl FnOnce(&'p str) -> F,
    ) -> Result<Cursor> {
        match &self.after {
            None => Ok(first),
            Some(After::Position(position)) => Ok(position.clone()),
            Some(After::Row(id)) => of_row(id).await,
        }
    }
}

/// Rows, and whether more follow.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub data: Vec<T>,
    /// Where the next page starts, if another page follows.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Runs a query for up to `limit + 1` rows. The extra row only shows that more follow.
    /// `position` is a row's place in the order of the list.
    pub(super) async fn fetch(
        rows: QueryAs<'_, T>,
        limit: i64,
        on: impl Executor,
        position: impl Fn(&T) -> Cursor,
    ) -> Result<Self>
    where
        T: FromRow,
    {
        let Fetched { rows: mut data, is_cut } = rows.fetch_within(PAGE_BYTES, on).await?;
        let limit = usize::try_from(limit).unwrap_or_default();
        let has_more = is_cut || data.len() > limit;
        data.truncate(limit);
        let next = data.last().filter(|_| has_more).map(position);
        Ok(Self { data, next })
    }

    /// Returns the request for the next page, if another page follows.
    pub fn next_page(&self, limit: i64) -> Option<PageRequest> {
        let after = self.next.clone().map(After::Position)?;
        Some(PageRequest { limit, after: Some(after) })
    }

    /// Returns a page without rows.
    pub fn empty() -> Self {
        Self { data: Vec::new(), next: None }
    }

    /// Converts the rows.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { data: self.data.into_iter().map(f).collect(), next: self.next }
    }
}

/// The position of a row in a list: what the list is ordered by, such as `created_at`, and the ID.
pub type Cursor = (i64, String);

/// Returns the position before the first row of a list that starts with the oldest row.
pub(super) fn oldest() -> Cursor {
    (i64::MIN, String::new())
}

/// Returns the position before the first row of a list that starts with the newest row.
pub(super) fn newest() -> Cursor {
    (i64::MAX, String::new())
}
