//! What surrounds a page: head, table of contents, search, and the pages before and after.

use std::sync::LazyLock;

use handlebars::Handlebars;
use serde::Serialize;
use serde_json::json;

use super::contents::Page;
use super::markdown::{Rendered, Section};

/// Files beside the pages: name, content type, body.
pub const ASSETS: &[(&str, &str, &str)] = &[
    ("style.css", "text/css; charset=utf-8", include_str!("../../docs/site/style.css")),
    ("docs.js", "text/javascript; charset=utf-8", include_str!("../../docs/site/docs.js")),
    ("icon.svg", "image/svg+xml", include_str!("../../docs/site/icon.svg")),
];

static TEMPLATE: LazyLock<Handlebars<'static>> = LazyLock::new(|| {
    let mut engine = Handlebars::new();
    // A template that does not compile is found by the tests: every page would be empty.
    let _compiled = engine.register_template_string("page", include_str!("../../docs/site/page.hbs"));
    engine
});

#[derive(Serialize)]
struct Part<'a> {
    name: &'a str,
    links: Vec<Link<'a>>,
}

#[derive(Serialize)]
struct Link<'a> {
    title: &'a str,
    url: String,
    current: bool,
}

/// The whole HTML of one of the pages.
pub fn page(pages: &[Page], at: usize, rendered: &Rendered) -> String {
    let page = &pages[at];
    let neighbour = |at: Option<usize>| at.and_then(|at| pages.get(at)).map(link);
    let toc: Vec<_> = rendered.sections.iter().filter(|section| section.level > 1).map(entry).collect();
    let first = rendered.sections.first().map(|section| section.text.as_str()).unwrap_or_default();
    let values = json!({
        "title": page.title,
        "description": sentence(first),
        "source": format!("{}.md", page.url()),
        "parts": parts(pages, Some(at)),
        "toc": toc,
        "body": rendered.html,
        "previous": neighbour(at.checked_sub(1)),
        "next": neighbour(Some(at + 1)),
    });
    TEMPLATE.render("page", &values).unwrap_or_default()
}

/// The page that says that there is none.
pub fn missing(pages: &[Page]) -> String {
    let body = "<h1>No such page</h1>\n<p>Search for it above, or begin at the <a href=\"/docs\">introduction</a>.</p>";
    let values = json!({"title": "No such page", "parts": parts(pages, None), "body": body});
    TEMPLATE.render("page", &values).unwrap_or_default()
}

fn entry(section: &Section) -> serde_json::Value {
    json!({"title": section.heading, "url": section.anchor, "deep": section.level > 2})
}

fn parts(pages: &[Page], current: Option<usize>) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        let link = Link { current: Some(at) == current, ..link(page) };
        match parts.last_mut() {
            Some(part) if part.name == page.part => part.links.push(link),
            _ => parts.push(Part { name: page.part, links: vec![link] }),
        }
    }
    parts
}

fn link(page: &Page) -> Link<'_> {
    Link { title: &page.title, url: page.url(), current: false }
}

/// The first sentence, for lists of pages elsewhere.
fn sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |end| &text[..=end]).trim()
}
