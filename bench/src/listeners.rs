//! Very many listeners on a few replies with one delta a second each: the cost of a listener that mostly
//! waits.

use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use tokio::{task::JoinSet, time::sleep};

use crate::{
    api::User,
    client::Connection,
    latency::{Latency, Percentiles},
    measure::Place,
    process::{Cpus, Memory, open_files},
    report::cores_busy,
    sse::ReplyStream,
    streams::Through,
};

/// What this is called, for `--only`.
pub const NAME: &str = "listeners";
const MODEL: &str = "mock-paced-1000";
const PACE: Duration = Duration::from_secs(1);
const REPLIES: usize = 10;
const LISTENERS: usize = 10_000;
/// Files that are open beside the listeners' connections.
const OTHER_FILES: usize = 500;
/// How many join at once.
const JOINING: usize = 64;
/// How long CPU is measured once all have joined.
const WATCHED: Duration = Duration::from_secs(30);

/// What was found.
#[derive(Serialize)]
pub struct Listeners {
    /// How many there were.
    pub listeners: usize,
    /// Number of replies that they listened to.
    pub replies: usize,
    /// Seconds until all had joined.
    pub joining_seconds: f64,
    /// Number of deltas that were due after all had joined, whose lateness is measured.
    pub deltas: u64,
    /// Lateness relative to when the mock owes each delta, counted from the request.
    pub late: Percentiles,
    /// The latest.
    pub late_max_ms: f64,
    /// The server's memory before the first listener joined, while the replies were already being written.
    pub before: Memory,
    /// The maximum while all listened.
    pub during_mb: f64,
    /// Cores busy while all listened: server, mock, load.
    pub cores: [f64; 3],
}

impl Listeners {
    /// The server's additional memory per listener.
    pub fn kilobytes_each(&self) -> f64 {
        (self.during_mb - self.before.resident) * 1024.0 / self.listeners as f64
    }

    /// What was found, as Markdown.
    pub fn markdown(&self) -> String {
        format!(
            "\n{} listeners on {} replies of a delta a second, joined within {:.1} s: every text whole; {} deltas, late by \
             {:.1} ms (p50), {:.1} ms (p99), {:.1} ms (most). Server's memory {:.1} MB before they came and {:.1} MB at most \
             while they listened, {:.1} KB each. Cores busy: server, mock, load {}.\n",
            self.listeners,
            self.replies,
            self.joining_seconds,
            self.deltas,
            self.late.p50_ms,
            self.late.p99_ms,
            self.late_max_ms,
            self.before.resident,
            self.during_mb,
            self.kilobytes_each(),
            cores_busy(&self.cores),
        )
    }
}

/// One reply that is being written.
struct Reply {
    asked: Instant,
    id: String,
    user: User,
}

/// What the listeners of all replies share.
struct Watch {
    since: OnceLock<Instant>,
    late: Mutex<Latency>,
}

/// Starts replies, lets listeners join, and waits until each of them has the whole text.
pub async fn run(place: &Place) -> Result<Listeners> {
    let count = LISTENERS.min(open_files()?.saturating_sub(OTHER_FILES));
    let watch = Arc::new(Watch { since: OnceLock::new(), late: Mutex::new(Latency::new()?) });
    let mut listening = JoinSet::new();
    let replies = begin(place, &mut listening).await?;
    let before = Memory::of(place.pids[0])?;

    let start = Instant::now();
    let join = async |index: usize| {
        let reply = &replies[index % REPLIES];
        let mut connection = Connection::open(place.server, reply.user.headers.clone()).await?;
        let stream = ReplyStream::join(&mut connection, &reply.id).await.context("joining a reply")?;
        Ok::<_, anyhow::Error>((connection, stream, reply.asked))
    };
    let mut joining = stream::iter(0..count).map(join).buffer_unordered(JOINING).boxed_local();
    while let Some((connection, stream, asked)) = joining.try_next().await? {
        listening.spawn(listen(connection, stream, asked, watch.clone()));
    }
    drop(joining);
    let joining_seconds = start.elapsed().as_secs_f64();

    let (since, cpus) = (*watch.since.get_or_init(Instant::now), Cpus::of(place.pids)?);
    let mut during_mb: f64 = 0.0;
    while since.elapsed() < WATCHED {
        sleep(Duration::from_millis(500)).await;
        during_mb = during_mb.max(Memory::of(place.pids[0])?.resident);
    }
    let cores = Cpus::of(place.pids)?.cores_since(cpus);
    while let Some(done) = listening.join_next().await {
        done?.context("a listener")?;
    }
    let late = watch.late.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(Listeners {
        listeners: count,
        replies: REPLIES,
        joining_seconds,
        deltas: late.count(),
        late: late.percentiles(),
        late_max_ms: late.max_ms(),
        before,
        during_mb,
        cores,
    })
}

/// Asks for the replies, spread over the pace. The callers who ask also listen.
async fn begin(place: &Place, listening: &mut JoinSet<Result<()>>) -> Result<Vec<Reply>> {
    let agent = place.project.agent(place.server, MODEL).await?;
    let mut replies = Vec::new();
    for index in 0..REPLIES {
        let user = place.project.user(place.server, &agent, &format!("bench-speaker-{index}"), 1).await?;
        let mut through = Through::open(place.server, &user).await?;
        let (asked, mut stream) = through.ask().await?;
        replies.push(Reply { asked, id: stream.id.clone(), user });
        listening.spawn(async move {
            let _connection = through;
            stream.whole().await
        });
        sleep(PACE / REPLIES as u32).await;
    }
    Ok(replies)
}

/// Listens to the end. The text must be complete.
async fn listen(
    _connection: Connection,
    mut stream: ReplyStream,
    asked: Instant,
    watch: Arc<Watch>,
) -> Result<()> {
    let mut seen = 0;
    while stream.next().await? {
        let since = watch.since.get();
        for (index, at) in (1u32..).zip(stream.arrivals.at()).skip(seen) {
            let due = asked + PACE * index;
            if since.is_some_and(|since| due > *since) {
                let late = at.saturating_duration_since(due);
                watch.late.lock().unwrap_or_else(PoisonError::into_inner).record(late);
            }
        }
        seen = stream.arrivals.at().len();
    }
    stream.whole().await
}
