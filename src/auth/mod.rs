//! Who is calling. The one place that turns a request into a typed caller; handlers take a caller, never a header.
//!
//! | handler takes | who gets in | the other API's caller |
//! |---|---|---|
//! | [`ClientCaller`] | `pk_…`, external ID, HMAC hash where the project asks for one, an allowed origin | 403 |
//! | [`AdminCaller`] | `Authorization: Bearer sk_…` | 403 |
//! | [`Caller`] | either | – |
//!
//! | [`MemberCaller`], [`Viewer`], [`Developer`], [`Admin`], [`Owner`] | a session of the dashboard | 401 |
//!
//! With an `Authorization` header the caller is an admin caller or nobody. Bad credentials are 401 on every path.

mod admin;
mod client;
pub mod client_address;
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

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use crate::app::App;
use crate::error::{Error, Result, forbidden};
use crate::store::audit::{Actor, ActorKind};
use crate::store::projects::Project;
use client_address::ClientAddress;

pub use client::EXTERNAL_ID_LENGTH;
pub use member::{Admin, Developer, MemberCaller, Owner, ProjectCaller, Viewer};
pub use projects::{Key, Projects};
pub use role::Role;

/// An app's end user, acting on their own things only.
#[derive(Debug, Clone)]
pub struct ClientCaller {
    /// The project that the publishable key names.
    pub project: Arc<Project>,
    /// The app's own ID of the user; proved where the project has HMAC authentication on.
    pub external_id: String,
}

/// A project's backend, acting on the whole project.
#[derive(Debug, Clone)]
pub struct AdminCaller {
    /// The project that the secret key belongs to.
    pub project: Arc<Project>,
    /// The key.
    pub key: Arc<Key>,
    /// Where from.
    pub address: ClientAddress,
}

impl AdminCaller {
    /// For the audit log.
    pub fn actor(&self) -> Actor {
        Actor {
            kind: ActorKind::Key,
            id: self.key.id.clone(),
            name: self.key.name.clone(),
            ip: self.address.ip_text(),
            user_agent: self.address.user_agent.clone(),
        }
    }
}

/// Either, on paths that both APIs have.
#[derive(Debug, Clone)]
pub enum Caller {
    /// Of the Client API.
    Client(ClientCaller),
    /// Of the Admin API.
    Admin(AdminCaller),
}

impl Caller {
    /// The project they act in.
    pub fn project(&self) -> &Arc<Project> {
        match self {
            Self::Client(client) => &client.project,
            Self::Admin(admin) => &admin.project,
        }
    }

    /// The external ID that narrows what a client caller reaches; none for an admin caller.
    pub fn external_id(&self) -> Option<&str> {
        match self {
            Self::Client(client) => Some(&client.external_id),
            Self::Admin(_) => None,
        }
    }

    /// For the audit log; none for a client caller, who acts for themselves.
    pub fn actor(&self) -> Option<Actor> {
        match self {
            Self::Client(_) => None,
            Self::Admin(admin) => Some(admin.actor()),
        }
    }

    async fn identify(parts: &Parts, app: &App) -> Result<Self> {
        if parts.headers.contains_key(AUTHORIZATION) {
            admin::identify(parts, app).await.map(Self::Admin)
        } else {
            client::identify(&parts.headers, app).await.map(Self::Client)
        }
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        Self::identify(parts, app).await
    }
}

impl FromRequestParts<App> for ClientCaller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        match Caller::identify(parts, app).await? {
            Caller::Client(client) => Ok(client),
            Caller::Admin(_) => {
                Err(forbidden("this is the Client API: call it with a publishable key, not a secret key"))
            }
        }
    }
}

impl FromRequestParts<App> for AdminCaller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        match Caller::identify(parts, app).await? {
            Caller::Admin(admin) => Ok(admin),
            Caller::Client(_) => {
                Err(forbidden("this is the Admin API: call it with a secret key, from a backend"))
            }
        }
    }
}

/// The headers of client callers.
pub mod headers {
    pub use super::client::{API_KEY, USER_EXTERNAL_ID, USER_HMAC};
}
