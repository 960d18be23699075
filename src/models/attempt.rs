//! Starting a reply with one model: retries, within limits, until the first visible character arrives.

use std::borrow::Cow;
use std::ops::Add;
use std::time::Duration;

use futures_util::StreamExt;
use rand::RngExt;
use tokio::time::sleep;

use super::circuit_breaker::{Permit, is_outage};
use super::event::{Event, Events, FinishReason, Usage};
use super::failure::{Failure, FailureKind};
use super::model::Model;
use super::reply_size::ReplySize;
use super::request::{Request, Sent};
use crate::config::Models;
use crate::text::is_visible;

/// The first wait before a retry; it doubles.
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// Maximum number of times that the older half of a conversation is dropped because it is too long for the
/// model.
const HALVINGS: u32 = 3;

/// A reply whose first visible character has arrived.
pub struct Begun {
    /// The tokens that earlier attempts used.
    pub spent: Option<Usage>,
    /// The size of the reasoning so far.
    pub size: ReplySize,
    /// The text so far.
    pub text: String,
    /// The events that follow.
    pub rest: Events,
}

/// Asks `model` until its reply begins. Leading invisible characters are held back until then, so that
/// listeners see no text of an attempt that is retried. Calls `sent` with each request, and `thought` with
/// the reasoning before the first visible character and its signature, as they arrive.
pub async fn begin(
    model: &Model,
    request: &Request,
    limits: &Models,
    mut sent: impl FnMut(&Sent<'_>) + Send,
    mut thought: impl FnMut(Event) + Send,
) -> Result<Begun, Failure> {
    let mut request = Cow::Borrowed(request);
    let (mut attempt, mut halvings, mut spent) = (0, 0, None);
    let mut has_counted = false;
    loop {
        let mut failure = match once(model, &request, limits, !has_counted, &mut sent, &mut thought).await {
            Ok(begun) => return Ok(Begun { spent, ..begun }),
            Err(failure) => failure,
        };
        has_counted |= is_outage(failure.kind);
        spent = spent.into_iter().chain(failure.usage).reduce(Usage::add);
        failure.usage = spent;
        if failure.kind == FailureKind::ContextTooLong
            && halvings < HALVINGS
            && request.to_mut().drop_older_half()
        {
            halvings += 1;
            tracing::info!(%model, "a conversation is longer than the model can read; its older half is left out");
            continue;
        }
        let wait = failure.retry_after.unwrap_or_else(|| backoff(attempt).min(limits.max_retry_wait));
        let again = failure.is_transient() && attempt < limits.retries && wait <= limits.max_retry_wait;
        // Why a model is down was logged when it failed.
        if failure.kind != FailureKind::Down {
            tracing::warn!(%model, attempt, again, kind = ?failure.kind, "a model gave no reply");
        }
        tracing::debug!(%model, attempt, detail = %failure.detail, "the error of the model's provider");
        if !again {
            return Err(failure);
        }
        attempt += 1;
        sleep(wait).await;
    }
}

/// Asks the model once, unless its circuit breaker is open, and tells that how it went; whether a failure `counts` too.
async fn once(
    model: &Model,
    request: &Request,
    limits: &Models,
    counts: bool,
    sent: &mut (dyn FnMut(&Sent<'_>) + Send),
    thought: &mut (dyn FnMut(Event) + Send),
) -> Result<Begun, Failure> {
    let mut permit = model.permit(request)?;
    let outcome = first_word(model, request, limits, permit.as_mut(), sent, thought).await;
    if let Some(permit) = permit {
        permit.report(outcome.as_ref().err(), counts);
    }
    outcome
}

async fn first_word(
    model: &Model,
    request: &Request,
    limits: &Models,
    mut permit: Option<&mut Permit>,
    sent: &mut (dyn FnMut(&Sent<'_>) + Send),
    thought: &mut (dyn FnMut(Event) + Send),
) -> Result<Begun, Failure> {
    let mut rest = model.ask(request, sent).await?;
    let (mut text, mut size, mut usage) = (String::new(), ReplySize::default(), None);
    while let Some(event) = rest.next().await {
        let event = event?;
        if let Some(permit) = &mut permit {
            permit.heard();
        }
        match event {
            Event::Text(piece) | Event::Refusal(piece) => {
                text.push_str(&piece);
                if is_visible(&piece) {
                    return Ok(Begun { spent: None, size, text, rest });
                }
            }
            event @ (Event::Reasoning(_) | Event::ReasoningSignature(_)) => {
                size.add(&event);
                thought(event);
            }
            Event::ToolCall(_) => {}
            Event::Usage(counted) => usage = Some(counted),
            Event::Finished(reason) => return Err(Failure { usage, ..without_text(reason) }),
        }
        size.check(text.len(), limits)?;
    }
    let kind = if text.is_empty() { FailureKind::Nonsense } else { FailureKind::CutOff };
    Err(Failure::new(kind, "the stream ended without a finish reason"))
}

/// Returns the failure for a complete reply without a visible character.
fn without_text(reason: FinishReason) -> Failure {
    let kind = match reason {
        FinishReason::Length => FailureKind::OutOfTokens,
        _ => FailureKind::Empty,
    };
    Failure::new(kind, "no visible character")
}

/// Returns a wait that doubles with each attempt, plus up to half of it at random, so that many callers do
/// not retry at once.
fn backoff(attempt: u32) -> Duration {
    let wait = FIRST_WAIT.saturating_mul(2u32.saturating_pow(attempt));
    wait.mul_f64(rand::rng().random_range(1.0..1.5))
}
