//! The connections that projects have added, and the prices that they have set. Like projects, they are cached for half a second: a change takes
//! effect at the next reply (on other servers within a second), and a busy project costs four queries a
//! second.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use secrecy::{ExposeSecret, SecretString};

use super::failure::{Failure, FailureKind};
use super::http_client;
use super::provider::Provider;
use super::provider_memory::ProviderMemory;
use super::provider_models::ProviderModels;
use super::ssrf_guard::PublicOnly;
use crate::config::{Api, Connection, ConnectionKind, Models};
use crate::error::{Error, Result, unknown};
use crate::pricing::{Price, Prices};
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
    memory: ProviderMemory,
    remembered: Cache<String, Arc<ProjectModels>>,
}

/// What a project has set up for its models.
#[derive(Debug)]
pub(super) struct ProjectModels {
    pub connections: Vec<ProjectConnection>,
    pub prices: Prices,
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
        memory: ProviderMemory,
        cache_lifetime: Duration,
    ) -> reqwest::Result<Self> {
        let http = match settings.private_addresses {
            true => server.clone(),
            // A proxy would resolve names where the SSRF guard does not see them.
            false => http_client::builder(settings).no_proxy().dns_resolver(Arc::new(PublicOnly)).build()?,
        };
        let remembered = Cache::builder().max_capacity(CAPACITY).time_to_live(cache_lifetime).build();
        Ok(Self { secrets, http, settings: settings.clone(), memory, remembered })
    }

    /// Returns the connections and prices of a project.
    pub(super) async fn of(&self, store: &Store, project_id: &str) -> Result<Arc<ProjectModels>> {
        if let Some(found) = self.remembered.get(project_id).await {
            return Ok(found);
        }
        let found = async {
            let rows = store.connections(project_id).await?;
            let prices = store.prices(project_id).await?.into_iter();
            Ok(Arc::new(ProjectModels {
                connections: rows.iter().filter_map(|row| self.connection(row)).collect(),
                prices: Prices::new(
                    prices.map(|p| (p.model, Price { input: p.input, output: p.output })).collect(),
                ),
            }))
        };
        self.remembered.try_get_with_by_ref(project_id, found).await.map_err(|error| Error::shared(&error))
    }

    /// Drops a project's connections and prices from the cache after a change.
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

    /// Returns the settings of a stored connection, with its secrets decrypted.
    fn opened(&self, kind: ConnectionKind, row: &Row) -> std::result::Result<Connection, FailureKind> {
        let open = |id: &str, sealed: &str| match sealed {
            "" => Ok(None),
            sealed => {
                let opened = self.secrets.open(&row.project_id, id, sealed);
                opened.map(Some).map_err(|_| FailureKind::Sealed)
            }
        };
        let headers = match open(&headers_id(&row.id), &row.sealed_headers)? {
            None => BTreeMap::new(),
            Some(headers) => {
                serde_json::from_str(headers.expose_secret()).map_err(|_| FailureKind::Sealed)?
            }
        };
        let seconds = |time: Option<f64>| time.and_then(|time| Duration::try_from_secs_f64(time).ok());
        Ok(Connection {
            base_url: Some(row.base_url.clone()).filter(|url| !url.is_empty()),
            api_key: open(&row.id, &row.sealed_key)?,
            api: Api::from_name(&row.api).unwrap_or_default(),
            headers,
            query: serde_json::from_str(&row.query).unwrap_or_default(),
            read_timeout: seconds(row.read_timeout),
            reply_timeout: seconds(row.reply_timeout),
            ..Connection::of(kind)
        })
    }

    /// Seals the headers of a connection; returns an empty text if there are none.
    pub(super) fn seal_headers(
        &self,
        project_id: &str,
        id: &str,
        headers: &BTreeMap<String, SecretString>,
    ) -> Result<String> {
        if headers.is_empty() {
            return Ok(String::new());
        }
        let headers: BTreeMap<&str, &str> =
            headers.iter().map(|(name, value)| (name.as_str(), value.expose_secret())).collect();
        let text = SecretString::from(serde_json::to_string(&headers).map_err(unknown)?);
        self.secrets.seal(project_id, &headers_id(id), &text)
    }

    fn connect(&self, version: &str, connection: &Connection) -> std::result::Result<Ready, FailureKind> {
        let models = ProviderModels::new(&self.http, connection).map_err(|_| FailureKind::NotConnected)?;
        if !self.settings.private_addresses && !models.may_be_public() {
            return Err(FailureKind::Private);
        }
        let provider =
            Provider::new(version.to_owned(), &self.http, connection, &self.settings, &self.memory);
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

    /// Returns the settings of a stored connection with its secrets, so that it can be called.
    pub(super) fn stored(&self, row: &Row) -> std::result::Result<Connection, FailureKind> {
        self.opened(project_kind(row).ok_or(FailureKind::NotConnected)?, row)
    }
}

/// Returns the ID for which a connection's headers are sealed, so that they cannot pass for its key.
fn headers_id(id: &str) -> String {
    format!("{id} headers")
}

/// Returns the kind of a stored connection.
fn project_kind(row: &Row) -> Option<ConnectionKind> {
    ConnectionKind::from_name(&row.kind).filter(|kind| kind.is_for_projects())
}
