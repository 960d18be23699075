//! What is acknowledged stays: kill -9 in the middle of writes, and an orderly end on SIGTERM.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use nix::sys::signal::Signal;
use serde_json::{Value, json};

use crate::support::binary::{self, Server};
use crate::support::{Database, World};

/// Writes until the server is gone; what was acknowledged.
async fn write(
    server: &Server,
    keys: &Value,
    user: &str,
    interaction: &str,
    killed: &AtomicBool,
) -> Vec<String> {
    let http = crate::support::http();
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let body = json!({"interaction_id": interaction, "content": format!("message {number}")});
        let sent = http
            .post(format!("{}/messages", server.url))
            .header("X-PROFICIENT-API-KEY", keys["publishable_key"].as_str().unwrap())
            .header("X-PROFICIENT-USER-EXTERNAL-ID", user)
            .body(body.to_string());
        let Ok(answer) = sent.send().await else { break };
        if answer.status() != 200 {
            break;
        }
        let Ok(text) = answer.text().await else { break };
        acknowledged.push(serde_json::from_str::<Value>(&text).unwrap()["id"].as_str().unwrap().to_owned());
    }
    assert!(killed.load(Ordering::SeqCst), "writing failed before the kill");
    acknowledged
}

#[tokio::test]
async fn every_acknowledged_message_survives_kill_9() {
    let database = Database::create().await;
    let mut server = Server::start(&database, &[]);
    let world = World::create(&database, &server).await;
    const WRITERS: usize = 16;
    let mut interactions = Vec::new();
    for writer in 0..WRITERS {
        interactions.push(world.interaction(&world.user(&server, &format!("user-{writer}"))).await);
    }

    let mut expected: Vec<HashSet<String>> = vec![HashSet::new(); WRITERS];
    for round in 0..2 {
        let killed = AtomicBool::new(false);
        let names: Vec<String> = (0..WRITERS).map(|writer| format!("user-{writer}")).collect();
        let writers = futures_util::future::join_all(
            (0..WRITERS)
                .map(|writer| write(&server, &world.keys, &names[writer], &interactions[writer], &killed)),
        );
        let killer = async {
            tokio::time::sleep(Duration::from_millis(700 + 200 * round)).await;
            killed.store(true, Ordering::SeqCst);
            server.signal(Signal::SIGKILL);
        };
        let (acknowledged, ()) = tokio::join!(writers, killer);
        let total: usize = acknowledged.iter().map(Vec::len).sum();
        assert!(total > 50, "only {total} messages were written before the kill");
        for (writer, ids) in acknowledged.into_iter().enumerate() {
            expected[writer].extend(ids);
        }
        server.wait();
        server = Server::start(&database, &[]);
    }

    for writer in 0..WRITERS {
        let user = world.user(&server, &format!("user-{writer}"));
        let (mut stored, mut after) = (HashSet::new(), String::new());
        loop {
            let page =
                user.get(&format!("/messages?interaction_id={}{after}", interactions[writer])).await.ok();
            let ids: Vec<String> = page["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|m| m["id"].as_str().unwrap().to_owned())
                .collect();
            after = ids.last().map(|id| format!("&starting_after={id}")).unwrap_or_default();
            stored.extend(ids);
            if page["has_more"] == false {
                break;
            }
        }
        let lost: Vec<_> = expected[writer].difference(&stored).collect();
        assert!(
            lost.is_empty(),
            "{} of {} acknowledged messages are lost",
            lost.len(),
            expected[writer].len()
        );
        let interaction = user.get(&format!("/interactions/{}", interactions[writer])).await.ok();
        assert_eq!(
            interaction["total_message_count"],
            json!(stored.len()),
            "count and messages are written together"
        );
    }
}

#[tokio::test]
async fn sigterm_lets_running_requests_finish_and_exits_0() {
    for signal in [Signal::SIGTERM, Signal::SIGINT] {
        let database = Database::create().await;
        let mut server = Server::start(&database, &[]);
        let world = World::create(&database, &server).await;
        let user = world.user(&server, "alice");
        let interaction = world.interaction(&user).await;
        // A request that is on its way: its body comes in two pieces, the signal between them.
        let body = json!({"interaction_id": interaction, "content": "late"}).to_string();
        let (first, second) = body.split_at(10);
        let pieces = [first.to_owned(), second.to_owned()];
        let stream = futures_util::stream::unfold(0, move |at| {
            let piece = pieces.get(at).cloned();
            async move {
                if at == 1 {
                    tokio::time::sleep(Duration::from_millis(600)).await;
                }
                piece.map(|piece| (Ok::<_, std::io::Error>(piece), at + 1))
            }
        });
        let sent = crate::support::http()
            .post(format!("{}/messages", server.url))
            .header("X-PROFICIENT-API-KEY", world.keys["publishable_key"].as_str().unwrap())
            .header("X-PROFICIENT-USER-EXTERNAL-ID", "alice")
            .body(reqwest::Body::wrap_stream(stream))
            .send();
        let signalled = async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            server.signal(signal);
        };
        let (answer, ()) = tokio::join!(sent, signalled);
        assert_eq!(answer.unwrap().status(), 200);
        assert_eq!(server.wait(), Some(0), "{signal}");

        let server = Server::start(&database, &[]);
        let user = world.user(&server, "alice");
        assert_eq!(
            user.get(&format!("/messages?interaction_id={interaction}")).await.ok()["data"][0]["content"],
            "late"
        );
    }
}

#[tokio::test]
async fn shutdown_does_not_wait_for_ever() {
    let database = Database::create().await;
    let mut command = binary::command(&database);
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("PROFICIENT_HTTP__SHUTDOWN_TIMEOUT", "0.5");
    let mut server = Server::start_command(&mut command);
    let address = server.url.trim_start_matches("http://").to_owned();
    // A request that never ends.
    let mut stuck = std::net::TcpStream::connect(address).unwrap();
    std::io::Write::write_all(&mut stuck, b"POST /messages HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
        .unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let start = std::time::Instant::now();
    server.signal(Signal::SIGTERM);
    assert_eq!(server.wait(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_reply_that_takes_too_long_does_not_hold_up_shutdown() {
    let database = Database::create().await;
    // A provider that accepts and never answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = binary::command(&database);
    command
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env("PROFICIENT_HTTP__SHUTDOWN_TIMEOUT", "0.5")
        .env("OPENAI_BASE_URL", format!("http://{}/v1", silent.local_addr().unwrap()));
    let mut server = Server::start_command(&mut command);
    let world = World::create(&database, &server).await;
    world.configure(&server, json!({"model": "openai.x"})).await;
    let user = world.user(&server, "alice");
    let interaction = world.interaction(&user).await;
    let message = user.post("/messages", json!({"interaction_id": interaction, "content": "x"})).await.ok();
    let path = format!("/messages/{}/ask", message["id"].as_str().unwrap());
    let asking = tokio::time::timeout(
        Duration::from_millis(300),
        user.post(&path, json!({"interaction_id": interaction})),
    );
    assert!(asking.await.is_err(), "the provider is silent");

    let start = std::time::Instant::now();
    server.signal(Signal::SIGTERM);
    assert_eq!(server.wait(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    let server = Server::start(&database, &[]);
    let listed =
        world.user(&server, "alice").get(&format!("/messages?interaction_id={interaction}")).await.ok();
    assert_eq!(listed["data"].as_array().unwrap().len(), 1, "no part of a reply is kept as a whole one");
}

#[tokio::test]
async fn sqlite_writes_ahead_and_syncs_every_commit() {
    let database = Database::create().await;
    if !database.is_sqlite() {
        return;
    }
    let store = proficient::store::Store::open(&database.url, 1).await.unwrap();
    let settings = store
        .write(|db| {
            Box::pin(async move {
                let journal: String = sql::query_scalar("PRAGMA journal_mode").fetch_one(&mut *db).await?;
                let synchronous: i64 = sql::query_scalar("PRAGMA synchronous").fetch_one(&mut *db).await?;
                let foreign_keys: i64 = sql::query_scalar("PRAGMA foreign_keys").fetch_one(&mut *db).await?;
                Ok((journal, synchronous, foreign_keys))
            })
        })
        .await
        .unwrap();
    assert_eq!(settings, ("wal".to_owned(), 2, 1));
    store.close().await;
}

#[tokio::test]
async fn a_write_that_fails_or_panics_undoes_itself_and_not_its_neighbours() {
    use proficient::error::{conflict, invalid};
    let database = Database::create().await;
    let store = proficient::store::Store::open(&database.url, 4).await.unwrap();
    let insert = |id: i64| {
        let project = proficient::auth::keys::new_project(&format!("p{id}"));
        let store = &store;
        async move {
            let row = project.clone();
            store
                .write(move |db| {
                    Box::pin(async move {
                        sql::query("INSERT INTO projects (id, name, publishable_key, hmac_secret, hmac_enabled, created_at, updated_at) VALUES ($1, $2, $3, 'h', 0, 1, 1)")
                            .bind(row.id.clone()).bind(row.name.clone()).bind(row.publishable_key.clone()).execute(&mut *db).await?;
                        match id % 4 {
                            1 => Err(conflict("undone")),
                            2 => {
                                sql::query("INSERT INTO projects (id) VALUES ($1)").bind(row.id).execute(&mut *db).await?;
                                Err(invalid("not reached"))
                            }
                            _ => Ok(()),
                        }
                    })
                })
                .await
        }
    };
    let outcomes = futures_util::future::join_all((0..64).map(insert)).await;
    for (id, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.is_ok(), !matches!(id % 4, 1 | 2), "{id}: {outcome:?}");
    }
    if database.is_sqlite() {
        let panicked =
            store.write(|_| Box::pin(async move { if true { panic!("a bug") } else { Ok(()) } })).await;
        assert!(panicked.is_err());
    }
    assert_eq!(store.projects(1_000).await.unwrap().len(), 32);
    store.close().await;
}

#[tokio::test]
async fn what_is_kept_is_for_the_server_s_own_user() {
    use std::os::unix::fs::PermissionsExt;
    let database = Database::create().await;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut command = binary::command(&database);
    command
        .env_remove("PROFICIENT_DATABASE")
        .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(&data);
    let _server = Server::start_command(&mut command);
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for file in std::fs::read_dir(&data).unwrap() {
        let file = file.unwrap().path();
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}
