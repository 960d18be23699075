//! The dashboard's own API.

mod agents;
mod conversations;
mod members;
mod pages;
mod playground;
mod projects;
mod routes;
mod session;
mod users;
