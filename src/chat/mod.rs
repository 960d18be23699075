//! The product's logic: what a model is told, and one turn of a conversation. No HTTP and no SQL.

pub mod draft;
pub mod elsewhere;
pub mod history;
pub mod listen;
pub mod live;
pub mod progress;
pub mod prompt;
pub mod reply;
pub mod speech;
pub mod text;
mod trace;
pub mod upkeep;
