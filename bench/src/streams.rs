//! Clients that have replies streamed one after another, each on its own connection: straight from the mock,
//! or through the server.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use axum::body::Bytes;
use http_body_util::BodyExt;
use hyper::{
    Method,
    header::{AUTHORIZATION, HeaderMap, HeaderValue},
};
use serde_json::json;

use crate::{
    api::{QUESTION, User},
    arrivals::{Arrivals, Timeline},
    client::{Connection, text},
    load::Caller,
    sse::ReplyStream,
    wire::{self, STREAM},
};

/// A client that has one reply after another streamed.
pub trait Streamer: Send + 'static {
    /// Reads one reply and checks its content.
    fn reply(&mut self) -> impl Future<Output = Result<Timeline>> + Send;

    /// Whether its connection can still be used.
    fn is_open(&self) -> bool;
}

/// Straight from the mock provider.
pub struct Straight {
    connection: Connection,
    request: Bytes,
}

impl Straight {
    /// Connects to the mock provider; `model` says the pace.
    pub async fn open(mock: SocketAddr, model: &str) -> Result<Self> {
        let headers = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static("Bearer bench"))]);
        let request = wire::request(model, QUESTION).to_string().into();
        Ok(Self { connection: Connection::open(mock, headers).await?, request })
    }
}

impl Streamer for Straight {
    async fn reply(&mut self) -> Result<Timeline> {
        let asked = Instant::now();
        let mut body =
            self.connection.listen(Method::POST, "/v1/chat/completions", self.request.clone()).await?;
        let mut arrivals = Arrivals::of(&STREAM);
        while let Some(frame) = body.frame().await {
            if let Some(bytes) = frame.context("the mock's stream breaks off")?.data_ref() {
                arrivals.push(bytes, Instant::now())?;
            }
        }
        arrivals.ensure_whole()?;
        Ok(Timeline { asked, deltas: arrivals.at().to_vec(), over: Instant::now() })
    }

    fn is_open(&self) -> bool {
        self.connection.is_open()
    }
}

impl Caller for Straight {
    async fn step(&mut self) -> Result<Duration> {
        Ok(self.reply().await?.total())
    }
}

/// Through the server: a message is posted, and then its reply asked for as a stream.
pub struct Through {
    connection: Connection,
    user: User,
}

impl Through {
    /// Connects to the server as `user`.
    pub async fn open(server: SocketAddr, user: &User) -> Result<Self> {
        Ok(Self { connection: Connection::open(server, user.headers.clone()).await?, user: user.clone() })
    }

    /// Posts a message and asks for its reply. Returns when that was asked.
    pub async fn ask(&mut self) -> Result<(Instant, ReplyStream)> {
        let message = json!({"interaction_id": self.user.interaction, "content": QUESTION});
        let message = self.connection.post("/messages", &message).await?;
        let asked = Instant::now();
        let stream = ReplyStream::ask(&mut self.connection, &self.user, text(&message, "id")?).await?;
        Ok((asked, stream))
    }
}

impl Streamer for Through {
    async fn reply(&mut self) -> Result<Timeline> {
        let (asked, mut stream) = self.ask().await?;
        stream.whole().await?;
        Ok(Timeline { asked, deltas: stream.arrivals.at().to_vec(), over: Instant::now() })
    }

    fn is_open(&self) -> bool {
        self.connection.is_open()
    }
}

/// Whole turns, including posting the message.
impl Caller for Through {
    async fn step(&mut self) -> Result<Duration> {
        let start = Instant::now();
        self.reply().await?;
        Ok(start.elapsed())
    }
}

/// A whole turn in one request (`POST /turns`), to our server or to the one it is compared with.
pub struct OneRequest {
    connection: Connection,
    user: User,
}

impl OneRequest {
    /// Connects to `server` as `user`.
    pub async fn open(server: SocketAddr, user: &User) -> Result<Self> {
        Ok(Self { connection: Connection::open(server, user.headers.clone()).await?, user: user.clone() })
    }
}

impl Caller for OneRequest {
    async fn step(&mut self) -> Result<Duration> {
        let start = Instant::now();
        ReplyStream::turn(&mut self.connection, &self.user, QUESTION).await?.whole().await?;
        Ok(start.elapsed())
    }
}
