//! One whole answer: asked again, within limits, as long as nothing of it was heard.

use std::time::Duration;

use futures_util::StreamExt;
use rand::RngExt;
use tokio::time::{sleep, timeout};

use super::registry::Model;
use super::{Event, Failure, FailureKind, Request};
use crate::chat::text::is_visible;
use crate::config::Models;

/// The first wait before asking again; it doubles.
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// Asks `model` and returns its whole answer. A part of an answer is never returned.
pub async fn complete(model: &Model, request: &Request, limits: &Models) -> Result<String, Failure> {
    match timeout(limits.reply_timeout, retrying(model, request, limits)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(Failure::new(FailureKind::TimedOut, "the reply took longer than models.reply_timeout")),
    }
}

async fn retrying(model: &Model, request: &Request, limits: &Models) -> Result<String, Failure> {
    let mut attempt = 0;
    loop {
        let (failure, heard) = match once(model, request, limits).await {
            Ok(answer) => return Ok(answer),
            Err(failed) => failed,
        };
        let wait = failure.retry_after.unwrap_or_else(|| backoff(attempt).min(limits.max_retry_wait));
        let again =
            !heard && failure.is_passing() && attempt < limits.retries && wait <= limits.max_retry_wait;
        tracing::warn!(%model, attempt, again, kind = ?failure.kind, "a model gave no reply");
        tracing::debug!(%model, attempt, detail = %failure.detail, "what its provider said");
        if !again {
            return Err(failure);
        }
        attempt += 1;
        sleep(wait).await;
    }
}

/// One attempt; a failure says whether something of the answer was heard before it.
async fn once(model: &Model, request: &Request, limits: &Models) -> Result<String, (Failure, bool)> {
    let mut events = model.ask(request).await.map_err(|failure| (failure, false))?;
    let mut answer = String::new();
    while let Some(event) = events.next().await {
        match event {
            Ok(Event::Delta(delta)) => answer.push_str(&delta),
            Ok(Event::End) if is_visible(&answer) => return Ok(answer),
            Ok(Event::End) => return Err((Failure::new(FailureKind::Empty, "no visible character"), false)),
            Err(failure) => return Err((failure, !answer.is_empty())),
        }
        if answer.len() > limits.max_reply_bytes {
            return Err((Failure::new(FailureKind::TooLong, "over models.max_reply_bytes"), true));
        }
    }
    let kind = if answer.is_empty() { FailureKind::Nonsense } else { FailureKind::CutOff };
    Err((Failure::new(kind, "the stream ended without an end"), !answer.is_empty()))
}

/// Doubling, with up to half as much again by chance, so that many callers do not come back at one moment.
fn backoff(attempt: u32) -> Duration {
    let wait = FIRST_WAIT.saturating_mul(2u32.saturating_pow(attempt));
    wait.mul_f64(rand::rng().random_range(1.0..1.5))
}
