//! A closed loop for cases with more than one request: each caller starts its next turn when the previous one
//! has ended.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::{task::JoinSet, time::timeout};

use crate::{
    api::{QUESTION, User},
    client::{Connection, text},
    latency::Latency,
    report::Outcome,
    wire,
};

/// How long the last turns may take after the time is over.
const GRACE: Duration = Duration::from_secs(15);

/// What one caller repeats. `step` checks the responses and returns the time to record.
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
            let mut latency = Latency::new()?;
            while Instant::now() < end {
                latency.record(caller.step().await?);
            }
            Ok::<_, anyhow::Error>((caller, latency))
        });
    }
    let mut latency = Latency::new()?;
    while let Some(done) =
        timeout(duration + GRACE, running.join_next()).await.context("a turn takes too long")?
    {
        let (caller, part) = done??;
        callers.push(caller);
        latency.add(&part)?;
    }
    Ok(Outcome {
        count: latency.count(),
        seconds: start.elapsed().as_secs_f64(),
        latency: latency.percentiles(),
    })
}

/// Which part of a turn is recorded.
#[derive(Clone, Copy)]
pub enum Clock {
    /// From sending the message to the complete reply.
    WholeTurn,
    /// Only `ask`.
    Ask,
}

/// A whole turn through the server: posts a message, asks for a reply, and reads it completely.
pub struct Turn {
    connection: Connection,
    interaction: String,
    clock: Clock,
    /// After this many turns, the next message is a new root.
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
