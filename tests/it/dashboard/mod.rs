//! The dashboard's own API.

mod agents;
mod connections;
mod conversations;
mod hmac;
mod keys;
mod meanwhile;
mod members;
mod pages;
mod playground;
mod projects;
mod routes;
mod session;
mod users;
