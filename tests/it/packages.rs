//! The npm packages that the server serves.

use reqwest::StatusCode;

use crate::support::TestApp;

#[tokio::test]
async fn packages_are_served_and_revalidated() {
    let app = TestApp::start().await;
    let caller = app.anonymous();
    for name in ["admin", "client", "react"] {
        let path = format!("/packages/proficient-{name}.tgz");
        let answer = caller.request(reqwest::Method::GET, &path).send().await.unwrap();
        assert_eq!(
            answer.status(),
            200,
            "this build has no packages; please run scripts/packages and build again"
        );
        let etag = answer.headers()["etag"].to_str().unwrap().to_owned();
        assert_eq!(answer.headers()["content-type"], "application/gzip");
        assert_eq!(answer.headers()["cache-control"], "no-cache");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        assert!(answer.bytes().await.unwrap().starts_with(&[0x1f, 0x8b]), "compressed");

        let again = caller.request(reqwest::Method::GET, &path).header("if-none-match", &etag).send().await;
        assert_eq!(again.unwrap().status(), StatusCode::NOT_MODIFIED);
    }
    for unknown in ["proficient-core.tgz", ".gitignore", ".inputs", "..%2fCargo.toml"] {
        caller.get(&format!("/packages/{unknown}")).await.not_found();
    }
}
