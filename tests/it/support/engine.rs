//! Tests that need one of the two databases. They are in modules called `postgres` and `sqlite`, which
//! `scripts/test` skips on the other database; those for PostgreSQL are also marked as ignored.

use super::Database;

impl Database {
    /// Creates a database. Fails unless the suite runs on PostgreSQL.
    pub async fn create_on_postgres() -> Self {
        let database = Self::create().await;
        assert!(
            !database.is_sqlite(),
            "this test needs PostgreSQL: scripts/with-postgres cargo test --test it -- --include-ignored TEST"
        );
        database
    }

    /// Creates a database. Fails unless the suite runs on SQLite.
    pub async fn create_on_sqlite() -> Self {
        let database = Self::create().await;
        assert!(database.is_sqlite(), "this test needs SQLite: unset TEST_DATABASE_URL");
        database
    }
}
