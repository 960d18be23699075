//! The documentation under /docs, as the server serves it. Its build checks links; packages/e2e tests it in a
//! browser.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;
use reqwest::redirect::Policy;
use reqwest::{Client, Method};

use crate::support::documents::{guides, headings, read};
use crate::support::{Caller, Response, TestApp};

/// Starts a server, which must have been built with its documentation.
async fn site() -> TestApp {
    let app = TestApp::start().await;
    let first = app.anonymous().get("/docs/").await;
    assert_eq!(first.status, 200, "please run scripts/docs and build again: {}", first.text);
    app
}

/// A caller that does not follow redirects.
fn unled(app: &TestApp) -> Caller {
    Caller::new(Client::builder().redirect(Policy::none()).build().unwrap(), &app.url)
}

/// The values of an attribute of a page's tags.
fn attributes(html: &str, name: &str) -> Vec<String> {
    let pattern = Regex::new(&format!(r#"<[^>]*\s{name}="([^"]*)""#)).unwrap();
    pattern.captures_iter(html).map(|found| found[1].to_owned()).collect()
}

async fn page(caller: &Caller, path: &str) -> Response {
    let answer = caller.get(path).await;
    assert_eq!(answer.status, 200, "{path}");
    assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8", "{path}");
    answer
}

/// The URLs of all guides in the sidebar.
async fn pages(caller: &Caller) -> BTreeMap<String, Response> {
    let sidebar = page(caller, "/docs/").await.text;
    let links: BTreeSet<String> = attributes(&sidebar, "href").into_iter().collect();
    let mut pages = BTreeMap::new();
    for path in links {
        if path.starts_with("/docs/") && !path.contains(['.', '#']) && path != "/docs/reference" {
            pages.insert(path.clone(), page(caller, &path).await);
        }
    }
    pages
}

#[tokio::test]
async fn every_guide_has_a_page_and_its_markdown() {
    let app = site().await;
    let pages = pages(&app.anonymous()).await;
    assert!(
        pages.contains_key("/docs/operations") && pages.contains_key("/docs/settings"),
        "{:?}",
        pages.keys()
    );
    for guide in guides() {
        let name = guide.trim_start_matches("docs/guide/").trim_end_matches(".md");
        let path = format!("/docs/{}", if name == "introduction" { "" } else { name });
        let html = &pages.get(&path).unwrap_or_else(|| panic!("{name} is not in the sidebar")).text;
        let source = app.anonymous().get(&format!("/docs/{name}.md")).await;
        assert_eq!(source.headers["content-type"], "text/markdown; charset=utf-8");
        assert_eq!(source.text, read(&guide), "{name}");
        for heading in headings(&read(&guide)) {
            assert!(html.contains(&format!("id=\"{heading}\"")), "{name} has no anchor {heading}");
        }
    }
    let settings = app.anonymous().get("/docs/settings.md").await.text;
    assert!(settings.contains(proficient::config::DEFAULTS.trim_end()), "{settings}");
}

#[tokio::test]
async fn pages_have_nothing_inline_and_load_nothing_from_elsewhere() {
    let app = site().await;
    let visitor = app.anonymous();
    let (inline, handler) =
        (Regex::new(r"<script(?:\s[^>]*)?>[^<]").unwrap(), Regex::new(r"<[^>]*\son[a-z]+=").unwrap());
    let mut pages = pages(&visitor).await;
    pages.insert("/docs/reference".to_owned(), page(&visitor, "/docs/reference").await);
    for (path, answer) in pages {
        let (html, policy) = (&answer.text, answer.headers["content-security-policy"].to_str().unwrap());
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self';") && !policy.contains("//"),
            "{policy}"
        );
        // The reference sets styles from its script; scripts are as strict there.
        assert_eq!(policy.contains("unsafe"), path == "/docs/reference", "{policy}");
        assert!(!policy.replace("style-src 'self' 'unsafe-inline'", "").contains("unsafe"), "{policy}");
        assert!(!html.contains("<style") && attributes(html, "style").is_empty(), "{path}");
        assert!(inline.find(html).is_none() && handler.find(html).is_none(), "{path}");
        let head = html.split("</head>").next().unwrap();
        let loaded = attributes(head, "href").into_iter().chain(attributes(html, "src"));
        for source in loaded.collect::<BTreeSet<_>>() {
            assert!(source.starts_with("/docs/"), "{path} loads {source}");
            assert_eq!(visitor.get(&source).await.status, 200, "{path} loads {source}");
        }
    }
}

#[tokio::test]
async fn what_a_browser_has_is_not_sent_again() {
    let app = site().await;
    for path in ["/docs/", "/docs/concepts", "/docs/reference", "/docs/concepts.md", "/docs/icon.svg"] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(
            (answer.status, &answer.headers["cache-control"]),
            (200, &"no-cache".parse().unwrap()),
            "{path}"
        );
        let tag = answer.headers["etag"].to_str().unwrap();
        for known in [tag.to_owned(), tag.trim_start_matches("W/").to_owned(), format!("\"other\", {tag}")] {
            let again = app.anonymous().with("If-None-Match", &known).get(path).await;
            assert_eq!((again.status, again.text.as_str()), (304, ""), "{path} {known}");
            assert_eq!(again.headers["etag"], tag);
        }
        let other = app.anonymous().with("If-None-Match", "\"other\"").get(path).await;
        assert_eq!((other.status, other.text), (200, answer.text));
        assert_eq!(app.anonymous().call(Method::HEAD, path, None).await.status, 200);
    }
    let html = page(&app.anonymous(), "/docs/").await.text;
    let assets = attributes(&html, "src").into_iter().filter(|source| source.contains("/assets/"));
    for asset in assets.collect::<BTreeSet<_>>() {
        let answer = app.anonymous().get(&asset).await;
        assert_eq!(answer.headers["cache-control"], "public, max-age=31536000, immutable", "{asset}");
    }
}

#[tokio::test]
async fn files_are_compressed_for_those_who_take_that() {
    let app = site().await;
    let visitor = Caller::new(Client::builder().no_gzip().build().unwrap(), &app.url);
    for path in ["/docs/", "/docs/concepts.md"] {
        let plain = visitor.get(path).await;
        assert!(!plain.headers.contains_key("content-encoding"));
        let packed = visitor.with("Accept-Encoding", "gzip").request(Method::GET, path).send().await.unwrap();
        assert_eq!(
            (&packed.headers()["content-encoding"], &packed.headers()["vary"]),
            (&"gzip".parse().unwrap(), &"accept-encoding".parse().unwrap())
        );
        assert!(packed.bytes().await.unwrap().len() * 2 < plain.text.len(), "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_in_a_page() {
    let app = site().await;
    for path in [
        "/docs/nothing",
        "/docs/api/nothing",
        "/docs/a/b",
        "/docs/%2e%2e%2fCargo.toml",
        "/docs/%ff",
        "/docs//",
    ] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8", "{path}");
        assert!(
            answer.headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'")
        );
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
    app.anonymous().post("/docs/", serde_json::json!({})).await.not_found();
}

#[tokio::test]
async fn addresses_of_before_lead_to_those_of_today() {
    let app = site().await;
    let document = app.anonymous().get("/openapi.json").await.ok();
    let tags =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap().to_lowercase());
    let tags = tags.map(|tag| (format!("/docs/api/{tag}"), format!("/docs/reference#tag/{tag}")));
    let others = [
        ("/docs", "/docs/"),
        ("/docs/introduction", "/docs/"),
        ("/docs/quickstart/", "/docs/quickstart"),
        ("/docs/try", "/docs/reference"),
        ("/docs/try/", "/docs/reference"),
        ("/docs/api/objects", "/docs/reference#objects"),
        ("/docs/api/agents.md", "/openapi.json"),
    ];
    for (old, new) in tags.chain(others.map(|(old, new)| (old.to_owned(), new.to_owned()))) {
        let answer = unled(&app).get(&old).await;
        assert_eq!(
            (answer.status, answer.headers["location"].to_str().unwrap()),
            (308, new.as_str()),
            "{old}"
        );
    }
}
