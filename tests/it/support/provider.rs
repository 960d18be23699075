//! A model provider that the tests script: a real HTTP server on a free port that answers each request with the next
//! scripted reply and records the requests. It writes HTTP/1.1 itself, so that it can also break the protocol.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::sleep;
use tokio_util::task::TaskTracker;

use super::wait::eventually;

pub struct ScriptedProvider {
    pub url: String,
    state: Arc<State>,
}

struct State {
    replies: Mutex<VecDeque<ScriptedReply>>,
    received: Mutex<Vec<ReceivedRequest>>,
    /// Connections that the caller closed during the response.
    left: Mutex<usize>,
    /// Replies that were sent completely.
    answered: Mutex<usize>,
    released: Semaphore,
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct ReceivedRequest {
    /// The path with the query.
    pub path: String,
    /// Headers by their names in lower case.
    pub headers: HashMap<String, String>,
    pub body: Value,
}

/// The response to a request.
#[derive(Debug, Clone, Default)]
pub struct ScriptedReply {
    steps: Vec<Step>,
}

#[derive(Debug, Clone)]
enum Step {
    Head(u16, Vec<(String, String)>),
    Send(Vec<u8>),
    Wait(Duration),
    /// Waits for [`ScriptedProvider::release`].
    Hold,
    /// Sends the same again and again, until the caller disconnects.
    Forever(Vec<u8>),
    /// The regular end; without it the connection is cut.
    End,
}

/// Reads a recorded stream of `tests/it/fixtures`.
pub fn fixture(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures").join(name);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Returns the first `count` events of a stream.
pub fn first_events(stream: &str, count: usize) -> &str {
    let end = if stream.contains("\r\n") { "\r\n\r\n" } else { "\n\n" };
    let length = stream.split_inclusive(end).take(count).map(str::len).sum();
    &stream[..length]
}

impl ScriptedReply {
    /// Sends 200 and a stream of events, in one piece.
    pub fn stream(body: &str) -> Self {
        Self::with(200, "text/event-stream; charset=utf-8", body)
    }

    /// Sends 200 and a stream of events, each in its own piece.
    pub fn events(events: &[String]) -> Self {
        let mut reply = Self::stream("");
        let sends = events.iter().map(|event| Step::Send(event.clone().into_bytes()));
        reply.steps.splice(1..2, sends);
        reply
    }

    /// Sends any status and body.
    pub fn with(status: u16, content_type: &str, body: &str) -> Self {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        let steps = vec![Step::Head(status, headers), Step::Send(body.as_bytes().to_vec()), Step::End];
        Self { steps }
    }

    /// Sends an error in JSON.
    pub fn error(status: u16, body: &Value) -> Self {
        Self::with(status, "application/json", &body.to_string())
    }

    /// Closes the connection without a response.
    pub fn hang_up() -> Self {
        Self::default()
    }

    /// Sends nothing, but keeps the connection open.
    pub fn silence() -> Self {
        Self { steps: vec![Step::Hold] }
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let Some(Step::Head(_, headers)) =
            self.steps.iter_mut().find(|step| matches!(step, Step::Head(..)))
        {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// Splits the body into pieces of this many bytes, regardless of its content.
    pub fn in_pieces_of(mut self, bytes: usize) -> Self {
        let cut = |step: Step| match step {
            Step::Send(body) => body.chunks(bytes).map(|piece| Step::Send(piece.to_vec())).collect(),
            step => vec![step],
        };
        self.steps = self.steps.into_iter().flat_map(cut).collect();
        self
    }

    /// Pauses after each piece.
    pub fn paced(mut self, pause: Duration) -> Self {
        let pace = |step: Step| match step {
            Step::Send(_) => vec![step, Step::Wait(pause)],
            step => vec![step],
        };
        self.steps = self.steps.into_iter().flat_map(pace).collect();
        self
    }

    /// Starts only after [`ScriptedProvider::release`].
    pub fn held(mut self) -> Self {
        self.steps.insert(0, Step::Hold);
        self
    }

    /// Sends each piece after the first `count` only after another [`ScriptedProvider::release`].
    pub fn held_after(mut self, count: usize) -> Self {
        let mut sends = 0;
        let hold = |step: Step| {
            sends += usize::from(matches!(step, Step::Send(_)));
            let held = matches!(step, Step::Send(_)) && sends > count;
            if held { vec![Step::Hold, step] } else { vec![step] }
        };
        self.steps = self.steps.into_iter().flat_map(hold).collect();
        self
    }

    /// Cuts the connection instead of the regular end.
    pub fn then_cut(mut self) -> Self {
        self.steps.retain(|step| !matches!(step, Step::End));
        self
    }

    /// Sends nothing more instead of the regular end.
    pub fn then_silence(self) -> Self {
        let mut silent = self.then_cut();
        silent.steps.push(Step::Hold);
        silent
    }

    /// Sends this piece forever instead of the regular end.
    pub fn then_forever(self, piece: &str) -> Self {
        let mut endless = self.then_cut();
        endless.steps.push(Step::Forever(piece.as_bytes().to_vec()));
        endless
    }
}

impl ScriptedProvider {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(State {
            replies: Mutex::default(),
            received: Mutex::default(),
            left: Mutex::default(),
            answered: Mutex::default(),
            released: Semaphore::new(0),
        });
        let (tasks, shared) = (TaskTracker::new(), Arc::clone(&state));
        tasks.clone().spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tasks.spawn(serve(connection, Arc::clone(&shared)));
            }
        });
        Self { url, state }
    }

    /// Adds a reply to the queue for the next requests.
    pub fn reply_with(&self, reply: ScriptedReply) -> &Self {
        self.state.replies.lock().unwrap().push_back(reply);
        self
    }

    /// Lets one held piece be sent.
    pub fn release(&self) {
        self.state.released.add_permits(1);
    }

    /// Lets this many held pieces be sent.
    pub fn release_many(&self, count: usize) {
        self.state.released.add_permits(count);
    }

    /// Returns all requests so far.
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.state.received.lock().unwrap().clone()
    }

    pub fn request_count(&self) -> usize {
        self.state.received.lock().unwrap().len()
    }

    #[track_caller]
    pub fn last_request(&self) -> ReceivedRequest {
        self.requests().pop().expect("the provider has received a request")
    }

    /// Returns how many scripted replies no request has used.
    pub fn unused_replies(&self) -> usize {
        self.state.replies.lock().unwrap().len()
    }

    /// Waits until there were `count` requests.
    pub async fn wait_for_requests(&self, count: usize) {
        eventually("the provider receives requests", || self.request_count() >= count).await;
    }

    /// Waits until `count` replies were sent to their end.
    pub async fn wait_for_answers(&self, count: usize) {
        eventually("a reply is sent to its end", || *self.state.answered.lock().unwrap() >= count).await;
    }

    /// Returns how many callers have disconnected during a response.
    pub fn disconnects(&self) -> usize {
        *self.state.left.lock().unwrap()
    }

    /// Waits until `count` callers have disconnected during a response.
    pub async fn wait_for_disconnects(&self, count: usize) {
        eventually("the caller disconnects", || self.disconnects() >= count).await;
    }
}

async fn serve(mut connection: TcpStream, state: Arc<State>) {
    let _best_effort = connection.set_nodelay(true);
    while let Ok(Some(request)) = receive(&mut connection).await {
        state.received.lock().unwrap().push(request);
        let reply = state.replies.lock().unwrap().pop_front();
        let reply = reply.unwrap_or_else(|| ScriptedReply::with(418, "text/plain", "no reply was scripted"));
        match answer(&mut connection, reply, &state).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(_) => {
                *state.left.lock().unwrap() += 1;
                return;
            }
        }
    }
}

/// Sends a response. Returns whether the connection can be used again; an error if the caller has closed it.
async fn answer(connection: &mut TcpStream, reply: ScriptedReply, state: &State) -> io::Result<bool> {
    for step in reply.steps {
        match step {
            Step::Head(status, headers) => {
                let mut head = format!("HTTP/1.1 {status} Scripted\r\nTransfer-Encoding: chunked\r\n");
                for (name, value) in headers {
                    head.push_str(&format!("{name}: {value}\r\n"));
                }
                head.push_str("\r\n");
                connection.write_all(head.as_bytes()).await?;
            }
            Step::Send(bytes) => send(connection, &bytes).await?,
            Step::Wait(pause) => stay(connection, sleep(pause)).await?,
            Step::Hold => {
                stay(connection, async { state.released.acquire().await.unwrap().forget() }).await?
            }
            Step::Forever(bytes) => loop {
                stay(connection, tokio::task::yield_now()).await?;
                send(connection, &bytes).await?;
            },
            Step::End => {
                connection.write_all(b"0\r\n\r\n").await?;
                *state.answered.lock().unwrap() += 1;
                return Ok(true);
            }
        }
    }
    Ok(false)
}

async fn send(connection: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    let mut chunk = format!("{:x}\r\n", bytes.len()).into_bytes();
    chunk.extend_from_slice(bytes);
    chunk.extend_from_slice(b"\r\n");
    connection.write_all(&chunk).await
}

/// Waits for `until` while the caller stays connected.
async fn stay(connection: &mut TcpStream, until: impl Future<Output = ()>) -> io::Result<()> {
    tokio::select! {
        () = until => Ok(()),
        // A caller that waits for a response sends nothing, so reading here only returns when it disconnects.
        _ = connection.read_u8() => Err(io::ErrorKind::ConnectionReset.into()),
    }
}

/// Receives the next request of a connection, or `None` at its end.
async fn receive(connection: &mut TcpStream) -> io::Result<Option<ReceivedRequest>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match connection.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return Ok(None),
        }
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.lines();
    let path = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default().to_owned();
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    connection.read_exact(&mut body).await?;
    Ok(Some(ReceivedRequest { path, headers, body: serde_json::from_slice(&body).unwrap_or_default() }))
}
