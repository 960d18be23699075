//! A closed loop for what takes more than one request: each caller starts its next turn when its last one is done.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use axum::body::Bytes;
use hdrhistogram::Histogram;
use hyper::{
    Method,
    header::{AUTHORIZATION, HeaderMap, HeaderValue},
};
use serde_json::{Value, json};
use tokio::{task::JoinSet, time::timeout};

use crate::{
    api::{QUESTION, User},
    client::{Connection, text},
    report::Outcome,
    wire,
};

/// How long the last turns may still take when the time is over.
const GRACE: Duration = Duration::from_secs(15);

/// What one caller does again and again. `step` checks its answers and returns the time that is to be recorded.
pub trait Caller: Send + 'static {
    /// One turn.
    fn step(&mut self) -> impl Future<Output = Result<Duration>> + Send;
}

/// Runs all callers at once for `duration`. The first error ends it.
pub async fn closed_loop<C: Caller>(callers: &mut Vec<C>, duration: Duration) -> Result<Outcome> {
    let start = Instant::now();
    let end = start + duration;
    let mut running = JoinSet::new();
    for mut caller in callers.drain(..) {
        running.spawn(async move {
            let mut latency = histogram()?;
            while Instant::now() < end {
                latency.saturating_record(u64::try_from(caller.step().await?.as_micros())?);
            }
            Ok::<_, anyhow::Error>((caller, latency))
        });
    }
    let mut latency = histogram()?;
    while let Some(done) =
        timeout(duration + GRACE, running.join_next()).await.context("a turn takes too long")?
    {
        let (caller, part) = done??;
        callers.push(caller);
        latency.add(part)?;
    }
    Ok(Outcome {
        count: latency.len(),
        seconds: start.elapsed().as_secs_f64(),
        p50_ms: latency.value_at_quantile(0.5) as f64 / 1000.0,
        p99_ms: latency.value_at_quantile(0.99) as f64 / 1000.0,
    })
}

/// One microsecond to one minute.
fn histogram() -> Result<Histogram<u64>> {
    Ok(Histogram::new_with_bounds(1, 60_000_000, 3)?)
}

/// Straight to the mock provider: one streamed completion, read to its end.
pub struct Straight {
    connection: Connection,
    request: Bytes,
    expected: Bytes,
}

impl Straight {
    /// Connects to the mock provider.
    pub async fn open(mock: SocketAddr) -> Result<Self> {
        let headers = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static("Bearer bench"))]);
        let request = json!({
            "model": wire::MODEL, "stream": true, "stream_options": {"include_usage": true},
            "messages": [{"role": "system", "content": "You are Bench, a friendly assistant."},
                {"role": "user", "content": QUESTION}],
        });
        Ok(Self {
            connection: Connection::open(mock, headers).await?,
            request: request.to_string().into(),
            expected: wire::events(true).concat().into(),
        })
    }
}

impl Caller for Straight {
    async fn step(&mut self) -> Result<Duration> {
        let start = Instant::now();
        let answer = self.connection.send(Method::POST, "/v1/chat/completions", self.request.clone()).await?;
        ensure!(answer == self.expected, "the mock's stream is not whole");
        Ok(start.elapsed())
    }
}

/// What of a turn is recorded.
#[derive(Clone, Copy)]
pub enum Clock {
    /// From sending the message until its reply is there.
    WholeTurn,
    /// Only `ask`.
    Ask,
}

/// A whole turn through the server: post a message, ask for its reply, have the whole reply.
pub struct Turn {
    connection: Connection,
    interaction: String,
    clock: Clock,
    /// After so many turns the next message is a new root.
    turns_per_thread: usize,
    turns: usize,
    last_reply: Option<String>,
    expected: String,
}

impl Turn {
    /// Connects to the server as `user`.
    pub async fn open(
        server: SocketAddr,
        user: &User,
        clock: Clock,
        turns_per_thread: usize,
    ) -> Result<Self> {
        Ok(Self {
            connection: Connection::open(server, user.headers.clone()).await?,
            interaction: user.interaction.clone(),
            clock,
            turns_per_thread,
            turns: 0,
            last_reply: None,
            expected: wire::reply_text(),
        })
    }

    fn check(&self, reply: &Value, message: &str) -> Result<()> {
        let right = reply["content"] == self.expected.as_str()
            && reply["sent_by"] == "agent"
            && reply["parent_id"] == message
            && reply["interaction_id"] == self.interaction.as_str();
        ensure!(right, "not the whole reply to {message}: {reply}");
        Ok(())
    }
}

impl Caller for Turn {
    async fn step(&mut self) -> Result<Duration> {
        let mut start = Instant::now();
        let parent = self.last_reply.take_if(|_| !self.turns.is_multiple_of(self.turns_per_thread));
        let message = json!({"interaction_id": self.interaction, "content": QUESTION, "parent_id": parent});
        let message = self.connection.post("/messages", &message).await?;
        let message = text(&message, "id")?;

        if matches!(self.clock, Clock::Ask) {
            start = Instant::now();
        }
        let ask = json!({"interaction_id": self.interaction});
        let reply = self.connection.post(&format!("/messages/{message}/ask"), &ask).await?;
        let time = start.elapsed();

        self.check(&reply, message)?;
        self.last_reply = Some(text(&reply, "id")?.to_owned());
        self.turns += 1;
        Ok(time)
    }
}
