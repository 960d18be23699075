//! Pagination of lists: `limit` and `starting_after` in, `data`, `has_more` and `next_cursor` out.
//!
//! A cursor holds what the list is ordered by, so that it stays valid when its row is deleted or moves. An ID is accepted
//! too; its row is then looked up.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::{Result, invalid};
use crate::ids::IdKind;
use crate::store::pagination::{After, Cursor, Page, PageRequest};

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
    let after = starting_after.map(|after| parse_after(after, kind)).transpose()?;
    Ok(PageRequest { limit, after })
}

/// The prefix of cursors.
const CURSOR: &str = "cur_";

/// Parses `starting_after`: an ID, or a cursor from `next_cursor`.
fn parse_after(text: String, kind: IdKind) -> Result<After> {
    let Some(cursor) = text.strip_prefix(CURSOR) else {
        return kind.check(&text).map(str::to_owned).map(After::Row);
    };
    let (key, id) = cursor.split_once('_').ok_or_else(|| kind.not_found())?;
    let key = key.parse().map_err(|_| kind.not_found())?;
    Ok(After::Position((key, kind.check(id)?.to_owned())))
}

fn cursor_text((key, id): &Cursor) -> String {
    format!("{CURSOR}{key}_{id}")
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
    /// `next_cursor` of the previous page, or the ID of its last object.
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
    /// Whether there are more objects: to get them, pass `next_cursor` as `starting_after`.
    pub has_more: bool,
    /// Where the next page starts, even if the last object is deleted or moves meanwhile; empty if there are no more
    /// objects. Its format may change.
    pub next_cursor: String,
}

impl<T> List<T> {
    /// Creates the response for a page of rows.
    pub fn from_page<R: Into<T>>(page: Page<R>) -> Self {
        let page = page.map(Into::into);
        let next_cursor = page.next.as_ref().map(cursor_text);
        Self {
            data: page.data,
            has_more: next_cursor.is_some(),
            next_cursor: next_cursor.unwrap_or_default(),
        }
    }

    /// Creates the response for a list that is always complete.
    pub fn complete(data: Vec<T>) -> Self {
        Self { data, has_more: false, next_cursor: String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{AGENT, USER};

    #[test]
    fn a_cursor_is_parsed_back_and_others_are_not_found() {
        let id = AGENT.make(1);
        let position: Cursor = (-5, id.clone());
        let parsed = parse_after(cursor_text(&position), AGENT);
        assert!(matches!(parsed, Ok(After::Position(found)) if found == position));
        assert!(matches!(parse_after(id.clone(), AGENT), Ok(After::Row(found)) if found == id));
        assert!(parse_after(cursor_text(&position), USER).is_err(), "a cursor of another list");
        for wrong in ["cur_", "cur_1", "cur_1_", "cur_x_ag_1", "cur_99999999999999999999_ag_1", "", "\0"] {
            assert!(parse_after(wrong.to_owned(), AGENT).is_err(), "{wrong}");
        }
    }
}
