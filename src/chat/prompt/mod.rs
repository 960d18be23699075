//! System messages and greetings: Handlebars templates that see `user` and `agent`.
//!
//! A project's developers write them and a server that all projects share renders them, so they cannot loop,
//! recurse or grow (no `each`, no partials, no decorators, limits on tags and output), and users' names are
//! never parsed as templates. A field that does not exist renders as nothing, and saving the template returns
//! a warning. Nothing is escaped, because a prompt is not HTML; `\{{` stands for the braces themselves.

mod engine;
mod escapes;
mod guard;
mod problem;
mod scope;
mod unknown_fields;

pub use engine::{check, preview, render, warnings};
pub use escapes::replace_escapes;
pub use problem::Problem;
pub use scope::Scope;
