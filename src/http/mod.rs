//! Tools for HTTP that know nothing of the product's resources: reading requests, writing responses, and what surrounds
//! every request.

pub mod assets;
pub mod connection;
pub mod cors;
pub mod dashboard;
pub mod docs;
pub mod error_response;
pub mod extract;
pub mod fields;
pub mod icon;
pub mod not_found;
pub mod packages;
pub mod pagination;
pub mod request_context;
pub mod server;
pub mod server_timing;
pub mod service;
pub mod sse;
