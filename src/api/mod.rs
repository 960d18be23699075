//! The public API's resources: request and response types beside thin handlers, one file each.

pub mod agent_images;
pub mod agents;
pub mod appearance;
pub mod configs;
mod description;
pub mod feedback;
pub mod interactions;
pub mod message;
pub mod messages;
pub mod models;
pub mod monitoring;
pub mod operations;
pub mod parts;
pub mod project;
pub mod replies;
pub mod reply_events;
pub mod routes;
pub mod turns;
pub mod users;
