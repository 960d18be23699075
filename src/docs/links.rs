//! Links between the documents lead to files, so that they work where the files are read; here they lead to pages.

use super::contents::Page;

/// Files that are another page here than their name says.
const ELSEWHERE: &[(&str, &str)] = &[("config.default.toml", "settings"), ("openapi.json", "api")];

/// Where a link of a document leads on this site. What leads to no page stays as it is.
pub fn resolve(link: &str, pages: &[Page]) -> String {
    if link.contains("://") || link.starts_with(['#', '/']) || link.starts_with("mailto:") {
        return link.to_owned();
    }
    let (file, anchor) = link.find('#').map_or((link, ""), |at| link.split_at(at));
    let name = file.rsplit('/').next().unwrap_or(file);
    let path = match ELSEWHERE.iter().find(|(file, _)| *file == name) {
        Some((_, path)) => (*path).to_owned(),
        None => name.trim_end_matches(".md").to_ascii_lowercase(),
    };
    match pages.iter().find(|page| page.path == path) {
        Some(page) => page.url() + anchor,
        None => link.to_owned(),
    }
}
