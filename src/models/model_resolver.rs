//! What one project can ask: its own connections and, where it has none of the name, the server's.

use std::sync::Arc;

use futures_util::future::{join, join_all};

use super::model_catalog::Offer;
use super::project_connections::ProjectConnection;
use super::registry::{Model, Registry};
use super::{Failure, FailureKind};
use crate::config::Connection;
use crate::error::Result;
use crate::secrets::Secrets;
use crate::store::Store;
use crate::store::connections::Connection as Row;

/// The connections that count for a project.
#[derive(Debug)]
pub struct ModelResolver<'r> {
    registry: &'r Registry,
    own: Arc<[ProjectConnection]>,
}

impl Registry {
    /// What a project can ask.
    pub async fn of(&self, store: &Store, project_id: &str) -> Result<ModelResolver<'_>> {
        Ok(ModelResolver { registry: self, own: self.own().of(store, project_id).await? })
    }

    /// Has a change of a project's connections be in force at its next reply.
    pub async fn forget(&self, project_id: &str) {
        self.own().forget(project_id).await;
    }

    /// What the keys of projects' connections are sealed with.
    pub fn secrets(&self) -> &Secrets {
        &self.own().secrets
    }

    /// Refuses a connection that a project cannot have, as far as its settings tell.
    pub fn check(&self, connection: &Connection) -> std::result::Result<(), FailureKind> {
        self.own().check(connection)
    }

    /// Calls a project's connection, stored or not; its models, or none if it lists none but can be asked.
    pub async fn test(&self, connection: &Connection) -> std::result::Result<Vec<String>, Failure> {
        self.own().test(connection).await
    }

    /// The same of one that is stored.
    pub async fn test_stored(&self, row: &Row) -> std::result::Result<Vec<String>, Failure> {
        self.own().test_stored(row).await
    }
}

impl ModelResolver<'_> {
    /// The model that an agent's `<connection>.<model>` means, through aliases.
    pub fn resolve(&self, name: &str) -> std::result::Result<Model, Failure> {
        let asked = self.registry.sent_as(name);
        let Some((own, model)) = self.own_model(asked) else { return self.registry.resolve(name) };
        let ready = own.ready.as_ref().map_err(|&kind| {
            Failure::new(kind, format!("the project's own connection {:?} cannot be used", own.name))
        })?;
        Ok(self.registry.model_of(&ready.provider, asked, model))
    }

    /// Tokens that the model with this full name, after aliases, reads and writes at most together.
    pub fn context_window(&self, name: &str) -> usize {
        match self.own_model(name) {
            Some((own, model)) => self.registry.window_of(name, own.kind, model),
            None => self.registry.context_window(name),
        }
    }

    /// What all of them offer, sorted by their names. Providers are asked for it at most now and then.
    pub async fn offers(&self) -> Vec<Offer> {
        let own = join_all(self.own.iter().map(async |own| Offer {
            connection: own.name.clone(),
            kind: own.kind,
            of_project: true,
            models: match &own.ready {
                Ok(ready) => self.registry.catalogue().listed(&own.version, &own.name, &ready.listing).await,
                Err(kind) => Err(*kind),
            },
        }));
        let (mut offers, servers) = join(own, self.registry.offers()).await;
        let others = servers.into_iter().filter(|offer| self.own_named(&offer.connection).is_none());
        offers.extend(others);
        offers.sort_unstable_by(|a, b| a.connection.cmp(&b.connection));
        offers
    }

    fn own_named(&self, name: &str) -> Option<&ProjectConnection> {
        self.own.iter().find(|own| own.name == name)
    }

    fn own_model<'n>(&self, name: &'n str) -> Option<(&ProjectConnection, &'n str)> {
        let (connection, model) = name.split_once('.')?;
        Some((self.own_named(connection)?, model))
    }
}
