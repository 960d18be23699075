//! What holds on PostgreSQL alone: time limits, deadlocks, prepared statements. Needs `TEST_DATABASE_URL`.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails loudly, and its tasks end with it"
)]

mod support;

use std::time::{Duration, Instant};

use sql::{Database, Error, Options};
use support::{Fresh, NOTES, count, keep};

async fn open(options: Options) -> (Fresh, Database) {
    assert!(
        support::postgres_server().is_some(),
        "this test needs PostgreSQL: scripts/with-postgres cargo test -p proficient-sql -- --include-ignored"
    );
    let fresh = Fresh::create().await;
    let database = Database::open(&fresh.url, &options, NOTES).await.unwrap();
    (fresh, database)
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn a_statement_that_takes_too_long_is_stopped() {
    let options = Options { statement_timeout: Duration::from_millis(300), ..Options::default() };
    let (_fresh, database) = open(options).await;
    let start = Instant::now();
    let slow = sql::query("SELECT pg_sleep(60)").exists(database.reader()).await.unwrap_err();
    assert!(matches!(slow, Error::TimedOut(_)) && slow.is_transient(), "{slow}");
    let slow = database.write(|db| {
        Box::pin(async move {
            sql::query("INSERT INTO notes (id, number) VALUES ('a', 1)").execute(&mut *db).await?;
            sql::query("SELECT pg_sleep(60)").exists(db).await
        })
    });
    let slow: Error = slow.await.unwrap_err();
    assert!(slow.is_transient(), "{slow}");
    assert!(start.elapsed() < Duration::from_secs(30));
    // The statement has also ended on the server.
    let mut running = 1;
    for _ in 0..100 {
        let found = sql::query_scalar(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND state = 'active'
               AND pid <> pg_backend_pid() AND datname = current_database()",
        );
        running = found.fetch_one(database.reader()).await.unwrap();
        if running == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!((running, count(&database).await), (0, 0));
    database.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL"]
async fn the_loser_of_a_deadlock_runs_again() {
    let (_fresh, database) = open(Options::default()).await;
    for id in ["a", "b"] {
        keep(&database, id).await.unwrap();
    }
    let swap = |first: &'static str, second: &'static str| {
        database.write(move |db| {
            Box::pin(async move {
                let add = "UPDATE notes SET number = number + 1 WHERE id = $1";
                sql::query(add).bind(first).execute(&mut *db).await?;
                sql::query("SELECT pg_sleep(0.2)").exists(&mut *db).await?;
                sql::query(add).bind(second).execute(db).await?;
                Ok::<_, Error>(())
            })
        })
    };
    let (one, two) = tokio::join!(swap("a", "b"), swap("b", "a"));
    one.unwrap();
    two.unwrap();
    let sum: i64 = sql::query_scalar("SELECT CAST(SUM(number) AS BIGINT) FROM notes")
        .fetch_one(database.reader())
        .await
        .unwrap();
    assert_eq!(sum, 6, "each ran once");
    database.close().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn an_error_that_a_job_hides_does_not_commit_half_of_it() {
    let (_fresh, database) = open(Options::default()).await;
    let hidden = database.write(|db| {
        Box::pin(async move {
            sql::query("INSERT INTO notes (id, number) VALUES ('a', 1)").execute(&mut *db).await?;
            let _hidden = sql::query("INSERT INTO nowhere VALUES (1)").execute(db).await;
            Ok(())
        })
    });
    assert!(matches!(hidden.await, Err(Error::NotCommitted(_))));
    assert_eq!(count(&database).await, 0);
    database.close().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn statements_may_be_prepared_once_per_connection() {
    let options = Options { prepared_statements: true, connections: 1, ..Options::default() };
    let (_fresh, database) = open(options).await;
    for id in ["a", "b", "c"] {
        keep(&database, id).await.unwrap();
    }
    let prepared: i64 = sql::query_scalar(
        "SELECT COUNT(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO notes%'",
    )
    .fetch_one(database.reader())
    .await
    .unwrap();
    assert_eq!(prepared, 1);
    // An added column does not break a statement that was prepared before.
    let all = || sql::query_as::<(String,)>("SELECT * FROM notes").fetch_all(database.reader());
    assert_eq!(all().await.unwrap().len(), 3);
    let alter = database.write_single(|db| {
        Box::pin(async move { sql::query("ALTER TABLE notes ADD COLUMN more TEXT").execute(db).await })
    });
    alter.await.unwrap();
    assert_eq!(all().await.unwrap().len(), 3);
    database.close().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn a_connection_that_was_cut_is_replaced() {
    let (_fresh, database) = open(Options { connections: 1, ..Options::default() }).await;
    keep(&database, "a").await.unwrap();
    let cut = || async {
        let cut = sql::query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
               AND pid <> pg_backend_pid()",
        );
        let other = Database::open(&_fresh.url, &Options::default(), NOTES).await.unwrap();
        cut.exists(other.reader()).await.unwrap();
        other.close().await;
    };
    cut().await;
    assert_eq!(count(&database).await, 1);
    cut().await;
    keep(&database, "b").await.unwrap();
    database.close().await;
}
