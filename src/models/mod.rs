//! Models: requests, replies and failures, and the connections that lead to them.
//!
//! [`registry`] and [`model_resolver`] find the [`model::Model`] that an agent's configuration names; [`attempt`] asks it.

pub mod attempt;
mod circuit_breaker;
mod credentials;
pub mod demo;
mod event;
mod failure;
mod http_client;
#[cfg(feature = "local-model")]
mod local;
#[cfg(not(feature = "local-model"))]
#[path = "no_local.rs"]
mod local;
pub mod model;
pub mod model_catalog;
pub mod model_resolver;
mod project_connections;
mod provider;
mod provider_error;
mod provider_memory;
mod provider_models;
mod rate_limits;
mod refusal;
pub mod registry;
mod reply_size;
mod reply_stream;
mod request;
mod server_connections;
mod ssrf_guard;
mod unsupported_features;
mod wire;

pub use credentials::check_headers;
pub use event::{Event, Events, FinishReason, ToolCallDelta, Usage};
pub use failure::{Failure, FailureKind};
pub use provider_error::ProviderError;
pub use reply_size::ReplySize;
pub use request::{ChatMessage, Request, Role, Sent};
