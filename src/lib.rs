//! Proficient: conversational AI agents for an app, in one self-hosted binary. `docs/ARCHITECTURE.md` is the map.

pub mod analytics;
pub mod api;
pub mod app;
pub mod auth;
pub mod chat;
pub mod clock;
pub mod config;
pub mod dashboard;
pub mod demo;
pub mod error;
pub mod http;
pub mod ids;
mod jobs;
pub mod mail;
pub mod models;
pub mod pricing;
pub mod router;
mod run;
pub mod secrets;
pub mod store;
pub mod tasks;
pub mod telemetry;
pub mod text;
pub mod tokens;
mod welcome;

/// Compiles the guides' examples in Rust.
#[cfg(doctest)]
#[doc = include_str!("../docs/guide/authentication.md")]
struct Guide;

pub use run::{RunError, Started, database_url, run};
