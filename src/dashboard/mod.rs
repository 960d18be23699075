//! The dashboard API under `/dashboard/api`, for members with a session and never for API keys. As in `api`, there is one
//! module per resource. The type of a handler's caller is the least role that it requires.

pub mod account;
pub mod agents;
pub mod analytics;
pub mod audit;
pub mod audit_export;
pub mod configs;
pub mod connections;
pub mod conversation_export;
pub mod export;
mod file_export;
pub mod hmac;
pub mod interactions;
pub mod invitations;
pub mod keys;
pub mod links;
pub mod members;
pub mod messages;
pub mod models;
pub mod playground;
pub mod preview;
pub mod projects;
pub mod router;
pub mod session;
pub mod users;

use utoipa::OpenApi;

/// General part of the specification of the dashboard API, which only the dashboard uses and which may change.
#[derive(Debug, OpenApi)]
#[openapi(info(title = "Proficient dashboard API"))]
pub struct Description;
