//! Server-sent events as they arrive, read more strictly than browsers do: what is not exactly as documented fails.

use std::time::Instant;

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::time::{Duration, timeout};

use super::Conversation;
use super::provider::PATIENCE;

/// One event: all three fields, each once, the data on one line of JSON.
#[derive(Debug, Clone)]
pub struct Event {
    pub id: String,
    pub name: String,
    pub data: Value,
    pub at: Instant,
}

impl Event {
    /// The text of a `message.delta`.
    #[track_caller]
    pub fn delta(&self) -> &str {
        assert_eq!(self.name, "message.delta", "{self:?}");
        self.data["delta"].as_str().unwrap()
    }
}

/// A stream of events that is open.
pub struct Events {
    pub headers: HeaderMap,
    /// When comments came.
    pub heartbeats: Vec<Instant>,
    body: BoxStream<'static, reqwest::Result<Vec<u8>>>,
    buffer: Vec<u8>,
}

impl Events {
    /// Sends the request; its answer must be a stream.
    pub async fn of(request: RequestBuilder) -> Self {
        let response = timeout(PATIENCE, request.send()).await.expect("a stream begins at once").unwrap();
        let headers = response.headers().clone();
        if response.status() != 200 || headers["content-type"] != "text/event-stream" {
            panic!("no stream: {} {headers:?} {}", response.status(), response.text().await.unwrap());
        }
        let body = response.bytes_stream().map(|piece| piece.map(|bytes| bytes.to_vec())).boxed();
        Self { headers, heartbeats: Vec::new(), body, buffer: Vec::new() }
    }

    /// The next event, or nothing at the orderly end.
    pub async fn next(&mut self) -> Option<Event> {
        timeout(PATIENCE, self.next_or_break())
            .await
            .expect("waited for an event in vain")
            .unwrap_or_else(|error| panic!("the stream broke: {error:?}"))
    }

    /// The next event, which must be a delta: its text.
    pub async fn delta(&mut self) -> String {
        self.next().await.expect("the stream goes on").delta().to_owned()
    }

    /// The first event: the reply's ID.
    pub async fn created(&mut self) -> String {
        let created = self.next().await.expect("the stream goes on");
        assert_eq!(created.name, "message.created", "{created:?}");
        created.data["id"].as_str().unwrap().to_owned()
    }

    /// Everything up to the orderly end.
    pub async fn rest(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }

    /// Everything up to the end, orderly or not, of a server that is killed.
    pub async fn until_broken(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Ok(Some(event)) = timeout(PATIENCE, self.next_or_break()).await.expect("an end") {
            events.push(event);
        }
        events
    }

    /// No event comes in this time.
    pub async fn quiet(&mut self, time: Duration) {
        if let Ok(event) = timeout(time, self.next_or_break()).await {
            panic!("no event was expected: {event:?}");
        }
    }

    async fn next_or_break(&mut self) -> reqwest::Result<Option<Event>> {
        loop {
            while let Some(end) = self.buffer.windows(2).position(|two| two == b"\n\n") {
                let block: Vec<u8> = self.buffer.drain(..end + 2).collect();
                let block = String::from_utf8(block).expect("UTF-8");
                let at = Instant::now();
                match parse(block.trim_end_matches('\n'), at) {
                    Some(event) => return Ok(Some(event)),
                    None => self.heartbeats.push(at),
                }
            }
            match self.body.next().await {
                Some(piece) => self.buffer.extend_from_slice(&piece?),
                None => {
                    assert!(self.buffer.is_empty(), "ends inside of an event: {:?}", self.buffer);
                    return Ok(None);
                }
            }
        }
    }
}

/// An event, or nothing for a comment.
fn parse(block: &str, at: Instant) -> Option<Event> {
    assert!(!block.contains('\r'), "a carriage return ends lines, too: {block:?}");
    if block.starts_with(':') {
        assert_eq!(block.lines().count(), 1, "a comment is a block of its own: {block:?}");
        return None;
    }
    let mut lines: Vec<(&str, &str)> = block
        .split('\n')
        .map(|line| line.split_once(": ").unwrap_or_else(|| panic!("not a field: {line:?} in {block:?}")))
        .collect();
    lines.sort_unstable();
    let [("data", data), ("event", name), ("id", id)] = lines[..] else {
        panic!("not exactly id, event and data: {block:?}")
    };
    assert!(!id.is_empty() && id.chars().all(|char| char.is_ascii_graphic()), "{id:?} fits no header");
    let data = serde_json::from_str(data).unwrap_or_else(|error| panic!("{error}: {data:?}"));
    Some(Event { id: id.to_owned(), name: name.to_owned(), data, at })
}

impl Conversation {
    /// Asks for a stream of events.
    pub async fn ask_events(&self, message_id: &str) -> Events {
        let request = self.user.request(Method::POST, &format!("/messages/{message_id}/ask"));
        let body = json!({"interaction_id": self.id}).to_string();
        let request =
            request.header("Content-Type", "application/json").header("Accept", "text/event-stream");
        Events::of(request.body(body)).await
    }

    /// Joins a reply from its start.
    pub async fn join(&self, reply_id: &str) -> Events {
        Events::of(self.user.request(Method::GET, &format!("/messages/{reply_id}/stream"))).await
    }

    /// Resumes a reply after this event.
    pub async fn resume(&self, reply_id: &str, after: &str) -> Events {
        let request = self.user.request(Method::GET, &format!("/messages/{reply_id}/stream"));
        Events::of(request.header("Last-Event-ID", after)).await
    }
}
