//! The models that one project can use: those of its own connections, which shadow server connections of the
//! same name, and those of the server connections.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::{join, join_all};
use secrecy::SecretString;

use super::failure::{Failure, FailureKind};
use super::model::{Model, Via};
use super::model_catalog::Offer;
use super::project_connections::{ProjectConnection, ProjectModels};
use super::registry::Registry;
use crate::config::Connection;
use crate::error::Result;
use crate::pricing::Price;
use crate::secrets::Secrets;
use crate::store::Store;
use crate::store::connections::Connection as Row;

/// Finds the models of one project.
#[derive(Debug)]
pub struct ModelResolver<'r> {
    registry: &'r Registry,
    project: Arc<ProjectModels>,
}

impl Registry {
    /// Returns the resolver for a project.
    pub async fn of(&self, store: &Store, project_id: &str) -> Result<ModelResolver<'_>> {
        let project = self.project_connections().of(store, project_id).await?;
        Ok(ModelResolver { registry: self, project })
    }

    /// Drops a project's connections and prices from the cache, so that a change takes effect at the next reply.
    pub async fn forget(&self, project_id: &str) {
        self.project_connections().forget(project_id).await;
    }

    /// Returns the encryption of the keys of project connections.
    pub fn secrets(&self) -> &Secrets {
        &self.project_connections().secrets
    }

    /// Refuses a connection whose settings a project may not use.
    pub fn check(&self, connection: &Connection) -> std::result::Result<(), FailureKind> {
        self.project_connections().check(connection)
    }

    /// Tests a project connection, stored or not. Returns its models; none if it works but does not list
    /// them.
    pub async fn test(&self, connection: &Connection) -> std::result::Result<Vec<String>, Failure> {
        self.project_connections().test(connection).await
    }

    /// Returns the settings of a stored project connection with its secrets, so that it can be called.
    pub fn stored(&self, row: &Row) -> std::result::Result<Connection, FailureKind> {
        self.project_connections().stored(row)
    }

    /// Seals the headers of a project connection; returns an empty text if there are none.
    pub fn seal_headers(
        &self,
        project_id: &str,
        id: &str,
        headers: &BTreeMap<String, SecretString>,
    ) -> Result<String> {
        self.project_connections().seal_headers(project_id, id, headers)
    }
}

impl ModelResolver<'_> {
    /// Returns the model for an agent's `<connection>.<model>`, after aliases.
    pub fn resolve(&self, name: &str) -> std::result::Result<Model, Failure> {
        let asked = self.registry.sent_as(name);
        let Some((connection, model)) = self.project_model(asked) else {
            return Ok(Model { price: self.price(asked), ..self.registry.resolve(name)? });
        };
        let ready = connection.ready.as_ref().map_err(|&kind| {
            Failure::new(kind, format!("the project connection {:?} cannot be used", connection.name))
        })?;
        Ok(Model {
            name: asked.to_owned(),
            context_window: self.registry.project_context_window(asked, connection.kind, model),
            strict_turns: ready.provider.strict_turns(),
            price: self.price(asked),
            via: Via::Provider(Arc::clone(&ready.provider)),
            model: model.to_owned(),
        })
    }

    /// Returns the price of the model with this full name, after aliases: the project's own or the server's.
    pub fn price(&self, name: &str) -> Option<Price> {
        let of_server = || match self.project_model(name) {
            Some((connection, model)) => self.registry.project_price(name, connection.kind, model),
            None => self.registry.prices().of(name),
        };
        self.project.prices.of(name).or_else(of_server)
    }

    /// Returns the context window of the model with this full name, after aliases.
    pub fn context_window(&self, name: &str) -> usize {
        match self.project_model(name) {
            Some((connection, model)) => self.registry.project_context_window(name, connection.kind, model),
            None => self.registry.context_window(name),
        }
    }

    /// Returns the models of all connections, sorted by connection, from the cache if possible.
    pub async fn offers(&self) -> Vec<Offer> {
        let catalog = self.registry.catalog();
        let of_project = join_all(self.project.connections.iter().map(async |connection| Offer {
            connection: connection.name.clone(),
            kind: connection.kind,
            of_project: true,
            models: match &connection.ready {
                Ok(ready) => catalog.listed(&connection.version, &connection.name, &ready.models).await,
                Err(kind) => Err(*kind),
            },
        }));
        let (mut offers, of_server) = join(of_project, self.registry.offers()).await;
        let others =
            of_server.into_iter().filter(|offer| self.project_connection(&offer.connection).is_none());
        offers.extend(others);
        offers.sort_unstable_by(|a, b| a.connection.cmp(&b.connection));
        offers
    }

    fn project_connection(&self, name: &str) -> Option<&ProjectConnection> {
        self.project.connections.iter().find(|connection| connection.name == name)
    }

    fn project_model<'n>(&self, name: &'n str) -> Option<(&ProjectConnection, &'n str)> {
        let (connection, model) = name.split_once('.')?;
        Some((self.project_connection(connection)?, model))
    }
}
