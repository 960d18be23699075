//! Project connections: connections to providers that projects have added.

use sql::FromRow;

use super::Store;
use super::audit::{Actor, Changes, Target, record};
use super::project::project_to_change;
use crate::clock;
use crate::error::{Error, Result, conflict, not_found};

/// Maximum number of connections of a project.
pub const CONNECTIONS: i64 = 50;

/// A project connection.
#[derive(Debug, Clone, FromRow)]
pub struct Connection {
    /// `con_…`
    pub id: String,
    /// The project.
    pub project_id: String,
    /// The first part of the names of its models.
    pub name: String,
    /// The kind, under its name in the settings.
    pub kind: String,
    /// The base URL; empty for the provider's own service.
    pub base_url: String,
    /// The encrypted API key, see [`crate::secrets`]; empty for none.
    pub sealed_key: String,
    /// Which of OpenAI's APIs it uses, under its name in the settings.
    pub api: String,
    /// Headers by name, a JSON object, sealed like the key; empty for none.
    pub sealed_headers: String,
    /// Their names, a JSON array.
    pub header_names: String,
    /// Parameters to add to the query, a JSON object.
    pub query: String,
    /// Seconds; `None` for the server's setting.
    pub read_timeout: Option<f64>,
    /// Seconds; `None` for the server's setting.
    pub reply_timeout: Option<f64>,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds; different after each change.
    pub updated_at: i64,
}

impl Store {
    /// Returns a project's connections, oldest first.
    pub async fn connections(&self, project_id: &str) -> Result<Vec<Connection>> {
        let found = sql::query_as(
            "SELECT * FROM connections WHERE project_id = $1 ORDER BY created_at, id LIMIT CAST($2 AS BIGINT)",
        );
        Ok(found.bind(project_id).bind(CONNECTIONS).fetch_all(self.reader()).await?)
    }

    /// Returns a connection of a project.
    pub async fn connection(&self, project_id: &str, id: &str) -> Result<Connection> {
        let found = sql::query_as("SELECT * FROM connections WHERE project_id = $1 AND id = $2");
        found.bind(project_id).bind(id).fetch_optional(self.reader()).await?.ok_or_else(absent)
    }

    /// Stores a connection.
    pub async fn create_connection(&self, connection: Connection, by: Actor) -> Result<()> {
        transaction!(self, |db| {
                // Locks the project, so that nobody adds another one in between.
                project_to_change(db, &connection.project_id).await?;
                if count(db, &connection.project_id).await? >= CONNECTIONS {
                    return Err(conflict(format!("a project can have at most {CONNECTIONS} connections")));
                }
                let row = sql::query(
                    "INSERT INTO connections (id, project_id, name, kind, base_url, sealed_key, created_at, updated_at,
                        api, sealed_headers, header_names, query, read_timeout, reply_timeout)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11, $12, $13)
                     ON CONFLICT (project_id, name) DO NOTHING",
                );
                let row = row.bind(&connection.id).bind(&connection.project_id).bind(&connection.name);
                let row = row.bind(&connection.kind).bind(&connection.base_url).bind(&connection.sealed_key);
                let row = row.bind(connection.created_at).bind(&connection.api).bind(&connection.sealed_headers);
                let row = row.bind(&connection.header_names).bind(&connection.query);
                let row = row.bind(connection.read_timeout).bind(connection.reply_timeout);
                if row.execute(&mut *db).await? == 0 {
                    return Err(conflict("name: a connection of this project already has this name"));
                }
                let nothing = Connection {
                    kind: String::new(),
                    base_url: String::new(),
                    sealed_key: String::new(),
                    sealed_headers: String::new(),
                    header_names: "[]".to_owned(),
                    query: "{}".to_owned(),
                    read_timeout: None,
                    reply_timeout: None,
                    ..connection.clone()
                };
                let changes = changes(&nothing, &connection);
                record(db, &by, &connection.project_id, "connection.created", target(&connection), changes).await
            })
        .await
    }

    /// Changes the settings of a connection. Returns a conflict if it no longer equals `before`.
    pub async fn update_connection(
        &self,
        before: Connection,
        after: Connection,
        by: Actor,
    ) -> Result<Connection> {
        transaction!(self, |db| {
            let row = sql::query_as(
                "UPDATE connections SET kind = $4, base_url = $5, sealed_key = $6, updated_at = $7, api = $8,
                        sealed_headers = $9, header_names = $10, query = $11, read_timeout = $12, reply_timeout = $13
                     WHERE project_id = $1 AND id = $2 AND updated_at = $3 RETURNING *",
            );
            let row = row.bind(&before.project_id).bind(&before.id).bind(before.updated_at);
            let row = row.bind(&after.kind).bind(&after.base_url).bind(&after.sealed_key);
            // Never the same time for two changes, because caches identify versions of a connection by it.
            let row = row.bind(clock::now().max(before.updated_at + 1)).bind(&after.api);
            let row = row.bind(&after.sealed_headers).bind(&after.header_names).bind(&after.query);
            let row = row.bind(after.read_timeout).bind(after.reply_timeout);
            let after: Connection = row.fetch_optional(&mut *db).await?.ok_or_else(|| {
                conflict("someone else has changed or deleted this connection; reload and try again")
            })?;
            let changes = changes(&before, &after);
            if !changes.is_empty() {
                record(db, &by, &after.project_id, "connection.updated", target(&after), changes).await?;
            }
            Ok(after)
        })
        .await
    }

    /// Deletes a connection and its key.
    pub async fn delete_connection(&self, project_id: String, id: String, by: Actor) -> Result<Connection> {
        transaction!(self, |db| {
            let row = sql::query_as("DELETE FROM connections WHERE project_id = $1 AND id = $2 RETURNING *");
            let row = row.bind(&project_id).bind(&id).fetch_optional(&mut *db).await?;
            let gone: Connection = row.ok_or_else(absent)?;
            record(db, &by, &project_id, "connection.deleted", target(&gone), Changes::none()).await?;
            Ok(gone)
        })
        .await
    }
}

async fn count(db: &mut sql::Connection, project_id: &str) -> Result<i64> {
    let counted = sql::query_scalar("SELECT COUNT(*) FROM connections WHERE project_id = $1");
    Ok(counted.bind(project_id).fetch_one(db).await?)
}

/// For sealed values, the log only says whether each was set, replaced or removed.
fn changes(before: &Connection, after: &Connection) -> Changes {
    let changes = Changes::none()
        .field("kind", before.kind.as_str(), after.kind.as_str())
        .field("base_url", before.base_url.as_str(), after.base_url.as_str())
        .field("api", before.api.as_str(), after.api.as_str())
        .field("query", before.query.as_str(), after.query.as_str())
        .field("read_timeout", before.read_timeout, after.read_timeout)
        .field("reply_timeout", before.reply_timeout, after.reply_timeout);
    let changes = sealed_change(changes, "api_key", &before.sealed_key, &after.sealed_key);
    sealed_change(changes, "headers", &before.sealed_headers, &after.sealed_headers)
}

fn sealed_change(changes: Changes, field: &str, before: &str, after: &str) -> Changes {
    let said = |is_set: bool| if is_set { "set" } else { "" };
    let replaced = !before.is_empty() && !after.is_empty() && before != after;
    changes.field(
        field,
        said(!before.is_empty()),
        if replaced { "replaced" } else { said(!after.is_empty()) },
    )
}

fn target(connection: &Connection) -> Target {
    Target::new("connection", &connection.id, &connection.name)
}

fn absent() -> Error {
    not_found("connection")
}
