//! What the cases are held against.

use crate::{
    listeners::Listeners,
    paced::Level,
    report::{Aim, Report},
    requests::{ASK_ALONE, LIST, NOOP, STRAIGHT_ALONE, TURN, WRITE},
    soak::Soak,
    year::Year,
};

/// How many streams at once the aims for what is added are for.
const STREAMS: usize = 200;

/// The aims, each from the cases that tell; those whose cases did not run are left out.
pub fn of(report: &Report) -> Vec<Aim> {
    let row = |name| report.rows.iter().find(|row| row.name == name);
    let rate = |name| row(name).map(|row| row.outcome.rate());
    let p50_ms = |name| row(name).map(|row| row.outcome.latency.p50_ms);
    let reads = rate(LIST).zip(rate(NOOP)).map(|(list, noop)| list / noop);
    let added = p50_ms(ASK_ALONE).zip(p50_ms(STRAIGHT_ALONE)).map(|(ask, straight)| ask - straight);
    let paced = report.paced.as_ref();
    let level = paced.and_then(|paced| paced.levels.iter().find(|level| level.streams == STREAMS));
    let first = level.map(Level::added_first);
    let carried = paced.map(|paced| paced.through.streams as f64 / paced.straight.streams as f64);
    [
        at_least("authenticated reads, of the do-nothing route", 0.6, reads, 2),
        at_least("durable messages a second", 3000.0, rate(WRITE), 0),
        at_least("whole turns a second", 1500.0, rate(TURN), 0),
        at_most("CPU ms for a whole turn", 0.5, row(TURN).map(|row| row.cpu_ms), 3),
        at_most("ms that `ask` adds for one caller", 2.0, added, 2),
        at_most("ms added to the first token, 200 streams, p50", 2.0, first.map(|first| first.p50_ms), 2),
        at_most("ms added to the first token, 200 streams, p99", 10.0, first.map(|first| first.p99_ms), 2),
        at_least("streams carried, of the mock's alone", 0.5, carried, 2),
        at_most("KB for a listener", 25.0, report.listeners.as_ref().map(Listeners::kilobytes_each), 1),
        at_most("memory after the load, of that before", 1.1, report.soak.as_ref().map(Soak::growth), 2),
        at_most("ms for a year of figures, longest", 1000.0, report.year.as_ref().map(Year::max_ms), 0),
        at_most("MB resident when idle", 40.0, Some(report.idle.resident), 1),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn at_least(what: &'static str, aim: f64, measured: Option<f64>, digits: usize) -> Option<Aim> {
    let measured = measured?;
    Some(Aim {
        what,
        aim: format!("≥ {aim}"),
        measured: format!("{measured:.digits$}"),
        met: measured >= aim,
    })
}

fn at_most(what: &'static str, aim: f64, measured: Option<f64>, digits: usize) -> Option<Aim> {
    let measured = measured?;
    Some(Aim {
        what,
        aim: format!("≤ {aim}"),
        measured: format!("{measured:.digits$}"),
        met: measured <= aim,
    })
}
