//! What every request passes, and how requests are read and answered.

pub mod assets;
pub mod connection;
pub mod cors;
pub mod dashboard;
pub mod docs;
pub mod error_response;
pub mod extract;
pub mod pagination;
pub mod request_context;
pub mod root;
pub mod router;
pub mod server;
pub mod sse;
