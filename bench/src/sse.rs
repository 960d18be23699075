//! A reply as server-sent events, from `ask` or from `GET /messages/{id}/stream`.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use axum::body::Bytes;
use http_body_util::BodyExt;
use hyper::{Method, body::Incoming};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::timeout;

use crate::{
    api::User,
    arrivals::Arrivals,
    client::{Connection, text},
    wire::TEXT,
};

/// A connection that is silent for this long counts as dead; heartbeats are more frequent.
const SILENCE: Duration = Duration::from_secs(30);

/// The stream of one reply.
pub struct ReplyStream {
    body: Incoming,
    /// Bytes of an incomplete event.
    rest: Vec<u8>,
    /// The reply's ID, from the first event.
    pub id: String,
    /// The text that has arrived, and when.
    pub arrivals: Arrivals,
    /// The last event's name and message.
    pub last: Option<(String, Value)>,
}

#[derive(Deserialize)]
struct Delta<'a> {
    #[serde(borrow)]
    delta: std::borrow::Cow<'a, str>,
}

impl ReplyStream {
    /// Asks for a reply to `message` and waits until it has begun.
    pub async fn ask(connection: &mut Connection, user: &User, message: &str) -> Result<Self> {
        let body = serde_json::json!({"interaction_id": user.interaction}).to_string();
        let body = connection.listen(Method::POST, &format!("/messages/{message}/ask"), body.into()).await?;
        Self::open(body).await
    }

    /// Sends a message as a new root and asks for its reply, in one request.
    pub async fn turn(connection: &mut Connection, user: &User, content: &str) -> Result<Self> {
        let body = serde_json::json!({
            "interaction_id": user.interaction, "content": content, "parent_id": null,
        });
        Self::open(connection.listen(Method::POST, "/turns", body.to_string().into()).await?).await
    }

    /// Joins the reply `id` from its start.
    pub async fn join(connection: &mut Connection, id: &str) -> Result<Self> {
        Self::open(connection.listen(Method::GET, &format!("/messages/{id}/stream"), Bytes::new()).await?)
            .await
    }

    async fn open(body: Incoming) -> Result<Self> {
        let (rest, arrivals) = (Vec::new(), Arrivals::of(&TEXT));
        let mut stream = Self { body, rest, id: String::new(), arrivals, last: None };
        while stream.id.is_empty() {
            ensure!(stream.next().await?, "the stream ends before its first event");
        }
        Ok(stream)
    }

    /// Reads more of the stream. Returns `false` at its end.
    pub async fn next(&mut self) -> Result<bool> {
        let frame = timeout(SILENCE, self.body.frame()).await.context("the stream is silent")?;
        let Some(frame) = frame else { return Ok(false) };
        let Ok(bytes) = frame.context("the stream breaks off")?.into_data() else { return Ok(true) };
        let now = Instant::now();
        self.rest.extend_from_slice(&bytes);
        let mut rest = std::mem::take(&mut self.rest);
        let mut done = 0;
        while let Some(length) = rest[done..].windows(2).position(|pair| pair == b"\n\n") {
            self.event(std::str::from_utf8(&rest[done..done + length])?, now)?;
            done += length + 2;
        }
        rest.drain(..done);
        self.rest = rest;
        Ok(true)
    }

    fn event(&mut self, event: &str, now: Instant) -> Result<()> {
        let field = |name| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim_start);
        // A comment, which keeps the connection alive.
        let Some(data) = field("data:") else { return Ok(()) };
        ensure!(self.last.is_none(), "something comes after the last event: {event}");
        match field("event:").context("an event without a name")? {
            "message.delta" => {
                let delta: Delta = serde_json::from_str(data).with_context(|| format!("a delta: {data}"))?;
                self.arrivals.push(delta.delta.as_bytes(), now)
            }
            "message.created" => {
                let message: Value = serde_json::from_str(data)?;
                // `POST /turns` also sends the user's own message.
                if message["sent_by"] == "user" {
                    return Ok(());
                }
                ensure!(message["content"] == "", "a reply begins with text: {message}");
                self.id = text(&message, "id")?.to_owned();
                Ok(())
            }
            last => {
                self.last = Some((last.to_owned(), serde_json::from_str(data)?));
                Ok(())
            }
        }
    }

    /// Reads until `count` deltas have arrived.
    pub async fn until(&mut self, count: usize) -> Result<()> {
        while self.arrivals.at().len() < count {
            ensure!(self.next().await?, "the stream ends after {} deltas", self.arrivals.at().len());
        }
        Ok(())
    }

    /// Reads to the end, which must be the event `name` with the message whose text came in the deltas.
    pub async fn end_with(&mut self, name: &str) -> Result<()> {
        while self.next().await? {}
        let Some((last, message)) = &self.last else { bail!("the stream of {} has no last event", self.id) };
        let right = last == name
            && message["id"] == self.id.as_str()
            && text(message, "content")?.as_bytes() == self.arrivals.so_far();
        ensure!(right, "{} deltas of {}, then {last}: {message}", self.arrivals.at().len(), self.id);
        Ok(())
    }

    /// Reads to the end of a reply, which must be complete.
    pub async fn whole(&mut self) -> Result<()> {
        self.end_with("message.completed").await?;
        self.arrivals.ensure_whole()
    }
}
