//! The command line of the built program.

use serde_json::{Value, json};

use crate::support::binary::{self, Server};
use crate::support::provider::ScriptedProvider;
use crate::support::{Caller, Database};

fn caller(server: &Server) -> Caller {
    Caller::new(crate::support::http(), &server.url)
}

#[tokio::test]
async fn a_project_is_made_while_a_server_runs_and_its_keys_work() {
    let database = Database::create().await;
    let server = Server::start(&database, &[]);
    let made = binary::run_json(&database, &["project", "create", "--name", "Shop", "--json"]);
    let fields: Vec<&str> = made.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["project_id", "name", "publishable_key", "secret_key", "hmac_secret"]);
    for (field, prefix) in [("publishable_key", "pk_"), ("secret_key", "sk_"), ("hmac_secret", "hsec_")] {
        let key = made[field].as_str().unwrap();
        assert!(key.starts_with(prefix) && key.len() == prefix.len() + 72, "{key}");
    }
    let admin =
        caller(&server).with("Authorization", &format!("Bearer {}", made["secret_key"].as_str().unwrap()));
    admin.post("/agents", json!({"model": "demo.x"})).await.ok();

    let listed = binary::run_json(&database, &["project", "list", "--json"]);
    assert_eq!(
        listed,
        json!([{"project_id": made["project_id"], "name": "Shop", "publishable_key": made["publishable_key"], "hmac_enabled": false}])
    );
    let id = made["project_id"].as_str().unwrap();
    let hidden = binary::run(&database, &["project", "show", "--project", id]);
    assert!(!String::from_utf8_lossy(&hidden.stdout).contains("hsec_"));
    let shown = binary::run_json(&database, &["project", "show", "--project", id, "--reveal", "--json"]);
    assert_eq!(shown["hmac_secret"], made["hmac_secret"]);
}

#[tokio::test]
async fn options_of_the_contract_name_the_database() {
    let database = Database::create().await;
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output =
            binary::command(&database).env_remove("PROFICIENT_DATABASE").args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let data_dir = folder.path().join("deep/er").display().to_string();
    run(&["project", "create", "--name", "a", "--json", "--data-dir", &data_dir]);
    assert!(folder.path().join("deep/er/proficient.db").exists());
    run(&["project", "create", "--name", "b", "--json", "--database", &database.url]);
    let output = binary::command(&database)
        .env_remove("PROFICIENT_DATABASE")
        .env("DATABASE_URL", &database.url)
        .args(["project", "list", "--json"])
        .output()
        .unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap()[0]["name"], "b");
}

#[tokio::test]
async fn several_processes_may_meet_on_a_new_database() {
    for _ in 0..3 {
        let database = Database::create().await;
        let start = |name: &str| {
            let mut command = binary::command(&database);
            command
                .args(["project", "create", "--name", name, "--json"])
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap()
        };
        let mut children: Vec<_> = ["a", "b", "c", "d"].into_iter().map(start).collect();
        for child in &mut children {
            assert!(child.wait().unwrap().success());
        }
        let listed = binary::run_json(&database, &["project", "list", "--json"]);
        assert_eq!(listed.as_array().unwrap().len(), 4);
    }
}

#[tokio::test]
async fn variables_set_every_setting_as_it_is_written() {
    let database = Database::create().await;
    let folder = tempfile::tempdir().unwrap();
    let mut command = binary::command(&database);
    command
        .args(["serve", "--listen", "localhost:0"])
        .current_dir(&folder)
        .env_remove("PROFICIENT_DATABASE")
        // Not a number, and not the name of a section.
        .env("PROFICIENT_DATA_DIR", "007")
        .env("PROFICIENT_LOG", "debug")
        .env("PROFICIENT_MODELS__ALIASES", r#"{"old.x": "demo.test"}"#)
        .env("PROFICIENT_HTTP__BODY_LIMIT", "2000");
    let server = Server::start_command(&mut command);
    assert!(folder.path().join("007/proficient.db").exists());
    let made = binary::command(&database)
        .env_remove("PROFICIENT_DATABASE")
        .args(["project", "create", "--name", "x", "--json", "--data-dir"])
        .arg(folder.path().join("007"))
        .output()
        .unwrap();
    let made: Value = serde_json::from_slice(&made.stdout).unwrap();
    let admin =
        caller(&server).with("Authorization", &format!("Bearer {}", made["secret_key"].as_str().unwrap()));
    admin.post_text("/agents", &" ".repeat(2_001)).await.error(413, "invalid_request");
    let agent =
        admin.post("/agents", json!({"model": "old.x"})).await.ok()["id"].as_str().unwrap().to_owned();
    admin.post(&format!("/agents/{agent}/activate"), json!({})).await.ok();
    let user = caller(&server)
        .with("X-PROFICIENT-API-KEY", made["publishable_key"].as_str().unwrap())
        .with("X-PROFICIENT-USER-EXTERNAL-ID", "alice");
    let interaction =
        user.post("/interactions", json!({"agent_id": agent})).await.ok()["interaction"]["id"].clone();
    let message = user.post("/messages", json!({"interaction_id": interaction, "content": "x"})).await.ok();
    let path = format!("/messages/{}/ask", message["id"].as_str().unwrap());
    let reply = user.post(&path, json!({"interaction_id": interaction})).await.ok();
    assert!(reply["content"].as_str().unwrap().contains("demo"), "the alias of the variable is in force");
}

#[tokio::test]
async fn mistakes_are_told_and_fail() {
    let database = Database::create().await;
    let unknown = format!("prj_{}", "0".repeat(24));
    binary::run_json(&database, &["project", "create", "--name", "x", "--json"]);
    for (arguments, told) in [
        (vec!["project", "create", "--name", " "], "--name"),
        (vec!["project", "hmac", "--project", &unknown, "on"], "no such project"),
        (vec!["project", "hmac", "--project", &unknown, "maybe"], "maybe"),
        (vec!["project", "show", "--project", &unknown], "no such project"),
        (vec!["key", "create", "--project", &unknown, "--name", "x"], "no such project"),
        (vec!["serve", "--listen", "nonsense"], "listen"),
        (vec!["serve", "--config", "/nonexistent.toml"], "nonexistent"),
        (vec!["project", "list", "--database", "mysql://u:hidden@h/db"], "sqlite://FILE or postgres://"),
        (vec!["project", "list", "--database", "sqlite:///nonexistent/x.db"], "there is no database"),
        (vec!["serve", "--database", "postgres://nobody:hidden@127.0.0.1:1/x"], "efused"),
        (vec!["frobnicate"], "frobnicate"),
    ] {
        let output = binary::run(&database, &arguments);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && text.contains(told), "{arguments:?}: {text}");
        assert!(!text.contains("hidden") && !text.contains("panicked"), "{text}");
    }
}

#[tokio::test]
async fn a_taken_port_is_told() {
    let database = Database::create().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = binary::run(&database, &["serve", "--listen", &address]);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && text.contains(&address) && text.contains("--listen"), "{text}");
}

#[tokio::test]
async fn openapi_prints_the_specification() {
    let database = Database::create().await;
    let printed = binary::run_json(&database, &["openapi"]);
    assert_eq!(printed["openapi"], "3.1.0");
}

#[tokio::test]
async fn a_first_start_makes_a_demo_whose_curl_gets_a_reply_and_the_second_keeps_it() {
    let database = Database::create().await;
    let server = Server::start(&database, &["--demo"]);
    let printed = server.printed.clone();
    let curl = printed.lines().find(|line| line.starts_with("curl ")).unwrap();
    let output = std::process::Command::new("sh").args(["-c", curl]).output().unwrap();
    let reply: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    assert_eq!(
        (&reply["object"], &reply["sent_by"], &reply["depth"]),
        (&json!("message"), &json!("agent"), &json!(1))
    );
    assert!(reply["content"].as_str().unwrap().contains("demo"), "it says what it is");
    let word = |prefix: &str| {
        let found =
            printed.split(|c: char| !c.is_alphanumeric() && c != '_').find(|word| word.starts_with(prefix));
        found.unwrap_or_else(|| panic!("no {prefix} in {printed}")).to_owned()
    };
    let (publishable, secret, agent) = (word("pk_"), word("sk_"), word("ag_"));
    assert!(printed.contains("demo-user"));

    drop(server);
    let server = Server::start(&database, &["--demo"]);
    for secret in [&secret, "sk_", "hsec_"] {
        assert!(!server.printed.contains(secret), "a secret is printed again");
    }
    let user = caller(&server)
        .with("X-PROFICIENT-API-KEY", &publishable)
        .with("X-PROFICIENT-USER-EXTERNAL-ID", "demo-user");
    let interactions = user.get("/interactions").await.ok();
    assert_eq!(interactions["data"][0]["agent_id"], json!(agent));
    assert_eq!(interactions["data"][0]["total_message_count"], 2);
    assert_eq!(user.get(&format!("/agents/{agent}")).await.ok()["active"], true);
}

#[tokio::test]
async fn a_start_ends_with_the_link_to_open() {
    let database = Database::create().await;
    let server = Server::start(&database, &["--demo"]);
    let last = server.printed.lines().last().unwrap();
    let (what, link) = last.rsplit_once(' ').unwrap();
    assert_eq!(what, "Set up the dashboard (this link works once):");
    let (page, token) = link.split_once('#').unwrap();
    assert_eq!(page.replace("localhost", "127.0.0.1"), format!("{}/dashboard/setup", server.url));
    let body =
        json!({"token": token, "name": "Olga", "email": "olga@example.com", "password": "correct horse"});
    caller(&server).post("/dashboard/api/setup", body).await.ok();

    drop(server);
    let server = Server::start(&database, &["--demo"]);
    let last = server.printed.lines().last().unwrap();
    assert!(last.starts_with("Dashboard: http://localhost:") && last.ends_with("/dashboard/"), "{last}");
}

#[tokio::test]
async fn a_setup_link_leads_to_the_running_server() {
    let database = Database::create().await;
    let server = Server::start(&database, &[]);
    let link = binary::run(&database, &["setup-link"]);
    let link = String::from_utf8(link.stdout).unwrap().replace("localhost", "127.0.0.1");
    match database.url.starts_with("sqlite") {
        true => assert!(link.starts_with(&format!("{}/dashboard/setup#lnk_", server.url)), "{link}"),
        // Several servers may be running on it.
        false => assert!(link.starts_with("http://127.0.0.1:8080/dashboard/setup#lnk_"), "{link}"),
    }

    drop(server);
    let link = binary::run(&database, &["setup-link"]);
    let link = String::from_utf8(link.stdout).unwrap();
    assert!(link.starts_with("http://localhost:8080/dashboard/setup#lnk_"), "{link}");
}

#[tokio::test]
async fn with_a_provider_s_key_the_demo_agent_has_its_model() {
    let database = Database::create().await;
    let provider = ScriptedProvider::start().await;
    let server = Server::start_command(binary::serve(&database, &provider).arg("--demo"));
    assert!(server.printed.contains("active, replies with openai.gpt-4o-mini\n"), "{}", server.printed);
}

#[tokio::test]
async fn without_demo_nothing_is_made() {
    let database = Database::create().await;
    let server = Server::start(&database, &[]);
    caller(&server).get("/ready").await.ok();
    assert_eq!(binary::run_json(&database, &["project", "list", "--json"]), json!([]));
}

#[tokio::test]
async fn logs_can_be_json_and_carry_the_request_s_id() {
    let database = Database::create().await;
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut command = binary::command(&database);
    command
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env("PROFICIENT_LOG__FORMAT", "json")
        .env("PROFICIENT_PORT", "tcp://10.0.0.1:80");
    let mut server = Server::start_logging(&mut command, std::fs::File::create(&log).unwrap());
    let made = binary::run_json(&database, &["project", "create", "--name", "x", "--json"]);
    let secret = made["secret_key"].as_str().unwrap();
    let answer =
        caller(&server).with("Authorization", &format!("Bearer {secret}")).get("/agents?name=private").await;
    answer.ok();
    server.signal(nix::sys::signal::Signal::SIGTERM);
    assert_eq!(server.wait(), Some(0));
    let text = std::fs::read_to_string(&log).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let id = answer.headers["x-request-id"].to_str().unwrap();
    let request = lines.iter().find(|line| line["request_id"] == id).unwrap();
    assert_eq!(
        (&request["method"], &request["path"], &request["status"]),
        (&json!("GET"), &json!("/agents"), &json!(200))
    );
    assert!(!text.contains(secret) && !text.contains("private"), "no secret and no query is logged");
}

#[tokio::test]
async fn settings_and_databases_that_do_not_fit_are_told_at_once() {
    let database = Database::create().await;
    for (name, value, told) in [
        ("PROFICIENT_DATABASE_CONNECTIONS", "4000000000", "database_connections must be from 1 to 1000"),
        ("PROFICIENT_HTTP__READ_TIMEOUT", "0", "http.read_timeout must be from 0.1 to 86400 seconds"),
        ("PROFICIENT_HTTP__BODY_LIMIT", "0", "http.body_limit must be from 1024 to 104857600"),
        ("PROFICIENT_PUBLIC_URL", "javascript:alert(1)", "public_url must be an address without a path"),
        ("PROFICIENT_SECRET_KEY", "x", "secret_key: must be 32 bytes"),
        ("PROFICIENT_LOG__LEVEL", "=/=", "log.level"),
        ("PROFICIENT_MAIL__SMTP", "smtp://x", "mail.from: must be"),
    ] {
        refused(binary::command(&database).env(name, value), told);
    }
    drop(Server::start(&database, &[]));
    database
        .run("INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (999, 'x', 'x', 1)")
        .await;
    refused(&mut binary::command(&database), "migrated by a newer version of this program");
}

/// Asserts that `serve` ends with an error that says this.
#[track_caller]
fn refused(command: &mut std::process::Command, told: &str) {
    let output = command.args(["serve", "--listen", "127.0.0.1:0"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code().is_some_and(|code| code != 0), "{:?}: {text}", output.status);
    assert!(text.contains(told) && !text.contains("panicked"), "{text}");
}

mod sqlite {
    use super::*;

    #[tokio::test]
    async fn a_file_that_is_no_database_is_told() {
        let database = Database::create_on_sqlite().await;
        std::fs::write(database.file().unwrap(), "Dear diary, ".repeat(100)).unwrap();
        refused(&mut binary::command(&database), "is not a SQLite database");
        let text = std::fs::read_to_string(database.file().unwrap()).unwrap();
        assert!(text.starts_with("Dear diary"), "it stays as it was");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_file_is_for_one_server_and_for_any_command() {
        let database = Database::create_on_sqlite().await;
        let first = Server::start(&database, &[]);
        refused(&mut binary::command(&database), "another server is using the database");
        binary::run_json(&database, &["project", "create", "--name", "x", "--json"]);
        let second = Server::start(&database, &["--allow-shared-database"]);
        for server in [&first, &second] {
            caller(server).get("/ready").await.ok();
        }
        drop((first, second));
        caller(&Server::start(&database, &[])).get("/ready").await.ok();
    }
}
