//! Pagination of lists.
//!
//! Lists use `LIMIT CAST($n AS BIGINT)`: with a bare parameter, SQLite plans the statement again for each new
//! value, which costs more than running it.

/// Which page: at most `limit` rows after the row with the ID `after`.
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
    /// Creates a page from up to `limit + 1` rows. The extra row only shows that more follow.
    pub(super) fn cut(mut data: Vec<T>, limit: i64) -> Self {
        let limit = usize::try_from(limit).unwrap_or_default();
        let has_more = data.len() > limit;
        data.truncate(limit);
        Self { data, has_more }
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
