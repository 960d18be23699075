//! The integration suite: the real server on a real port with a real database. `TEST_DATABASE_URL` picks the
//! engine: unset for SQLite, `postgres://…/postgres` for PostgreSQL, where each test creates its own
//! database.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on fails loudly; Clippy spares only functions marked as tests"
)]

mod support;

mod agents;
mod appearance;
mod ask;
mod auth;
mod cli;
mod client_ids;
mod configs;
mod dashboard;
mod documented_fields;
mod documents;
mod durability;
mod example;
mod feedback;
mod full_disk;
mod guides;
mod interactions;
mod large_lists;
mod layers;
mod limits;
#[cfg(feature = "local-model")]
mod local;
mod mail;
mod messages;
mod models;
mod monitoring;
mod operations;
mod packages;
mod pages;
mod parts;
mod pgbouncer;
mod projects;
mod properties;
mod readme;
mod reference;
mod root;
mod routes;
mod sign_in_limits;
mod site;
mod stream;
mod titles;
mod turns;
mod upgrade;
mod users;
mod widget;
