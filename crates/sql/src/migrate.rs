//! Migrations: statements that bring the schema up to date, each run once.
//!
//! Everything runs in one transaction under a lock, so two processes can start at the same time. (`refinery`
//! takes no lock, accepts rusqlite only up to 0.41, and names its prepared statements, which PgBouncer in
//! transaction mode mixes up between clients.)
//!
//! A database that sqlx migrated is adopted: what its table `_sqlx_migrations` lists counts as applied. The table stays,
//! and gets a row for each later migration, so that an older program refuses the database instead of failing later.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};
use tokio_postgres::Client;
use tokio_postgres::types::Type;

use crate::error::OpenError;
use crate::{Dialect, Error, postgres, sqlite};

/// How long another process may take to migrate the same SQLite file.
const PATIENCE: Duration = Duration::from_secs(60);
/// The key of PostgreSQL's advisory lock: an arbitrary number that nobody else uses.
const LOCK: i64 = 0x7072_6f66_6963;

/// One migration. Published migrations never change.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// From 1, without gaps.
    pub version: i64,
    /// Its name in the history.
    pub name: &'static str,
    /// Statements that both databases understand.
    pub sql: &'static str,
    /// Statements for SQLite alone, which run after those for both.
    pub sqlite: &'static str,
    /// Statements for PostgreSQL alone, which run after those for both.
    pub postgres: &'static str,
}

impl Migration {
    /// Creates a migration whose statements both databases understand.
    pub const fn common(version: i64, name: &'static str, sql: &'static str) -> Self {
        Self { version, name, sql, sqlite: "", postgres: "" }
    }

    /// Returns the statements for one database alone.
    fn own(&self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Sqlite => self.sqlite,
            Dialect::Postgres => self.postgres,
        }
    }

    fn checksum(&self, dialect: Dialect) -> String {
        use std::fmt::Write;
        let digest = Sha256::new().chain_update(self.sql).chain_update(self.own(dialect)).finalize();
        digest.iter().fold(String::with_capacity(64), |mut text, byte| {
            let _written = write!(text, "{byte:02x}");
            text
        })
    }
}

/// A migration that the history lists.
type Applied = (i64, String);

const CREATE_HISTORY: &str = "CREATE TABLE schema_migrations (
    version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)";
const READ_HISTORY: &str = "SELECT version, checksum FROM schema_migrations ORDER BY version";
const ADD_TO_HISTORY: &str =
    "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)";
const READ_SQLX: &str = "SELECT version, success FROM _sqlx_migrations ORDER BY version";

/// Returns the migrations that are not applied yet.
fn pending<'m>(
    applied: &[Applied],
    migrations: &'m [Migration],
    dialect: Dialect,
) -> Result<&'m [Migration], OpenError> {
    for (place, (version, checksum)) in applied.iter().enumerate() {
        let Some(migration) = migrations.get(place) else {
            let known = migrations.last().map_or(0, |migration| migration.version);
            let found = applied.last().map_or(*version, |(version, _)| *version);
            return Err(OpenError::Newer { found, known });
        };
        if migration.version != *version {
            return Err(OpenError::History(format!("migration {} is missing", migration.version)));
        }
        if migration.checksum(dialect) != *checksum {
            return Err(OpenError::History(format!("migration {version} was a different one")));
        }
    }
    Ok(migrations.get(applied.len()..).unwrap_or_default())
}

/// Returns the migrations that sqlx applied, in the form of our history.
fn adopted(
    sqlx: &[(i64, bool)],
    migrations: &[Migration],
    dialect: Dialect,
) -> Result<Vec<Applied>, OpenError> {
    if let Some((version, _)) = sqlx.iter().find(|(_, success)| !success) {
        return Err(OpenError::History(format!("migration {version} was interrupted; restore a backup")));
    }
    let checksum = |version| {
        let migration = migrations.iter().find(|migration| migration.version == version);
        migration.map(|migration| migration.checksum(dialect))
    };
    Ok(sqlx.iter().map(|(version, _)| (*version, checksum(*version).unwrap_or_default())).collect())
}

fn name_of(version: i64, migrations: &[Migration]) -> &'static str {
    migrations.iter().find(|migration| migration.version == version).map_or("", |migration| migration.name)
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or_default()
}

fn failed(migration: &Migration, error: impl Into<Error>) -> OpenError {
    OpenError::Migration { version: migration.version, name: migration.name, source: error.into() }
}

/// Opens a SQLite file and migrates it; returns a connection to write on.
pub(crate) fn sqlite(path: &Path, migrations: &[Migration]) -> Result<rusqlite::Connection, OpenError> {
    let connection = sqlite::open(path, false)?;
    sqlite::use_write_ahead_log(&connection)?;
    if let Some(applied) = sqlite_history(&connection)?
        && pending(&applied, migrations, Dialect::Sqlite)?.is_empty()
    {
        return Ok(connection);
    }
    connection.busy_timeout(PATIENCE)?;
    connection.execute_batch("BEGIN IMMEDIATE")?;
    // Dropping the connection rolls back.
    migrate_sqlite(&connection, migrations)?;
    connection.execute_batch("COMMIT")?;
    Ok(connection)
}

fn sqlite_has(connection: &rusqlite::Connection, table: &str) -> rusqlite::Result<bool> {
    let mut found = connection.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1")?;
    found.exists([table])
}

fn sqlite_history(connection: &rusqlite::Connection) -> rusqlite::Result<Option<Vec<Applied>>> {
    if !sqlite_has(connection, "schema_migrations")? {
        return Ok(None);
    }
    let mut applied = connection.prepare(READ_HISTORY)?;
    let applied = applied.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    applied.collect::<rusqlite::Result<_>>().map(Some)
}

fn migrate_sqlite(connection: &rusqlite::Connection, migrations: &[Migration]) -> Result<(), OpenError> {
    let add = |(version, checksum): &Applied| {
        let name = name_of(*version, migrations);
        connection.execute(ADD_TO_HISTORY, (version, name, checksum, now()))
    };
    let after_sqlx = sqlite_has(connection, "_sqlx_migrations")?;
    let applied = match sqlite_history(connection)? {
        Some(applied) => applied,
        None => {
            connection.execute_batch(CREATE_HISTORY)?;
            let mut sqlx = Vec::new();
            if after_sqlx {
                let mut rows = connection.prepare(READ_SQLX)?;
                let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
                sqlx = rows.collect::<rusqlite::Result<_>>()?;
            }
            let applied = adopted(&sqlx, migrations, Dialect::Sqlite)?;
            for one in &applied {
                add(one)?;
            }
            applied
        }
    };
    for migration in pending(&applied, migrations, Dialect::Sqlite)? {
        for statements in [migration.sql, migration.sqlite] {
            connection.execute_batch(statements).map_err(|error| failed(migration, error))?;
        }
        add(&(migration.version, migration.checksum(Dialect::Sqlite)))?;
        if after_sqlx {
            connection.execute(
                "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 VALUES (?1, ?2, TRUE, X'', 0)",
                (migration.version, migration.name),
            )?;
        }
    }
    Ok(())
}

/// Migrates a PostgreSQL database.
pub(crate) async fn postgres(url: &str, migrations: &[Migration]) -> Result<(), OpenError> {
    let client = postgres::connect(url).await?;
    client.batch_execute("BEGIN").await?;
    // A process that waits here reads the history afterwards.
    client.query_typed("SELECT pg_advisory_xact_lock($1)", &[(&LOCK, Type::INT8)]).await?;
    let migrated = migrate_postgres(&client, migrations).await;
    // Ends the transaction at once instead of with the connection, because others wait for the lock.
    client.batch_execute(if migrated.is_ok() { "COMMIT" } else { "ROLLBACK" }).await?;
    migrated
}

async fn postgres_has(client: &Client, table: &'static str) -> Result<bool, tokio_postgres::Error> {
    let found = client.query_typed("SELECT to_regclass($1) IS NOT NULL", &[(&table, Type::TEXT)]).await?;
    Ok(found.first().is_some_and(|row| row.get(0)))
}

async fn add_postgres(
    client: &Client,
    (version, checksum): &Applied,
    migrations: &[Migration],
) -> Result<(), tokio_postgres::Error> {
    let (name, now) = (name_of(*version, migrations), now());
    let values: [(&(dyn tokio_postgres::types::ToSql + Sync), Type); 4] =
        [(version, Type::INT8), (&name, Type::TEXT), (checksum, Type::TEXT), (&now, Type::INT8)];
    client.execute_typed(ADD_TO_HISTORY, &values).await.map(drop)
}

async fn migrate_postgres(client: &Client, migrations: &[Migration]) -> Result<(), OpenError> {
    let after_sqlx = postgres_has(client, "_sqlx_migrations").await?;
    let applied = if postgres_has(client, "schema_migrations").await? {
        let rows = client.query_typed(READ_HISTORY, &[]).await?;
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    } else {
        client.batch_execute(CREATE_HISTORY).await?;
        let mut sqlx = Vec::new();
        if after_sqlx {
            let rows = client.query_typed(READ_SQLX, &[]).await?;
            sqlx = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        }
        let applied = adopted(&sqlx, migrations, Dialect::Postgres)?;
        for one in &applied {
            add_postgres(client, one, migrations).await?;
        }
        applied
    };
    for migration in pending(&applied, migrations, Dialect::Postgres)? {
        for statements in [migration.sql, migration.postgres] {
            client.batch_execute(statements).await.map_err(|error| failed(migration, error))?;
        }
        add_postgres(client, &(migration.version, migration.checksum(Dialect::Postgres)), migrations).await?;
        if after_sqlx {
            client
                .execute_typed(
                    "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                     VALUES ($1, $2, TRUE, ''::bytea, 0)",
                    &[(&migration.version, Type::INT8), (&migration.name, Type::TEXT)],
                )
                .await?;
        }
    }
    Ok(())
}
