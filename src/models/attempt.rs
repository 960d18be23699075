//! The beginning of an answer: asked again, within limits, as long as nothing of it was heard.

use std::time::Duration;

use futures_util::StreamExt;
use rand::RngExt;
use tokio::time::sleep;

use super::registry::Model;
use super::{Event, Events, Failure, FailureKind, Request};
use crate::config::Models;
use crate::text::is_visible;

/// The first wait before asking again; it doubles.
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// An answer whose first visible character is there.
pub struct Begun {
    /// What was said so far.
    pub text: String,
    /// What is still to come.
    pub rest: Events,
}

/// Asks `model` until its answer begins. What is invisible at its start is held back until then, so that whoever
/// listens has seen nothing of an attempt that is repeated.
pub async fn begin(model: &Model, request: &Request, limits: &Models) -> Result<Begun, Failure> {
    let mut attempt = 0;
    loop {
        let failure = match once(model, request, limits).await {
            Ok(begun) => return Ok(begun),
            Err(failure) => failure,
        };
        let wait = failure.retry_after.unwrap_or_else(|| backoff(attempt).min(limits.max_retry_wait));
        let again = failure.is_passing() && attempt < limits.retries && wait <= limits.max_retry_wait;
        tracing::warn!(%model, attempt, again, kind = ?failure.kind, "a model gave no reply");
        tracing::debug!(%model, attempt, detail = %failure.detail, "what its provider said");
        if !again {
            return Err(failure);
        }
        attempt += 1;
        sleep(wait).await;
    }
}

async fn once(model: &Model, request: &Request, limits: &Models) -> Result<Begun, Failure> {
    let mut rest = model.ask(request).await?;
    let mut text = String::new();
    while let Some(event) = rest.next().await {
        match event? {
            Event::Delta(delta) => {
                text.push_str(&delta);
                if is_visible(&delta) {
                    return Ok(Begun { text, rest });
                }
            }
            Event::End(_) => return Err(Failure::new(FailureKind::Empty, "no visible character")),
        }
        if text.len() > limits.max_reply_bytes {
            return Err(Failure::new(FailureKind::TooLong, "over models.max_reply_bytes"));
        }
    }
    let kind = if text.is_empty() { FailureKind::Nonsense } else { FailureKind::CutOff };
    Err(Failure::new(kind, "the stream ended without an end"))
}

/// Doubling, with up to half as much again by chance, so that many callers do not come back at one moment.
fn backoff(attempt: u32) -> Duration {
    let wait = FIRST_WAIT.saturating_mul(2u32.saturating_pow(attempt));
    wait.mul_f64(rand::rng().random_range(1.0..1.5))
}
