//! From the rolled-up tables to the figures that the dashboard shows; no HTTP, no SQL.

mod cover;
mod report;
pub mod times;

pub use report::{Figure, Report, report};
