//! Many concurrent streams, each with one reply after another.

use std::time::{Duration, Instant};

use anyhow::{Context, Error, Result};
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{arrivals::Timeline, process::Cpus, streams::Streamer, tally::Tally};

/// A reply that has not ended by then has failed.
const LIMIT: Duration = Duration::from_secs(20);
/// How many streams are opened at once.
const OPENING: usize = 16;

/// Streams of one kind, opened when they are needed and kept.
pub struct Crowd<F, S> {
    open: F,
    opened: usize,
    streams: Vec<S>,
    /// The processes whose CPU is counted.
    pids: [i32; 2],
}

impl<S: Streamer, F: AsyncFn(usize) -> Result<S>> Crowd<F, S> {
    /// Nobody yet; `open` opens the stream of that number.
    pub fn new(pids: [i32; 2], open: F) -> Self {
        Self { open, opened: 0, streams: Vec::new(), pids }
    }

    /// Runs `count` streams at once, each with `replies` in a row, and adds the replies to `tally`.
    ///
    /// The starts are spread evenly over `reply`, the duration of one reply, because people do not ask in
    /// step. Each stream's first and last reply are left out, so that everything counted happens while all
    /// streams are active.
    pub async fn run(
        &mut self,
        count: usize,
        replies: usize,
        reply: Duration,
        tally: &mut Tally,
    ) -> Result<()> {
        self.grow(count).await.context("opening streams")?;
        let (start, before) = (Instant::now(), Cpus::of(self.pids)?);
        let mut running = JoinSet::new();
        for (index, stream) in self.streams.drain(..count).enumerate() {
            let wait = reply.mul_f64(index as f64 / count as f64);
            running.spawn(async move {
                sleep(wait).await;
                in_a_row(stream, replies).await
            });
        }
        let (mut all, mut first_failure) = (0, None);
        tally.expect(count * (replies - 2));
        while let Some(done) = running.join_next().await {
            let (timelines, end) = done?;
            all += timelines.len();
            timelines.iter().take(replies - 1).skip(1).for_each(|reply| tally.add(reply));
            match end {
                Ok(stream) => self.streams.push(stream),
                Err(error) => first_failure = first_failure.or(Some(error)),
            }
        }
        if let Some(error) = first_failure {
            eprintln!("with {count} streams: {error:#}");
        }
        tally.spent(all, Cpus::of(self.pids)?.since(before), start.elapsed().as_secs_f64());
        Ok(())
    }

    async fn grow(&mut self, count: usize) -> Result<()> {
        self.streams.retain(Streamer::is_open);
        let missing = self.opened..self.opened + count.saturating_sub(self.streams.len());
        self.opened = missing.end;
        let open = &self.open;
        let opened = stream::iter(missing).map(|index| open(index)).buffer_unordered(OPENING);
        self.streams.extend(opened.try_collect::<Vec<_>>().await?);
        Ok(())
    }
}

/// The complete replies, and the stream unless it failed.
async fn in_a_row<S: Streamer>(mut stream: S, replies: usize) -> (Vec<Timeline>, Result<S, Error>) {
    let mut timelines = Vec::with_capacity(replies);
    while timelines.len() < replies {
        match timeout(LIMIT, stream.reply()).await.context("a reply takes too long") {
            Ok(Ok(timeline)) => timelines.push(timeline),
            Ok(Err(error)) | Err(error) => return (timelines, Err(error)),
        }
    }
    (timelines, Ok(stream))
}
