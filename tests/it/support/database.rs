//! A fresh database for each test, removed afterwards. Statements here run through the drivers, not through
//! our own crate.

use std::path::{Path, PathBuf};

use proficient::ids;
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

/// Databases created by earlier versions, named after their commits.
const EARLIER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures/databases");

pub struct Database {
    pub url: String,
    _folder: Option<TempDir>,
}

impl Database {
    pub async fn create() -> Self {
        match server() {
            Some(server) => Self::postgres(&server).await,
            None => Self::sqlite(),
        }
    }

    /// Returns a copy of the database that the version of `commit` created.
    pub async fn made_by(commit: &str) -> Self {
        let database = Self::create().await;
        match database.file() {
            Some(file) => drop(std::fs::copy(format!("{EARLIER}/{commit}.sqlite"), file).unwrap()),
            None => {
                let dump = std::fs::read_to_string(format!("{EARLIER}/{commit}.postgres.sql")).unwrap();
                database.run(&dump).await;
            }
        }
        database
    }

    pub fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }

    /// The file of a SQLite database.
    pub fn file(&self) -> Option<PathBuf> {
        self.url.strip_prefix("sqlite://").map(PathBuf::from)
    }

    /// Changes the row with this ID to a state that no API produces at once.
    pub async fn change(&self, statement: &'static str, id: &str) {
        let changed = match self.file() {
            Some(file) => open(&file).execute(statement, [id]).unwrap() as u64,
            None => connect(&self.url).await.execute(statement, &[&id]).await.unwrap(),
        };
        assert_eq!(changed, 1, "{statement}");
    }

    /// Runs statements that no API runs.
    pub async fn run(&self, statements: &str) {
        match self.file() {
            Some(file) => open(&file).execute_batch(statements).unwrap(),
            None => connect(&self.url).await.batch_execute(statements).await.unwrap(),
        }
    }

    /// Returns the number that a query selects.
    pub async fn number(&self, query: &str) -> i64 {
        match self.file() {
            Some(file) => open(&file).query_row(query, [], |row| row.get(0)).unwrap(),
            None => connect(&self.url).await.query_one(query, &[]).await.unwrap().get(0),
        }
    }

    /// A SQLite database in a folder of the test's own.
    pub fn in_folder(folder: &Path) -> Self {
        Self { url: format!("sqlite://{}", folder.join("test.db").display()), _folder: None }
    }

    /// The same database of a PostgreSQL server, through another port.
    pub fn on_port(&self, port: u16) -> Self {
        let mut url = url::Url::parse(&self.url).unwrap();
        url.set_port(Some(port)).unwrap();
        Self { url: url.to_string(), _folder: None }
    }

    fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        Self { url, _folder: Some(folder) }
    }

    /// The cluster is thrown away after the run, and its databases with it.
    async fn postgres(server: &str) -> Self {
        let name = format!("test_{}", ids::request().trim_start_matches("req_").to_ascii_lowercase());
        connect(server).await.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        let mut url = url::Url::parse(server).unwrap();
        url.set_path(&name);
        Self { url: url.to_string(), _folder: None }
    }
}

/// The PostgreSQL server that the suite runs on, if it is one.
fn server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok().filter(|url| url.starts_with("postgres"))
}

fn open(file: &Path) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(file).unwrap();
    connection.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    connection
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    #[expect(clippy::disallowed_methods, reason = "the task ends with the client")]
    let _connection = tokio::spawn(connection);
    client
}
