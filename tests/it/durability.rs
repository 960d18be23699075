//! Acknowledged writes survive kill -9, and SIGTERM ends the server in an orderly way.

use std::collections::HashSet;
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use nix::sys::signal::Signal;
use serde_json::{Value, json};

use crate::support::binary::{self, Server};
use crate::support::partial_request::PartialRequest;
use crate::support::wait::eventually;
use crate::support::{Database, TestProject};

/// Writes until the server is gone. Returns the acknowledged writes.
async fn write(
    server: &Server,
    keys: &Value,
    user: &str,
    interaction: &str,
    killed: &AtomicBool,
    count: &AtomicUsize,
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
        count.fetch_add(1, Ordering::SeqCst);
    }
    assert!(killed.load(Ordering::SeqCst), "writing failed before the kill");
    acknowledged
}

#[tokio::test]
async fn every_acknowledged_message_survives_kill_9() {
    let database = Database::create().await;
    let mut server = Server::start(&database, &[]);
    let project = TestProject::create(&database, &server).await;
    const WRITERS: usize = 16;
    let mut interactions = Vec::new();
    for writer in 0..WRITERS {
        interactions.push(project.interaction(&project.user(&server, &format!("user-{writer}"))).await);
    }

    let mut expected: Vec<HashSet<String>> = vec![HashSet::new(); WRITERS];
    for round in 0..2 {
        let (killed, count) = (AtomicBool::new(false), AtomicUsize::new(0));
        let names: Vec<String> = (0..WRITERS).map(|writer| format!("user-{writer}")).collect();
        let writers = futures_util::future::join_all((0..WRITERS).map(|writer| {
            write(&server, &project.keys, &names[writer], &interactions[writer], &killed, &count)
        }));
        let killer = async {
            eventually("messages are written", || count.load(Ordering::SeqCst) >= 200 + 100 * round).await;
            killed.store(true, Ordering::SeqCst);
            server.signal(Signal::SIGKILL);
        };
        let (acknowledged, ()) = tokio::join!(writers, killer);
        let total: usize = acknowledged.iter().map(Vec::len).sum();
        assert!(total >= 200, "only {total} messages were written before the kill");
        for (writer, ids) in acknowledged.into_iter().enumerate() {
            expected[writer].extend(ids);
        }
        server.wait();
        server = Server::start(&database, &[]);
    }

    for writer in 0..WRITERS {
        let user = project.user(&server, &format!("user-{writer}"));
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
        let project = TestProject::create(&database, &server).await;
        let user = project.user(&server, "alice");
        let interaction = project.interaction(&user).await;
        // The signal comes between the head and the body of a request.
        let body = json!({"interaction_id": interaction, "content": "late"});
        let key = project.keys["publishable_key"].as_str().unwrap();
        let request = PartialRequest::post_message(&server.url, key, "alice", &body).await;
        server.signal(signal);
        let address: SocketAddr = server.url.trim_start_matches("http://").parse().unwrap();
        eventually("the server stops listening", || TcpStream::connect(address).is_err()).await;
        let answer = request.finish().await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert_eq!(server.wait(), Some(0), "{signal}");

        let server = Server::start(&database, &[]);
        let user = project.user(&server, "alice");
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
    let project = TestProject::create(&database, &server).await;
    let key = project.keys["publishable_key"].as_str().unwrap();
    let _never_ends = PartialRequest::post_message(&server.url, key, "alice", &json!({})).await;
    let start = std::time::Instant::now();
    server.signal(Signal::SIGTERM);
    assert_eq!(server.wait(), Some(0));
    // Well below the default limit of 30 seconds.
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn a_reply_that_takes_too_long_does_not_hold_up_shutdown() {
    let database = Database::create().await;
    // A provider that accepts and never answers.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut command = binary::command(&database);
    command
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env("PROFICIENT_HTTP__SHUTDOWN_TIMEOUT", "0.5")
        .env("OPENAI_BASE_URL", format!("http://{}/v1", silent.local_addr().unwrap()));
    let mut server = Server::start_command(&mut command);
    let project = TestProject::create(&database, &server).await;
    project.configure(&server, json!({"model": "openai.x"})).await;
    let user = project.user(&server, "alice");
    let interaction = project.interaction(&user).await;
    let message = user.post("/messages", json!({"interaction_id": interaction, "content": "x"})).await.ok();
    let path = format!("/messages/{}/ask", message["id"].as_str().unwrap());
    let _connection = tokio::select! {
        answer = user.post(&path, json!({"interaction_id": interaction})) => panic!("{}", answer.text),
        accepted = silent.accept() => accepted.unwrap(),
    };

    let start = std::time::Instant::now();
    server.signal(Signal::SIGTERM);
    assert_eq!(server.wait(), Some(0));
    // Well below the default limit of 30 seconds.
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    let server = Server::start(&database, &[]);
    let listed =
        project.user(&server, "alice").get(&format!("/messages?interaction_id={interaction}")).await.ok();
    assert_eq!(listed["data"].as_array().unwrap().len(), 1, "no part of a reply is kept as a whole one");
}

mod sqlite {
    use super::Database;

    #[tokio::test]
    async fn commits_are_written_ahead_and_synced() {
        let database = Database::create_on_sqlite().await;
        let store = proficient::store::Store::open(&database.url, 1).await.unwrap();
        let settings = store
            .write(|db| {
                Box::pin(async move {
                    let journal: String =
                        sql::query_scalar("PRAGMA journal_mode").fetch_one(&mut *db).await?;
                    let synchronous: i64 =
                        sql::query_scalar("PRAGMA synchronous").fetch_one(&mut *db).await?;
                    let foreign_keys: i64 =
                        sql::query_scalar("PRAGMA foreign_keys").fetch_one(&mut *db).await?;
                    Ok((journal, synchronous, foreign_keys))
                })
            })
            .await
            .unwrap();
        assert_eq!(settings, ("wal".to_owned(), 2, 1));
        store.close().await;
    }
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
