//! The dashboard's pages, and unknown routes of its API.

use crate::support::TestApp;

#[tokio::test]
async fn pages_are_served_with_a_strict_policy() {
    let app = TestApp::start().await;
    for path in ["/dashboard/", "/dashboard/p/prj_x/agents", "/dashboard/setup"] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.status, 200, "please run scripts/dashboard and build again: {}", answer.text);
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"));
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
        assert!(answer.text.contains(nonce) && !answer.text.contains("__NONCE__"));
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
}

#[tokio::test]
async fn what_the_api_does_not_have_is_no_page() {
    let app = TestApp::start().await;
    for path in
        ["/dashboard/api", "/dashboard/api/", "/dashboard/api/nonsense", "/dashboard/assets/nonsense.js"]
    {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.json()["error"]["code"], "resource_not_found", "{path}");
    }
    let answer = app.anonymous().delete("/dashboard/api/session").await;
    assert_eq!(answer.json()["error"]["code"], "resource_not_found");
}
