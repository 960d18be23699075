//! System messages and greetings: Handlebars templates that see `user` and `agent`.
//!
//! A project's owners write them and everybody's server renders them, so nothing in them can loop, recurse or grow (no
//! `each`, no partials, no decorators, bounded tags and output), and what a user is called is data that is never read
//! as a template. Missing fields render as nothing, with a warning to whoever saves the template; nothing is escaped, because a prompt
//! is not HTML. `\{{` stands for the braces themselves.

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
