//! What the documents show works: the programs and the conversation of the README run, links lead somewhere, and the
//! settings and commands that are named exist.
//!
//! A block with the tag `sh` is run here, all of them in one shell; one with the tag `shell` is for reading.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use proficient::auth::hmac;
use serde_json::Value;
use tempfile::TempDir;

use super::support::Database;
use super::support::binary::Server;

const SECRET: &str = "hsec_mFLSkjGK6XLK1TUxL8wgiXrjwZCqcfmgbXTC0JmZFooSl9rQlzIrpsQHNor4guw2YOUP7vWA";
const EXTERNAL_ID: &str = "gtLIK8ELsHTr0Fajg28Ud9eFpJJ3";
const HASH: &str = "nyrKK9qcWqgPSdky2VE+arkyJjMFt9FD1Fxl/iNOD5U=";

/// The languages of the HMAC programs: tag, file, and the command that runs it. (Rust is a documentation test.)
const LANGUAGES: &[(&str, &str, &[&str])] = &[
    ("js", "user_hash.js", &["node"]),
    ("python", "user_hash.py", &["python3"]),
    ("ruby", "user_hash.rb", &["ruby"]),
    ("php", "user_hash.php", &["php"]),
    ("go", "user_hash.go", &["go", "run"]),
];

#[test]
fn hmac_programs_print_the_hash() {
    let readme = read("README.md");
    let mut ran = BTreeSet::new();
    for (tag, file, command) in LANGUAGES {
        let program = only_block(&readme, tag);
        if !is_here(command[0]) {
            println!(
                "not run, since {} is not on this machine: the README's HMAC program in {tag}",
                command[0]
            );
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(file), program).unwrap();
        for (external_id, hash) in [(EXTERNAL_ID, HASH.to_owned()), ("zoë", hmac::hash(SECRET, "zoë"))] {
            let mut run = Command::new(command[0]);
            run.args(&command[1..])
                .arg(file)
                .arg(external_id)
                .current_dir(folder.path())
                .env("HMAC_SECRET", SECRET);
            let output = run.output().unwrap();
            let printed = String::from_utf8_lossy(&output.stdout);
            assert_eq!(printed.trim_end(), hash, "{tag}, {external_id}: {output:?}");
        }
        ran.insert(*tag);
    }
    assert!(ran.contains("js"), "Node must be on the machine: the project needs it");
    assert!(only_block(&readme, "rust").contains("fn main()"), "the documentation test runs a whole program");
}

#[tokio::test]
async fn the_conversation_by_curl_works() {
    if !is_here("curl") {
        println!("not run, since curl is not on this machine: the README's conversation");
        return;
    }
    let database = Database::create().await;
    let server = Server::start(&database, &["--demo"]);
    let readme = read("README.md");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("user_hash.js"), only_block(&readme, "js")).unwrap();

    let steps = blocks(&readme).into_iter().filter(|block| block.tag == "sh").map(|block| block.text);
    let mut script = steps.collect::<Vec<_>>().join("\n");
    for (variable, value) in [
        ("URL", server.url.clone()),
        ("PROJECT", word(&server.printed, "prj_")),
        ("PK", word(&server.printed, "pk_")),
        ("SK", word(&server.printed, "sk_")),
    ] {
        let line = script.lines().find(|line| line.starts_with(&format!("{variable}="))).unwrap().to_owned();
        script = script.replacen(&line, &format!("{variable}='{value}'"), 1);
    }
    let answers = run_script(&script, &folder, &database);

    // Each call of the two helpers is a step that answers; one of them shows a refusal.
    let calls = script.matches("user \"$URL").count() + script.matches("admin \"$URL").count();
    assert_eq!(answers.len(), calls, "{answers:#?}");
    let (errors, answers): (Vec<Value>, Vec<Value>) =
        answers.into_iter().partition(|answer| answer.get("error").is_some());
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!(errors[0]["error"]["code"], "invalid_credentials");

    let lists = answers.iter().filter(|answer| answer["data"][0]["object"] == "message");
    let (of_admin, of_user): (Vec<&Value>, Vec<&Value>) =
        lists.partition(|list| list["data"][0].get("model").is_some());
    let tree = of_user.last().unwrap()["data"].as_array().unwrap();
    let replies: Vec<&Value> = tree.iter().filter(|message| message["sent_by"] == "agent").collect();
    assert_eq!((tree.len(), replies.len()), (5, 3), "{tree:#?}");
    assert_eq!(replies[0]["parent_id"], replies[1]["parent_id"], "asking again makes a sibling");
    assert!(replies.iter().all(|reply| reply["content"].as_str().unwrap().contains("built-in demo")));
    assert_eq!(tree[4]["depth"], 3, "the conversation goes on below the first reply");

    let rated = of_admin[0]["data"].as_array().unwrap().last().unwrap();
    assert_eq!((&rated["feedback"]["rating"], &rated["model"]), (&"up".into(), &"demo.assistant".into()));

    let greeting = answers.iter().filter_map(|answer| answer["messages"][0]["content"].as_str()).next_back();
    assert_eq!(greeting, Some("Hello, what can I do for you?"));
    let with_hash = answers.last().unwrap();
    assert_eq!(with_hash["data"].as_array().unwrap().len(), 2, "{with_hash:#?}");
}

/// Runs what a reader would type; answers the JSON that the steps showed, in their order.
fn run_script(script: &str, folder: &TempDir, database: &Database) -> Vec<Value> {
    let program = Path::new(env!("CARGO_BIN_EXE_proficient")).parent().unwrap();
    let path = std::env::join_paths(
        std::iter::once(program.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let mut shell = Command::new("sh");
    shell
        .arg("-euc")
        .arg(format!("exec 2>&1\n{script}"))
        .current_dir(folder.path())
        .env("PATH", path.unwrap());
    shell.env("PROFICIENT_DATABASE", &database.url).env("no_proxy", "*").env_remove("PROFICIENT_CONFIG");
    let output = shell.output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}");
    // Of a stream of events its last one is the answer.
    let lines: Vec<&str> = printed.lines().collect();
    let last_data = |two: &[&'_ str]| (two[0] == "event: message.completed").then(|| two[1].to_owned());
    let ends = lines.windows(2).enumerate().filter_map(|(at, two)| Some((at, last_data(two)?)));
    let answers = lines.iter().enumerate().filter(|(_, line)| line.starts_with('{'));
    let mut all: Vec<(usize, String)> =
        answers.map(|(at, line)| (at, (*line).to_owned())).chain(ends).collect();
    all.sort_unstable();
    all.iter()
        .map(|(_, line)| line.trim_start_matches("data: "))
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}\n{printed}")))
        .collect()
}

#[test]
fn links_lead_to_files_and_headings_that_exist() {
    for document in documents() {
        let text = read(&document);
        let folder = root().join(&document).parent().unwrap().to_owned();
        for link in links(&text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (file, heading) =
                link.split_once('#').map_or((link.as_str(), None), |(file, at)| (file, Some(at)));
            let target = if file.is_empty() { root().join(&document) } else { folder.join(file) };
            assert!(target.exists(), "{document} links to {link}, which does not exist");
            if let Some(heading) = heading {
                let there = fs::read_to_string(&target).unwrap();
                assert!(
                    headings(&there).contains(heading),
                    "{document} links to {link}, which has no such heading"
                );
            }
        }
    }
}

#[test]
fn settings_that_documents_name_exist() {
    use config::{Config, File, FileFormat, Value};
    let defaults = proficient::config::DEFAULTS;
    let settings = Config::builder().add_source(File::from_str(defaults, FileFormat::Toml)).build().unwrap();
    let exists = |path: &str| path.starts_with("connections.") || settings.get::<Value>(path).is_ok();

    let mut named = 0;
    for document in documents() {
        let text = read(&document);
        for variable in words(&text).filter(|word| word.starts_with("PROFICIENT_")) {
            let path = variable["PROFICIENT_".len()..].to_ascii_lowercase().replace("__", ".");
            assert!(path == "config" || exists(&path), "{document} names {variable}, which is no setting");
            named += 1;
        }
        for path in code_spans(&prose(&text)).filter(|span| is_setting(span)) {
            assert!(exists(path), "{document} names {path}, which is no setting");
            named += 1;
        }
    }
    assert!(named > 20, "only {named} settings found in the documents");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("proficient.toml");
    fs::write(&file, only_block(&read("README.md"), "toml")).unwrap();
    let shown = proficient::config::Config::load(Some(&file), &Default::default()).unwrap();
    assert!(shown.connections.contains_key("house"), "the README's file makes the connection it speaks of");
}

#[test]
fn commands_that_documents_show_exist() {
    let folder = tempfile::tempdir().unwrap();
    let mut shown = BTreeSet::new();
    for document in documents() {
        let text = read(&document);
        for block in blocks(&text).into_iter().filter(|block| matches!(block.tag.as_str(), "sh" | "shell")) {
            for line in block.text.lines() {
                if let Some((before, command)) = line.rsplit_once("proficient ")
                    && (before.is_empty() || before.ends_with([' ', '(']))
                {
                    shown.insert(command.split('|').next().unwrap_or_default().to_owned());
                }
            }
        }
    }
    assert!(shown.len() > 8, "{shown:?}");
    for command in shown {
        let names =
            command.split_whitespace().take_while(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()));
        let mut help = Command::new(env!("CARGO_BIN_EXE_proficient"));
        let output = help.args(names).arg("--help").current_dir(folder.path()).output().unwrap();
        let help = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "proficient {command}: {output:?}");
        for option in command.split_whitespace().filter(|word| word.starts_with("--")) {
            assert!(help.contains(option), "proficient {command}: there is no {option}");
        }
    }
}

/// A fenced block of a document.
struct Block {
    tag: String,
    text: String,
}

fn blocks(document: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in document.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(tag), None) => open = Some(Block { tag: tag.to_owned(), text: String::new() }),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block has no end");
    blocks
}

fn only_block(document: &str, tag: &str) -> String {
    let found: Vec<String> =
        blocks(document).into_iter().filter(|block| block.tag == tag).map(|block| block.text).collect();
    assert_eq!(found.len(), 1, "one block is tagged {tag}");
    found.into_iter().next().unwrap()
}

/// A document without its blocks.
fn prose(document: &str) -> String {
    let mut inside = false;
    let lines = document.lines().filter(|line| {
        let fence = line.starts_with("```");
        inside ^= fence;
        !inside && !fence
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn links(document: &str) -> Vec<String> {
    let prose = prose(document);
    prose
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(link, _)| link.to_owned()))
        .collect()
}

/// The names that a document's headings have in links.
fn headings(document: &str) -> BTreeSet<String> {
    let prose = prose(document);
    let titles =
        prose.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    titles
        .map(|title| {
            let kept = title.to_lowercase().replace(' ', "-");
            kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
        })
        .collect()
}

fn words(document: &str) -> impl Iterator<Item = &str> {
    document.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
}

/// What stands between single backticks.
fn code_spans(document: &str) -> impl Iterator<Item = &str> {
    document.split('`').skip(1).step_by(2)
}

/// Whether this looks like the path of a setting.
fn is_setting(text: &str) -> bool {
    let name =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    matches!(text.split_once('.'), Some(("log" | "http" | "models", setting)) if name(setting) && setting != "rs")
}

fn word(text: &str, beginning: &str) -> String {
    let found = text.split_whitespace().find(|word| word.starts_with(beginning)).unwrap();
    found.trim_end_matches(',').to_owned()
}

fn is_here(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(document: &str) -> String {
    fs::read_to_string(root().join(document)).unwrap()
}

/// README.md and its like, and what is in docs/.
fn documents() -> Vec<String> {
    let mut all = vec!["README.md".to_owned(), "CONTRIBUTING.md".to_owned()];
    for entry in fs::read_dir(root().join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") {
            all.push(format!("docs/{name}"));
        }
    }
    all
}
