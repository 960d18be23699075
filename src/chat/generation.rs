//! What a model says in a turn: the first of the agent's models that answers, piece by piece.

use std::borrow::Cow;

use futures_util::StreamExt;
use tokio::time::Instant;

use super::history::{self, Room};
use super::prompt::{self, Scope};
use super::reply::{ReplyMetrics, tokens};
use super::trace;
use crate::error::{Error, Result, unknown};
use crate::models::attempt::{Begun, begin};
use crate::models::registry::{Model, Registry};
use crate::models::{Event, Failure, FailureKind, Request};
use crate::store::Store;
use crate::store::messages::{Asked, Said};

/// A turn that is ready to be spoken.
pub struct Generation<'a> {
    registry: &'a Registry,
    asked: &'a Asked,
    metrics: &'a ReplyMetrics,
    /// The agent's model and those that stand in for it, each ready or with what is wrong.
    models: Vec<std::result::Result<Model, Failure>>,
    system: String,
    said: Vec<Said>,
}

/// What broke off a generation.
pub struct Failed(pub Error);

impl From<Failure> for Failed {
    fn from(failure: Failure) -> Self {
        Self(failure.into())
    }
}

impl<'a> Generation<'a> {
    /// Renders the system message and reads what was said before.
    pub async fn prepare(
        store: &Store,
        registry: &'a Registry,
        asked: &'a Asked,
        message_id: &str,
        metrics: &'a ReplyMetrics,
    ) -> Result<Self> {
        let agent = &asked.agent;
        let names = std::iter::once(agent.model.clone()).chain(agent.fallbacks());
        let connected = registry.of(store, &agent.project_id).await?;
        let models: Vec<_> = names.map(|name| connected.resolve(&name)).collect();
        let window = models.iter().flatten().map(|model| model.context_window).max();
        let scope = Scope::with_user(
            agent,
            &asked.user_id,
            &asked.user_external_id,
            &asked.user_first_name,
            &asked.user_last_name,
        );
        let system = prompt::render(&agent.system_message, &scope)?;
        let enough = history::enough_characters(window.unwrap_or_default());
        let said = store.path(&agent.project_id, message_id, enough).await?;
        if said.is_empty() {
            return Err(unknown("the asked message has no path"));
        }
        Ok(Self { registry, asked, metrics, models, system, said })
    }

    /// Asks one model after the other until one begins to answer. If none does, the failure of the agent's own model
    /// is told.
    pub async fn begin(&self) -> std::result::Result<Begun, Failed> {
        let mut told = None;
        for model in &self.models {
            let failure = match model {
                Ok(model) => match self.begin_with(model).await {
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
                    agent_id = self.asked.agent.id,
                    detail = failure.detail,
                    "an agent's model is not connected"
                );
            }
            told.get_or_insert(failure);
        }
        Err(told.map_or_else(|| Failed(unknown("an agent without a model")), Failed::from))
    }

    async fn begin_with(&self, model: &Model) -> std::result::Result<Begun, Failure> {
        let request = self.request(model);
        {
            let mut known = self.metrics.lock();
            known.model.clone_from(&model.name);
            known.price = model.price;
            known.input_tokens = tokens(
                request.system.len() + request.messages.iter().map(|turn| turn.content.len()).sum::<usize>(),
            );
            if self.asked.is_of_test_user() {
                known.trace = Some(trace::of(model, &request, self.asked.draft));
            }
        }
        begin(model, &request, self.registry.settings()).await
    }

    /// Hands on what was begun and all that follows, piece by piece.
    pub async fn go_on(&self, begun: Begun, mut hear: impl FnMut(&str)) -> std::result::Result<(), Failed> {
        let Begun { text, mut rest } = begun;
        let mut size = text.len();
        hear(&storable(&text));
        while let Some(event) = rest.next().await {
            match event? {
                Event::Delta(delta) if delta.is_empty() => {}
                Event::Delta(delta) => {
                    size += delta.len();
                    if size > self.registry.settings().max_reply_bytes {
                        return Err(Failure::new(FailureKind::TooLong, "over models.max_reply_bytes").into());
                    }
                    hear(&storable(&delta));
                }
                Event::End(usage) => {
                    self.metrics.lock().usage = usage;
                    return Ok(());
                }
            }
        }
        Err(Failure::new(FailureKind::CutOff, "the stream ended without an end").into())
    }

    fn request(&self, model: &Model) -> Request {
        let room = Room {
            context_window: model.context_window,
            reply_tokens: self.registry.settings().reply_tokens,
            strict_turns: model.strict_turns,
        };
        let (system, messages) = history::fit(self.system.clone(), &self.said, room);
        Request { system, messages, openai: self.asked.agent.openai, anthropic: self.asked.agent.anthropic }
    }
}

/// PostgreSQL's text holds every character but this one.
fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}
