//! The connections that projects have added. Like projects, they are cached for half a second: a change takes
//! effect at the next reply (on other servers within a second), and a busy project costs two queries a
//! second.

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;

use super::failure::{Failure, FailureKind};
use super::http_client;
use super::provider::Provider;
use super::provider_models::ProviderModels;
use super::ssrf_guard::PublicOnly;
use super::unsupported_features::UnsupportedFeatures;
use crate::config::{Connection, ConnectionKind, Models};
use crate::error::{Error, Result};
use crate::secrets::Secrets;
use crate::store::Store;
use crate::store::connections::Connection as Row;

/// Maximum number of projects whose connections are cached.
const CAPACITY: u64 = 10_000;

/// The connections of all projects.
#[derive(Debug)]
pub(super) struct ProjectConnections {
    pub secrets: Secrets,
    http: reqwest::Client,
    settings: Models,
    unsupported: UnsupportedFeatures,
    remembered: Cache<String, Arc<[ProjectConnection]>>,
}

/// A connection of a project.
#[derive(Debug)]
pub(super) struct ProjectConnection {
    pub name: String,
    pub kind: ConnectionKind,
    /// Changes whenever the connection changes.
    pub version: String,
    /// What is needed to call it, or why it cannot be used.
    pub ready: std::result::Result<Ready, FailureKind>,
}

/// Everything needed to call a provider.
#[derive(Debug)]
pub(super) struct Ready {
    pub provider: Arc<Provider>,
    pub models: ProviderModels,
}

impl ProjectConnections {
    /// `server` is the client of the server connections.
    pub(super) fn new(
        secrets: Secrets,
        server: &reqwest::Client,
        settings: &Models,
        unsupported: UnsupportedFeatures,
        cache_lifetime: Duration,
    ) -> reqwest::Result<Self> {
        let http = match settings.private_addresses {
            true => server.clone(),
            // A proxy would resolve names where the SSRF guard does not see them.
            false => http_client::builder(settings).no_proxy().dns_resolver(Arc::new(PublicOnly)).build()?,
        };
        let remembered = Cache::builder().max_capacity(CAPACITY).time_to_live(cache_lifetime).build();
        Ok(Self { secrets, http, settings: settings.clone(), unsupported, remembered })
    }

    /// Returns the connections of a project.
    pub(super) async fn of(&self, store: &Store, project_id: &str) -> Result<Arc<[ProjectConnection]>> {
        if let Some(found) = self.remembered.get(project_id).await {
            return Ok(found);
        }
        let found = async {
            let rows = store.connections(project_id).await?;
            Ok(rows.iter().filter_map(|row| self.connection(row)).collect())
        };
        self.remembered.try_get_with_by_ref(project_id, found).await.map_err(|error| Error::shared(&error))
    }

    /// Drops a project's connections from the cache after a change.
    pub(super) async fn forget(&self, project_id: &str) {
        self.remembered.invalidate(project_id).await;
    }

    fn connection(&self, row: &Row) -> Option<ProjectConnection> {
        let kind = project_kind(row)?;
        let version = format!("{} {}", row.id, row.updated_at);
        Some(ProjectConnection {
            name: row.name.clone(),
            kind,
            ready: self.opened(kind, row).and_then(|connection| self.connect(&version, &connection)),
            version,
        })
    }

    /// Decrypts the key of a stored connection.
    fn opened(&self, kind: ConnectionKind, row: &Row) -> std::result::Result<Connection, FailureKind> {
        let api_key = match row.sealed_key.as_str() {
            "" => None,
            sealed => {
                let opened = self.secrets.open(&row.project_id, &row.id, sealed);
                Some(opened.map_err(|_| FailureKind::Sealed)?)
            }
        };
        let base_url = Some(row.base_url.clone()).filter(|url| !url.is_empty());
        Ok(Connection { base_url, api_key, ..Connection::of(kind) })
    }

    fn connect(&self, version: &str, connection: &Connection) -> std::result::Result<Ready, FailureKind> {
        let models = ProviderModels::new(&self.http, connection).map_err(|_| FailureKind::NotConnected)?;
        if !self.settings.private_addresses && !models.may_be_public() {
            return Err(FailureKind::Private);
        }
        let provider =
            Provider::new(version.to_owned(), &self.http, connection, &self.settings, &self.unsupported);
        Ok(Ready { provider: Arc::new(provider.map_err(|_| FailureKind::NotConnected)?), models })
    }

    /// Checks whether a connection may be added. A URL with a private address in it may not.
    pub(super) fn check(&self, connection: &Connection) -> std::result::Result<(), FailureKind> {
        self.connect("", connection).map(drop)
    }

    /// Tests a connection, stored or not. Returns its models; none if it works but does not list them.
    pub(super) async fn test(&self, connection: &Connection) -> std::result::Result<Vec<String>, Failure> {
        let failure = |kind| Failure::new(kind, "testing a connection");
        let models = self.connect("", connection).map_err(failure)?.models;
        match models.names().await {
            Err(failure) if matches!(failure.kind, FailureKind::Refused | FailureKind::Nonsense) => {
                match models.can_be_asked().await {
                    Ok(true) => Ok(Vec::new()),
                    Ok(false) => Err(failure),
                    Err(instead) => Err(instead),
                }
            }
            listed => listed,
        }
    }

    /// Tests a stored connection.
    pub(super) async fn test_stored(&self, row: &Row) -> std::result::Result<Vec<String>, Failure> {
        let failure = |kind| Failure::new(kind, "testing a stored connection");
        let kind = project_kind(row).ok_or_else(|| failure(FailureKind::NotConnected))?;
        self.test(&self.opened(kind, row).map_err(failure)?).await
    }
}

/// Returns the kind of a stored connection.
fn project_kind(row: &Row) -> Option<ConnectionKind> {
    ConnectionKind::from_name(&row.kind).filter(|kind| kind.is_for_projects())
}
