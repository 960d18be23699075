//! The product's logic: what a model is told, and one turn of a conversation. No HTTP and no SQL.

pub mod draft;
pub mod generation;
pub mod history;
pub mod listener;
pub mod live_replies;
pub mod progress;
pub mod prompt;
pub mod remote_replies;
pub mod reply;
pub mod reply_sweeper;
mod trace;
