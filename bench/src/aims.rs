//! The aims that the results are compared with.

use crate::{
    full::Full,
    listeners::Listeners,
    paced::Level,
    report::{Aim, Report},
    requests::{
        ASK_ALONE, EXPRESS, EXPRESS_ALONE, LIST, NOOP, ONE_REQUEST, ONE_REQUEST_ALONE, STRAIGHT_ALONE, TURN,
        WRITE,
    },
    soak::Soak,
    year::Year,
};

/// Number of concurrent streams at which the aims for the added time apply.
const STREAMS: usize = 200;
/// The same under more load.
const MANY: usize = 1_000;

/// Returns the aims with the results of their cases. Leaves out aims whose cases did not run.
pub fn of(report: &Report) -> Vec<Aim> {
    let row = |name| report.rows.iter().find(|row| row.name == name);
    let rate = |name| row(name).map(|row| row.outcome.rate());
    let p50_ms = |name| row(name).map(|row| row.outcome.latency.p50_ms);
    let reads = rate(LIST).zip(rate(NOOP)).map(|(list, noop)| list / noop);
    let added = p50_ms(ASK_ALONE).zip(p50_ms(STRAIGHT_ALONE)).map(|(ask, straight)| ask - straight);
    let paced = report.paced.as_ref();
    let level = |streams| paced.and_then(|paced| paced.levels.iter().find(|level| level.streams == streams));
    let first = |streams| level(streams).map(Level::added_first);
    let carried = paced.map(|paced| paced.through.streams as f64 / paced.straight.streams as f64);
    let cpu = |name| row(name).map(|row| row.cpu_ms);
    let of_express = |ours, theirs| rate(ours).zip(rate(theirs)).map(|(ours, theirs)| ours / theirs);
    let full = report.full.as_ref();
    [
        at_least("authenticated reads, of the do-nothing route", 0.5, reads, 2),
        at_least(
            "one caller, streamed turns, of Express's",
            2.0,
            of_express(ONE_REQUEST_ALONE, EXPRESS_ALONE),
            2,
        ),
        at_most("one caller, CPU ms of a streamed turn", 0.8, cpu(ONE_REQUEST_ALONE), 3),
        at_least("streamed turns, of Express's", 6.0, of_express(ONE_REQUEST, EXPRESS), 2),
        at_most("CPU ms of a streamed turn", 0.4, cpu(ONE_REQUEST), 3),
        at_least("durable messages a second", 20_000.0, rate(WRITE), 0),
        at_least("whole turns a second", 1500.0, rate(TURN), 0),
        at_most("ms that `ask` adds for one caller", 2.0, added, 2),
        at_most(
            "ms added to the first token, 200 streams, p50",
            2.0,
            first(STREAMS).map(|first| first.p50_ms),
            2,
        ),
        at_most(
            "ms added to the first token, 200 streams, p99",
            10.0,
            first(STREAMS).map(|first| first.p99_ms),
            2,
        ),
        at_most(
            "ms added to the first token, 1,000 streams, p50",
            5.0,
            first(MANY).map(|first| first.p50_ms),
            2,
        ),
        at_most(
            "ms added to the first token, 1,000 streams, p99",
            20.0,
            first(MANY).map(|first| first.p99_ms),
            2,
        ),
        at_least("streams carried, of the mock's alone", 0.5, carried, 2),
        at_most("KB for an idle listener", 12.0, report.listeners.as_ref().map(Listeners::kilobytes_each), 1),
        at_most("memory after the load, of that before", 1.1, report.soak.as_ref().map(Soak::growth), 2),
        at_most("ms for a year of analytics, longest", 1000.0, report.year.as_ref().map(Year::max_ms), 0),
        at_most("slowest hot call, full database, of an empty one", 1.2, full.map(Full::worst), 2),
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
