//! What was measured, as a table for people and as JSON for scripts.

use std::fmt::Write;

use serde::Serialize;

use crate::process::Memory;

/// What a load generator saw.
#[derive(Clone, Copy, Serialize)]
pub struct Outcome {
    /// Whole answers or turns.
    pub count: u64,
    /// How long it took.
    pub seconds: f64,
    /// The median latency.
    pub p50_ms: f64,
    /// The 99th percentile of the latency.
    pub p99_ms: f64,
}

impl Outcome {
    /// Answers or turns a second.
    pub fn rate(&self) -> f64 {
        self.count as f64 / self.seconds
    }
}

/// One case.
#[derive(Clone, Serialize)]
pub struct Row {
    /// What was asked, and of whom.
    pub name: String,
    /// What the load generator saw.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// CPU per answer or turn of the process that was asked: the server, or the mock where that stands alone.
    pub cpu_ms: f64,
    /// How many cores were busy: in the server, in the mock, in the load generator.
    pub cores: [f64; 3],
}

/// One aim and what came of it.
#[derive(Serialize)]
pub struct Aim {
    /// What is aimed at.
    pub what: &'static str,
    /// The bound.
    pub aim: String,
    /// The measured value.
    pub measured: String,
    /// Whether it is met.
    pub met: bool,
}

/// One run.
#[derive(Serialize)]
pub struct Report {
    /// Which database the server used.
    pub database: String,
    /// How many cores the machine has, for everything together.
    pub cores: usize,
    /// How busy the machine was before the run, in cores.
    pub load_before: f32,
    /// What one write with fsync costs here, at the median.
    pub fsync_ms: f64,
    /// How many callers there were at once.
    pub callers: usize,
    /// Memory of the server before any request.
    pub idle: Memory,
    /// Memory of the server after all cases.
    pub loaded: Memory,
    /// The cases, in the order in which they ran.
    pub rows: Vec<Row>,
    /// The aims.
    pub aims: Vec<Aim>,
}

impl Report {
    /// The report as Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!(
            "Database {}, {} cores for everything together ({:.1} busy before the run), {:.2} ms for a write with fsync, \
             {} callers at once.\n\n\
             | case | per second | p50 ms | p99 ms | CPU ms each | cores busy: server, mock, load |\n\
             |---|--:|--:|--:|--:|--:|\n",
            self.database, self.cores, self.load_before, self.fsync_ms, self.callers,
        );
        for Row { name, outcome, cpu_ms, cores: [server, mock, load] } in &self.rows {
            let _ = writeln!(
                text,
                "| {name} | {:.0} | {:.2} | {:.2} | {cpu_ms:.3} | {server:.2}, {mock:.2}, {load:.2} |",
                outcome.rate(),
                outcome.p50_ms,
                outcome.p99_ms,
            );
        }
        let _ = writeln!(
            text,
            "\nResident memory of the server: {:.1} MB idle; {:.1} MB two seconds after the load, {:.1} MB at its peak.\n\n\
             | aim | wanted | measured | met |\n|---|--:|--:|---|",
            self.idle.resident, self.loaded.resident, self.loaded.peak,
        );
        for Aim { what, aim, measured, met } in &self.aims {
            let _ = writeln!(text, "| {what} | {aim} | {measured} | {} |", if *met { "yes" } else { "no" });
        }
        text
    }
}
