//! A fresh database for each test, gone after it.

use proficient::ids;
use sqlx::{AnyConnection, Connection, Executor, PgConnection};
use tempfile::TempDir;

pub struct Database {
    pub url: String,
    _folder: Option<TempDir>,
}

impl Database {
    pub async fn create() -> Self {
        match std::env::var("TEST_DATABASE_URL").ok().filter(|url| url.starts_with("postgres")) {
            Some(server) => Self::postgres(&server).await,
            None => Self::sqlite(),
        }
    }

    pub fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }

    /// Changes the row with this ID to a state that no API makes at once.
    pub async fn change(&self, statement: &'static str, id: &str) {
        let mut connection = AnyConnection::connect(&self.url).await.unwrap();
        let changed = sqlx::query(statement).bind(id).execute(&mut connection).await.unwrap();
        assert_eq!(changed.rows_affected(), 1, "{statement}");
        connection.close().await.unwrap();
    }

    /// Runs a statement that no API would.
    pub async fn run(&self, statement: &str) {
        let mut connection = AnyConnection::connect(&self.url).await.unwrap();
        let statement = sqlx::AssertSqlSafe(statement.to_owned());
        sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    /// The one number that a query answers.
    pub async fn number(&self, query: &str) -> i64 {
        let mut connection = AnyConnection::connect(&self.url).await.unwrap();
        let query = sqlx::AssertSqlSafe(query.to_owned());
        let (number,): (i64,) = sqlx::query_as(query).fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        number
    }

    fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        Self { url, _folder: Some(folder) }
    }

    /// The cluster is thrown away after the run, and its databases with it.
    async fn postgres(server: &str) -> Self {
        let name = format!("test_{}", ids::request().trim_start_matches("req_").to_ascii_lowercase());
        let mut connection = PgConnection::connect(server).await.unwrap();
        let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        connection.execute(sqlx::raw_sql(create)).await.unwrap();
        connection.close().await.unwrap();
        let mut url = url::Url::parse(server).unwrap();
        url.set_path(&name);
        Self { url: url.to_string(), _folder: None }
    }
}
