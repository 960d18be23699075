//! Checks the documents: links lead somewhere, and the settings and commands that they name exist.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use super::support::documents::{
    blocks, code_spans, documents, headings, is_setting, links, only_block, prose, read, root, words,
};

#[test]
fn links_lead_to_files_and_headings_that_exist() {
    for document in documents() {
        let text = read(&document);
        let folder = root().join(&document).parent().unwrap().to_owned();
        for link in links(&text) {
            // Links to the server's own pages are tested in `site.rs`.
            if link.contains("://") || link.starts_with("mailto:") || link.starts_with("/docs/") {
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
        let is_name = |word: &str| word.starts_with(|c: char| c.is_ascii_lowercase()) && !word.contains('=');
        let names = command.split_whitespace().take_while(|word| is_name(word));
        let mut help = Command::new(env!("CARGO_BIN_EXE_proficient"));
        let output = help.args(names).arg("--help").current_dir(folder.path()).output().unwrap();
        let help = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "proficient {command}: {output:?}");
        for option in command.split_whitespace().filter(|word| word.starts_with("--")) {
            assert!(help.contains(option), "proficient {command}: there is no {option}");
        }
    }
}
