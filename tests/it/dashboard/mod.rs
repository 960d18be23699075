//! The dashboard's own API.

mod agents;
mod members;
mod pages;
mod projects;
mod routes;
mod session;
