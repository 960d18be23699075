//! A fresh database for each test.

#![allow(dead_code, reason = "each test program uses a part of it")]

use sql::{Database, Error, Migration, Options};
use tempfile::TempDir;

pub const NOTES: &[Migration] = &[Migration::common(
    1,
    "notes",
    "CREATE TABLE notes (id TEXT PRIMARY KEY, done BIGINT NOT NULL DEFAULT 0, weight DOUBLE PRECISION,
            mark TEXT NOT NULL DEFAULT '', number BIGINT NOT NULL);
          CREATE TABLE pages (note_id TEXT NOT NULL REFERENCES notes (id) ON DELETE CASCADE, text TEXT NOT NULL);",
)];

pub struct Fresh {
    pub url: String,
    folder: TempDir,
}

impl Fresh {
    /// On PostgreSQL if `TEST_DATABASE_URL` names one.
    pub async fn create() -> Self {
        let mut fresh = Self::sqlite();
        if let Some(server) = postgres_server() {
            let folder = fresh.folder.path().file_name().unwrap().to_str().unwrap();
            let name = format!("sql{}", folder.to_ascii_lowercase().replace('.', "_"));
            let name = format!("{name}_{}", std::process::id());
            let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            client.batch_execute(&format!("DROP DATABASE IF EXISTS \"{name}\"")).await.unwrap();
            client.batch_execute(&format!("CREATE DATABASE \"{name}\"")).await.unwrap();
            let (server, _) = server.rsplit_once('/').unwrap();
            fresh.url = format!("{server}/{name}");
        }
        fresh
    }

    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { url: format!("sqlite://{}", folder.path().join("notes.db").display()), folder }
    }

    /// The file of a SQLite database.
    pub fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("notes.db")
    }

    pub async fn open(&self) -> Database {
        Database::open(&self.url, &Options::default(), NOTES).await.unwrap()
    }
}

pub fn postgres_server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok().filter(|url| url.starts_with("postgres"))
}

/// Stores a note.
pub async fn keep(database: &Database, id: &str) -> Result<(), Error> {
    let id = id.to_owned();
    let write = database.write(move |db| {
        Box::pin(async move {
            sql::query("INSERT INTO notes (id, number) VALUES ($1, 1)").bind(&id).execute(db).await?;
            Ok(())
        })
    });
    write.await
}

pub async fn count(database: &Database) -> i64 {
    sql::query_scalar("SELECT COUNT(*) FROM notes").fetch_one(database.reader()).await.unwrap()
}
