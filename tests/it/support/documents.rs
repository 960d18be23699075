//! Markdown documents and their parts.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::Database;
use super::binary::Server;

/// Runs the commands that a reader would type, and returns their output.
pub fn run_script(script: &str, folder: &TempDir, database: &Database) -> String {
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
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{printed}");
    printed
}

/// Returns the JSON responses that the commands printed, in order.
pub fn answers(printed: &str) -> Vec<Value> {
    // The response of a stream is its last event.
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

/// Fills in the values of a server's demo project where the script assigns placeholders.
pub fn with_demo(script: &str, server: &Server) -> String {
    let mut filled = script.to_owned();
    for (placeholder, value) in [
        ("URL=http://localhost:8080\n", server.url.clone()),
        ("PROJECT=prj_...\n", word(&server.printed, "prj_")),
        ("PK=pk_...\n", word(&server.printed, "pk_")),
        ("SK=sk_...\n", word(&server.printed, "sk_")),
        ("AGENT=ag_...\n", word(&server.printed, "ag_")),
    ] {
        let variable = placeholder.split('=').next().unwrap();
        filled = filled.replacen(placeholder, &format!("{variable}='{value}'\n"), 1);
    }
    assert!(!filled.contains("_...\n") && !filled.contains("localhost:8080"), "{filled}");
    filled
}

/// A fenced block of a document.
pub struct Block {
    pub tag: String,
    pub text: String,
}

pub fn blocks(document: &str) -> Vec<Block> {
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

pub fn only_block(document: &str, tag: &str) -> String {
    let found: Vec<String> =
        blocks(document).into_iter().filter(|block| block.tag == tag).map(|block| block.text).collect();
    assert_eq!(found.len(), 1, "one block is tagged {tag}");
    found.into_iter().next().unwrap()
}

/// Returns a document without its blocks.
pub fn prose(document: &str) -> String {
    let mut inside = false;
    let lines = document.lines().filter(|line| {
        let fence = line.starts_with("```");
        inside ^= fence;
        !inside && !fence
    });
    lines.collect::<Vec<_>>().join("\n")
}

pub fn links(document: &str) -> Vec<String> {
    let prose = prose(document);
    prose
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(link, _)| link.to_owned()))
        .collect()
}

/// Returns the anchors of a document's headings.
pub fn headings(document: &str) -> BTreeSet<String> {
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

pub fn words(document: &str) -> impl Iterator<Item = &str> {
    document.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
}

/// Returns the texts between single backticks.
pub fn code_spans(document: &str) -> impl Iterator<Item = &str> {
    document.split('`').skip(1).step_by(2)
}

/// Returns whether a text looks like the path of a setting.
pub fn is_setting(text: &str) -> bool {
    let name =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    matches!(text.split_once('.'), Some(("log" | "http" | "models", setting)) if name(setting) && setting != "rs")
}

pub fn word(text: &str, beginning: &str) -> String {
    let found = text.split_whitespace().find(|word| word.starts_with(beginning)).unwrap();
    found.trim_end_matches(',').to_owned()
}

/// Fails if this program is not installed: a test that needs it must not pass without running.
pub fn require(program: &str) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    assert!(found, "this test needs {program}: please install it");
}

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub fn read(document: &str) -> String {
    fs::read_to_string(root().join(document)).unwrap()
}

/// Returns the paths of all documents.
pub fn documents() -> Vec<String> {
    let mut all = ["README.md", "CONTRIBUTING.md", "tests/README.md"].map(str::to_owned).to_vec();
    all.extend(documents_in("docs"));
    all.extend(guides());
    all
}

/// Returns the paths of the guides, which are served under /docs.
pub fn guides() -> Vec<String> {
    documents_in("docs/guide")
}

fn documents_in(folder: &str) -> Vec<String> {
    let names = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().file_name());
    let names = names.map(|name| name.into_string().unwrap()).filter(|name| name.ends_with(".md"));
    names.map(|name| format!("{folder}/{name}")).collect()
}
