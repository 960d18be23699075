//! The integration suite: the real server on a real port with a real database. `TEST_DATABASE_URL` picks the engine:
//! unset for SQLite, `postgres://…/postgres` for PostgreSQL, where each test makes a database of its own.

mod support;

mod agents;
mod ask;
mod auth;
mod cli;
mod configs;
mod durability;
mod interactions;
mod limits;
mod messages;
mod operations;
mod pages;
mod readme;
mod routes;
mod users;
