//! What every request passes, and how requests are read and answered.

pub mod answer;
pub mod assets;
pub mod connection;
pub mod cors;
pub mod dashboard;
pub mod docs;
pub mod extract;
pub mod observe;
pub mod pages;
pub mod root;
pub mod router;
pub mod server;
pub mod sse;
