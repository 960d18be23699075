//! Why a template cannot be used, and where.

use std::fmt;

use handlebars::RenderError;

/// A problem with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// The line and the column, counted from 1, if they are known.
    pub place: Option<(usize, usize)>,
}

impl Problem {
    /// Returns a problem at the byte `at` of `text`.
    pub(super) fn at(text: &str, at: usize, message: impl Into<String>) -> Self {
        let before = &text[..at];
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let place = (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1);
        Self { message: message.into(), place: Some(place) }
    }
}

impl From<String> for Problem {
    fn from(message: String) -> Self {
        Self { message, place: None }
    }
}

impl From<RenderError> for Problem {
    fn from(error: RenderError) -> Self {
        Self { message: error.reason().to_string(), place: error.line_no.zip(error.column_no) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match self.place {
            Some((line, column)) => write!(f, " (line {line}, column {column})"),
            None => Ok(()),
        }
    }
}
