//! Adapts the crate that runs local models to the interface of connections.

use std::path::Path;
use std::sync::Arc;

use futures_util::{StreamExt, stream};
use proficient_local_model as local;
use serde_json::json;

use super::event::{Event, Events, FinishReason, Usage};
use super::failure::{Failure, FailureKind};
use super::request::{Request, Role, Sent};
use crate::config::Models;

/// The queue of all local models.
#[derive(Debug)]
pub(super) struct Queue(local::Queue);

impl Queue {
    pub(super) fn new(settings: &Models) -> Self {
        Self(local::Queue::new(settings.local_parallel, settings.local_queue))
    }
}

/// A connection of the kind `local`: a file with one model.
#[derive(Debug, Clone)]
pub(super) struct Local(Arc<local::LocalModel>);

impl Local {
    pub(super) fn open(path: &Path, settings: &Models, queue: &Queue) -> Result<Self, String> {
        let limits = local::Limits {
            context_window: settings.local_context_window,
            reply_tokens: settings.reply_tokens,
        };
        Ok(Self(Arc::new(local::LocalModel::open(path, limits, &queue.0)?)))
    }

    /// Returns the name of its one model, without the connection's.
    pub(super) fn model(&self) -> &str {
        self.0.name()
    }

    pub(super) fn context_window(&self) -> usize {
        self.0.context_window()
    }

    pub(super) fn ask(
        &self,
        request: &Request,
        sent: &mut (dyn FnMut(&Sent<'_>) + Send),
    ) -> Result<Events, Failure> {
        let sampling = sampling(request);
        let settings = json!({
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            "frequency_penalty": sampling.frequency_penalty,
            "presence_penalty": sampling.presence_penalty,
        });
        sent(&Sent::new(request, true, settings.to_string().as_bytes()));
        let events = self.0.ask(converted(request))?;
        let events = events.flat_map(|event| {
            let (event, last) = match event {
                Ok(event) => event_of(event),
                Err(error) => return stream::iter([Err(Failure::from(error))].into_iter().chain(None)),
            };
            stream::iter([Ok(event)].into_iter().chain(last.map(Ok)))
        });
        Ok(events.boxed())
    }
}

fn converted(request: &Request) -> local::Request {
    let messages = request.messages.iter().map(|message| {
        let role = match message.role {
            Role::User => local::Role::User,
            Role::Agent => local::Role::Assistant,
        };
        local::Message { role, content: message.content.clone() }
    });
    local::Request {
        system: request.system.clone(),
        messages: messages.collect(),
        sampling: sampling(request),
    }
}

fn sampling(request: &Request) -> local::Sampling {
    let settings = &request.openai;
    local::Sampling {
        temperature: settings.temperature,
        top_p: settings.top_p,
        frequency_penalty: settings.frequency_penalty,
        presence_penalty: settings.presence_penalty,
    }
}

/// Converts an event. The last event becomes two.
fn event_of(event: local::Event) -> (Event, Option<Event>) {
    match event {
        local::Event::Text(text) => (Event::Text(text), None),
        local::Event::Finished(reason, usage) => {
            let tokens = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
            let usage = Usage {
                input_tokens: tokens(usage.input_tokens),
                output_tokens: tokens(usage.output_tokens),
            };
            let reason = match reason {
                local::FinishReason::Stop => FinishReason::Stop,
                local::FinishReason::Length => FinishReason::Length,
            };
            (Event::Usage(usage), Some(Event::Finished(reason)))
        }
    }
}

impl From<local::Error> for Failure {
    fn from(error: local::Error) -> Self {
        match error {
            local::Error::Busy { retry_after } => Self {
                retry_after: Some(retry_after),
                ..Self::new(FailureKind::Busy, "models.local_queue replies are waiting already")
            },
            local::Error::Unloadable(problem) => Self::new(FailureKind::Unloadable, problem),
            local::Error::DoesNotFit(problem) => Self::new(FailureKind::DoesNotFit, problem),
        }
    }
}
