//! Analytics reports, computed from the rollup tables; no HTTP, no SQL.

pub mod histogram;
mod range_cover;
mod report;

pub use report::{Metrics, Report, report};
