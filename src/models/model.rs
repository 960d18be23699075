//! A model that can be asked.

use std::fmt;
use std::sync::Arc;

use super::circuit_breaker::Permit;
use super::demo;
use super::event::Events;
use super::failure::Failure;
use super::local::Local;
use super::provider::Provider;
use super::request::{Request, Sent};
use crate::config::ConnectionKind;
use crate::pricing::Price;

/// A model of a connection.
#[derive(Debug, Clone)]
pub struct Model {
    /// Its full name, after aliases.
    pub name: String,
    /// Maximum number of tokens that it reads and writes together.
    pub context_window: usize,
    /// Whether user and agent must take turns, the user first.
    pub strict_turns: bool,
    /// What it costs, if that is known.
    pub price: Option<Price>,
    pub(super) via: Via,
    /// Its name without the connection's.
    pub(super) model: String,
}

/// Who is asked.
#[derive(Debug, Clone)]
pub(super) enum Via {
    Demo,
    Local(Local),
    Provider(Arc<Provider>),
}

impl Via {
    pub(super) fn kind(&self) -> ConnectionKind {
        match self {
            Self::Demo => ConnectionKind::Demo,
            Self::Local(_) => ConnectionKind::Local,
            Self::Provider(provider) => provider.kind(),
        }
    }
}

impl Model {
    /// Returns whether this is the built-in demo, which is not a real model.
    pub fn is_demo(&self) -> bool {
        matches!(self.via, Via::Demo)
    }

    /// Asks the model. Dropping the stream ends the request. Calls `sent` with each request that it sends.
    pub async fn ask(
        &self,
        request: &Request,
        sent: &mut (dyn FnMut(&Sent<'_>) + Send),
    ) -> Result<Events, Failure> {
        match &self.via {
            Via::Demo => {
                sent(&Sent::new(request, true, b"{}"));
                Ok(demo::answer(request))
            }
            Via::Local(local) => local.ask(request, sent),
            Via::Provider(provider) => provider.ask(&self.model, request, sent).await,
        }
    }

    /// Asks the model's circuit breaker, if there is one, for permission to send this request.
    pub(super) fn permit(&self, request: &Request) -> Result<Option<Permit>, Failure> {
        match &self.via {
            Via::Demo | Via::Local(_) => Ok(None),
            Via::Provider(provider) => provider.permit(&self.model, request).map(Some),
        }
    }
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
