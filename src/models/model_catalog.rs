//! What connections offer, remembered for a while: a page that shows it must cost the providers nothing.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use moka::Expiry;
use moka::future::Cache;

use super::provider_models::ProviderModels;
use super::{Failure, FailureKind};
use crate::config::{ConnectionKind, Internal};

/// Lists that are remembered at most.
const CAPACITY: u64 = 10_000;

/// What one connection offers.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The connection's name.
    pub connection: String,
    /// Its kind, as settings name it.
    pub kind: ConnectionKind,
    /// Whether it is the project's, not the server's.
    pub of_project: bool,
    /// Names of models without the connection's, sorted; or how asking for them failed.
    pub models: Listed,
}

pub(super) type Listed = Result<Arc<[String]>, FailureKind>;

/// The providers' lists of models.
#[derive(Debug)]
pub(super) struct ModelCatalog {
    listings: HashMap<String, ProviderModels>,
    remembered: Cache<String, Listed>,
}

/// How long entries are cached: a failure just long enough to spare a provider in trouble.
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
    pub(super) fn new(listings: HashMap<String, ProviderModels>, internal: &Internal) -> Self {
        let freshness = Freshness {
            listed: internal.model_catalog_lifetime,
            failed: internal.model_catalog_failure_lifetime,
        };
        Self { listings, remembered: Cache::builder().max_capacity(CAPACITY).expire_after(freshness).build() }
    }

    /// What each provider offers; all are asked at once.
    pub(super) async fn offers(&self) -> Vec<Offer> {
        join_all(self.listings.iter().map(async |(connection, listing)| Offer {
            connection: connection.clone(),
            kind: listing.kind(),
            of_project: false,
            models: self.listed(connection, connection, listing).await,
        }))
        .await
    }

    /// What one offers, remembered under `key`.
    pub(super) async fn listed(&self, key: &str, connection: &str, listing: &ProviderModels) -> Listed {
        self.remembered.get_with_by_ref(key, ask(connection, listing)).await
    }
}

async fn ask(connection: &str, listing: &ProviderModels) -> Listed {
    let names = listing.names().await.map_err(|Failure { kind, detail, .. }| {
        tracing::warn!(connection, ?kind, "the provider did not list its models");
        tracing::debug!(connection, detail, "its words");
        kind
    });
    names.map(Arc::from)
}
