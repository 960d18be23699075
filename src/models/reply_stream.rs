//! A provider's response as it arrives, read in the task that waits for it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{FutureExt, StreamExt, stream};
use reqwest::Response;
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
    credentials: Arc<Credentials>,
}

/// Reads a response within its limits. Failures never quote our secrets.
pub(super) fn read(
    response: Response,
    reader: ReplyReader,
    limits: Limits,
    credentials: Arc<Credentials>,
) -> Events {
    let deadline = Instant::now() + limits.reply;
    let reply = ReplyStream {
        response: Some(response),
        reader,
        patience: limits.read,
        deadline,
        bytes_left: limits.bytes,
        credentials,
    };
    let next = |mut reply: Box<ReplyStream>| async move { Some((reply.next().await?, reply)) };
    stream::unfold(Box::new(reply), next).boxed()
}

impl ReplyStream {
    async fn next(&mut self) -> Option<Result<Event, Failure>> {
        loop {
            let event = self.reader.next();
            if self.reader.has_ended()
                && !matches!(event, Some(Err(_)))
                && let Some(response) = self.response.take()
            {
                drain(response);
            }
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
        let whole = self.reader.is_whole();
        let patience = if whole { self.patience.min(LAST_WAIT) } else { self.patience };
        let patience = patience.min(self.deadline.saturating_duration_since(Instant::now()));
        match timeout(patience, response.chunk()).await {
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
