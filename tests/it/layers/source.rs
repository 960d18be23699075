//! Reads the source files of a folder, and which modules each of them uses.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::tokens::{Token, tokens};

/// A module's path, such as `chat`, `turn`.
type Module = Vec<String>;

/// A file and the modules that it uses.
#[derive(Debug)]
pub struct Source {
    pub module: Module,
    pub uses: BTreeSet<Module>,
}

/// Reads every file under `folder`.
pub fn sources(folder: &Path) -> Vec<Source> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    parse(files)
}

/// Parses files, given as their paths in the folder and their texts.
pub fn parse(files: Vec<(String, String)>) -> Vec<Source> {
    let files: Vec<(Module, Vec<Token>)> = files
        .into_iter()
        .filter(|(path, _)| !is_test(path))
        .map(|(path, text)| (module(&path), without_tests(tokens(&text))))
        .collect();
    let modules: BTreeSet<Module> = files.iter().map(|(module, _)| module.clone()).collect();
    let mut exports = BTreeMap::new();
    for (module, tokens) in &files {
        for path in re_exports(module, tokens) {
            let name = path.last().cloned().unwrap_or_default();
            exports.insert([module.clone(), vec![name]].concat(), resolve(&path, &modules, &BTreeMap::new()));
        }
    }
    let source = |(module, tokens): &(Module, Vec<Token>)| {
        let mut paths = Vec::new();
        collect(tokens, module, &modules, &mut paths);
        let uses = paths.iter().map(|path| resolve(path, &modules, &exports));
        let uses = uses.filter(|used| !used.is_empty() && used != module).collect();
        Source { module: module.clone(), uses }
    };
    files.iter().map(source).collect()
}

/// Returns whether a file contains the tests of another one.
fn is_test(path: &str) -> bool {
    path.ends_with("tests.rs")
}

/// Returns the module of a file. The files of the binary count as `cli`.
fn module(path: &str) -> Module {
    match path {
        "lib.rs" => vec!["lib".to_owned()],
        "main.rs" => vec!["main".to_owned()],
        path => {
            let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
            path.split('/').map(str::to_owned).collect()
        }
    }
}

/// Returns the module that a path leads to, through re-exports: its longest prefix that is a module.
fn resolve(path: &[String], modules: &BTreeSet<Module>, exports: &BTreeMap<Module, Module>) -> Module {
    if let Some(exported) = (1..=path.len()).rev().find_map(|length| exports.get(&path[..length])) {
        return exported.clone();
    }
    let known = (1..=path.len()).rev().map(|length| &path[..length]).find(|path| modules.contains(*path));
    known.map(<[String]>::to_vec).unwrap_or_default()
}

/// Leaves out every item under `#[cfg(test)]`.
fn without_tests(tokens: Vec<Token>) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if token != Token::Sign('#') || !tokens.peek().is_some_and(is_cfg_test) {
            kept.push(token);
            continue;
        }
        let _item = tokens.find(|token| matches!(token, Token::Sign(';') | Token::Group('{', _)));
    }
    kept
}

fn is_cfg_test(attribute: &Token) -> bool {
    let test = Token::Group('(', vec![Token::Name("test".to_owned())]);
    *attribute == Token::Group('[', vec![Token::Name("cfg".to_owned()), test])
}

/// Returns the paths of `pub use` in a file, which only re-export items of its children.
fn re_exports(module: &[String], tokens: &[Token]) -> Vec<Module> {
    let mut paths = Vec::new();
    for at in 0..tokens.len() {
        if let Some(start) = re_export_at(tokens, at) {
            expand(&tokens[start..], module.to_vec(), &mut paths);
        }
    }
    paths
}

/// Returns where the path of a `pub use` begins, if there is one at `at`.
fn re_export_at(tokens: &[Token], at: usize) -> Option<usize> {
    let is = |at: usize, name: &str| matches!(tokens.get(at), Some(Token::Name(found)) if found == name);
    let scope = usize::from(matches!(tokens.get(at + 1), Some(Token::Group('(', _))));
    (is(at, "pub") && is(at + 1 + scope, "use") && !is(at + 2 + scope, "crate")).then_some(at + 2 + scope)
}

/// Collects the paths that begin with `crate`, `super`, `self`, the library's name or one of the file's own children.
fn collect(tokens: &[Token], module: &[String], modules: &BTreeSet<Module>, paths: &mut Vec<Module>) {
    let mut at = 0;
    while at < tokens.len() {
        if let Some(start) = re_export_at(tokens, at) {
            at = start + 1;
            continue;
        }
        match &tokens[at] {
            Token::Group(_, inner) => collect(inner, module, modules, paths),
            Token::Name(name) if !follows_a_path(tokens, at) && leads_on(tokens, at) => {
                if let Some(base) = base(name, module, modules) {
                    at += expand(&tokens[at + 1..], base, paths);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// Returns the module that the first part of a path refers to.
fn base(first: &str, module: &[String], modules: &BTreeSet<Module>) -> Option<Module> {
    let is_root = module == ["lib"] || module == ["main"];
    let own: &[String] = if is_root { &[] } else { module };
    match first {
        "crate" | "proficient" => Some(Vec::new()),
        "self" => Some(own.to_vec()),
        "super" => Some(own[..own.len().saturating_sub(1)].to_vec()),
        child => {
            let path = [own, &[child.to_owned()]].concat();
            modules.contains(&path).then_some(path)
        }
    }
}

fn is_colon(tokens: &[Token], at: usize) -> bool {
    tokens.get(at) == Some(&Token::Sign(':'))
}

fn leads_on(tokens: &[Token], at: usize) -> bool {
    is_colon(tokens, at + 1) && is_colon(tokens, at + 2)
}

fn follows_a_path(tokens: &[Token], at: usize) -> bool {
    at >= 2 && is_colon(tokens, at - 1) && is_colon(tokens, at - 2)
}

/// Follows a path from `base` and adds where it leads, for each branch of a `{…}`. Returns how many tokens it
/// used.
fn expand(tokens: &[Token], mut base: Module, paths: &mut Vec<Module>) -> usize {
    let mut at = 0;
    loop {
        if is_colon(tokens, at) && is_colon(tokens, at + 1) {
            at += 2;
        }
        match tokens.get(at) {
            Some(Token::Name(name)) if at == 0 || follows_a_path(tokens, at) => {
                match name.as_str() {
                    "super" => drop(base.pop()),
                    "self" => {}
                    name => base.push(name.to_owned()),
                }
                at += 1;
            }
            Some(Token::Group('{', inner)) if follows_a_path(tokens, at) => {
                let parts = inner.split(|token| *token == Token::Sign(','));
                for part in parts.filter(|part| !part.is_empty()) {
                    expand(part, base.clone(), paths);
                }
                return at + 1;
            }
            _ => {
                paths.push(base);
                return at;
            }
        }
    }
}
