//! The layers of `src/`: `docs/ARCHITECTURE.md` has the table of which module may call which, under "Who may
//! call whom". Code that breaks the table fails here, and so does any cycle.

mod source;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use source::{Source, sources};

/// Modules, or files of a folder, and what each of them uses.
type Graph = BTreeMap<String, BTreeSet<String>>;

#[test]
fn modules_call_only_what_the_architecture_allows() {
    let document =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ARCHITECTURE.md"));
    let allowed = allowed(&document.unwrap());
    assert_eq!(circle(&allowed), None, "the table has a circle");
    let actual = modules(&read());
    let forbidden = difference(&actual, &allowed);
    assert!(forbidden.is_empty(), "not in the table of docs/ARCHITECTURE.md: {forbidden:#?}");
    let unused = difference(&allowed, &actual);
    assert!(unused.is_empty(), "in the table of docs/ARCHITECTURE.md, but not in the code: {unused:#?}");
}

#[test]
fn no_folder_has_a_circle() {
    let circles = folders(&read()).into_iter().filter_map(|(folder, files)| Some((folder, circle(&files)?)));
    let circles: Vec<_> = circles.collect();
    assert!(circles.is_empty(), "circles, by folder of src/: {circles:#?}");
}

fn read() -> Vec<Source> {
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

/// The rows of the table: a module, and those that it may call.
fn allowed(document: &str) -> Graph {
    let section = document.split("Who may call whom").nth(1).expect("the section");
    let table = section
        .lines()
        .skip_while(|line| !line.starts_with("| `"))
        .take_while(|line| line.starts_with("| `"));
    let names =
        |cell: &str| -> Vec<String> { cell.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    table
        .flat_map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
            let called: BTreeSet<String> = names(cells[1]).into_iter().collect();
            names(cells[0]).into_iter().map(move |module| (module, called.clone())).collect::<Vec<_>>()
        })
        .collect()
}

/// The dependencies between the modules of `src/`.
fn modules(sources: &[Source]) -> Graph {
    let mut graph = Graph::new();
    for source in sources {
        let from = &source.module[0];
        let called = graph.entry(from.clone()).or_default();
        called.extend(source.uses.iter().map(|used| used[0].clone()).filter(|used| used != from));
    }
    graph
}

/// Folders whose files form one unit, and may use each other.
const WHOLES: [&str; 2] = ["cli", "config"];

/// The dependencies between the files of each folder. A folder inside it counts as one file.
fn folders(sources: &[Source]) -> BTreeMap<String, Graph> {
    let mut folders: BTreeMap<String, Graph> = BTreeMap::new();
    for source in sources {
        for used in &source.uses {
            let common = source.module.iter().zip(used).take_while(|(a, b)| a == b).count();
            let child = |path: &[String]| path.get(common).map_or("mod.rs", String::as_str).to_owned();
            let folder = used[..common].join("/");
            let (from, to) = (child(&source.module), child(used));
            let is_whole = WHOLES.contains(&&*folder) && (from == "mod.rs" || to == "mod.rs");
            if common > 0 && *used != source.module && !is_whole {
                folders.entry(folder).or_default().entry(from).or_default().insert(to);
            }
        }
    }
    folders
}

fn difference(graph: &Graph, from: &Graph) -> Vec<String> {
    let none = BTreeSet::new();
    graph
        .iter()
        .flat_map(|(module, called)| {
            let others = from.get(module).unwrap_or(&none);
            called.difference(others).map(move |called| format!("{module} -> {called}"))
        })
        .collect()
}

/// Returns a cycle of a graph, if there is one.
fn circle(graph: &Graph) -> Option<Vec<String>> {
    fn visit<'g>(
        graph: &'g Graph,
        node: &'g str,
        path: &mut Vec<&'g str>,
        done: &mut BTreeSet<&'g str>,
    ) -> bool {
        if done.contains(node) {
            return false;
        }
        let seen = path.contains(&node);
        path.push(node);
        if seen {
            return true;
        }
        if graph.get(node).into_iter().flatten().any(|next| visit(graph, next, path, done)) {
            return true;
        }
        path.pop();
        done.insert(node);
        false
    }
    let mut done = BTreeSet::new();
    graph.keys().find_map(|node| {
        let mut path = Vec::new();
        visit(graph, node, &mut path, &mut done).then(|| path.into_iter().map(str::to_owned).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Vec<Source> {
        source::parse(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }

    const TABLE: &str = "## Who may call whom\n\n| module | may call |\n|---|---|\n| `error` | – |\n\
        | `store` | `error` |\n| `chat` | `error`, `store` |\n";

    #[test]
    fn an_arrow_that_is_not_in_the_table_is_found() {
        let sources = tree(&[
            ("error.rs", ""),
            ("store/mod.rs", "pub mod rows; use crate::error::Error;"),
            ("store/rows.rs", "fn f() { let _ = crate::chat::turn::TURN; }"),
            ("chat/mod.rs", "pub mod turn;"),
            ("chat/turn.rs", "use crate::{error::Result, store::rows::{self, Row}};"),
        ]);
        assert_eq!(difference(&modules(&sources), &allowed(TABLE)), ["store -> chat"]);
        assert_eq!(difference(&allowed(TABLE), &modules(&sources)), Vec::<String>::new());
        assert!(circle(&modules(&sources)).is_some());
    }

    #[test]
    fn comments_texts_and_tests_are_no_arrows() {
        let sources = tree(&[
            (
                "error.rs",
                "//! See [`crate::chat`].\n/* crate::chat::x */ const X: &str = \"crate::chat::x\";",
            ),
            (
                "chat.rs",
                "#[cfg(test)] mod tests { use crate::error::E; } #[cfg(test)] use crate::error::F; fn f() {}",
            ),
        ]);
        assert!(modules(&sources).values().all(BTreeSet::is_empty));
    }

    #[test]
    fn a_circle_inside_a_folder_is_found() {
        let sources = tree(&[
            ("chat/mod.rs", "mod a; mod b; mod c; pub use b::B;"),
            ("chat/a.rs", "use super::B;"),
            ("chat/b.rs", "use super::c::C;"),
            ("chat/c.rs", "fn f() -> super::a::A { todo!() }"),
        ]);
        let circle = circle(&folders(&sources)["chat"]).unwrap();
        assert_eq!(circle, ["a", "b", "c", "a"]);
    }

    #[test]
    fn what_a_folder_s_own_file_uses_counts_but_re_exports_do_not() {
        let circles = |module: &str| {
            let sources = tree(&[("chat/mod.rs", module), ("chat/a.rs", "use super::Shared;")]);
            circle(&folders(&sources)["chat"]).is_some()
        };
        assert!(!circles("mod a; pub use a::A; pub struct Shared;"));
        assert!(circles("mod a; pub struct Shared(a::A);"));
    }
}
