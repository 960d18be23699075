//! A model that can be asked.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

use super::demo;
use super::event::Events;
use super::failure::Failure;
use super::local::Local;
use super::provider::Provider;
use super::request::Request;
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
    /// Asks the model. Dropping the stream ends the request.
    pub async fn ask(&self, request: &Request) -> Result<Events, Failure> {
        match &self.via {
            Via::Demo => Ok(demo::answer(request)),
            Via::Local(local) => local.ask(request),
            Via::Provider(provider) => provider.ask(&self.model, request).await,
        }
    }

    /// Returns the model settings in a request to this model, under their names in the provider's API.
    pub fn settings_sent(&self, request: &Request) -> Value {
        match &self.via {
            Via::Demo => json!({}),
            Via::Local(_) => json!(request.openai),
            Via::Provider(provider) => provider.settings_sent(&self.model, request),
        }
    }
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
