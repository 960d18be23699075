//! A histogram of durations.

use std::{ops::Sub, time::Duration};

use anyhow::Result;
use hdrhistogram::Histogram;
use serde::Serialize;

/// Durations in microseconds, up to one minute.
pub struct Latency(Histogram<u64>);

/// The median and the 99th percentile, in milliseconds.
#[derive(Clone, Copy, Serialize)]
pub struct Percentiles {
    /// The median.
    pub p50_ms: f64,
    /// The 99th percentile.
    pub p99_ms: f64,
}

impl Sub for Percentiles {
    type Output = Self;

    /// The differences of both; not the percentiles of the differences.
    fn sub(self, other: Self) -> Self {
        Self { p50_ms: self.p50_ms - other.p50_ms, p99_ms: self.p99_ms - other.p99_ms }
    }
}

impl Latency {
    /// None yet.
    pub fn new() -> Result<Self> {
        Ok(Self(Histogram::new_with_bounds(1, 60_000_000, 3)?))
    }

    /// Adds one.
    pub fn record(&mut self, time: Duration) {
        self.0.saturating_record(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
    }

    /// Adds all of another.
    pub fn add(&mut self, other: &Self) -> Result<()> {
        Ok(self.0.add(&other.0)?)
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.0.len()
    }

    /// Returns the values for the report.
    pub fn percentiles(&self) -> Percentiles {
        Percentiles { p50_ms: self.at(0.5), p99_ms: self.at(0.99) }
    }

    /// The longest, in milliseconds.
    pub fn max_ms(&self) -> f64 {
        self.at(1.0)
    }

    fn at(&self, quantile: f64) -> f64 {
        self.0.value_at_quantile(quantile) as f64 / 1000.0
    }
}
