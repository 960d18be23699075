//! One turn: an agent's reply to a user's message, from the request to what is stored.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::{Duration, Instant, sleep, timeout_at};

use super::generation::{Failed, Generation};
use super::live_replies::Writing;
use crate::app::App;
use crate::error::{Code, Error, Result, conflict, forbidden, unavailable};
use crate::models::{Failure, FailureKind, Usage};
use crate::pricing::Price;
use crate::store::messages::Asked;
use crate::store::replies::{FinishedReply, NewReply};
use crate::text::is_visible;

/// When the end of a reply is stored again if the store fails: nobody should lose one to a database that restarts.
const STORE_AGAIN: [Duration; 3] =
    [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3)];
/// And after that, while listeners know already that something is wrong.
const LAST_WAIT: Duration = Duration::from_secs(10);
/// So often: an hour.
const LAST_ATTEMPTS: usize = 360;

/// What is known of a reply besides its text.
#[derive(Debug, Default)]
pub struct ReplyMetrics(Mutex<Recorded>);

/// See [`ReplyMetrics`].
#[derive(Debug, Default, Clone)]
pub struct Recorded {
    /// The model that was asked last.
    pub model: String,
    /// What it costs.
    pub price: Option<Price>,
    /// Our estimate of the tokens that it read.
    pub input_tokens: i64,
    /// When the first visible character was there.
    pub first_token: Option<Instant>,
    /// What its provider said.
    pub usage: Option<Usage>,
    /// What it was sent, as JSON; of test users only.
    pub trace: Option<String>,
}

impl ReplyMetrics {
    /// To read or change what is known.
    pub fn lock(&self) -> MutexGuard<'_, Recorded> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How the writing of a reply ended.
enum End {
    Completed,
    Cancelled,
    Failed(Error),
}

/// Whether the message may be asked: a user's, in the interaction that the caller means, its agent active.
pub fn check(asked: &Asked, interaction_id: &str) -> Result<()> {
    if asked.interaction_id != interaction_id {
        return Err(conflict("interaction_id: this message is not in that interaction"));
    }
    if asked.sent_by != "user" {
        return Err(conflict("this message was sent by the agent; ask a message of the user"));
    }
    if !asked.agent.is_active() {
        return Err(forbidden("this agent is not active"));
    }
    // Two that ask on two nodes at the same moment are told apart when the row is written; the late one's model is then
    // asked for nothing, which costs less than to make everybody wait for the row.
    if asked.being_answered > 0 {
        return Err(conflict("a reply to this message is being written already"));
    }
    Ok(())
}

/// Writes a reply to its end, whoever listens, and stores it. Whoever listens learns of every outcome.
pub async fn write(app: &App, asked: Asked, writing: Writing) {
    let start = Instant::now();
    let metrics = ReplyMetrics::default();
    let (end, failure) = match run(app, &asked, &writing, &metrics, start).await {
        Ok(End::Completed) => ("completed", None),
        Ok(End::Cancelled) => ("cancelled", None),
        Ok(End::Failed(error)) => ("failed", Some(error)),
        // It has no row.
        Err(error) => return writing.end(None, Some(error)),
    };
    if let Some(error) = &failure {
        tracing::warn!(reply_id = writing.reply().id, cause = ?error.cause, "a reply failed: {}", error.message);
    }
    let finished = finished(&writing, &metrics, start, end, failure.as_ref());
    finish(app, &writing, finished, failure).await;
}

/// The reply up to its end; an error if its row could not be made.
async fn run(
    app: &App,
    asked: &Asked,
    writing: &Writing,
    metrics: &ReplyMetrics,
    start: Instant,
) -> Result<End> {
    let reply = writing.reply();
    let new = NewReply {
        id: reply.id.clone(),
        project_id: reply.project_id.clone(),
        interaction_id: asked.interaction_id.clone(),
        parent_id: reply.asked_id.clone(),
        node_id: app.live_replies.node_id().to_owned(),
    };
    let generation = Generation::prepare(&app.store, &app.models, asked, &reply.asked_id, metrics).await?;
    let mut begin = pin!(generation.begin());
    let mut begun = None;
    // The model is asked while the row is being written. The row is waited for, whatever else happens: what is not
    // known to be there cannot be closed.
    let created = {
        let mut create = pin!(app.store.create_reply(new));
        loop {
            tokio::select! {
                biased;
                created = &mut create => break created?,
                outcome = &mut begin, if begun.is_none() => begun = Some(outcome),
            }
        }
    };
    writing.update(|progress| progress.created = Some(created));
    let speaking = async {
        let begun = match begun {
            Some(begun) => begun?,
            None => begin.await?,
        };
        generation.go_on(begun, |delta| writing.update(|progress| progress.push(delta))).await
    };
    Ok(tokio::select! {
        spoken = timeout_at(start + app.models.settings().reply_timeout, speaking) => match spoken {
            Ok(Ok(())) => End::Completed,
            Ok(Err(Failed(error))) => End::Failed(error),
            Err(_) => End::Failed(Failure::new(FailureKind::TimedOut, "longer than models.reply_timeout").into()),
        },
        () = reply.cancelled() => End::Cancelled,
        () = app.give_up.cancelled() => {
            End::Failed(unavailable("the server is shutting down; ask again in a moment"))
        }
    })
}

/// What is to be stored of a reply that ended.
fn finished(
    writing: &Writing,
    metrics: &ReplyMetrics,
    start: Instant,
    status: &'static str,
    failure: Option<&Error>,
) -> FinishedReply {
    let reply = writing.reply();
    let content = reply.progress().text.clone();
    let known = metrics.lock().clone();
    let milliseconds = |until: Instant| i64::try_from((until - start).as_millis()).unwrap_or(i64::MAX);
    // A model that was never heard may have read nothing.
    let heard = known.first_token.is_some();
    let estimate = || Usage { input_tokens: known.input_tokens, output_tokens: tokens(content.len()) };
    let usage = known.usage.or_else(|| heard.then(estimate));
    FinishedReply {
        id: reply.id.clone(),
        project_id: reply.project_id.clone(),
        status,
        listed: status != "failed" || is_visible(&content),
        cost: usage.zip(known.price).map(|(usage, price)| price.cost(usage)),
        trace: known.trace,
        content,
        error: failure.map(|error| (error.code.name(), error.message.to_string())),
        model: known.model,
        input_tokens: usage.map(|usage| usage.input_tokens),
        output_tokens: usage.map(|usage| usage.output_tokens),
        usage_estimated: usage.is_some() && known.usage.is_none(),
        latency_ms: milliseconds(Instant::now()),
        time_to_first_token_ms: known.first_token.map(milliseconds),
    }
}

/// Stores how a reply ended and tells the listeners. If the store fails it goes on trying, and tells them so after a
/// while; what even then cannot be stored is found by the sweep.
async fn finish(app: &App, writing: &Writing, reply: FinishedReply, mut failure: Option<Error>) {
    let reply = Arc::new(reply);
    let waits = STORE_AGAIN.into_iter().chain(std::iter::repeat_n(LAST_WAIT, LAST_ATTEMPTS));
    for (attempt, wait) in waits.enumerate() {
        let error = match app.store.finish_reply(Arc::clone(&reply)).await {
            Ok(message) => return writing.end(Some(message), failure.take()),
            Err(error) => error,
        };
        if error.code == Code::NotFound {
            tracing::info!(reply_id = reply.id, "a reply was deleted while it was being written");
            return writing.end(None, Some(error));
        }
        tracing::error!(reply_id = reply.id, cause = ?error.cause, "the end of a reply could not be stored: {error}");
        if attempt >= STORE_AGAIN.len() {
            writing.update(|progress| progress.end(None, Some(error)));
        }
        tokio::select! {
            () = sleep(wait) => {}
            () = app.give_up.cancelled() => return,
        }
    }
}

/// How many tokens a text of so many bytes is, about: four bytes each in English, fewer characters in other scripts.
pub(super) fn tokens(bytes: usize) -> i64 {
    i64::try_from(bytes.div_ceil(4)).unwrap_or(i64::MAX)
}
