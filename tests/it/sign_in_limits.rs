//! Limits on attempts to sign in: for a person, for an address that many share, and for an account under attack.

use proficient::auth::client_address::ClientAddress;
use proficient::auth::login_rate_limit::{Attempt, LoginRateLimit};
use reqwest::header::SET_COOKIE;
use serde_json::json;

use crate::support::member::PASSWORD;
use crate::support::{Caller, TestApp};

const LOGIN: &str = "/dashboard/api/login";

async fn start() -> TestApp {
    TestApp::start_with(|config| config.http.behind_proxy = true).await
}

/// A caller at this address.
fn at(app: &TestApp, address: &str) -> Caller {
    app.anonymous().with("X-Forwarded-For", address)
}

#[tokio::test]
async fn wrong_passwords_for_one_account_lock_nobody_else_out() {
    let app = start().await;
    let olga = app.operator().await;
    let colleague = app.member(&olga, "viewer").await;
    let office = at(&app, "192.0.2.1");
    let mut refused = 0;
    // More than the address has.
    for _ in 0..250 {
        let wrong = json!({"email": olga.email, "password": "wrong horse battery"});
        let answer = office.post(LOGIN, wrong).await;
        if answer.status == 429 {
            assert!(answer.headers.contains_key("retry-after"));
            refused += 1;
        } else {
            assert_eq!(answer.status, 401);
        }
    }
    assert!((235..=245).contains(&refused), "{refused} attempts were refused");
    office.post(LOGIN, json!({"email": colleague.email, "password": PASSWORD})).await.ok();
    at(&app, "192.0.2.2").post(LOGIN, json!({"email": olga.email, "password": PASSWORD})).await.ok();
}

#[tokio::test]
async fn an_account_under_attack_is_open_to_a_browser_that_its_owner_has_used() {
    let app = start().await;
    let olga = app.operator().await;
    let right = json!({"email": olga.email, "password": PASSWORD});
    let home = at(&app, "192.0.2.1");
    let signed_in = home.post(LOGIN, right.clone()).await;
    let cookies = signed_in.headers.get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
    let browser = cookies.into_iter().find(|cookie| cookie.starts_with("proficient_browser=")).unwrap();
    assert!(browser.contains("HttpOnly") && browser.contains("SameSite=Strict"), "{browser}");
    let browser = browser.split(';').next().unwrap();

    // Another server on the same database counts guesses from many addresses.
    let store = app.store().await;
    let other = LoginRateLimit::new(store.clone());
    let mut guesses = 0;
    for host in 1..250 {
        let ip = format!("198.51.100.{host}").parse().ok();
        let address = ClientAddress { ip, user_agent: String::new() };
        let guess = Attempt { address: &address, email: &olga.email, browser: None };
        if other.attempt(guess).await.is_err() {
            break;
        }
        guesses += 1;
    }
    assert!((50..=70).contains(&guesses), "{guesses} guesses");
    let stranger = at(&app, "203.0.113.1").post(LOGIN, right.clone()).await;
    assert_eq!(stranger.status, 429);
    home.with("Cookie", browser).post(LOGIN, right.clone()).await.ok();
    at(&app, "203.0.113.2").with("Cookie", browser).post(LOGIN, right.clone()).await.ok();

    // The cookie opens nothing, and is of no use for the accounts of others.
    assert_eq!(home.with("Cookie", browser).get("/dashboard/api/projects").await.status, 401);
    let known = browser.split_once('=').unwrap().1;
    let known = proficient::auth::keys::hash(known);
    assert!(store.is_known_browser(&olga.email, &known).await.unwrap());
    assert!(!store.is_known_browser("viewer@example.com", &known).await.unwrap());
    // What is free again is deleted.
    store.tidy_sign_ins().await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn people_who_know_their_password_use_nothing_up() {
    let app = start().await;
    let olga = app.operator().await;
    let right = json!({"email": olga.email, "password": PASSWORD});
    for _ in 0..10 {
        at(&app, "192.0.2.1").post(LOGIN, right.clone()).await.ok();
    }
}
