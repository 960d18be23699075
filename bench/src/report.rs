//! The report, as tables for people and as JSON for scripts.

use std::fmt::Write;

use serde::Serialize;

use crate::{
    full::Full, latency::Percentiles, listeners::Listeners, paced::Paced, process::Memory, soak::Soak,
    year::Year,
};

/// The measurements of a load generator.
#[derive(Clone, Copy, Serialize)]
pub struct Outcome {
    /// Number of complete responses or turns.
    pub count: u64,
    /// How long it took.
    pub seconds: f64,
    /// How long one took.
    #[serde(flatten)]
    pub latency: Percentiles,
}

impl Outcome {
    /// Responses or turns per second.
    pub fn rate(&self) -> f64 {
        self.count as f64 / self.seconds
    }
}

/// One case.
#[derive(Clone, Serialize)]
pub struct Row {
    /// The request, and which server it was sent to.
    pub name: String,
    /// The measurements of the load generator.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// CPU per response or turn of the process that was asked: the server, or the mock alone.
    pub cpu_ms: f64,
    /// Cores busy in the server, in the mock, and in the load generator.
    pub cores: [f64; 3],
}

/// An aim and its result.
#[derive(Serialize)]
pub struct Aim {
    /// What is measured.
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
    /// Paced streams, at increasing numbers.
    pub paced: Option<Paced>,
    /// Many listeners on a few replies.
    pub listeners: Option<Listeners>,
    /// Memory under load.
    pub soak: Option<Soak>,
    /// A year of analytics.
    pub year: Option<Year>,
    /// A full database.
    pub full: Option<Full>,
    /// The aims.
    pub aims: Vec<Aim>,
}

impl Report {
    /// The report as Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!(
            "Database {}, {} cores for everything together ({:.1} busy before the run), {:.2} ms for a write with fsync, \
             {} callers at once where nothing else is said.\n",
            self.database, self.cores, self.load_before, self.fsync_ms, self.callers,
        );
        self.requests(&mut text);
        let parts = [
            self.paced.as_ref().map(Paced::markdown),
            self.listeners.as_ref().map(Listeners::markdown),
            self.soak.as_ref().map(Soak::markdown),
            self.year.as_ref().map(Year::markdown),
            self.full.as_ref().map(Full::markdown),
        ];
        text.extend(parts.into_iter().flatten());
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

    fn requests(&self, text: &mut String) {
        if self.rows.is_empty() {
            return;
        }
        *text += "\n| case | per second | p50 ms | p99 ms | CPU ms each | cores busy: server, mock, load |\n\
                  |---|--:|--:|--:|--:|--:|\n";
        for Row { name, outcome, cpu_ms, cores } in &self.rows {
            let Percentiles { p50_ms, p99_ms } = outcome.latency;
            let _ = writeln!(
                text,
                "| {name} | {:.0} | {p50_ms:.2} | {p99_ms:.2} | {cpu_ms:.3} | {} |",
                outcome.rate(),
                cores_busy(cores)
            );
        }
    }
}

/// Cores busy: server, mock, load.
pub fn cores_busy([server, mock, load]: &[f64; 3]) -> String {
    format!("{server:.2}, {mock:.2}, {load:.2}")
}
