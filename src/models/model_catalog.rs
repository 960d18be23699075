//! The models of all connections, cached so that showing them does not call the providers each time.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use moka::Expiry;
use moka::future::Cache;

use super::failure::{Failure, FailureKind};
use super::provider_models::ProviderModels;
use crate::config::{ConnectionKind, Internal};

/// Maximum number of cached lists.
const CAPACITY: u64 = 10_000;

/// The models of one connection.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The connection's name.
    pub connection: String,
    /// Its kind.
    pub kind: ConnectionKind,
    /// Whether it is a project connection.
    pub of_project: bool,
    /// The models' names without the connection's, sorted; or why they could not be listed.
    pub models: Listed,
}

pub(super) type Listed = Result<Arc<[String]>, FailureKind>;

/// The providers' lists of models.
#[derive(Debug)]
pub(super) struct ModelCatalog {
    lists: HashMap<String, ProviderModels>,
    remembered: Cache<String, Listed>,
}

/// How long entries are cached: failures only long enough to spare a provider that has problems.
struct Freshness {
    listed: Duration,
    failed: Duration,
}

impl Expiry<String, Listed> for Freshness {
    fn expire_after_create(&self, _: &String, listed: &Listed, _: Instant) -> Option<Duration> {
        Some(if listed.is_ok() { self.listed } else { self.failed })
    }
}

impl ModelCatalog {
    pub(super) fn new(lists: HashMap<String, ProviderModels>, internal: &Internal) -> Self {
        let freshness = Freshness {
            listed: internal.model_catalog_lifetime,
            failed: internal.model_catalog_failure_lifetime,
        };
        Self { lists, remembered: Cache::builder().max_capacity(CAPACITY).expire_after(freshness).build() }
    }

    /// Returns the models of the server connections. Asks all providers concurrently.
    pub(super) async fn offers(&self) -> Vec<Offer> {
        join_all(self.lists.iter().map(async |(connection, list)| Offer {
            connection: connection.clone(),
            kind: list.kind(),
            of_project: false,
            models: self.listed(connection, connection, list).await,
        }))
        .await
    }

    /// Returns the models of one connection, cached under `key`.
    pub(super) async fn listed(&self, key: &str, connection: &str, list: &ProviderModels) -> Listed {
        self.remembered.get_with_by_ref(key, ask(connection, list)).await
    }
}

async fn ask(connection: &str, list: &ProviderModels) -> Listed {
    let names = list.names().await.map_err(|Failure { kind, detail, .. }| {
        tracing::warn!(connection, ?kind, "the provider did not list its models");
        tracing::debug!(connection, detail, "the provider's error");
        kind
    });
    names.map(Arc::from)
}
