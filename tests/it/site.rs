//! The pages under /docs: they are there, link to each other, can be searched, and load nothing from elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;
use reqwest::Method;
use serde_json::Value;

use crate::support::documents::{guides, headings, read};
use crate::support::{Answer, Caller, TestApp};

/// What an attribute of a page's tags is, each time that it is there.
fn attributes(html: &str, name: &str) -> Vec<String> {
    let pattern = Regex::new(&format!(r#"<[^>]*\s{name}="([^"]*)""#)).unwrap();
    pattern.captures_iter(html).map(|found| found[1].to_owned()).collect()
}

async fn page(caller: &Caller, path: &str) -> Answer {
    let answer = caller.get(path).await;
    assert_eq!(answer.status, 200, "{path}");
    assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8", "{path}");
    answer
}

/// The HTML of every page, by its address: what the contents name.
async fn pages(caller: &Caller) -> BTreeMap<String, String> {
    let first = page(caller, "/docs").await.text;
    let contents = first.split("<nav").nth(1).unwrap().split("</nav>").next().unwrap().to_owned();
    let mut pages = BTreeMap::new();
    for path in attributes(&contents, "href").into_iter().filter(|link| link.starts_with('/')) {
        let html = page(caller, &path).await.text;
        pages.insert(path, html);
    }
    pages
}

#[tokio::test]
async fn every_guide_and_every_tag_has_a_page() {
    let app = TestApp::start().await;
    let pages = pages(&app.anonymous()).await;
    for guide in guides() {
        let name = guide.trim_start_matches("docs/guide/").trim_end_matches(".md");
        let html =
            pages.get(&format!("/docs/{name}")).unwrap_or_else(|| panic!("{name} is not in the contents"));
        let source = app.anonymous().get(&format!("/docs/{name}.md")).await;
        assert_eq!(source.headers["content-type"], "text/markdown; charset=utf-8");
        assert!(source.text.starts_with(&read(&guide)), "{name}");
        for heading in headings(&read(&guide)) {
            assert!(html.contains(&format!("id=\"{heading}\"")), "{name} has no anchor {heading}");
        }
    }
    let document = app.anonymous().get("/openapi.json").await.ok();
    for tag in document["tags"].as_array().unwrap() {
        let path = format!("/docs/api/{}", tag["name"].as_str().unwrap().to_lowercase());
        assert!(pages.contains_key(&path), "{path}");
    }
    for (path, methods) in document["paths"].as_object().unwrap() {
        for operation in methods.as_object().unwrap().values() {
            let tag = operation["tags"][0].as_str().unwrap().to_lowercase();
            let html = &pages[&format!("/docs/api/{tag}")];
            assert!(html.contains(&format!("<code>{path}</code>")), "{path}");
        }
    }
}

#[tokio::test]
async fn pages_load_nothing_from_elsewhere_and_say_so_to_browsers() {
    let app = TestApp::start().await;
    let visitor = app.anonymous();
    let handler = Regex::new(r"<[^>]*\son[a-z]+=").unwrap();
    for (path, html) in pages(&visitor).await {
        let answer = page(&visitor, &path).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert!(!policy.contains("//"), "{policy}");
        // The policy forbids what is in the page itself.
        assert!(!html.contains("<style") && attributes(&html, "style").is_empty(), "{path}");
        assert_eq!(html.matches("<script").count(), 1, "{path}");
        assert!(handler.find(&html).is_none(), "{path}");
        let head = html.split("</head>").next().unwrap();
        let loaded = attributes(head, "href").into_iter().chain(attributes(&html, "src"));
        for source in loaded.collect::<BTreeSet<_>>() {
            assert!(source.starts_with('/') && !source.starts_with("//"), "{path} loads {source}");
            assert_eq!(visitor.get(&source).await.status, 200, "{path} loads {source}");
        }
    }
    let style = visitor.get("/docs/style.css").await.text;
    assert!(!style.contains("url(") && !style.contains("@import"));
}

#[tokio::test]
async fn links_between_pages_lead_to_places_that_exist() {
    let app = TestApp::start().await;
    let visitor = app.anonymous();
    let pages = pages(&visitor).await;
    for (path, html) in &pages {
        for link in attributes(html, "href") {
            if link.contains("://") {
                continue;
            }
            let (target, anchor) =
                link.split_once('#').map_or((link.as_str(), None), |(to, at)| (to, Some(at)));
            match (if target.is_empty() { path } else { target }, anchor) {
                (target, Some(anchor)) => {
                    let there = pages.get(target).unwrap_or_else(|| panic!("{path} links to {link}"));
                    assert!(there.contains(&format!("id=\"{anchor}\"")), "{path} links to {link}");
                }
                (target, None) => {
                    let status = visitor.get(target).await.status;
                    assert!(target.starts_with('/') && status == 200, "{path} links to {link}: {status}");
                }
            }
        }
    }
}

#[tokio::test]
async fn the_search_index_has_every_page() {
    let app = TestApp::start().await;
    let pages = pages(&app.anonymous()).await;
    let answer = app.anonymous().get("/docs/search.json").await;
    assert_eq!(answer.headers["content-type"], "application/json");
    let index: Vec<Value> = serde_json::from_str(&answer.text).unwrap();
    let found: BTreeSet<&str> =
        index.iter().map(|entry| entry["url"].as_str().unwrap().split('#').next().unwrap()).collect();
    assert_eq!(found, pages.keys().map(String::as_str).collect());
    for entry in &index {
        let (url, heading) = (entry["url"].as_str().unwrap(), entry["heading"].as_str().unwrap());
        assert!(!heading.is_empty(), "{url}");
        if let Some((path, anchor)) = url.split_once('#') {
            assert!(pages[path].contains(&format!("id=\"{anchor}\"")), "{url}");
        }
    }
    let hmac = index.iter().find(|entry| entry["url"] == "/docs/authentication#hmac-the-proof").unwrap();
    assert!(hmac["text"].as_str().unwrap().contains("a hash that only your backend can compute"), "{hmac}");
}

#[tokio::test]
async fn what_a_browser_has_is_not_sent_again() {
    let app = TestApp::start().await;
    for path in
        ["/docs", "/docs/", "/docs/concepts", "/docs/concepts/", "/docs/style.css", "/docs/search.json"]
    {
        let answer = app.anonymous().get(path).await;
        assert_eq!(
            (answer.status, &answer.headers["cache-control"]),
            (200, &"no-cache".parse().unwrap()),
            "{path}"
        );
        let tag = answer.headers["etag"].to_str().unwrap();
        for known in [tag.to_owned(), format!("W/{tag}"), format!("\"other\", {tag}")] {
            let again = app.anonymous().with("If-None-Match", &known).get(path).await;
            assert_eq!((again.status, again.text.as_str()), (304, ""), "{path} {known}");
            assert_eq!(again.headers["etag"], tag);
        }
        let other = app.anonymous().with("If-None-Match", "\"other\"").get(path).await;
        assert_eq!((other.status, other.text), (200, answer.text));
        assert_eq!(app.anonymous().call(Method::HEAD, path, None).await.status, 200);
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_in_a_page() {
    let app = TestApp::start().await;
    for path in [
        "/docs/nothing",
        "/docs/api/nothing",
        "/docs/a/b",
        "/docs/%2e%2e%2fCargo.toml",
        "/docs/quickstart.html",
    ] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text.contains("<h1>No such page</h1>"), "{path}");
        assert!(
            answer.headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'")
        );
    }
    app.anonymous().post("/docs", serde_json::json!({})).await.error(404, "resource_not_found");
}

#[tokio::test]
async fn requests_can_be_tried_without_fetching_anything_from_elsewhere() {
    let app = TestApp::start().await;
    let page = app.anonymous().get("/docs/try/").await;
    assert_eq!(page.status, 200);
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'self'") && !policy.contains("//"), "{policy}");
    let redirected = app.anonymous().get("/docs/try").await;
    assert_eq!((redirected.status, &redirected.text), (200, &page.text), "/docs/try leads there");
    let mut checked = 0;
    for part in page.text.split(['"', '\'']).filter(|part| part.starts_with("./") || part.contains("//")) {
        assert!(!part.contains("//"), "{part} is elsewhere");
        let answer = app.anonymous().get(&format!("/docs/try/{}", part.trim_start_matches("./"))).await;
        assert_eq!(answer.status, 200, "{part}");
        checked += 1;
    }
    assert!(checked >= 3, "the page has scripts and styles");
    let settings = app.anonymous().get("/docs/try/swagger-initializer.js").await;
    assert!(settings.text.contains("/openapi.json"), "{}", settings.text);
    assert!(
        settings.text.contains(r#""validatorUrl": "none""#),
        "no badge from remote_replies: {}",
        settings.text
    );
}
