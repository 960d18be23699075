//! Projects by their keys, cached for half a second: a change made by another process (HMAC turned on, a key revoked)
//! takes effect within one second, and a busy project costs two queries a second instead of one per request.

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;

use super::keys;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::projects::Project;

/// Also bounds the memory that made-up keys can fill.
const CAPACITY: u64 = 10_000;

type Found<T> = Option<Arc<T>>;

/// A secret key and its project.
#[derive(Debug)]
pub struct Key {
    /// `key_…`
    pub id: String,
    /// The name that its owner gave it.
    pub name: String,
    /// The project that it belongs to.
    pub project: Arc<Project>,
}

/// The cache of look-ups.
#[derive(Debug, Clone)]
pub struct Projects {
    by_publishable_key: Cache<String, Found<Project>>,
    by_key_hash: Cache<String, Found<Key>>,
}

impl Projects {
    /// Returns an empty cache whose entries live for `lifetime`.
    pub fn new(lifetime: Duration) -> Self {
        Self { by_publishable_key: cache(lifetime), by_key_hash: cache(lifetime) }
    }

    /// Returns the project of a publishable key.
    pub async fn by_publishable_key(&self, store: &Store, key: &str) -> Result<Found<Project>> {
        if let Some(found) = self.by_publishable_key.get(key).await {
            return Ok(found);
        }
        let found = async { Ok(store.project_by_publishable_key(key).await?.map(Arc::new)) };
        self.by_publishable_key.try_get_with_by_ref(key, found).await.map_err(shared)
    }

    /// Drops a project that was changed from the cache.
    pub async fn forget(&self, publishable_key: &str) {
        self.by_publishable_key.invalidate(publishable_key).await;
    }

    /// Drops a secret key that was revoked from the cache, given its hash.
    pub async fn forget_key(&self, hash: &str) {
        self.by_key_hash.invalidate(hash).await;
    }

    /// Returns a secret key and its project.
    pub async fn by_secret_key(&self, store: &Store, key: &str) -> Result<Found<Key>> {
        let hash = keys::hash(key);
        if let Some(found) = self.by_key_hash.get(&hash).await {
            return Ok(found);
        }
        let found = async {
            let found = store.project_by_key_hash(&hash).await?;
            Ok(found.map(|row| {
                Arc::new(Key { id: row.key_id, name: row.key_name, project: Arc::new(row.project) })
            }))
        };
        self.by_key_hash.try_get_with_by_ref(&hash, found).await.map_err(shared)
    }
}

fn cache<T: Clone + Send + Sync + 'static>(lifetime: Duration) -> Cache<String, T> {
    Cache::builder().max_capacity(CAPACITY).time_to_live(lifetime).build()
}

/// Returns the error of a failed look-up for each caller who waited for it.
fn shared(error: Arc<Error>) -> Error {
    Error::shared(&error)
}
