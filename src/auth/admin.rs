//! Callers of the Admin API: `Authorization: Bearer sk_…`.

use std::sync::Arc;

use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::authenticator::Authenticator;
use super::client_address::ClientAddress;
use super::keys;
use super::projects::Key;
use crate::error::{Result, credentials};
use crate::store::audit::{Actor, ActorKind};
use crate::store::projects::Project;

/// A project's backend, which can access the whole project.
#[derive(Debug, Clone)]
pub struct AdminCaller {
    /// The project that the secret key belongs to.
    pub project: Arc<Project>,
    /// The key.
    pub key: Arc<Key>,
    /// The address that the request comes from.
    pub address: ClientAddress,
}

impl AdminCaller {
    /// Returns the actor for the audit log.
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

/// Identifies the caller by the `Authorization` header.
pub(super) async fn identify(parts: &Parts, auth: &Authenticator) -> Result<AdminCaller> {
    let wrong =
        || credentials("Authorization: this is not a secret key of any project; send \"Bearer sk_…\"");
    let mut values = parts.headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return Err(wrong()) };
    let (scheme, key) = value.to_str().ok().and_then(|value| value.split_once(' ')).ok_or_else(wrong)?;
    if !scheme.eq_ignore_ascii_case("bearer") || !keys::SECRET.matches(key.trim_start()) {
        return Err(wrong());
    }
    let key = auth.projects.by_secret_key(&auth.store, key.trim_start()).await?.ok_or_else(wrong)?;
    auth.key_use.record(&auth.store, &auth.tasks, &key);
    let address = ClientAddress::of(parts, auth.config.http.behind_proxy);
    Ok(AdminCaller { project: Arc::clone(&key.project), key, address })
}
