//! A generation: asks the agent's models in order until one answers, and streams its text.

use std::borrow::Cow;

use futures_util::StreamExt;
use tokio::time::Instant;

use super::history::{self, Budget};
use super::metrics::ReplyMetrics;
use super::prompt::{self, Scope};
use super::trace;
use crate::error::{Error, Result, unknown};
use crate::models::attempt::{Begun, begin};
use crate::models::model::Model;
use crate::models::registry::Registry;
use crate::models::{Event, Failure, FailureKind, Request, Sent};
use crate::store::Store;
use crate::store::messages::{Question, Said as PathMessage};
use crate::tokens::estimate_tokens;

/// A generation that is ready to start.
pub struct Generation<'a> {
    registry: &'a Registry,
    question: &'a Question,
    metrics: &'a ReplyMetrics,
    /// The agent's model and its fallbacks, or why they cannot be asked.
    models: Vec<std::result::Result<Model, Failure>>,
    system: String,
    path: Vec<PathMessage>,
}

/// Why a generation failed.
pub struct Failed(pub Error);

impl From<Failure> for Failed {
    fn from(failure: Failure) -> Self {
        Self(failure.into())
    }
}

impl<'a> Generation<'a> {
    /// Renders the system message and reads the conversation.
    pub async fn prepare(
        store: &Store,
        registry: &'a Registry,
        question: &'a Question,
        message_id: &str,
        metrics: &'a ReplyMetrics,
    ) -> Result<Self> {
        let agent = &question.agent;
        let names = std::iter::once(agent.model.clone()).chain(agent.fallbacks());
        let connected = registry.of(store, &agent.project_id).await?;
        let models: Vec<_> = names.map(|name| connected.resolve(&name)).collect();
        let window = models.iter().flatten().map(|model| model.context_window).max();
        let scope = Scope::with_user(
            agent,
            &question.user_id,
            &question.user_external_id,
            &question.user_first_name,
            &question.user_last_name,
        );
        let system = prompt::render(&agent.system_message, &scope)?;
        let enough = history::enough_characters(window.unwrap_or_default());
        let path = store.path(&agent.project_id, message_id, enough).await?;
        if path.is_empty() {
            return Err(unknown("the question has no path"));
        }
        Ok(Self { registry, question, metrics, models, system, path })
    }

    /// Asks one model after the other until one sends its first token. If none does, returns the failure of the agent's
    /// own model.
    pub async fn first_token(&self) -> std::result::Result<Begun, Failed> {
        let mut first_failure = None;
        for model in &self.models {
            let failure = match model {
                Ok(model) => match self.first_token_of(model).await {
                    Ok(begun) => {
                        self.metrics.lock().first_token = Some(Instant::now());
                        return Ok(begun);
                    }
                    Err(failure) => failure,
                },
                Err(failure) => failure.clone(),
            };
            if failure.kind == FailureKind::NotConnected {
                tracing::warn!(
                    agent_id = self.question.agent.id,
                    detail = failure.detail,
                    "an agent's model is not connected"
                );
            }
            first_failure.get_or_insert(failure);
        }
        Err(first_failure.map_or_else(|| Failed(unknown("the agent has no model")), Failed::from))
    }

    async fn first_token_of(&self, model: &Model) -> std::result::Result<Begun, Failure> {
        {
            let mut recorded = self.metrics.lock();
            recorded.model.clone_from(&model.name);
            recorded.price = model.price;
        }
        let sent = |sent: &Sent<'_>| self.record_request(model, sent);
        let begun = begin(model, &self.request(model), self.registry.settings(), sent).await;
        let spent = match &begun {
            Ok(begun) => begun.spent,
            Err(failure) => failure.usage,
        };
        self.metrics.lock().spend(spent, model.price);
        begun
    }

    /// Records what a model is sent.
    fn record_request(&self, model: &Model, sent: &Sent<'_>) {
        let request = sent.request;
        let texts = request.messages.iter().map(|message| &message.content).chain([&request.system]);
        let tokens: usize = texts.map(|text| estimate_tokens(text)).sum();
        let mut recorded = self.metrics.lock();
        recorded.input_tokens = i64::try_from(tokens).unwrap_or(i64::MAX);
        if self.question.is_of_test_user() {
            recorded.trace = Some(trace::of(model, sent, self.question.draft));
        }
    }

    /// Passes the text to `push`, piece by piece, to its end.
    pub async fn stream(&self, begun: Begun, mut push: impl FnMut(&str)) -> std::result::Result<(), Failed> {
        let Begun { text, mut rest, .. } = begun;
        let mut size = text.len();
        push(&storable(&text));
        while let Some(event) = rest.next().await {
            match event? {
                Event::Text(piece) | Event::Refusal(piece) => {
                    size += piece.len();
                    if size > self.registry.settings().max_reply_bytes {
                        return Err(Failure::new(FailureKind::TooLong, "over models.max_reply_bytes").into());
                    }
                    push(&storable(&piece));
                }
                Event::Reasoning(_) | Event::ReasoningSignature(_) | Event::ToolCall(_) => {}
                Event::Usage(usage) => self.metrics.lock().usage = Some(usage),
                Event::Finished(_) => return Ok(()),
            }
        }
        Err(Failure::new(FailureKind::CutOff, "the stream ended without a finish reason").into())
    }

    fn request(&self, model: &Model) -> Request {
        let budget = Budget {
            context_window: model.context_window,
            reply_tokens: self.registry.settings().reply_tokens,
            strict_turns: model.strict_turns,
        };
        let (system, messages) = history::fit(self.system.clone(), &self.path, budget);
        Request {
            system,
            messages,
            openai: self.question.agent.openai.clone(),
            anthropic: self.question.agent.anthropic.clone(),
            gemini: self.question.agent.gemini.clone(),
        }
    }
}

/// Replaces NUL, the one character that PostgreSQL's text cannot hold.
fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}
