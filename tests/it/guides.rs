//! Runs the programs and commands of the guides, each guide on its own server.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use proficient::auth::hmac;
use serde_json::Value;

use super::support::binary::Server;
use super::support::documents::{answers, blocks, guides, only_block, read, require, run_script, with_demo};
use super::support::{Database, Response, TestApp};

const AUTHENTICATION: &str = "docs/guide/authentication.md";
const CONVERSATIONS: &str = "docs/guide/conversations.md";
const MONITORING: &str = "docs/guide/monitoring.md";
const QUICKSTART: &str = "docs/guide/quickstart.md";
/// Guides whose commands continue from those of the quickstart, and the errors that they show.
const COMMANDS: &[(&str, &[&str])] = &[
    ("docs/guide/agents.md", &[]),
    (AUTHENTICATION, &["invalid_credentials"]),
    (CONVERSATIONS, &[]),
    ("docs/guide/errors.md", &["invalid_request", "resource_not_found"]),
    ("docs/guide/models.md", &[]),
    (MONITORING, &[]),
    (QUICKSTART, &[]),
    ("docs/guide/streaming.md", &[]),
];

const SECRET: &str = "hsec_mFLSkjGK6XLK1TUxL8wgiXrjwZCqcfmgbXTC0JmZFooSl9rQlzIrpsQHNor4guw2YOUP7vWA";
const EXTERNAL_ID: &str = "gtLIK8ELsHTr0Fajg28Ud9eFpJJ3";
const HASH: &str = "nyrKK9qcWqgPSdky2VE+arkyJjMFt9FD1Fxl/iNOD5U=";

/// Saves the HMAC program of the block with this tag as a file, and runs it with a command.
#[track_caller]
fn hmac_program_prints_the_hash(tag: &str, file: &str, command: &[&str]) {
    require(command[0]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(file), only_block(&read(AUTHENTICATION), tag)).unwrap();
    for (external_id, hash) in [(EXTERNAL_ID, HASH.to_owned()), ("zoë", hmac::hash(SECRET, "zoë"))] {
        let mut run = Command::new(command[0]);
        run.args(&command[1..]).arg(file).arg(external_id).current_dir(folder.path());
        let output = run.env("HMAC_SECRET", SECRET).output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        assert_eq!(printed.trim_end(), hash, "{tag}, {external_id}: {output:?}");
    }
}

#[test]
fn the_hmac_program_in_javascript_prints_the_hash() {
    hmac_program_prints_the_hash("js", "user_hash.cjs", &["node"]);
}

#[test]
fn the_hmac_program_in_python_prints_the_hash() {
    hmac_program_prints_the_hash("python", "user_hash.py", &["python3"]);
}

/// Programs in languages that not every machine has. `scripts/test` runs those that are installed.
mod optional {
    use super::hmac_program_prints_the_hash;

    #[test]
    #[ignore = "needs Ruby"]
    fn ruby() {
        hmac_program_prints_the_hash("ruby", "user_hash.rb", &["ruby"]);
    }

    #[test]
    #[ignore = "needs PHP"]
    fn php() {
        hmac_program_prints_the_hash("php", "user_hash.php", &["php"]);
    }

    #[test]
    #[ignore = "needs Go"]
    fn go() {
        hmac_program_prints_the_hash("go", "user_hash.go", &["go", "run"]);
    }
}

#[test]
fn the_hmac_program_in_rust_is_a_whole_program() {
    // Run by a documentation test in `src/lib.rs`.
    assert!(only_block(&read(AUTHENTICATION), "rust").contains("fn main()"));
}

#[tokio::test]
async fn the_commands_work() {
    require("curl");
    let shown: Vec<String> = guides()
        .into_iter()
        .filter(|guide| blocks(&read(guide)).iter().any(|block| block.tag == "sh"))
        .collect();
    let run: Vec<&str> = COMMANDS.iter().map(|(guide, _)| *guide).collect();
    assert_eq!(BTreeSet::from_iter(shown.iter().map(String::as_str)), BTreeSet::from_iter(run));
    for (guide, errors) in COMMANDS {
        let begin = if *guide == QUICKSTART { String::new() } else { commands(QUICKSTART) };
        let script = begin + &commands(guide);
        let database = Database::create().await;
        let server = Server::start(&database, &["--demo"]);
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("user_hash.cjs"), only_block(&read(AUTHENTICATION), "js")).unwrap();
        let printed = run_script(&with_demo(&script, &server), &folder, &database);
        let answers = answers(&printed);
        let found: Vec<&str> = answers.iter().filter_map(|answer| answer["error"]["code"].as_str()).collect();
        assert_eq!(found, *errors, "{guide}: {printed}");
        let calls = ["user \"$URL", "admin \"$URL", "curl -sS \"$URL"]
            .iter()
            .map(|call| script.matches(call).count());
        assert_eq!(answers.len(), calls.sum::<usize>(), "{guide}: {printed}");
        match *guide {
            AUTHENTICATION => authenticates(&answers, &printed),
            CONVERSATIONS => branches(&answers),
            MONITORING => rates(&answers),
            _ => {}
        }
    }
}

fn authenticates(answers: &[Value], printed: &str) {
    assert!(printed.lines().any(|line| line == HASH), "OpenSSL prints the hash: {printed}");
    let refused = answers.iter().position(|answer| answer.get("error").is_some()).unwrap();
    let own = answers[refused + 1]["data"].as_array().unwrap();
    assert_eq!(own.len(), 1, "with her hash Alice sees her interaction: {printed}");
    let project = answers.last().unwrap();
    assert_eq!(project["hmac_enabled"], false, "the guide turns it off again: {project:#}");
    assert_eq!(project["allowed_origins"], serde_json::json!([]));
}

fn branches(answers: &[Value]) {
    let mut lists = answers.iter().filter(|answer| answer["data"][0]["object"] == "message");
    let tree = lists.next_back().unwrap()["data"].as_array().unwrap();
    let replies: Vec<&Value> = tree.iter().filter(|message| message["depth"] == 2).collect();
    assert_eq!((tree.len(), replies.len()), (8, 2), "{tree:#?}");
    assert_eq!(tree[1]["parent_id"], tree[0]["id"], "the first message is below the greeting");
    assert_eq!(replies[0]["parent_id"], replies[1]["parent_id"], "asking again creates a sibling");
    assert_eq!(tree[4]["parent_id"], replies[0]["id"], "the conversation continues from the first reply");
    assert_eq!(tree[5]["depth"], 4, "and the continuation is answered");
    let of_agent = tree[1..].iter().filter(|message| message["sent_by"] == "agent");
    assert!(of_agent.clone().all(|reply| reply["content"].as_str().unwrap().contains("built-in demo")));
    assert_eq!(of_agent.count(), 4);
}

fn rates(answers: &[Value]) {
    let rated = answers.iter().find(|answer| answer["feedback"]["rating"] == "up").unwrap();
    assert_eq!((&rated["object"], &rated["sent_by"]), (&"message".into(), &"agent".into()));
    let of_admin = |answer: &&Value| answer["object"] == "message" && answer["model"] == "demo.assistant";
    let monitored = answers.iter().find(of_admin).unwrap();
    assert_eq!(monitored["feedback"]["comment"], "Just what I needed");
}

/// All commands that a guide shows.
fn commands(guide: &str) -> String {
    blocks(&read(guide)).into_iter().filter(|block| block.tag == "sh").map(|block| block.text).collect()
}

#[test]
fn the_worked_example_is_right() {
    let guide = read(AUTHENTICATION);
    assert!([SECRET, EXTERNAL_ID, HASH].iter().all(|value| guide.contains(&format!("`{value}`"))));
    assert_eq!(hmac::hash(SECRET, EXTERNAL_ID), HASH);
}

#[tokio::test]
async fn every_refusal_is_explained() {
    let app = TestApp::start().await;
    let guide = read(AUTHENTICATION);
    let explained = |answer: &Response| {
        let body: Value = serde_json::from_str(&answer.text).unwrap();
        let message = body["error"]["message"].as_str().unwrap();
        assert!(guide.contains(&format!("| {} | `{message}` |", answer.status)), "{message}");
    };
    let (key, id) = ("X-PROFICIENT-API-KEY", "X-PROFICIENT-USER-EXTERNAL-ID");
    let (anonymous, alice) = (app.anonymous(), app.user("alice"));
    explained(&anonymous.get("/agents").await);
    explained(&anonymous.with(key, "sk_x").with(id, "alice").get("/agents").await);
    explained(&anonymous.with(key, &app.project.row.publishable_key).get("/agents").await);
    explained(&app.user(&"x".repeat(257)).get("/agents").await);
    explained(&alice.with(key, "pk_x").get("/agents").await);
    explained(&anonymous.with("Authorization", "Bearer x").get("/agents").await);
    explained(&alice.get("/users").await);
    explained(&app.admin().post("/interactions", serde_json::json!({})).await);
    let settings = serde_json::json!({"allowed_origins": ["https://example.com"], "hmac_enabled": true});
    app.admin().post("/project", settings).await.ok();
    explained(&alice.get("/agents").await);
    let proven = alice.with("X-PROFICIENT-USER-HMAC", &app.project.hash("alice"));
    explained(&proven.with("Origin", "https://example.org").get("/agents").await);
}
