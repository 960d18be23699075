//! The HMAC secret: revealed, rotated and retired; and the counts of requests by their hash.

use proficient::auth::hmac::hash;
use proficient::clock;
use proficient::store::Store;
use proficient::store::hmac_counts::{HmacCounts, HourCounts};
use serde_json::json;

use crate::support::TestApp;
use crate::support::member::PASSWORD;

#[tokio::test]
async fn both_secrets_are_valid_until_the_old_one_is_retired() {
    let app = TestApp::start().await;
    let olga = app.operator().await.caller;
    let password = json!({"password": PASSWORD});
    let shown = olga.post(&app.dashboard("/hmac/reveal"), password.clone()).await.ok();
    let old = app.project.row.hmac_secret.clone();
    assert_eq!(shown, json!({"object": "hmac_secret", "secret": old, "retiring_secret": ""}));
    olga.post(&app.dashboard(""), json!({"hmac_enabled": true})).await.ok();

    let rotated = olga.post(&app.dashboard("/hmac/rotate"), password.clone()).await.ok();
    let new = rotated["secret"].as_str().unwrap().to_owned();
    assert!(new.starts_with("hsec_") && new != old);
    assert_eq!(rotated["retiring_secret"], json!(old));
    let again = olga.post(&app.dashboard("/hmac/rotate"), password.clone()).await;
    assert!(again.error(409, "conflict").contains("retire it first"));
    let project = olga.get(&app.dashboard("")).await.ok();
    assert_eq!(project["hmac_retiring"], true);
    assert!(project["hmac_rotated_at"].as_i64().unwrap() > 1_700_000_000_000);

    let ada = app.user("ada");
    let status =
        async |hash: &str| ada.with("X-PROFICIENT-USER-HMAC", hash).get("/interactions").await.status;
    assert_eq!((status(&hash(&old, "ada")).await, status(&hash(&new, "ada")).await), (200, 200));
    assert_eq!((status(&hash(&old, "bob")).await, status(&hash(&new, "bob")).await), (401, 401));
    ada.get("/interactions").await.error(401, "invalid_credentials");

    let retired = olga.post(&app.dashboard("/hmac/retire"), json!({})).await.ok();
    assert_eq!((&retired["object"], &retired["hmac_retiring"]), (&json!("project"), &json!(false)));
    assert_eq!((status(&hash(&old, "ada")).await, status(&hash(&new, "ada")).await), (401, 200));
    // An empty previous secret is not a key: a hash computed with it, which anyone can do, proves nothing.
    assert_eq!(status(&hash("", "ada")).await, 401);
    olga.post(&app.dashboard("/hmac/retire"), json!({})).await.error(409, "conflict");
    let shown = olga.post(&app.dashboard("/hmac/reveal"), password).await.ok();
    assert_eq!((&shown["secret"], &shown["retiring_secret"]), (&json!(new), &json!("")));

    let log = app.audit().await;
    let actions: Vec<&str> = log.iter().map(|entry| entry.action.as_str()).collect();
    let expected = ["hmac.revealed", "hmac.retired", "hmac.rotated", "hmac.enabled", "hmac.revealed"];
    assert_eq!(actions[..5], expected);
    assert!(log.iter().all(|entry| !entry.changes.contains("hsec_")), "no secret is in the log");
    let (project_id, database) = (app.project.row.id.clone(), app.stop().await);
    let store = Store::open(&database.url, 1).await.unwrap();
    let counts = store.hmac_counts(&project_id, clock::hour(clock::now()) - 23).await.unwrap();
    assert_eq!(counts, HmacCounts { valid: 3, missing: 1, wrong: 4, retiring: 1 });
    store.close().await;
}

#[tokio::test]
async fn the_password_is_asked_again() {
    let app = TestApp::start().await;
    let olga = app.operator().await.caller;
    for path in ["/hmac/reveal", "/hmac/rotate"] {
        let path = app.dashboard(path);
        let wrong = olga.post(&path, json!({"password": "not my password"})).await;
        assert!(wrong.error(403, "forbidden").contains("password"));
        assert!(!wrong.text.contains("hsec_"));
        assert!(olga.post(&path, json!({})).await.invalid().contains("password"));
    }
    let mut last = 403;
    for _ in 0..20 {
        let tried = olga.post(&app.dashboard("/hmac/reveal"), json!({"password": "guess"})).await;
        last = tried.status;
        if last != 403 {
            break;
        }
    }
    assert_eq!(last, 429, "guessing is throttled as logging in is");
    let project = olga.get(&app.dashboard("")).await.ok();
    assert_eq!((&project["hmac_retiring"], &project["hmac_rotated_at"]), (&json!(false), &json!(null)));
}

#[tokio::test]
async fn the_state_says_how_requests_turned_out() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let vera = app.member(&olga, "viewer").await.caller;
    let state = vera.get(&app.dashboard("/hmac")).await.ok();
    assert_eq!(
        state,
        json!({"object": "hmac", "enabled": false, "retiring": false, "rotated_at": null,
            "last_24_hours": {"valid": 0, "missing": 0, "wrong": 0, "retiring": 0}})
    );
    let (store, hour) = (app.store().await, clock::hour(clock::now()));
    let counts = HmacCounts { valid: 5, missing: 2, wrong: 1, retiring: 3 };
    let project_id = app.project.row.id.clone();
    let hours = [hour, hour - 1, hour - 30, hour - 24 * 30];
    let rows = hours.map(|hour| HourCounts { project_id: project_id.clone(), hour, counts });
    store.add_hmac_counts(rows.to_vec()).await.unwrap();
    // Counts of a deleted project are skipped, and month-old counts are deleted.
    let gone = HourCounts { project_id: "prj_gone".to_owned(), hour, counts };
    store.add_hmac_counts(vec![gone]).await.unwrap();
    assert_eq!(app.database.number("SELECT COUNT(*) FROM hmac_counts").await, 3);
    store.close().await;
    let state = vera.get(&app.dashboard("/hmac")).await.ok();
    let expected = json!({"valid": 10, "missing": 4, "wrong": 2, "retiring": 6});
    assert_eq!(state["last_24_hours"], expected);
}
