//! A long load with everything that listeners do: does the server's memory grow?

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use serde_json::json;
use tokio::time::sleep;

use crate::{
    api::User,
    client::Connection,
    load::{Caller, closed_loop},
    measure::Place,
    process::{Cpus, Memory},
    report::cores_busy,
    sse::ReplyStream,
    streams::Through,
    wire::{self, DELTAS},
};

/// What this is called, for `--only`.
pub const NAME: &str = "memory under load";
const MODEL: &str = "mock-paced-20";
/// Streams at once.
const STREAMS: usize = 100;
/// Minimum duration of the warm-up, which fills caches. It runs the same load for a tenth of the time.
const WARM_UP: Duration = Duration::from_secs(10);
/// The wait between the end of the load and reading the memory.
const SETTLING: Duration = Duration::from_secs(5);
/// How often memory is read while the load runs.
const LOOKS: u32 = 10;

/// What was found.
#[derive(Serialize)]
pub struct Soak {
    /// How long the load ran.
    pub minutes: f64,
    /// Replies, the cancelled ones included.
    pub replies: u64,
    /// Server's memory in megabytes after the warm-up.
    pub before_mb: f64,
    /// At each tenth of the time.
    pub during_mb: Vec<f64>,
    /// After the load.
    pub after_mb: f64,
    /// Cores busy: server, mock, load.
    pub cores: [f64; 3],
}

impl Soak {
    /// Returns the memory after the load relative to that before.
    pub fn growth(&self) -> f64 {
        self.after_mb / self.before_mb
    }

    /// What was found, as Markdown.
    pub fn markdown(&self) -> String {
        let during: Vec<_> = self.during_mb.iter().map(|look| format!("{look:.1}")).collect();
        format!(
            "\n{} minutes of {STREAMS} streams at once, {} replies: an eighth each cancelled, abandoned, and with a second \
             listener who stays or leaves. Server's memory {:.1} MB before, {} MB at each tenth of the time, {:.1} MB {} s \
             after. Cores busy: server, mock, load {}.\n",
            self.minutes,
            self.replies,
            self.before_mb,
            during.join(", "),
            self.after_mb,
            SETTLING.as_secs(),
            cores_busy(&self.cores),
        )
    }
}

/// Runs the load for this many minutes.
pub async fn run(place: &Place, minutes: f64) -> Result<Soak> {
    let agent = place.project.agent(place.server, MODEL).await?;
    let mut visitors = Vec::new();
    for index in 0..STREAMS {
        let user = place.project.user(place.server, &agent, &format!("bench-visitor-{index}"), 1).await?;
        visitors.push(Visitor::open(place.server, user, index).await?);
    }
    let memory = || Ok::<_, anyhow::Error>(Memory::of(place.pids[0])?.resident);

    let duration = Duration::from_secs_f64(minutes * 60.0);
    closed_loop(&mut visitors, WARM_UP.max(duration / LOOKS)).await?;
    sleep(SETTLING).await;
    let (before_mb, cpus) = (memory()?, Cpus::of(place.pids)?);
    let looks = async {
        let mut looks = Vec::new();
        for _ in 0..LOOKS {
            sleep(duration / LOOKS).await;
            looks.push(memory()?);
        }
        Ok(looks)
    };
    let (outcome, during_mb) = tokio::try_join!(closed_loop(&mut visitors, duration), looks)?;
    let cores = Cpus::of(place.pids)?.cores_since(cpus);
    sleep(SETTLING).await;
    Ok(Soak { minutes, replies: outcome.count, before_mb, during_mb, after_mb: memory()?, cores })
}

/// A user, who does not always wait for the end of a reply.
struct Visitor {
    server: SocketAddr,
    user: User,
    through: Through,
    /// A second connection, used while a reply streams.
    beside: Connection,
    turn: usize,
}

impl Visitor {
    async fn open(server: SocketAddr, user: User, turn: usize) -> Result<Self> {
        let through = Through::open(server, &user).await?;
        let beside = Connection::open(server, user.headers.clone()).await?;
        Ok(Self { server, user, through, beside, turn })
    }

    /// Half of the replies just stream. An eighth each is cancelled, is abandoned by its only listener, has a
    /// second listener to its end, and has a second listener that leaves.
    async fn visit(&mut self) -> Result<()> {
        let (_, mut stream) = self.through.ask().await?;
        let half = DELTAS / 2;
        match self.turn % 8 {
            0 => {
                stream.until(half).await?;
                self.beside.post(&format!("/messages/{}/cancel", stream.id), &json!({})).await?;
                stream.end_with("message.cancelled").await
            }
            1 => {
                stream.until(half).await?;
                let id = stream.id.clone();
                drop(stream);
                self.through = Through::open(self.server, &self.user).await?;
                self.await_whole(&id).await
            }
            2 => {
                stream.until(half).await?;
                let mut second = ReplyStream::join(&mut self.beside, &stream.id).await?;
                tokio::try_join!(stream.whole(), second.whole()).map(|_| ())
            }
            3 => {
                let mut second = ReplyStream::join(&mut self.beside, &stream.id).await?;
                second.until(half).await?;
                drop(second);
                self.beside = Connection::open(self.server, self.user.headers.clone()).await?;
                stream.whole().await
            }
            _ => stream.whole().await,
        }
    }

    /// Waits until a reply without listeners is complete.
    async fn await_whole(&mut self, id: &str) -> Result<()> {
        loop {
            let message = self.beside.get(&format!("/messages/{id}")).await?;
            if message["status"] != "in_progress" {
                let whole = message["status"] == "completed" && message["content"] == wire::reply_text();
                ensure!(whole, "abandoned, and not whole: {message}");
                return Ok(());
            }
            sleep(Duration::from_millis(100)).await;
        }
    }
}

impl Caller for Visitor {
    async fn step(&mut self) -> Result<Duration> {
        let start = Instant::now();
        self.visit().await.with_context(|| format!("turn {}", self.turn))?;
        self.turn += 1;
        Ok(start.elapsed())
    }
}
