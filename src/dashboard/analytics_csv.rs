//! Analytics as a table for spreadsheets.

use csv::Writer;
use time::OffsetDateTime;

use super::analytics::Metrics;
use crate::analytics::Report;
use crate::error::{Result, invalid, unknown};

/// What each row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// An hour or a day.
    Time,
    /// An agent.
    Agent,
    /// A model.
    Model,
}

impl By {
    /// From a query.
    pub fn named(name: Option<&str>) -> Result<Self> {
        match name {
            None | Some("time") => Ok(Self::Time),
            Some("agent") => Ok(Self::Agent),
            Some("model") => Ok(Self::Model),
            Some(_) => Err(invalid("by: must be time, agent or model")),
        }
    }

    /// As in a query.
    pub fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Agent => "agent",
            Self::Model => "model",
        }
    }
}

/// The table, with a head.
pub fn table(report: &Report, by: By, step: i64) -> Result<Vec<u8>> {
    let mut table = Writer::from_writer(Vec::new());
    let mut write = |first: &[&str], figure: Option<&Metrics>| {
        let cells = figure.map_or_else(|| HEAD.map(str::to_owned), cells);
        table.write_record(first.iter().copied().chain(cells.iter().map(String::as_str))).map_err(unknown)
    };
    match by {
        By::Time => {
            write(&["start"], None)?;
            for (start, figure) in &report.series {
                write(&[&moment(start * step)?], Some(&figure.into()))?;
            }
        }
        By::Agent => {
            write(&["agent_id", "agent"], None)?;
            for (id, name, figure) in &report.agents {
                write(&[&harmless(id), &harmless(name)], Some(&figure.into()))?;
            }
        }
        By::Model => {
            write(&["model"], None)?;
            for (model, figure) in &report.models {
                write(&[&harmless(model)], Some(&figure.into()))?;
            }
        }
    }
    table.into_inner().map_err(|error| unknown(error.into_error()))
}

const HEAD: [&str; 14] = [
    "interactions",
    "messages",
    "replies",
    "failures",
    "cancelled",
    "active_users",
    "input_tokens",
    "output_tokens",
    "cost_usd",
    "unpriced",
    "up",
    "down",
    "ttft_p50_ms",
    "ttft_p95_ms",
];

fn cells(figure: &Metrics) -> [String; 14] {
    let time = |time: Option<i64>| time.map(|time| time.to_string()).unwrap_or_default();
    [
        figure.interactions.to_string(),
        figure.messages.to_string(),
        figure.replies.to_string(),
        figure.failures.to_string(),
        figure.cancelled.to_string(),
        figure.active_users.to_string(),
        figure.input_tokens.to_string(),
        figure.output_tokens.to_string(),
        figure.cost.to_string(),
        figure.unpriced.to_string(),
        figure.up.to_string(),
        figure.down.to_string(),
        time(figure.ttft_p50_ms),
        time(figure.ttft_p95_ms),
    ]
}

/// Spreadsheets calculate what begins like a formula: a name that does so begins with an apostrophe.
fn harmless(text: &str) -> String {
    let begins = text.trim_start().chars().next();
    let formula =
        begins.is_some_and(|first| matches!(first, '=' | '+' | '-' | '@' | '|' | '＝' | '＋' | '－' | '＠'));
    match formula || text.starts_with(['\t', '\r', '\n']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// A time in seconds, as ISO 8601 writes it.
fn moment(seconds: i64) -> Result<String> {
    let at = OffsetDateTime::from_unix_timestamp(seconds).map_err(unknown)?;
    let (year, month, day) = at.to_calendar_date();
    Ok(format!("{year:04}-{:02}-{day:02}T{:02}:{:02}:00Z", u8::from(month), at.hour(), at.minute()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_spreadsheets_read_them() {
        assert_eq!(moment(1_709_164_800).unwrap(), "2024-02-29T00:00:00Z");
        assert_eq!(moment(1_764_000_000 - 3_600).unwrap(), "2025-11-24T15:00:00Z");
    }

    #[test]
    fn nothing_is_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "|cmd", "＝1", "\u{a0}=1"] {
            assert!(harmless(formula).starts_with('\''), "{formula:?}");
        }
        for name in ["Support", "a=b", "C++", "gpt-4o", "", "'quoted"] {
            assert_eq!(harmless(name), name);
        }
    }
}
