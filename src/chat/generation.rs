//! A generation: asks the agent's models in order until one answers, and streams its text.

use std::borrow::Cow;

use futures_util::StreamExt;
use tokio::time::Instant;

use super::history::{self, Budget};
use super::metrics::ReplyMetrics;
use super::prompt::{self, Scope};
use super::trace;
use super::written_parts::Piece;
use crate::error::{Error, Result, unknown};
use crate::models::attempt::{Begun, begin};
use crate::models::model::Model;
use crate::models::registry::Registry;
use crate::models::{Event, Failure, FailureKind, FinishReason, ProviderError, Request, Sent};
use crate::store::Store;
use crate::store::messages::{Question, Said as PathMessage, Sender};
use crate::tokens::estimate_tokens;

/// A generation that is ready to start.
pub struct Generation<'a> {
    registry: &'a Registry,
    question: &'a Question,
    metrics: &'a ReplyMetrics,
    /// The agent's model and its fallbacks by name, or why they cannot be asked.
    models: Vec<(String, std::result::Result<Model, Failure>)>,
    system: String,
    path: Vec<PathMessage>,
}

/// The messages that lead to a question, and the question.
#[derive(Debug)]
pub enum Path {
    /// The stored messages up to this one.
    Stored(String),
    /// Those of a turn that is not stored yet.
    New {
        /// The stored message that the turn continues.
        below: Option<String>,
        /// The greeting of a new interaction.
        greeting: Option<String>,
        /// The question.
        content: String,
    },
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
        path: Path,
        metrics: &'a ReplyMetrics,
    ) -> Result<Self> {
        let agent = &question.agent;
        let names = std::iter::once(agent.model.clone()).chain(agent.fallbacks());
        let connected = registry.of(store, &agent.project_id).await?;
        let models: Vec<_> = names
            .map(|name| {
                let model = connected.resolve(&name);
                (name, model)
            })
            .collect();
        let window = models
            .iter()
            .filter_map(|(_, model)| model.as_ref().ok())
            .map(|model| model.context_window)
            .max();
        let scope = Scope::with_user(
            agent,
            &question.user_id,
            &question.user_external_id,
            &question.user_first_name,
            &question.user_last_name,
        );
        let system = prompt::render(&agent.system_message, &scope)?;
        let enough = history::enough_characters(window.unwrap_or_default());
        let path = read_path(store, &agent.project_id, path, enough).await?;
        Ok(Self { registry, question, metrics, models, system, path })
    }

    /// Asks the models in order until one sends its first token. If none does, returns the failure of the
    /// agent's own model. Passes the reasoning before that token to `push`.
    pub async fn first_token(
        &self,
        push: &(impl Fn(Piece<'_>) + Sync),
    ) -> std::result::Result<Begun, Failed> {
        let mut first_failure = None;
        for (name, model) in &self.models {
            let failure = match model {
                Ok(model) => match self.first_token_of(model, push).await {
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
            first_failure.get_or_insert((name, failure));
        }
        let Some((name, failure)) = first_failure else {
            return Err(Failed(unknown("the agent has no model")));
        };
        self.metrics.lock().provider_error = ProviderError::of(name, &failure);
        Err(failure.into())
    }

    async fn first_token_of(
        &self,
        model: &Model,
        push: &(impl Fn(Piece<'_>) + Sync),
    ) -> std::result::Result<Begun, Failure> {
        {
            let mut recorded = self.metrics.lock();
            recorded.model.clone_from(&model.name);
            recorded.price = model.price;
        }
        let sent = |sent: &Sent<'_>| {
            self.record_request(model, sent);
            push(Piece::End);
        };
        let thought = |event: Event| match event {
            Event::Reasoning(piece) => push_reasoning(&piece, push),
            Event::ReasoningSignature(value) => push(Piece::Signature { model: &model.name, value }),
            _ => {}
        };
        let begun = begin(model, &self.request(model), self.registry.settings(), sent, thought).await;
        let spent = match &begun {
            Ok(begun) => begun.spent,
            Err(failure) => failure.usage,
        };
        self.metrics.lock().spend(spent, model.price);
        push(Piece::End);
        begun
    }

    /// Records the request to a model.
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

    /// Passes the reply to `push`, piece by piece, to its end. Returns why it ended.
    pub async fn stream(
        &self,
        begun: Begun,
        push: &(impl Fn(Piece<'_>) + Sync),
    ) -> std::result::Result<FinishReason, Failed> {
        let (Begun { mut text, mut size, mut rest, .. }, limits) = (begun, self.registry.settings());
        size.add_text(&text);
        size.shorten(&mut text, limits);
        if !text.is_empty() {
            push(Piece::Text(&storable(&text)));
        }
        size.check(0, limits)?;
        while let Some(event) = rest.next().await {
            let mut event = event.inspect_err(|failure| {
                let mut recorded = self.metrics.lock();
                recorded.provider_error = ProviderError::of(&recorded.model, failure);
            })?;
            size.add(&event);
            if let Event::Text(text) | Event::Refusal(text) | Event::Reasoning(text) = &mut event {
                // As much as fits is kept.
                size.shorten(text, limits);
            }
            match event {
                Event::Text(piece) | Event::Refusal(piece) if piece.is_empty() => {}
                Event::Text(piece) | Event::Refusal(piece) => push(Piece::Text(&storable(&piece))),
                Event::Reasoning(piece) => push_reasoning(&piece, push),
                Event::ReasoningSignature(value) => {
                    let model = self.metrics.lock().model.clone();
                    push(Piece::Signature { model: &model, value });
                }
                // Models are not offered any tools yet.
                Event::ToolCall(_) => {}
                Event::Usage(usage) => self.metrics.lock().usage = Some(usage),
                Event::Finished(reason) => return Ok(reason),
            }
            size.check(0, limits)?;
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

/// Reads the messages that lead to a question. Stops climbing a long path once it has `enough` characters.
async fn read_path(store: &Store, project_id: &str, path: Path, enough: i64) -> Result<Vec<PathMessage>> {
    let (stored, greeting, content) = match path {
        Path::Stored(id) => (Some(id), None, None),
        Path::New { below, greeting, content } => (below, greeting, Some(content)),
    };
    let mut path = match stored {
        Some(id) => store.path(project_id, &id, enough).await?,
        None => Vec::new(),
    };
    path.extend(greeting.map(|content| PathMessage { sent_by: Sender::Agent, content }));
    path.extend(content.map(|content| PathMessage { sent_by: Sender::User, content }));
    if path.is_empty() { Err(unknown("the question has no path")) } else { Ok(path) }
}

fn push_reasoning(piece: &str, push: &impl Fn(Piece<'_>)) {
    if !piece.is_empty() {
        push(Piece::Reasoning(&storable(piece)));
    }
}

/// Replaces NUL, the one character that PostgreSQL's text cannot hold.
fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}
