//! Secret keys of projects. Only a hash of each key is stored.

use sql::FromRow;

use super::Store;
use super::audit::{Actor, Changes, Target, record};
use super::project::project_to_change;
use crate::clock::Micros;
use crate::error::{Result, conflict, not_found};

/// Maximum number of secret keys of a project.
pub const KEYS: i64 = 100;

/// A secret key to be stored.
#[derive(Debug, Clone)]
pub struct NewSecretKey {
    /// `key_…`
    pub id: String,
    /// The name.
    pub name: String,
    /// The first characters, which tell keys apart in a list.
    pub prefix: String,
    /// SHA-256 of the key, in hexadecimal.
    pub hash: String,
    /// Microseconds.
    pub created_at: i64,
}

/// A stored secret key, as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct SecretKey {
    /// `key_…`
    pub id: String,
    /// The name.
    pub name: String,
    /// The first characters of the key.
    pub prefix: String,
    /// SHA-256 of the key, in hexadecimal.
    pub hash: String,
    /// Microseconds.
    pub created_at: i64,
    /// When it was last used, to about a minute; microseconds.
    pub last_used_at: Option<i64>,
}

impl Store {
    /// Stores another secret key of a project.
    pub async fn add_key(&self, project_id: String, key: NewSecretKey, by: Actor) -> Result<()> {
        transaction!(self, |db| {
            // Locks the project, so that nobody adds another one in between.
            project_to_change(db, &project_id).await?;
            let counted = sql::query_scalar("SELECT COUNT(*) FROM secret_keys WHERE project_id = $1");
            let count: i64 = counted.bind(&project_id).fetch_one(&mut *db).await?;
            if count >= KEYS {
                return Err(conflict(format!("a project can have at most {KEYS} secret keys")));
            }
            insert_key(db, &project_id, &key).await?;
            let target = Target::new("key", &key.id, &key.name);
            record(db, &by, &project_id, "key.created", target, Changes::none()).await
        })
        .await
    }

    /// Returns a project's secret keys, oldest first.
    pub async fn keys(&self, project_id: &str) -> Result<Vec<SecretKey>> {
        let found = sql::query_as(
            "SELECT id, name, prefix, hash, created_at, last_used_at FROM secret_keys
             WHERE project_id = $1 ORDER BY created_at, id LIMIT CAST($2 AS BIGINT)",
        );
        Ok(found.bind(project_id).bind(KEYS).fetch_all(self.reader()).await?)
    }

    /// Revokes a secret key.
    pub async fn revoke_key(&self, project_id: String, id: String, by: Actor) -> Result<SecretKey> {
        transaction!(self, |db| {
            let gone = sql::query_as(
                "DELETE FROM secret_keys WHERE project_id = $1 AND id = $2
                     RETURNING id, name, prefix, hash, created_at, last_used_at",
            );
            let gone = gone.bind(&project_id).bind(&id).fetch_optional(&mut *db).await?;
            let gone: SecretKey = gone.ok_or_else(|| not_found("secret key"))?;
            let target = Target::new("key", &gone.id, &gone.name);
            record(db, &by, &project_id, "key.revoked", target, Changes::none()).await?;
            Ok(gone)
        })
        .await
    }

    /// Stores when a secret key was last used.
    pub async fn note_key_use(&self, project_id: String, id: String, at: Micros) -> Result<()> {
        single_write!(self, |db| {
            sql::query("UPDATE secret_keys SET last_used_at = $3 WHERE project_id = $1 AND id = $2")
                .bind(&project_id)
                .bind(&id)
                .bind(at)
                .execute(db)
                .await?;
            Ok(())
        })
        .await
    }
}

pub(super) async fn insert_key(db: &mut sql::Connection, project_id: &str, key: &NewSecretKey) -> Result<()> {
    sql::query(
        "INSERT INTO secret_keys (id, project_id, name, prefix, hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&key.id)
    .bind(project_id)
    .bind(&key.name)
    .bind(&key.prefix)
    .bind(&key.hash)
    .bind(key.created_at)
    .execute(db)
    .await?;
    Ok(())
}
