//! Pages of lists: `limit` and `starting_after` in, `data` and `has_more` out.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::{Result, invalid, not_found};
use crate::ids::Kind;
use crate::store::page::{Page, PageRequest};

/// What a list returns without `limit`.
#[derive(Debug, Clone, Copy)]
pub enum Without {
    /// 20, as the original.
    Page,
    /// Everything up to 1,000, where the original had no pages.
    All,
}

/// Reads `limit` and `starting_after` of a list of `what`, whose IDs are of `kind`.
pub fn request(
    limit: Option<String>,
    starting_after: Option<String>,
    without: Without,
    kind: Kind,
    what: &'static str,
) -> Result<PageRequest> {
    let limit = match limit.as_deref() {
        None => match without {
            Without::Page => 20,
            Without::All => 1_000,
        },
        Some(text) => match text.parse::<i64>() {
            Ok(limit @ 1..=100) if text.bytes().all(|byte| byte.is_ascii_digit()) => limit,
            _ => return Err(invalid("limit: must be an integer from 1 to 100")),
        },
    };
    if starting_after.as_ref().is_some_and(|id| !kind.matches(id)) {
        return Err(not_found(what));
    }
    Ok(PageRequest { limit, after: starting_after })
}

/// Which page of a list that is asked for nothing else.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichPage {
    /// 1 to 100; absent: up to 1,000.
    pub limit: Option<String>,
    /// The last object of the page before.
    pub starting_after: Option<String>,
}

impl WhichPage {
    /// Of a list of `what`, whose IDs are of `kind`.
    pub fn request(self, kind: Kind, what: &'static str) -> Result<PageRequest> {
        request(self.limit, self.starting_after, Without::All, kind, what)
    }
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    /// The objects, in the list's order.
    pub data: Vec<T>,
    /// Whether more follow; ask on with `starting_after` set to the last one's ID.
    pub has_more: bool,
}

impl<T> List<T> {
    /// The answer for a page of rows.
    pub fn from_page<R: Into<T>>(page: Page<R>) -> Self {
        let page = page.map(Into::into);
        Self { data: page.data, has_more: page.has_more }
    }
}
