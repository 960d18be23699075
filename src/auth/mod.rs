//! Authentication: the one place that turns a request into a typed caller. Handlers take a caller, never a header.
//!
//! | handler takes | who gets in | the other API's caller |
//! |---|---|---|
//! | [`ClientCaller`] | `pk_…`, external ID, HMAC hash if the project requires one, an allowed origin | 403 |
//! | [`AdminCaller`] | `Authorization: Bearer sk_…` | 403 |
//! | [`Caller`] | either | – |
//! | [`MemberCaller`], [`Viewer`], [`Developer`], [`Admin`], [`Owner`] | a session of the dashboard | 401 |
//!
//! With an `Authorization` header the caller is an admin caller or nobody. Wrong credentials are 401 on every path.

mod admin;
pub mod authenticator;
mod caller;
mod client;
pub mod client_address;
pub mod external_id;
pub mod headers;
pub mod hmac;
pub mod hmac_counter;
pub mod key_use;
pub mod keys;
pub mod login_rate_limit;
pub mod member;
pub mod origins;
pub mod password;
mod projects;
pub mod role;
pub mod session;

pub use admin::AdminCaller;
pub use authenticator::Authenticator;
pub use caller::Caller;
pub use client::ClientCaller;
pub use member::{Admin, Developer, MemberCaller, Owner, ProjectCaller, Viewer};
pub use projects::{Key, Projects};
pub use role::Role;
