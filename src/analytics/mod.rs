//! From the rolled-up tables to the analytics that the dashboard shows; no HTTP, no SQL.

pub mod histogram;
mod range_cover;
mod report;

pub use report::{Metrics, Report, report};
