//! What holds on SQLite alone: groups of jobs, one file for several processes, and running in the calling thread.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails loudly, and its tasks end with it"
)]

mod support;

use std::time::Duration;

use sql::{Database, Error};
use support::{Fresh, count, keep};

/// Runs a pragma on the writer's connection.
async fn pragma(database: &Database, pragma: &'static str) {
    let set = database.write_single(move |db| {
        Box::pin(async move { sql::query_scalar::<i64>(pragma).fetch_optional(db).await.map(drop) })
    });
    set.await.unwrap();
}

/// Stores a note of this many bytes.
async fn keep_large(database: &Database, id: String, size: usize) -> Result<(), Error> {
    let write = database.write(move |db| {
        Box::pin(async move {
            sql::query("INSERT INTO notes (id, number) VALUES ($1, 1)").bind(&id).execute(&mut *db).await?;
            let text = "x".repeat(size);
            sql::query("INSERT INTO pages (note_id, text) VALUES ($1, $2)")
                .bind(&id)
                .bind(text)
                .execute(db)
                .await?;
            Ok(())
        })
    });
    write.await
}

#[tokio::test]
async fn reads_and_lone_writes_are_done_when_they_are_first_polled() {
    let fresh = Fresh::sqlite();
    let database = fresh.open().await;
    let mut write = Box::pin(keep(&database, "a"));
    assert!(futures_util::poll!(write.as_mut()).is_ready(), "no other task or thread has to do with it");
    let mut read = Box::pin(count(&database));
    assert!(futures_util::poll!(read.as_mut()).is_ready());
    drop((read, write));
    database.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_fails_each_job_as_a_whole_and_none_is_half_committed() {
    let fresh = Fresh::sqlite();
    let database = fresh.open().await;
    pragma(&database, "PRAGMA max_page_count = 60").await;
    let (mut stored_any, mut failed_any) = (false, false);
    for round in 0..8 {
        let jobs = (0..16).map(|number| {
            let size = if number % 4 == 3 { 40_000 } else { 100 };
            keep_large(&database, format!("{round}-{number}"), size)
        });
        let outcomes = futures_util::future::join_all(jobs).await;
        for (number, outcome) in outcomes.into_iter().enumerate() {
            let id = format!("{round}-{number}");
            let stored: i64 = sql::query_scalar(
                "SELECT COUNT(*) FROM notes n JOIN pages p ON p.note_id = n.id WHERE n.id = $1",
            )
            .bind(&id)
            .fetch_one(database.reader())
            .await
            .unwrap();
            let begun = sql::query("SELECT 1 FROM notes WHERE id = $1").bind(&id);
            assert_eq!(
                begun.exists(database.reader()).await.unwrap(),
                stored == 1,
                "{id} is whole or not there"
            );
            assert_eq!(outcome.is_ok(), stored == 1, "{id}: {outcome:?}");
            stored_any |= outcome.is_ok();
            failed_any |= outcome.is_err();
            if let Err(error) = outcome {
                assert!(error.is_transient(), "{id}: {error}");
            }
        }
    }
    assert!(stored_any && failed_any, "the disk was full in between");
    // With room again, writes go on.
    pragma(&database, "PRAGMA max_page_count = 100000").await;
    keep(&database, "later").await.unwrap();
    database.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_is_rolled_back_in_the_middle_fails_all_of_its_jobs() {
    let fresh = Fresh::sqlite();
    let database = fresh.open().await;
    let rolls_back = |id: i64| {
        let database = &database;
        async move {
            let write = database.write(move |db| {
                Box::pin(async move {
                    let insert = sql::query("INSERT INTO notes (id, number) VALUES ($1, 1)");
                    insert.bind(id.to_string()).execute(&mut *db).await?;
                    if id == 5 {
                        sql::query("INSERT OR ROLLBACK INTO notes (id, number) VALUES ('5', 1)")
                            .execute(db)
                            .await?;
                    }
                    Ok::<_, Error>(())
                })
            });
            write.await
        }
    };
    // The first job delays the others, so that they form a group.
    let outcomes = futures_util::future::join_all((0..10).map(rolls_back)).await;
    let ok = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert!(outcomes[5].is_err());
    assert_eq!(count(&database).await, ok as i64, "{outcomes:?}");
    database.close().await;
}

#[tokio::test]
async fn a_write_waits_for_another_process_without_holding_up_others() {
    let fresh = Fresh::sqlite();
    let database = fresh.open().await;
    let other = rusqlite::Connection::open(fresh.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut write = Box::pin(keep(&database, "a"));
    // This runtime has one thread: if that thread waited, nothing would end the transaction.
    assert!(tokio::time::timeout(Duration::from_millis(100), write.as_mut()).await.is_err());
    let read = count(&database).await;
    assert_eq!(read, 0);
    let more = tokio::spawn({
        let database = database.clone();
        async move { keep(&database, "b").await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    other.execute_batch("COMMIT").unwrap();
    write.await.unwrap();
    more.await.unwrap().unwrap();
    assert_eq!(count(&database).await, 2);
    database.close().await;
}

#[tokio::test]
async fn a_job_that_waits_for_something_else_fails_and_is_undone() {
    let fresh = Fresh::sqlite();
    let database = fresh.open().await;
    let waits = database.write(|db| {
        Box::pin(async move {
            sql::query("INSERT INTO notes (id, number) VALUES ('a', 1)").execute(&mut *db).await?;
            tokio::time::sleep(Duration::from_millis(1)).await;
            Ok(())
        })
    });
    assert!(matches!(waits.await, Err(Error::Waited)));
    assert_eq!(count(&database).await, 0);
    keep(&database, "b").await.unwrap();
    database.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_in_many_tasks_all_succeed() {
    let fresh = Fresh::sqlite();
    let database = fresh.open().await;
    let tasks: Vec<_> = (0..32)
        .map(|task| {
            let database = database.clone();
            tokio::spawn(async move {
                for number in 0..25 {
                    keep(&database, &format!("{task}-{number}")).await.unwrap();
                    count(&database).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(count(&database).await, 32 * 25);
    database.close().await;
}
