//! What the cases are held against.

use crate::{
    measure::{ASK_ALONE, LIST, NOOP, STRAIGHT_ALONE, TURN, WRITE},
    process::Memory,
    report::{Aim, Row},
};

/// The aims, each from the cases that tell; those whose cases did not run are left out.
pub fn of(rows: &[Row], idle: Memory) -> Vec<Aim> {
    let row = |name| rows.iter().find(|row| row.name == name);
    let rate = |name| row(name).map(|row| row.outcome.rate());
    let p50_ms = |name| row(name).map(|row| row.outcome.p50_ms);
    let reads = rate(LIST).zip(rate(NOOP)).map(|(list, noop)| list / noop);
    let added = p50_ms(ASK_ALONE).zip(p50_ms(STRAIGHT_ALONE)).map(|(ask, straight)| ask - straight);
    [
        at_least("authenticated reads, of the do-nothing route", 0.6, reads, 2),
        at_least("durable messages a second", 3000.0, rate(WRITE), 0),
        at_least("whole turns a second", 1500.0, rate(TURN), 0),
        at_most("CPU ms for a whole turn", 0.5, row(TURN).map(|row| row.cpu_ms), 3),
        at_most("ms that `ask` adds for one caller", 2.0, added, 2),
        at_most("MB resident when idle", 40.0, Some(idle.resident), 1),
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
