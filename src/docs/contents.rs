//! Which pages there are, in the order of the table of contents.

use super::reference;

/// A page, before it is rendered.
#[derive(Debug)]
pub struct Page {
    /// Below `/docs/`.
    pub path: String,
    /// The part of the table of contents that it is in.
    pub part: &'static str,
    /// Its first heading.
    pub title: String,
    /// Markdown.
    pub source: String,
}

impl Page {
    fn new(part: &'static str, path: &str, source: String) -> Self {
        let title = source.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or(path).to_owned();
        Self { path: path.to_owned(), part, title, source }
    }

    /// Where it is served.
    pub fn url(&self) -> String {
        format!("/docs/{}", self.path)
    }
}

macro_rules! guide {
    ($part:literal, $name:literal) => {
        ($part, $name, include_str!(concat!("../../docs/guide/", $name, ".md")))
    };
}

/// Part, path, and Markdown.
const GUIDES: &[(&str, &str, &str)] = &[
    guide!("Start", "introduction"),
    guide!("Start", "quickstart"),
    guide!("Start", "concepts"),
    guide!("Start", "authentication"),
    guide!("Start", "dashboard"),
    guide!("In your app", "react"),
    guide!("In your app", "widget"),
    guide!("In your app", "javascript"),
    guide!("In your app", "conversations"),
    guide!("In your app", "streaming"),
    guide!("In your backend", "admin"),
    guide!("In your backend", "agents"),
    guide!("In your backend", "models"),
    guide!("In your backend", "monitoring"),
    guide!("In your backend", "errors"),
    ("Your server", "operations", include_str!("../../docs/OPERATIONS.md")),
    ("Your server", "security", include_str!("../../docs/SECURITY.md")),
    guide!("Your server", "compatibility"),
];

/// All of them.
pub fn pages() -> Vec<Page> {
    let guides = GUIDES.iter().map(|(part, path, source)| Page::new(part, path, (*source).to_owned()));
    let settings = Page::new("Your server", "settings", settings());
    let api = reference::pages().into_iter();
    let api = api.map(|(path, source)| Page::new("API", &path, source));
    guides.chain([settings]).chain(api).collect()
}

/// The file of defaults is its own documentation.
fn settings() -> String {
    let defaults = crate::config::DEFAULTS.trim_end();
    format!(
        "# Settings\n\nEvery setting with its meaning and its default. Set the variable that is named beside a setting, or put \
         what differs into a file of your own and start with `proficient serve --config FILE`.\n\n```toml\n{defaults}\n```\n"
    )
}
