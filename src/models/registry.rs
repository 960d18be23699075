//! The server connections, and their models by name.

use std::collections::HashMap;
use std::sync::Arc;

use super::failure::{Failure, FailureKind};
use super::local::{Local, Queue};
use super::model::{Model, Via};
use super::model_catalog::{ModelCatalog, Offer};
use super::project_connections::ProjectConnections;
use super::provider::Provider;
use super::provider_memory::ProviderMemory;
use super::provider_models::ProviderModels;
use super::{http_client, server_connections};
use crate::config::{Config, ConnectionKind, Models};
use crate::pricing::{Price, Prices, by_model};
use crate::secrets::{NotAKey, Secrets};

/// The name of the demo's connection, which always exists and makes no requests.
pub const DEMO: &str = server_connections::DEMO;

/// The name of the connection to the built-in model, which exists if its file does.
pub const LOCAL: &str = server_connections::LOCAL;

/// All connections of this server.
#[derive(Debug)]
pub struct Registry {
    connections: HashMap<String, ServerConnection>,
    catalog: ModelCatalog,
    project_connections: ProjectConnections,
    prices: Prices,
    settings: Models,
}

#[derive(Debug)]
struct ServerConnection {
    via: Via,
    has_key: bool,
}

/// A server connection, without its secrets.
#[derive(Debug)]
pub struct Server<'r> {
    /// Its name.
    pub name: &'r str,
    /// Its kind.
    pub kind: ConnectionKind,
    /// Whether it has a key.
    pub has_key: bool,
}

/// Why the connections cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// A connection has a name or settings that cannot work.
    #[error("connections.{name}: {problem}")]
    Connection {
        /// Its name.
        name: String,
        /// What is wrong.
        problem: String,
    },
    /// The key that encrypts the keys of project connections is not usable.
    #[error(transparent)]
    SecretKey(#[from] NotAKey),
    /// The HTTP client cannot be created.
    #[error("cannot create the HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

impl Registry {
    /// Sets up the configured connections, those of the usual environment variables (read by `variable`), and
    /// the built-in model if the data folder has its file.
    pub fn new(config: &Config, variable: impl Fn(&str) -> Option<String>) -> Result<Self, RegistryError> {
        let settings = &config.models;
        let problem = |name: &str, problem| RegistryError::Connection { name: name.to_owned(), problem };
        let all = server_connections::all(config, variable);
        let all = all.map_err(|(name, text)| problem(&name, text.to_owned()))?;
        let http = http_client::builder(settings).build()?;
        let memory = ProviderMemory::new(settings);
        let queue = Queue::new(settings);
        let (mut connections, mut lists) = (HashMap::new(), HashMap::new());
        for (name, connection) in all {
            let via = if connection.kind == ConnectionKind::Local {
                let file = server_connections::local_file(config, &connection);
                Local::open(&file, settings, &queue).map(Via::Local)
            } else {
                let list = ProviderModels::new(&http, &connection).map_err(|text| problem(&name, text))?;
                lists.insert(name.clone(), list);
                Provider::new(name.clone(), &http, &connection, settings, &memory)
                    .map(|provider| Via::Provider(Arc::new(provider)))
            };
            let via = via.map_err(|text| problem(&name, text))?;
            connections.insert(name, ServerConnection { via, has_key: connection.api_key.is_some() });
        }
        connections.insert(DEMO.to_owned(), ServerConnection { via: Via::Demo, has_key: false });
        Ok(Self {
            connections,
            catalog: ModelCatalog::new(lists, &config.internal),
            project_connections: ProjectConnections::new(
                Secrets::new(config)?,
                &http,
                settings,
                memory,
                config.internal.cache_lifetime,
            )?,
            prices: Prices::new(settings.prices.clone()),
            settings: settings.clone(),
        })
    }

    /// Returns the model for an agent's `<connection>.<model>`, after aliases.
    pub fn resolve(&self, name: &str) -> Result<Model, Failure> {
        let name = self.sent_as(name);
        let absent =
            || Failure::new(FailureKind::NotConnected, format!("no connection for the model {name:?}"));
        let (connection, model) = name.split_once('.').ok_or_else(absent)?;
        let via = &self.connections.get(connection).ok_or_else(absent)?.via;
        let strict_turns = match via {
            Via::Demo => false,
            // Its template was tested with any order of messages.
            Via::Local(local) if local.model() == model => false,
            Via::Local(_) => return Err(absent()),
            Via::Provider(provider) => provider.strict_turns(),
        };
        Ok(Model {
            name: name.to_owned(),
            context_window: self.context_window(name),
            strict_turns,
            price: self.prices.of(name),
            via: via.clone(),
            model: model.to_owned(),
        })
    }

    /// Returns the full name after aliases.
    pub(super) fn sent_as<'n>(&'n self, name: &'n str) -> &'n str {
        self.settings.aliases.get(name).map_or(name, String::as_str)
    }

    pub(super) fn project_connections(&self) -> &ProjectConnections {
        &self.project_connections
    }

    pub(super) fn catalog(&self) -> &ModelCatalog {
        &self.catalog
    }

    /// Returns the server connections, sorted by name.
    pub fn servers(&self) -> Vec<Server<'_>> {
        let server = |(name, connection): (_, &ServerConnection)| Server {
            name,
            kind: connection.via.kind(),
            has_key: connection.has_key,
        };
        let mut all: Vec<_> =
            self.connections.iter().map(|(name, connection)| server((name.as_str(), connection))).collect();
        all.sort_unstable_by_key(|server| server.name);
        all
    }

    /// Returns the names of the connections besides the demo, sorted.
    pub fn names(&self) -> Vec<&str> {
        let names = self.connections.keys().map(String::as_str).filter(|&name| name != DEMO);
        let mut names: Vec<&str> = names.collect();
        names.sort_unstable();
        names
    }

    /// Returns the models of all connections, sorted by connection, from the cache if possible.
    pub async fn offers(&self) -> Vec<Offer> {
        let mut offers = self.catalog.offers().await;
        offers.extend(self.built_in());
        offers.sort_unstable_by(|a, b| a.connection.cmp(&b.connection));
        offers
    }

    /// Returns the models that run in this process.
    fn built_in(&self) -> Vec<Offer> {
        let offer = |connection: &str, kind, model: &str| {
            let models = Ok(Arc::from([model.to_owned()]));
            Offer { connection: connection.to_owned(), kind, of_project: false, models }
        };
        let local = self.local().map(|(name, local)| offer(name, ConnectionKind::Local, local.model()));
        local.chain([offer(DEMO, ConnectionKind::Demo, "assistant")]).collect()
    }

    /// Returns the aliases, each with the name that is sent in its place.
    pub fn aliases(&self) -> impl Iterator<Item = (&str, &str)> {
        self.settings.aliases.iter().map(|(name, asked)| (name.as_str(), asked.as_str()))
    }

    /// Returns whether there is a server connection to a provider, not only models that this server brings along.
    pub fn has_provider(&self) -> bool {
        self.connections
            .values()
            .any(|connection| !matches!(connection.via.kind(), ConnectionKind::Demo | ConnectionKind::Local))
    }

    /// Returns whether a model is recommended, by its full name or under the connection's kind.
    pub fn is_recommended(&self, name: &str, kind: ConnectionKind) -> bool {
        let of_kind = name.split_once('.').map(|(_, model)| format!("{}.{model}", kind.name()));
        let is_listed =
            |name: &str| by_model(&self.settings.recommended, name).is_some_and(|since| !since.is_empty());
        is_listed(name) || of_kind.is_some_and(|name| is_listed(&name))
    }

    /// Returns the prices of models.
    pub fn prices(&self) -> &Prices {
        &self.prices
    }

    /// Returns the limits of asking.
    pub fn settings(&self) -> &Models {
        &self.settings
    }

    /// Returns the full names of the local models, sorted.
    pub fn local_models(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.local().map(|(name, local)| format!("{name}.{}", local.model())).collect();
        names.sort_unstable();
        names
    }

    fn local(&self) -> impl Iterator<Item = (&str, &Local)> {
        self.connections.iter().filter_map(|(name, connection)| match &connection.via {
            Via::Local(local) => Some((name.as_str(), local)),
            _ => None,
        })
    }

    /// Returns the context window of the model with this full name, after aliases.
    pub fn context_window(&self, name: &str) -> usize {
        let (connection, model) = name.split_once('.').unwrap_or_default();
        match self.connections.get(connection).map(|connection| &connection.via) {
            Some(Via::Local(local)) if local.model() == model => local.context_window(),
            _ => self.known_window(name).unwrap_or(self.settings.default_context_window),
        }
    }

    /// Returns the context window of a project connection's model, by its full name or under the connection's
    /// kind.
    pub(super) fn project_context_window(&self, name: &str, kind: ConnectionKind, model: &str) -> usize {
        let known =
            self.known_window(name).or_else(|| self.known_window(&format!("{}.{model}", kind.name())));
        known.unwrap_or(self.settings.default_context_window)
    }

    /// Returns the price of a project connection's model, found in the same way.
    pub(super) fn project_price(&self, name: &str, kind: ConnectionKind, model: &str) -> Option<Price> {
        self.prices.of(name).or_else(|| self.prices.of(&format!("{}.{model}", kind.name())))
    }

    fn known_window(&self, name: &str) -> Option<usize> {
        by_model(&self.settings.context_windows, name).copied()
    }
}
