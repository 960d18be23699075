//! Totals of many streamed replies.

use std::time::Duration;

use anyhow::Result;
use serde::Serialize;

use crate::{
    arrivals::Timeline,
    latency::{Latency, Percentiles},
};

/// Adds up replies.
pub struct Tally {
    limit: Duration,
    replies: u64,
    due: u64,
    on_time: u64,
    first: Latency,
    gap: Latency,
    cpu: [f64; 3],
    seconds: f64,
}

/// The sum for one side: straight from the mock, or through the server.
#[derive(Serialize)]
pub struct Side {
    /// Replies that are counted, including failed ones.
    pub replies: u64,
    /// Percentage of them that were complete and on time.
    pub on_time: f64,
    /// The time from the request to the first delta.
    pub first: Percentiles,
    /// The times between consecutive deltas.
    pub gap: Percentiles,
    /// CPU for each reply: of the server, the mock, the load.
    pub cpu_ms: [f64; 3],
    /// Cores busy: the server, the mock, the load.
    pub cores: [f64; 3],
}

impl Tally {
    /// Starts empty. A reply is on time if it takes less than `limit`.
    pub fn new(limit: Duration) -> Result<Self> {
        Ok(Self {
            limit,
            replies: 0,
            due: 0,
            on_time: 0,
            first: Latency::new()?,
            gap: Latency::new()?,
            cpu: [0.0; 3],
            seconds: 0.0,
        })
    }

    /// Adds a number of expected replies.
    pub fn expect(&mut self, count: usize) {
        self.due += count as u64;
    }

    /// Adds a complete reply, one of the expected ones.
    pub fn add(&mut self, reply: &Timeline) {
        self.on_time += u64::from(reply.total() < self.limit);
        if let Some(first) = reply.first() {
            self.first.record(first);
        }
        for gap in reply.gaps() {
            self.gap.record(gap);
        }
    }

    /// Adds the CPU and the time of this many replies, including those that are not counted.
    pub fn spent(&mut self, replies: usize, cpu: [f64; 3], seconds: f64) {
        self.replies += replies as u64;
        self.seconds += seconds;
        for (sum, part) in self.cpu.iter_mut().zip(cpu) {
            *sum += part;
        }
    }

    /// The sum.
    pub fn side(&self) -> Side {
        Side {
            replies: self.due,
            on_time: self.on_time as f64 * 100.0 / self.due as f64,
            first: self.first.percentiles(),
            gap: self.gap.percentiles(),
            cpu_ms: self.cpu.map(|seconds| seconds * 1000.0 / self.replies as f64),
            cores: self.cpu.map(|seconds| seconds / self.seconds),
        }
    }
}
