//! Analytics as CSV, for spreadsheets.

use csv::Writer;
use time::OffsetDateTime;

use super::query::GroupBy;
use super::types::Metrics;
use crate::analytics::Report;
use crate::error::{Result, unknown};

/// Returns the table with its header row. `step` is the length of a step in seconds.
pub fn table(report: &Report, group_by: GroupBy, step: i64) -> Result<Vec<u8>> {
    let mut table = Writer::from_writer(Vec::new());
    let mut write = |first: &[&str], metrics: Option<&Metrics>| {
        let cells = metrics.map_or_else(|| COLUMNS.map(str::to_owned), cells);
        table.write_record(first.iter().copied().chain(cells.iter().map(String::as_str))).map_err(unknown)
    };
    match group_by {
        GroupBy::Time => {
            write(&["start"], None)?;
            for (start, metrics) in &report.series {
                write(&[&iso_8601(start * step)?], Some(&metrics.into()))?;
            }
        }
        GroupBy::Agent => {
            write(&["agent_id", "agent"], None)?;
            for (id, name, metrics) in &report.agents {
                write(&[&escape_formula(id), &escape_formula(name)], Some(&metrics.into()))?;
            }
        }
        GroupBy::Model => {
            write(&["model"], None)?;
            for (model, metrics) in &report.models {
                write(&[&escape_formula(model)], Some(&metrics.into()))?;
            }
        }
    }
    table.into_inner().map_err(|error| unknown(error.into_error()))
}

const COLUMNS: [&str; 16] = [
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
    "cut_by_length",
    "cut_by_filter",
];

fn cells(metrics: &Metrics) -> [String; 16] {
    let time = |time: Option<i64>| time.map(|time| time.to_string()).unwrap_or_default();
    [
        metrics.interactions.to_string(),
        metrics.messages.to_string(),
        metrics.replies.to_string(),
        metrics.failures.to_string(),
        metrics.cancelled.to_string(),
        metrics.active_users.to_string(),
        metrics.input_tokens.to_string(),
        metrics.output_tokens.to_string(),
        metrics.cost.to_string(),
        metrics.unpriced.to_string(),
        metrics.up.to_string(),
        metrics.down.to_string(),
        time(metrics.ttft_p50_ms),
        time(metrics.ttft_p95_ms),
        metrics.cut_by_length.to_string(),
        metrics.cut_by_filter.to_string(),
    ]
}

/// Prepends an apostrophe to text that a spreadsheet would evaluate as a formula.
pub fn escape_formula(text: &str) -> String {
    let first = text.trim_start().chars().next();
    let formula =
        first.is_some_and(|first| matches!(first, '=' | '+' | '-' | '@' | '|' | '＝' | '＋' | '－' | '＠'));
    match formula || text.starts_with(['\t', '\r', '\n']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// Formats a time in seconds as ISO 8601.
fn iso_8601(seconds: i64) -> Result<String> {
    let at = OffsetDateTime::from_unix_timestamp(seconds).map_err(unknown)?;
    let (year, month, day) = at.to_calendar_date();
    Ok(format!("{year:04}-{:02}-{day:02}T{:02}:{:02}:00Z", u8::from(month), at.hour(), at.minute()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_formatted_as_iso_8601() {
        assert_eq!(iso_8601(1_709_164_800).unwrap(), "2024-02-29T00:00:00Z");
        assert_eq!(iso_8601(1_764_000_000 - 3_600).unwrap(), "2025-11-24T15:00:00Z");
    }

    #[test]
    fn formulas_are_escaped() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "|cmd", "＝1", "\u{a0}=1"] {
            assert!(escape_formula(formula).starts_with('\''), "{formula:?}");
        }
        for name in ["Support", "a=b", "C++", "gpt-4o", "", "'quoted"] {
            assert_eq!(escape_formula(name), name);
        }
    }
}
