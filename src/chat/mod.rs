//! The product's logic: starting and stopping turns, preparing what a model receives, and writing its reply.
//! Knows neither HTTP nor SQL.

mod client_ids;
pub mod ended;
pub mod format;
pub mod generation;
pub mod greeting;
pub mod history;
pub mod listener;
pub mod live_replies;
pub mod metrics;
pub mod position;
pub mod progress;
pub mod prompt;
pub mod remote_replies;
pub mod replies;
pub mod reply;
pub mod reply_sweeper;
pub mod stored_reply;
mod title;
mod trace;
pub mod turn;
mod turn_locks;
pub mod written_parts;
