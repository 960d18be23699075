//! The pages under `/docs`: guides written in Markdown, and the reference of the API, which is made from its
//! specification. All of it is compiled in, rendered once when a page is asked for first, and loads nothing from
//! elsewhere.

mod contents;
mod example;
mod highlight;
mod layout;
mod links;
mod markdown;
mod reference;
mod schema;

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest, Sha256};

/// Returns the specification that the reference is generated from. The router sets it.
pub static SPECIFICATION: OnceLock<fn() -> utoipa::openapi::OpenApi> = OnceLock::new();

/// Everything there is, by its path below `/docs/`; the introduction is also at the empty one.
static SITE: LazyLock<BTreeMap<String, File>> = LazyLock::new(site);

/// Something to answer with.
#[derive(Debug)]
pub struct File {
    /// For `Content-Type`.
    pub content_type: &'static str,
    /// The whole of it.
    pub body: String,
    /// For `ETag`, with its quotes.
    pub etag: String,
}

impl File {
    fn new(content_type: &'static str, body: String) -> Self {
        let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(body.as_bytes()));
        Self { content_type, body, etag: format!("\"{hash}\"") }
    }
}

/// The file at this path below `/docs/`.
pub fn file(path: &str) -> Option<&'static File> {
    SITE.get(path)
}

/// What is shown where there is no such page.
pub fn missing() -> &'static str {
    static PAGE: LazyLock<String> = LazyLock::new(|| layout::missing(&contents::pages()));
    &PAGE
}

/// Every path below `/docs/` that leads somewhere.
pub fn paths() -> impl Iterator<Item = &'static str> {
    SITE.keys().map(String::as_str)
}

fn site() -> BTreeMap<String, File> {
    let pages = contents::pages();
    let mut files = BTreeMap::new();
    let mut index = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        let rendered = markdown::render(&page.source, &pages);
        let html = layout::page(&pages, at, &rendered);
        for section in rendered.sections {
            let (url, text) = (format!("{}{}", page.url(), section.anchor), section.text);
            index.push(json!({"page": page.title, "heading": section.heading, "url": url, "text": text}));
        }
        if at == 0 {
            files.insert(String::new(), File::new("text/html; charset=utf-8", html.clone()));
        }
        files.insert(page.path.clone(), File::new("text/html; charset=utf-8", html));
        let source = File::new("text/markdown; charset=utf-8", page.source.clone());
        files.insert(format!("{}.md", page.path), source);
    }
    let search = serde_json::Value::from(index).to_string();
    files.insert("search.json".to_owned(), File::new("application/json", search));
    for (name, content_type, body) in layout::ASSETS {
        files.insert((*name).to_owned(), File::new(content_type, (*body).to_owned()));
    }
    files
}
