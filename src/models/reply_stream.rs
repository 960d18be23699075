//! A provider's response as it arrives, read in the task that waits for it.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{FutureExt, StreamExt, stream};
use reqwest::Response;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout};

use super::credentials::Credentials;
use super::event::{Event, Events};
use super::failure::{Failure, FailureKind};
use super::http_client::{read_body, transport_failure};
use super::wire::ReplyReader;

/// How long to wait for the end of a response whose reply is complete: the token counts may still follow.
const LAST_WAIT: Duration = Duration::from_secs(5);
/// How long to wait for the end of a body after the last event.
const DRAIN: Duration = Duration::from_secs(1);
/// Maximum number of bytes to read until that end.
const DRAINED: usize = 64 << 10;
/// Pieces that follow each other faster than this are read together.
const BURST: Duration = Duration::from_millis(1);
/// Maximum number of pieces, and of their bytes, that are read together.
const TOGETHER: (usize, usize) = (64, 16 << 10);

/// How long a response may take, and how large it may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Maximum time until it starts, and between two pieces of it.
    pub(super) read: Duration,
    /// Maximum time for the whole response.
    pub(super) reply: Duration,
    /// Maximum size in bytes, including everything around its text.
    pub(super) bytes: usize,
}

impl Limits {
    /// Returns the maximum time until the response starts.
    pub(super) fn first(self) -> Duration {
        self.read.min(self.reply)
    }
}

struct ReplyStream {
    /// `None` once the body was read to its end.
    response: Option<Response>,
    reader: ReplyReader,
    /// Maximum time between two pieces.
    patience: Duration,
    deadline: Instant,
    /// Bytes that may still come.
    bytes_left: usize,
    /// When the last piece arrived.
    last: Instant,
    credentials: Arc<Credentials>,
}

/// Reads a response within its limits. Failures never quote our secrets.
pub(super) fn read(
    response: Response,
    reader: ReplyReader,
    limits: Limits,
    credentials: Arc<Credentials>,
) -> Events {
    let now = Instant::now();
    let reply = ReplyStream {
        response: Some(response),
        reader,
        patience: limits.read,
        deadline: now + limits.reply,
        bytes_left: limits.bytes,
        last: now,
        credentials,
    };
    let next = |mut reply: Box<ReplyStream>| async move { Some((reply.next().await?, reply)) };
    stream::unfold(Box::new(reply), next).boxed()
}

impl ReplyStream {
    async fn next(&mut self) -> Option<Result<Event, Failure>> {
        loop {
            if self.reader.has_ended()
                && !self.reader.has_failed()
                && let Some(response) = self.response.take()
            {
                drain(response);
            }
            let event = self.reader.next();
            if event.is_some() || self.reader.has_ended() {
                return event.map(|event| event.map_err(|failure| self.without_secrets(failure)));
            }
            self.wait().await;
        }
    }

    /// Waits for more of the body.
    async fn wait(&mut self) {
        // Yields now and then, so that this task can be stopped even if data is always available.
        tokio::task::consume_budget().await;
        let Some(response) = &mut self.response else { return self.reader.end() };
        let read = match response.chunk().now_or_never() {
            Some(read) => Ok(read),
            None => {
                let whole = self.reader.is_whole();
                let patience = if whole { self.patience.min(LAST_WAIT) } else { self.patience };
                let patience = patience.min(self.deadline.saturating_duration_since(Instant::now()));
                timeout(patience, response.chunk()).await
            }
        };
        let before = std::mem::replace(&mut self.last, Instant::now());
        self.accept(read);
        if self.last - before < BURST {
            self.read_burst().await;
        }
    }

    /// Reads the pieces that arrive now. The client hands over one piece at a time, in another task; without
    /// this, each of them would be parsed, and sent to every listener, by itself.
    async fn read_burst(&mut self) {
        let (pieces, bytes) = TOGETHER;
        let enough = self.bytes_left.saturating_sub(bytes);
        for _ in 0..pieces {
            if self.reader.has_ended() || self.bytes_left <= enough {
                return;
            }
            reschedule().await;
            let Some(response) = &mut self.response else { return };
            let Some(read) = response.chunk().now_or_never() else { return };
            self.accept(Ok(read));
        }
    }

    /// Passes a piece of the body, its end or an error to the reader.
    fn accept(&mut self, read: Result<reqwest::Result<Option<Bytes>>, Elapsed>) {
        let whole = self.reader.is_whole();
        match read {
            Ok(Ok(Some(bytes))) if bytes.len() > self.bytes_left => {
                self.reader
                    .fail(Failure::new(FailureKind::TooLong, "far more bytes than models.max_reply_bytes"));
            }
            Ok(Ok(Some(bytes))) => {
                self.bytes_left -= bytes.len();
                self.reader.push(&bytes);
            }
            Ok(Ok(None)) => {
                self.response = None;
                self.reader.end_of_body();
            }
            Ok(Err(_)) | Err(_) if whole => {
                self.response = None;
                self.reader.end();
            }
            Ok(Err(error)) => {
                let kind = transport_failure(&error);
                self.reader.fail(Failure::new(kind, error.without_url().to_string()));
            }
            Err(elapsed) => self.reader.fail(Failure::new(FailureKind::TimedOut, elapsed.to_string())),
        }
    }

    fn without_secrets(&self, failure: Failure) -> Failure {
        Failure { detail: self.credentials.brief(&failure.detail), ..failure }
    }
}

/// Lets other tasks of this thread run. Unlike `yield_now`, does not make the thread look for new data first.
async fn reschedule() {
    let mut has_run = false;
    poll_fn(|context| {
        if std::mem::replace(&mut has_run, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Reads the rest of a body after the last event, so that the connection can be reused.
fn drain(mut response: Response) {
    let at_end = |read: reqwest::Result<Option<_>>| !matches!(read, Ok(Some(_)));
    if response.chunk().now_or_never().is_some_and(at_end) {
        return;
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "nobody waits for it: the reply is whole, and it has a time limit"
    )]
    let _task = tokio::spawn(async move {
        let _read = timeout(DRAIN, read_body(&mut response, DRAINED)).await;
    });
}
