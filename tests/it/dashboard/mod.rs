//! The dashboard's own API.

mod members;
mod pages;
mod projects;
mod routes;
mod session;
