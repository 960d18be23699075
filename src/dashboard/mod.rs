//! The dashboard's own API, under `/dashboard/api`: for members with a session, never for keys. Like `api`, one file a
//! resource; each handler's caller says the least role that it takes.

pub mod account;
pub mod agents;
pub mod analytics;
mod analytics_csv;
pub mod audit;
pub mod configs;
pub mod connections;
pub mod export;
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
pub mod prices;
pub mod projects;
pub mod router;
pub mod session;
pub mod users;

use utoipa::OpenApi;

/// What the specification of the dashboard's API says besides its routes. It serves the dashboard's own code and is no
/// promise to others.
#[derive(Debug, OpenApi)]
#[openapi(info(title = "Proficient, the dashboard's own API"))]
pub struct Description;
