//! Server-sent events as they arrive, read more strictly than browsers do: anything that is not exactly as
//! documented fails.

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::time::{Duration, Instant, timeout};

use super::Conversation;
use super::wait::{PATIENCE, in_time};

/// One event, with each of the three fields once, and the data as one line of JSON.
#[derive(Debug, Clone)]
pub struct Event {
    pub id: String,
    pub name: String,
    pub data: Value,
}

impl Event {
    /// Returns the text of a `message.delta`.
    #[track_caller]
    pub fn delta(&self) -> &str {
        assert_eq!(self.name, "message.delta", "{self:?}");
        self.data["delta"].as_str().unwrap()
    }
}

/// An open stream of events.
pub struct EventStream {
    pub headers: HeaderMap,
    /// Comments received so far.
    pub heartbeats: usize,
    body: BoxStream<'static, reqwest::Result<Vec<u8>>>,
    buffer: Vec<u8>,
    /// The number of bytes at the start of the buffer in which no event ends.
    searched: usize,
}

impl EventStream {
    /// Sends the request; the response must be a stream.
    pub async fn open(request: RequestBuilder) -> Self {
        let response = in_time("the start of a stream", request.send()).await.unwrap();
        let headers = response.headers().clone();
        if response.status() != 200 || headers["content-type"] != "text/event-stream" {
            panic!("no stream: {} {headers:?} {}", response.status(), response.text().await.unwrap());
        }
        let body = response.bytes_stream().map(|piece| piece.map(|bytes| bytes.to_vec())).boxed();
        Self { headers, heartbeats: 0, body, buffer: Vec::new(), searched: 0 }
    }

    /// Receives the next event, or `None` at the regular end.
    pub async fn next(&mut self) -> Option<Event> {
        in_time("the next event", self.next_or_break())
            .await
            .unwrap_or_else(|error| panic!("the stream broke: {error:?}"))
    }

    /// Receives the next event, which must be a delta, and returns its text.
    pub async fn delta(&mut self) -> String {
        self.next().await.expect("the stream goes on").delta().to_owned()
    }

    /// Receives the first event and returns the reply's ID.
    pub async fn created(&mut self) -> String {
        let created = self.next().await.expect("the stream goes on");
        assert_eq!(created.name, "message.created", "{created:?}");
        created.data["id"].as_str().unwrap().to_owned()
    }

    /// Receives the first event, and deltas until their text is exactly this.
    pub async fn hear(&mut self, text: &str) -> Vec<Event> {
        let (mut events, mut heard) = (vec![self.next().await.expect("the first event")], String::new());
        while heard != text {
            let event = self.next().await.expect("the stream goes on");
            heard.push_str(event.delta());
            assert!(text.starts_with(&heard), "{heard}");
            events.push(event);
        }
        events
    }

    /// Receives all events up to the regular end.
    pub async fn rest(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }

    /// Receives all events up to the end, regular or not, of a server that is killed.
    pub async fn until_broken(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Ok(Some(event)) = in_time("the end of a stream", self.next_or_break()).await {
            events.push(event);
        }
        events
    }

    /// Fails if an event comes within this time.
    pub async fn quiet(&mut self, time: Duration) {
        if let Ok(event) = timeout(time, self.next_or_break()).await {
            panic!("no event was expected: {event:?}");
        }
    }

    /// Receives this many comments; fails if an event comes.
    pub async fn hear_heartbeats(&mut self, count: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.heartbeats < count {
            assert!(Instant::now() < deadline, "{} heartbeats in {PATIENCE:?}", self.heartbeats);
            self.quiet(Duration::from_millis(20)).await;
        }
    }

    async fn next_or_break(&mut self) -> reqwest::Result<Option<Event>> {
        loop {
            while let Some(end) = self.buffer[self.searched..].windows(2).position(|two| two == b"\n\n") {
                let block: Vec<u8> = self.buffer.drain(..self.searched + end + 2).collect();
                self.searched = 0;
                let block = String::from_utf8(block).expect("UTF-8");
                match parse(block.trim_end_matches('\n')) {
                    Some(event) => return Ok(Some(event)),
                    None => self.heartbeats += 1,
                }
            }
            self.searched = self.buffer.len().saturating_sub(1);
            match self.body.next().await {
                Some(piece) => self.buffer.extend_from_slice(&piece?),
                None => {
                    assert!(self.buffer.is_empty(), "the stream ends inside an event: {:?}", self.buffer);
                    return Ok(None);
                }
            }
        }
    }
}

/// Returns the event of a block, or `None` for a comment.
fn parse(block: &str) -> Option<Event> {
    assert!(!block.contains('\r'), "a carriage return also ends lines: {block:?}");
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
    Some(Event { id: id.to_owned(), name: name.to_owned(), data })
}

impl Conversation {
    /// Asks for a stream of events.
    pub async fn ask_events(&self, message_id: &str) -> EventStream {
        let request = self.user.request(Method::POST, &format!("/messages/{message_id}/ask"));
        let body = json!({"interaction_id": self.id}).to_string();
        let request =
            request.header("Content-Type", "application/json").header("Accept", "text/event-stream");
        EventStream::open(request.body(body)).await
    }

    /// Joins a reply from its start.
    pub async fn join(&self, reply_id: &str) -> EventStream {
        EventStream::open(self.user.request(Method::GET, &format!("/messages/{reply_id}/stream"))).await
    }

    /// Resumes a reply after this event.
    pub async fn resume(&self, reply_id: &str, after: &str) -> EventStream {
        let request = self.user.request(Method::GET, &format!("/messages/{reply_id}/stream"));
        EventStream::open(request.header("Last-Event-ID", after)).await
    }
}
