//! Pagination of lists: `limit` and `starting_after` in, `data` and `has_more` out.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::{Result, invalid};
use crate::ids::IdKind;
use crate::store::pagination::{Page, PageRequest};

/// How many objects a list returns without `limit`.
#[derive(Debug, Clone, Copy)]
pub enum DefaultLimit {
    /// 20, as the original platform does.
    Page,
    /// Everything up to 1,000, where the original platform has no pagination.
    All,
}

/// Parses `limit` and `starting_after` of a list of objects with IDs of this kind.
pub fn request(
    limit: Option<String>,
    starting_after: Option<String>,
    default: DefaultLimit,
    kind: IdKind,
) -> Result<PageRequest> {
    let limit = match limit.as_deref() {
        None => match default {
            DefaultLimit::Page => 20,
            DefaultLimit::All => 1_000,
        },
        Some(text) => parse_limit(text)?,
    };
    if let Some(id) = &starting_after {
        kind.check(id)?;
    }
    Ok(PageRequest { limit, after: starting_after })
}

/// Parses `limit`: 1 to 100.
pub fn parse_limit(text: &str) -> Result<i64> {
    match text.parse::<i64>() {
        Ok(limit @ 1..=100) if text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(limit),
        _ => Err(invalid("limit: must be an integer from 1 to 100")),
    }
}

/// Query parameters of a list without filters.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Number of objects to return, from 1 to 100. Default: all, up to 1,000.
    pub limit: Option<String>,
    /// ID of the last object of the previous page.
    pub starting_after: Option<String>,
}

impl PageQuery {
    /// Returns the requested page of a list of objects with IDs of this kind.
    pub fn request(self, kind: IdKind) -> Result<PageRequest> {
        request(self.limit, self.starting_after, DefaultLimit::All, kind)
    }
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    /// The objects.
    pub data: Vec<T>,
    /// Whether there are more objects: to get them, pass the last one's ID as `starting_after`.
    pub has_more: bool,
}

impl<T> List<T> {
    /// Creates the response for a page of rows.
    pub fn from_page<R: Into<T>>(page: Page<R>) -> Self {
        let page = page.map(Into::into);
        Self { data: page.data, has_more: page.has_more }
    }
}
