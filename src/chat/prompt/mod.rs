//! System messages and greetings: Handlebars templates that see `user` and `agent`.
//!
//! A project's developers write them and a server that all projects share renders them, so they cannot loop,
//! recurse or grow (no `each`, no partials, no decorators, limits on tags and output), and users' names are
//! never parsed as templates. Missing fields render as nothing; nothing is escaped, because a prompt is not
//! HTML.

mod engine;
mod guard;
mod problem;
mod scope;

pub use engine::{check, preview, render};
pub use problem::Problem;
pub use scope::Scope;
