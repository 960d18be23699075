//! Writing one reply: from the question to the stored end.

use std::pin::pin;
use std::sync::Arc;

use tokio::time::{Duration, Instant, sleep, timeout_at};

use super::generation::{Failed, Generation, Path};
use super::live_replies::ReplyWriter;
use super::metrics::ReplyMetrics;
use super::replies::Replies;
use super::title;
use super::written_parts::Piece;
use crate::error::{Code, Error, Result, unavailable};
use crate::models::{Failure, FailureKind, FinishReason as ModelFinish, Usage};
use crate::store::messages::{FinishReason, Message, MessageStatus, Question};
use crate::store::replies::FinishedReply;
use crate::text::is_visible;

/// The waits between attempts to store a reply's end: a restart of the database must not lose replies.
const STORE_AGAIN: [Duration; 3] =
    [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3)];
/// The wait between later attempts, after listeners have been told about the failure.
const LAST_WAIT: Duration = Duration::from_secs(10);
/// The number of later attempts: an hour's worth.
const LAST_ATTEMPTS: usize = 360;

/// How the generation of a reply ended.
enum End {
    Completed(FinishReason),
    Cancelled,
    Failed(Error),
}

/// Writes a reply to its end, whether or not anyone listens, and stores it. `create` stores its empty row,
/// and does not start before the conversation has been read. Listeners are told of every outcome.
pub async fn write(
    replies: &Replies,
    mut question: Question,
    path: Path,
    writer: ReplyWriter,
    create: impl Future<Output = Result<Message>>,
) {
    let start = Instant::now();
    let metrics = ReplyMetrics::default();
    let (end, failure) = match run(replies, &question, path, &writer, create, &metrics, start).await {
        Ok(End::Completed(reason)) => ((MessageStatus::Completed, reason), None),
        Ok(End::Cancelled) => ((MessageStatus::Cancelled, FinishReason::Cancelled), None),
        Ok(End::Failed(error)) => ((MessageStatus::Failed, FinishReason::Error), Some(error)),
        // The reply has no row.
        Err(error) => {
            if error.code == Code::Unknown {
                tracing::error!(cause = ?error.cause, "a reply could not be started");
            }
            return writer.end(None, Some(error));
        }
    };
    if let Some(error) = &failure {
        tracing::warn!(reply_id = writer.reply().id, cause = ?error.cause, "a reply failed: {}", error.message);
    }
    let finished = finished(&writer, &metrics, start, end, failure.as_ref());
    // A turn that starts an interaction is written before it has one.
    if let Some(created) = &writer.reply().progress().created {
        question.interaction_id.clone_from(&created.interaction_id);
    }
    let untitled = (end.0 == MessageStatus::Completed && question.agent.auto_title)
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
    path: Path,
    writer: &ReplyWriter,
    create: impl Future<Output = Result<Message>>,
    metrics: &ReplyMetrics,
    start: Instant,
) -> Result<End> {
    let reply = writer.reply();
    let generation = Generation::prepare(&replies.store, &replies.models, question, path, metrics).await?;
    reply.mark_prepared(start.elapsed());
    let push = |piece: Piece<'_>| writer.push(piece);
    let mut attempt = pin!(writer.waking(generation.first_token(&push)));
    let mut begun = None;
    // Asks the model while the row is being inserted. Always waits for the row: if it were unknown whether
    // the row exists, the reply could not be ended.
    let created = {
        let mut create = pin!(create);
        loop {
            tokio::select! {
                biased;
                created = &mut create => break created?,
                outcome = &mut attempt, if begun.is_none() => begun = Some(outcome),
            }
        }
    };
    writer.update(|progress| progress.created = Some(created));
    let generating = writer.waking(async {
        let begun = match begun {
            Some(begun) => begun?,
            None => attempt.await?,
        };
        generation.stream(begun, &push).await
    });
    Ok(tokio::select! {
        generated = timeout_at(start + replies.models.settings().reply_timeout, generating) => match generated {
            Ok(Ok(reason)) => End::Completed(finish_reason(reason)),
            Ok(Err(Failed(error))) => End::Failed(error),
            Err(_) => End::Failed(Failure::new(FailureKind::TimedOut, "longer than models.reply_timeout").into()),
        },
        () = reply.cancelled() => End::Cancelled,
        () = replies.tasks.aborted() => {
            End::Failed(unavailable("the server is shutting down; ask again in a moment"))
        }
    })
}

fn finish_reason(reason: ModelFinish) -> FinishReason {
    match reason {
        ModelFinish::Stop => FinishReason::Stop,
        ModelFinish::Length => FinishReason::Length,
        ModelFinish::ContentFilter => FinishReason::ContentFilter,
        ModelFinish::ToolCalls => FinishReason::ToolCalls,
    }
}

/// Returns a reply that has ended, as it is to be stored.
fn finished(
    writer: &ReplyWriter,
    metrics: &ReplyMetrics,
    start: Instant,
    (status, finish_reason): (MessageStatus, FinishReason),
    failure: Option<&Error>,
) -> FinishedReply {
    let reply = writer.reply();
    writer.push(Piece::End);
    let (content, parts) = reply.progress().parts.stored();
    let has_written = reply.progress().parts.size() > 0;
    let recorded = metrics.lock().clone();
    let milliseconds = |until: Instant| i64::try_from((until - start).as_millis()).unwrap_or(i64::MAX);
    // A model that sent nothing may have read nothing.
    let estimate =
        || Usage { input_tokens: recorded.input_tokens, output_tokens: reply.progress().parts.tokens() };
    // If the provider counted the tokens of a failed attempt, they are in `spent` already.
    let is_uncounted = has_written && (recorded.first_token.is_some() || recorded.spent.usage.is_none());
    let usage = recorded.usage.or_else(|| is_uncounted.then(estimate));
    let total = recorded.total(usage);
    FinishedReply {
        id: reply.id.clone(),
        project_id: reply.project_id.clone(),
        status,
        listed: status != MessageStatus::Failed || is_visible(&content),
        cost: total.cost,
        trace: recorded.trace,
        content,
        parts,
        finish_reason,
        hides_reasoning: reply.hides_reasoning,
        error: failure.map(|error| (error.code.name(), error.message.to_string())),
        provider_error: failure
            .and(recorded.provider_error)
            .and_then(|error| serde_json::to_string(&error).ok())
            .unwrap_or_default(),
        model: recorded.model,
        input_tokens: total.usage.map(|usage| usage.input_tokens),
        output_tokens: total.usage.map(|usage| usage.output_tokens),
        usage_estimated: usage.is_some() && recorded.usage.is_none(),
        latency_ms: milliseconds(Instant::now()),
        time_to_first_token_ms: recorded.first_token.map(milliseconds),
    }
}

/// Stores how a reply ended and tells the listeners. If the store fails, keeps trying and tells the listeners
/// after a while. The reply sweeper handles what could not be stored even then.
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
