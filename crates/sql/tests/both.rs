//! What holds on both databases: on SQLite, and on PostgreSQL if `TEST_DATABASE_URL` names one.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails loudly, and its tasks end with it"
)]

mod support;

use std::time::Duration;

use sql::{Database, Error, FromRow, Migration, OpenError, Options};
use support::{Fresh, NOTES, keep};

sql::text_enum! {
    /// How a note is marked.
    enum Mark {
        /// Not at all.
        None = "",
        /// As good.
        Good = "good",
    }
}

#[derive(Debug, PartialEq, FromRow)]
struct Note {
    #[row(rename = "id")]
    key: String,
    #[row(flatten)]
    details: Details,
    #[row(default)]
    missing: bool,
}

#[derive(Debug, PartialEq, FromRow)]
struct Details {
    done: bool,
    weight: Option<f64>,
    mark: Mark,
    number: i64,
}

#[tokio::test]
async fn values_come_back_as_they_went_in() {
    let fresh = Fresh::create().await;
    let database = fresh.open().await;
    // The placeholders are out of order.
    database
        .write(|db| {
            Box::pin(async move {
                let insert = sql::query(
                    "INSERT INTO notes (number, id, done, weight, mark) VALUES ($4, $1, $2, $3, $5)",
                );
                let insert = insert.bind("a'ü\u{1F600}").bind(true).bind(2.5).bind(i64::MIN).bind(Mark::Good);
                assert_eq!(insert.execute(&mut *db).await?, 1);
                let insert = sql::query(
                    "INSERT INTO notes (id, done, weight, mark, number) VALUES ($1, $2, $3, $4, $5)",
                );
                insert
                    .bind("b")
                    .bind(false)
                    .bind(None::<f64>)
                    .bind(Mark::None)
                    .bind(2_i64)
                    .execute(db)
                    .await?;
                Ok::<_, Error>(())
            })
        })
        .await
        .unwrap();
    let found: Vec<Note> =
        sql::query_as("SELECT * FROM notes ORDER BY number").fetch_all(database.reader()).await.unwrap();
    let details = Details { done: true, weight: Some(2.5), mark: Mark::Good, number: i64::MIN };
    assert_eq!(found[0], Note { key: "a'ü\u{1F600}".to_owned(), details, missing: false });
    assert_eq!(found[1].details, Details { done: false, weight: None, mark: Mark::None, number: 2 });
    let long = database.reader().long();
    let weight: Option<f64> =
        sql::query_scalar("SELECT weight FROM notes WHERE id = $1").bind("b").fetch_one(&long).await.unwrap();
    assert_eq!(weight, None);
    let none = sql::query_scalar::<i64>("SELECT number FROM notes WHERE id = 'c'").fetch_one(&long).await;
    assert!(matches!(none, Err(Error::NoRow)));
    database.close().await;
}

#[tokio::test]
async fn what_does_not_fit_is_an_error_that_names_the_column() {
    let fresh = Fresh::create().await;
    let database = fresh.open().await;
    keep(&database, "a").await.unwrap();
    let error = sql::query_as::<Note>("SELECT id, done, weight, 'odd' AS mark, number FROM notes")
        .fetch_one(database.reader())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Column { name: "mark", .. }), "{error}");
    let error =
        sql::query_as::<Note>("SELECT id, done FROM notes").fetch_one(database.reader()).await.unwrap_err();
    assert!(matches!(error, Error::Column { name: "weight", .. }), "{error}");
    let taken = keep(&database, "a").await.unwrap_err();
    assert!(taken.is_unique_violation() && !taken.is_transient(), "{taken}");
    database.close().await;
}

#[tokio::test]
async fn a_job_that_fails_or_panics_undoes_itself_alone() {
    let fresh = Fresh::create().await;
    let database = fresh.open().await;
    let jobs = (0..96).map(|number: i64| {
        database.write(move |db| {
            Box::pin(async move {
                let insert = sql::query("INSERT INTO notes (id, number) VALUES ($1, $2)");
                insert.bind(number.to_string()).bind(number).execute(&mut *db).await?;
                match number % 4 {
                    1 => Err(Error::NoRow),
                    2 => panic!("a bug"),
                    _ => Ok(()),
                }
            })
        })
    });
    let outcomes = futures_util::future::join_all(jobs).await;
    for (number, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.is_ok(), !matches!(number % 4, 1 | 2), "{number}: {outcome:?}");
    }
    assert_eq!(support::count(&database).await, 48);
    database.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_leaves_does_not_undo_its_write() {
    let fresh = Fresh::create().await;
    let database = fresh.open().await;
    for number in 0..50 {
        let id = format!("left {number}");
        // Polled once, then dropped at whatever point it has reached.
        let mut write = Box::pin(keep(&database, &id));
        let _ = futures_util::poll!(write.as_mut());
        drop(write);
    }
    for _ in 0..200 {
        if support::count(&database).await == 50 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(support::count(&database).await, 50);
    database.close().await;
}

#[tokio::test]
async fn closing_waits_for_what_has_begun_and_refuses_the_rest() {
    let fresh = Fresh::create().await;
    let database = fresh.open().await;
    let writes: Vec<_> = (0..200)
        .map(|number| {
            let database = database.clone();
            tokio::spawn(async move { keep(&database, &number.to_string()).await })
        })
        .collect();
    tokio::task::yield_now().await;
    database.close().await;
    assert!(!database.is_open());
    assert!(keep(&database, "late").await.is_err());
    let mut kept = 0;
    for write in writes {
        kept += i64::from(write.await.unwrap().is_ok());
    }
    let again = fresh.open().await;
    assert_eq!(support::count(&again).await, kept);
    again.close().await;
}

const MORE: &[Migration] =
    &[NOTES[0], Migration::common(2, "more", "ALTER TABLE notes ADD COLUMN more TEXT")];
const OTHER: &[Migration] = &[Migration::common(1, "notes", "CREATE TABLE notes (id TEXT)")];
const BROKEN: &[Migration] = &[
    NOTES[0],
    Migration::common(2, "broken", "CREATE TABLE half (id TEXT); INSERT INTO nowhere VALUES (1)"),
];

#[tokio::test]
async fn migrations_run_once_and_a_newer_or_other_database_is_refused() {
    let fresh = Fresh::create().await;
    fresh.open().await.close().await;
    let open = async |migrations| Database::open(&fresh.url, &Options::default(), migrations).await;
    let broken = open(BROKEN).await.unwrap_err();
    assert!(matches!(broken, OpenError::Migration { version: 2, .. }), "{broken}");
    // Nothing of it is stored.
    for _ in 0..2 {
        open(MORE).await.unwrap().close().await;
    }
    let newer = open(NOTES).await.unwrap_err();
    assert!(matches!(newer, OpenError::Newer { found: 2, known: 1 }), "{newer}");
    let other = open(OTHER).await.unwrap_err();
    assert!(matches!(other, OpenError::History(_)), "{other}");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_that_open_a_new_database_at_once_migrate_it_once() {
    let fresh = Fresh::create().await;
    let opening = (0..6).map(|_| {
        let url = fresh.url.clone();
        tokio::spawn(async move { Database::open(&url, &Options::default(), MORE).await })
    });
    for opened in futures_util::future::join_all(opening).await {
        opened.unwrap().unwrap().close().await;
    }
}

#[tokio::test]
async fn rows_are_returned_up_to_a_size_and_at_least_one() {
    let fresh = Fresh::create().await;
    for prepared_statements in [false, true] {
        let options = Options { prepared_statements, ..Options::default() };
        let database = Database::open(&fresh.url, &options, NOTES).await.unwrap();
        let rows =
            "WITH RECURSIVE n (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM n WHERE number < 200)
            SELECT '0123456789012345678901234567890123456789' || number AS text FROM n ORDER BY number";
        let within = async |bytes| {
            let rows = sql::query_as::<(String,)>(rows);
            let found = rows.fetch_within(bytes, database.reader()).await.unwrap();
            (found.rows.len(), found.is_cut)
        };
        assert_eq!(within(1).await, (1, true), "the first one even if it is larger");
        let (some, is_cut) = within(1_000).await;
        assert!((10..=25).contains(&some) && is_cut, "{some}");
        assert_eq!(within(1_000_000).await, (200, false));
        let written = database.write(move |db| {
            Box::pin(async move {
                let found = sql::query_as::<(String,)>(rows).fetch_within(1, &mut *db).await?;
                sql::query("INSERT INTO notes (id, number) VALUES ($1, 1)")
                    .bind(format!("after {prepared_statements}"))
                    .execute(db)
                    .await?;
                Ok::<_, Error>(found.rows.len())
            })
        });
        assert_eq!(written.await.unwrap(), 1);
        database.close().await;
    }
}
