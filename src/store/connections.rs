//! Projects' own connections to providers.

use sqlx::{AnyConnection, FromRow};

use super::Store;
use super::audit::{Actor, Changes, Target, record};
use super::projects::project_to_change;
use crate::clock;
use crate::error::{Error, Result, conflict, not_found};

/// Connections of a project at most.
pub const CONNECTIONS: i64 = 50;

/// A connection that a project has added.
#[derive(Debug, Clone, FromRow)]
pub struct Connection {
    /// `con_…`
    pub id: String,
    /// Whose it is.
    pub project_id: String,
    /// What models of it begin with.
    pub name: String,
    /// As settings name it.
    pub kind: String,
    /// Where; empty for the kind's own service.
    pub base_url: String,
    /// See [`crate::secrets`]; empty for none.
    pub sealed_key: String,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds; another one with each change.
    pub updated_at: i64,
}

impl Store {
    /// A project's connections, oldest first.
    pub async fn connections(&self, project_id: &str) -> Result<Vec<Connection>> {
        let found = sqlx::query_as(
            "SELECT * FROM connections WHERE project_id = $1 ORDER BY created_at, id LIMIT CAST($2 AS BIGINT)",
        );
        Ok(found.bind(project_id).bind(CONNECTIONS).fetch_all(self.reader()).await?)
    }

    /// One of them.
    pub async fn connection(&self, project_id: &str, id: &str) -> Result<Connection> {
        let found = sqlx::query_as("SELECT * FROM connections WHERE project_id = $1 AND id = $2");
        found.bind(project_id).bind(id).fetch_optional(self.reader()).await?.ok_or_else(absent)
    }

    /// Stores a connection.
    pub async fn create_connection(&self, connection: Connection, by: Actor) -> Result<()> {
        self.write(move |db| {
            Box::pin(async move {
                // Nobody else adds one in between.
                project_to_change(db, &connection.project_id).await?;
                if count(db, &connection.project_id).await? >= CONNECTIONS {
                    return Err(conflict(format!("a project has {CONNECTIONS} connections at most")));
                }
                let row = sqlx::query(
                    "INSERT INTO connections (id, project_id, name, kind, base_url, sealed_key, created_at, updated_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (project_id, name) DO NOTHING",
                );
                let row = row.bind(&connection.id).bind(&connection.project_id).bind(&connection.name);
                let row = row.bind(&connection.kind).bind(&connection.base_url).bind(&connection.sealed_key);
                if row.bind(connection.created_at).execute(&mut *db).await?.rows_affected() == 0 {
                    return Err(conflict("name: a connection of this project has this name already"));
                }
                let changes = changes("", "", "", &connection);
                record(db, &by, &connection.project_id, "connection.created", target(&connection), changes).await
            })
        })
        .await
    }

    /// Changes kind, address and key of a connection that is as `before`; a conflict if it is not any more.
    pub async fn update_connection(
        &self,
        before: Connection,
        after: Connection,
        by: Actor,
    ) -> Result<Connection> {
        self.write(move |db| {
            Box::pin(async move {
                let row = sqlx::query_as(
                    "UPDATE connections SET kind = $4, base_url = $5, sealed_key = $6, updated_at = $7
                     WHERE project_id = $1 AND id = $2 AND updated_at = $3 RETURNING *",
                );
                let row = row.bind(&before.project_id).bind(&before.id).bind(before.updated_at);
                let row = row.bind(&after.kind).bind(&after.base_url).bind(&after.sealed_key);
                // Two changes never have the same time: what is remembered of a connection goes by it.
                let row = row.bind(clock::now().max(before.updated_at + 1));
                let after: Connection = row.fetch_optional(&mut *db).await?.ok_or_else(|| {
                    conflict("somebody else has changed or deleted this connection; look at it again")
                })?;
                let changes = changes(&before.kind, &before.base_url, &before.sealed_key, &after);
                if !changes.is_empty() {
                    record(db, &by, &after.project_id, "connection.updated", target(&after), changes).await?;
                }
                Ok(after)
            })
        })
        .await
    }

    /// Removes a connection, and its key with it.
    pub async fn delete_connection(&self, project_id: String, id: String, by: Actor) -> Result<Connection> {
        self.write(move |db| {
            Box::pin(async move {
                let row =
                    sqlx::query_as("DELETE FROM connections WHERE project_id = $1 AND id = $2 RETURNING *");
                let row = row.bind(&project_id).bind(&id).fetch_optional(&mut *db).await?;
                let gone: Connection = row.ok_or_else(absent)?;
                record(db, &by, &project_id, "connection.deleted", target(&gone), Changes::none()).await?;
                Ok(gone)
            })
        })
        .await
    }
}

async fn count(db: &mut AnyConnection, project_id: &str) -> Result<i64> {
    let counted = sqlx::query_scalar("SELECT COUNT(*) FROM connections WHERE project_id = $1");
    Ok(counted.bind(project_id).fetch_one(db).await?)
}

/// Of the key no more than that it is another one.
fn changes(kind: &str, base_url: &str, sealed_key: &str, after: &Connection) -> Changes {
    let said = |is_set: bool| if is_set { "set" } else { "" };
    let replaced = !sealed_key.is_empty() && !after.sealed_key.is_empty() && sealed_key != after.sealed_key;
    let key = if replaced { "replaced" } else { said(!after.sealed_key.is_empty()) };
    Changes::none()
        .field("kind", kind, after.kind.as_str())
        .field("base_url", base_url, after.base_url.as_str())
        .field("api_key", said(!sealed_key.is_empty()), key)
}

fn target(connection: &Connection) -> Target {
    Target::new("connection", &connection.id, &connection.name)
}

fn absent() -> Error {
    not_found("connection")
}
