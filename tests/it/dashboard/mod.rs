//! The dashboard API.

mod agents;
mod analytics;
mod audit;
mod connections;
mod conversations;
mod hmac;
mod keys;
mod meanwhile;
mod members;
mod pages;
mod playground;
mod projects;
mod purge;
mod routes;
mod search;
mod session;
mod users;
