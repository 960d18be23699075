//! Writing one reply: from the question to the stored end.

use std::pin::pin;
use std::sync::Arc;

use tokio::time::{Duration, Instant, sleep, timeout_at};

use super::generation::{Failed, Generation};
use super::live_replies::ReplyWriter;
use super::metrics::ReplyMetrics;
use super::replies::Replies;
use super::title;
use crate::error::{Code, Error, Result, unavailable};
use crate::models::{Failure, FailureKind, Usage};
use crate::store::messages::{Message, MessageStatus, Question};
use crate::store::replies::{FinishedReply, NewReply};
use crate::text::is_visible;
use crate::tokens::estimate_tokens;

/// The waits before a reply's end is stored again when the store fails: a database that restarts must not lose replies.
const STORE_AGAIN: [Duration; 3] =
    [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3)];
/// The wait after those, when listeners already know that something is wrong.
const LAST_WAIT: Duration = Duration::from_secs(10);
/// The number of those attempts: an hour.
const LAST_ATTEMPTS: usize = 360;

/// How the generation of a reply ended.
enum End {
    Completed,
    Cancelled,
    Failed(Error),
}

/// Writes a reply to its end, whoever listens, and stores it. Listeners learn of every outcome.
pub async fn write(replies: &Replies, question: Question, writer: ReplyWriter) {
    let start = Instant::now();
    let metrics = ReplyMetrics::default();
    let (end, failure) = match run(replies, &question, &writer, &metrics, start).await {
        Ok(End::Completed) => (MessageStatus::Completed, None),
        Ok(End::Cancelled) => (MessageStatus::Cancelled, None),
        Ok(End::Failed(error)) => (MessageStatus::Failed, Some(error)),
        // It has no row.
        Err(error) => return writer.end(None, Some(error)),
    };
    if let Some(error) = &failure {
        tracing::warn!(reply_id = writer.reply().id, cause = ?error.cause, "a reply failed: {}", error.message);
    }
    let finished = finished(&writer, &metrics, start, end, failure.as_ref());
    let untitled = (end == MessageStatus::Completed && question.agent.auto_title)
        .then(|| (writer.reply().question_id.clone(), finished.content.clone()));
    finish(replies, &writer, finished, failure).await;
    drop(writer);
    if let Some((question_id, content)) = untitled {
        title::write(replies, &question, &question_id, &content).await;
    }
}

/// Writes the reply up to its end. Returns an error if its row could not be created.
async fn run(
    replies: &Replies,
    question: &Question,
    writer: &ReplyWriter,
    metrics: &ReplyMetrics,
    start: Instant,
) -> Result<End> {
    let reply = writer.reply();
    let generation =
        Generation::prepare(&replies.store, &replies.models, question, &reply.question_id, metrics).await?;
    reply.mark_prepared(start.elapsed());
    let mut attempt = pin!(generation.first_token());
    let mut begun = None;
    // The model is asked while the row is being inserted. The row is awaited whatever else happens: a row that may or
    // may not exist could not be closed.
    let created = {
        let mut create = pin!(create_row(replies, question, writer));
        loop {
            tokio::select! {
                biased;
                created = &mut create => break created?,
                outcome = &mut attempt, if begun.is_none() => begun = Some(outcome),
            }
        }
    };
    writer.update(|progress| progress.created = Some(created));
    let generating = async {
        let begun = match begun {
            Some(begun) => begun?,
            None => attempt.await?,
        };
        generation.stream(begun, |delta| writer.update(|progress| progress.push(delta))).await
    };
    Ok(tokio::select! {
        generated = timeout_at(start + replies.models.settings().reply_timeout, generating) => match generated {
            Ok(Ok(())) => End::Completed,
            Ok(Err(Failed(error))) => End::Failed(error),
            Err(_) => End::Failed(Failure::new(FailureKind::TimedOut, "longer than models.reply_timeout").into()),
        },
        () = reply.cancelled() => End::Cancelled,
        () = replies.tasks.aborted() => {
            End::Failed(unavailable("the server is shutting down; ask again in a moment"))
        }
    })
}

async fn create_row(replies: &Replies, question: &Question, writer: &ReplyWriter) -> Result<Message> {
    let reply = writer.reply();
    let new = NewReply {
        id: reply.id.clone(),
        project_id: reply.project_id.clone(),
        interaction_id: question.interaction_id.clone(),
        parent_id: reply.question_id.clone(),
        node_id: replies.live.node_id().to_owned(),
    };
    replies.store.create_reply(new).await
}

/// Returns what is to be stored of a reply that ended.
fn finished(
    writer: &ReplyWriter,
    metrics: &ReplyMetrics,
    start: Instant,
    status: MessageStatus,
    failure: Option<&Error>,
) -> FinishedReply {
    let reply = writer.reply();
    let content = reply.progress().text.clone();
    let recorded = metrics.lock().clone();
    let milliseconds = |until: Instant| i64::try_from((until - start).as_millis()).unwrap_or(i64::MAX);
    // A model that sent nothing may have read nothing.
    let answered = recorded.first_token.is_some();
    let estimate = || Usage {
        input_tokens: recorded.input_tokens,
        output_tokens: estimate_tokens(&content).try_into().unwrap_or(i64::MAX),
    };
    let usage = recorded.usage.or_else(|| answered.then(estimate));
    let total = recorded.total(usage);
    FinishedReply {
        id: reply.id.clone(),
        project_id: reply.project_id.clone(),
        status,
        listed: status != MessageStatus::Failed || is_visible(&content),
        cost: total.cost,
        trace: recorded.trace,
        content,
        error: failure.map(|error| (error.code.name(), error.message.to_string())),
        model: recorded.model,
        input_tokens: total.usage.map(|usage| usage.input_tokens),
        output_tokens: total.usage.map(|usage| usage.output_tokens),
        usage_estimated: usage.is_some() && recorded.usage.is_none(),
        latency_ms: milliseconds(Instant::now()),
        time_to_first_token_ms: recorded.first_token.map(milliseconds),
    }
}

/// Stores how a reply ended and tells the listeners. If the store fails it keeps trying, and tells the listeners after
/// a while. What cannot be stored even then is found by the reply sweeper.
async fn finish(replies: &Replies, writer: &ReplyWriter, reply: FinishedReply, mut failure: Option<Error>) {
    let reply = Arc::new(reply);
    let waits = STORE_AGAIN.into_iter().chain(std::iter::repeat_n(LAST_WAIT, LAST_ATTEMPTS));
    for (attempt, wait) in waits.enumerate() {
        let error = match replies.store.finish_reply(Arc::clone(&reply)).await {
            Ok(message) => return writer.end(Some(message), failure.take()),
            Err(error) => error,
        };
        if error.code == Code::NotFound {
            tracing::info!(reply_id = reply.id, "a reply was deleted while it was being written");
            return writer.end(None, Some(error));
        }
        tracing::error!(reply_id = reply.id, cause = ?error.cause, "cannot store the end of a reply: {error}");
        if attempt >= STORE_AGAIN.len() {
            writer.update(|progress| progress.end(None, Some(error)));
        }
        tokio::select! {
            () = sleep(wait) => {}
            () = replies.tasks.aborted() => return,
        }
    }
}
