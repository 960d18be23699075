//! Streams at a model's pace, more and more at once: how much time the server adds, and how many streams it
//! carries.

use std::{fmt::Write, time::Duration};

use anyhow::Result;
use serde::Serialize;

use crate::{
    crowd::Crowd,
    latency::Percentiles,
    measure::Place,
    report::cores_busy,
    streams::{Straight, Streamer, Through},
    tally::{Side, Tally},
    wire::DELTAS,
};

/// What this is called, for `--only`.
pub const NAME: &str = "paced streams";
const MODEL: &str = "mock-paced-20";
/// How long a reply takes if nothing is late.
const REPLY: Duration = Duration::from_millis(20 * DELTAS as u64);
/// The maximum duration of a reply that is on time.
const ON_TIME: Duration = Duration::from_millis(25 * DELTAS as u64);
/// Percentage of replies that must be complete and on time for the streams to count as carried.
const CARRIED: f64 = 99.0;
/// Concurrent streams, replies of each in a row, and repetitions, alternating between both sides.
const LEVELS: [(usize, usize, usize); 5] = [(1, 10, 1), (50, 5, 1), (200, 4, 2), (500, 4, 1), (1000, 4, 1)];
/// Additional numbers of streams, for finding the largest one that is carried.
const STEPS: [usize; 12] = [100, 300, 400, 600, 750, 1250, 1500, 1750, 2000, 2500, 3000, 4000];
/// Replies in a row during that search.
const REPLIES: usize = 3;

/// A number of concurrent streams.
#[derive(Serialize)]
pub struct Level {
    /// How many.
    pub streams: usize,
    /// Straight from the mock.
    pub straight: Side,
    /// Through the server.
    pub through: Side,
}

/// How many streams are carried.
#[derive(Default, Serialize)]
pub struct Carried {
    /// The largest number of streams that is carried.
    pub streams: usize,
    /// What was tried, in order: streams, and percentage on time.
    pub tried: Vec<(usize, f64)>,
}

/// What was found.
#[derive(Serialize)]
pub struct Paced {
    /// In rising order.
    pub levels: Vec<Level>,
    /// The mock alone.
    pub straight: Carried,
    /// Through the server.
    pub through: Carried,
}

/// Runs all levels, then searches for the largest number of streams that is carried.
pub async fn run(place: &Place) -> Result<Paced> {
    let agent = place.project.agent(place.server, MODEL).await?;
    let mut straight = Crowd::new(place.pids, async |_| Straight::open(place.mock, MODEL).await);
    let mut through = Crowd::new(place.pids, async |index| {
        let name = format!("bench-stream-{index}");
        let user = place.project.user(place.server, &agent, &name, 1).await?;
        Through::open(place.server, &user).await
    });
    let mut found = Paced { levels: Vec::new(), straight: Carried::default(), through: Carried::default() };
    for (streams, replies, rounds) in LEVELS {
        let (mut alone, mut served) = (Tally::new(ON_TIME)?, Tally::new(ON_TIME)?);
        for _ in 0..rounds {
            straight.run(streams, replies, REPLY, &mut alone).await?;
            through.run(streams, replies, REPLY, &mut served).await?;
        }
        let level = Level { streams, straight: alone.side(), through: served.side() };
        found.straight.tried(streams, level.straight.on_time);
        found.through.tried(streams, level.through.on_time);
        found.levels.push(level);
    }
    found.straight.search(&mut straight).await?;
    found.through.search(&mut through).await?;
    Ok(found)
}

impl Level {
    /// What the server adds until the first token.
    pub fn added_first(&self) -> Percentiles {
        self.through.first - self.straight.first
    }

    /// What the server adds between tokens.
    pub fn added_gap(&self) -> Percentiles {
        self.through.gap - self.straight.gap
    }
}

impl Carried {
    fn tried(&mut self, streams: usize, on_time: f64) {
        eprintln!("{streams} {NAME}: {on_time:.1} % on time");
        self.tried.push((streams, on_time));
        if on_time >= CARRIED {
            self.streams = self.streams.max(streams);
        }
    }

    fn attempts(&self) -> String {
        let attempts = self.tried.iter().map(|(streams, on_time)| format!("{streams} ({on_time:.1} %)"));
        attempts.collect::<Vec<_>>().join(", ")
    }

    /// Bisects between the largest number that was carried and the smallest above it that was not. Tries a
    /// number that was not carried again, because other work on the machine can interfere.
    async fn search<S: Streamer>(
        &mut self,
        crowd: &mut Crowd<impl AsyncFn(usize) -> Result<S>, S>,
    ) -> Result<()> {
        loop {
            let above = |tried: &&(usize, f64)| tried.0 > self.streams;
            let most = self.tried.iter().filter(above).map(|tried| tried.0).min().unwrap_or(usize::MAX);
            let left: Vec<_> =
                STEPS.into_iter().filter(|step| (self.streams + 1..most).contains(step)).collect();
            let Some(&streams) = left.get(left.len() / 2) else { return Ok(()) };
            for _ in 0..2 {
                let mut tally = Tally::new(ON_TIME)?;
                crowd.run(streams, REPLIES, REPLY, &mut tally).await?;
                self.tried(streams, tally.side().on_time);
                if self.streams >= streams {
                    break;
                }
            }
        }
    }
}

impl Paced {
    /// What was found, as Markdown.
    pub fn markdown(&self) -> String {
        let mut text = "\n| paced streams at once | replies | on time | first token p50, p99 ms | gap p50, p99 ms | server's \
                        CPU ms each | cores busy: server, mock, load |\n|---|--:|--:|--:|--:|--:|--:|\n"
            .to_owned();
        for level @ Level { streams, straight, through } in &self.levels {
            let cpu = format!("{:.2}", through.cpu_ms[0]);
            for (name, side, cpu) in [("straight", straight, ""), ("through the server", through, &cpu)] {
                let _ = writeln!(
                    text,
                    "| {streams}, {name} | {} | {:.1} % | {} | {} | {cpu} | {} |",
                    side.replies,
                    side.on_time,
                    pair(side.first),
                    pair(side.gap),
                    cores_busy(&side.cores),
                );
            }
            let (first, gap) = (pair(level.added_first()), pair(level.added_gap()));
            let _ = writeln!(text, "| {streams}, **added** | | | **{first}** | **{gap}** | | |");
        }
        let _ = writeln!(
            text,
            "\nCarried: {} streams by the mock alone, {} through the server. Tried, with the share on time: {} by the mock \
             alone; {} through the server.",
            self.straight.streams,
            self.through.streams,
            self.straight.attempts(),
            self.through.attempts(),
        );
        text
    }
}

fn pair(Percentiles { p50_ms, p99_ms }: Percentiles) -> String {
    format!("{p50_ms:.2}, {p99_ms:.2}")
}
