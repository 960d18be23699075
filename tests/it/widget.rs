//! The widget's script: any page may load it, and browsers may cache it.

use crate::support::TestApp;

#[tokio::test]
async fn any_page_may_load_the_widget_and_browsers_may_cache_it() {
    let app = TestApp::start().await;
    let http =
        reqwest::Client::builder().no_gzip().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let url = app.url.trim_end_matches('/');

    let newest = http.get(format!("{url}/widget.js")).send().await.unwrap();
    assert_eq!(newest.status(), 302, "this build has no widget; please run scripts/widget and build again");
    assert_eq!(newest.headers()["cache-control"], "public, max-age=300");
    let location = newest.headers()["location"].to_str().unwrap().to_owned();

    for (coding, compressed) in
        [(None, false), (Some("br, gzip;q=0.5"), true), (Some("gzip;q=0"), false), (Some("GZIP"), true)]
    {
        let mut request = http.get(format!("{url}{location}"));
        if let Some(coding) = coding {
            request = request.header("accept-encoding", coding);
        }
        let script = request.send().await.unwrap();
        assert_eq!(script.status(), 200);
        let header = |name: &str| script.headers().get(name).map(|value| value.to_str().unwrap());
        assert_eq!(header("content-encoding"), compressed.then_some("gzip"), "{coding:?}");
        assert_eq!(header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(header("content-type"), Some("text/javascript; charset=utf-8"));
        assert_eq!(header("cross-origin-resource-policy"), Some("cross-origin"));
        assert_eq!(header("access-control-allow-origin"), Some("*"));
        assert_eq!(header("x-content-type-options"), Some("nosniff"));
        assert!(header("vary").is_some_and(|vary| vary.contains("accept-encoding")));
        assert!(script.bytes().await.unwrap().len() > 10_000);
    }

    // A page that names an older version is redirected to the current one.
    let older = http.get(format!("{url}/widget/0123456789abcdef.js")).send().await.unwrap();
    assert_eq!((older.status().as_u16(), &older.headers()["location"]), (302, &newest.headers()["location"]));

    // Other files of the folder are none of anybody's business.
    for name in ["widget.js", "widget.js.gz", "highlighter.js", ".inputs", "..%2fCargo.toml"] {
        let response = http.get(format!("{url}/widget/{name}")).send().await.unwrap();
        assert_eq!(response.status(), 404, "{name}");
    }
}

#[tokio::test]
async fn any_page_may_load_the_modules_that_the_script_names_and_browsers_may_cache_them() {
    let app = TestApp::start().await;
    let http = reqwest::Client::builder().no_gzip().build().unwrap();
    let url = app.url.trim_end_matches('/');
    let get = async |path: &str, coding: &str| {
        let request = http.get(format!("{url}{path}")).header("accept-encoding", coding);
        request.header("origin", "https://shop.example").send().await.unwrap()
    };
    let script = get("/widget.js", "identity").await.text().await.unwrap();
    for part in ["highlighter-", "typesetter-"] {
        let hash = script.split(part).nth(1).and_then(|rest| rest.split_once(".js")).unwrap().0;
        let name = format!("{part}{hash}.js");
        for (coding, compressed) in [("gzip", Some("gzip")), ("identity", None)] {
            let module = get(&format!("/widget/{name}"), coding).await;
            assert_eq!(module.status(), 200, "{name}");
            let header = |name: &str| module.headers().get(name).map(|value| value.to_str().unwrap());
            assert_eq!(header("content-encoding"), compressed, "{name}");
            assert_eq!(header("cache-control"), Some("public, max-age=31536000, immutable"));
            // Browsers load modules and their imports only with this type and these headers.
            assert_eq!(header("content-type"), Some("text/javascript; charset=utf-8"));
            assert_eq!(header("access-control-allow-origin"), Some("*"));
            assert_eq!(header("cross-origin-resource-policy"), Some("cross-origin"));
            assert!(module.bytes().await.unwrap().len() > 10_000);
        }
    }
}
