//! Callers of the two public APIs, as extractors.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::admin::{self, AdminCaller};
use super::authenticator::Authenticator;
use super::client::{self, ClientCaller};
use crate::error::{Error, Result, forbidden};
use crate::store::audit::Actor;
use crate::store::projects::Project;

/// A caller of either API, on paths that both have.
#[derive(Debug, Clone)]
pub enum Caller {
    /// Of the Client API.
    Client(ClientCaller),
    /// Of the Admin API.
    Admin(AdminCaller),
}

impl Caller {
    /// Returns the project that they act in.
    pub fn project(&self) -> &Arc<Project> {
        match self {
            Self::Client(client) => &client.project,
            Self::Admin(admin) => &admin.project,
        }
    }

    /// Returns the external ID that limits what a client caller can reach. `None` for an admin caller.
    pub fn external_id(&self) -> Option<&str> {
        match self {
            Self::Client(client) => Some(&client.external_id),
            Self::Admin(_) => None,
        }
    }

    /// Returns the actor for the audit log. `None` for a client caller, who acts for themselves.
    pub fn actor(&self) -> Option<Actor> {
        match self {
            Self::Client(_) => None,
            Self::Admin(admin) => Some(admin.actor()),
        }
    }

    async fn identify(parts: &Parts, auth: &Authenticator) -> Result<Self> {
        if parts.headers.contains_key(AUTHORIZATION) {
            admin::identify(parts, auth).await.map(Self::Admin)
        } else {
            client::identify(&parts.headers, auth).await.map(Self::Client)
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller
where
    Arc<Authenticator>: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        Self::identify(parts, &Arc::<Authenticator>::from_ref(state)).await
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ClientCaller
where
    Arc<Authenticator>: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        match Caller::from_request_parts(parts, state).await? {
            Caller::Client(client) => Ok(client),
            Caller::Admin(_) => {
                Err(forbidden("this is the Client API: call it with a publishable key, not a secret key"))
            }
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for AdminCaller
where
    Arc<Authenticator>: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        match Caller::from_request_parts(parts, state).await? {
            Caller::Admin(admin) => Ok(admin),
            Caller::Client(_) => {
                Err(forbidden("this is the Admin API: call it with a secret key, from a backend"))
            }
        }
    }
}
