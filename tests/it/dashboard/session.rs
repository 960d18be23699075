//! Setting up the server, signing in and out, passwords.

use proficient::auth::keys;
use serde_json::json;

use crate::support::member::{Member, PASSWORD, cookie};
use crate::support::{TestApp, binary};

const LOGIN: &str = "/dashboard/api/login";

#[tokio::test]
async fn the_first_member_is_the_owner_of_everything_and_the_link_works_once() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    let session = anonymous.get("/dashboard/api/session").await.ok();
    assert_eq!((&session["member"], &session["setup_required"]), (&json!(null), &json!(true)));

    let (token, other) = (app.setup_token().await, app.setup_token().await);
    let mut body =
        json!({"token": "lnk_wrong", "name": "Olga", "email": " Olga@Example.com ", "password": PASSWORD});
    assert_eq!(anonymous.post("/dashboard/api/setup", body.clone()).await.status, 401);
    body["token"] = json!(token);
    for (field, wrong) in
        [("name", " "), ("email", "olga"), ("password", "short"), ("password", "aaaaaaaaaaaaaa")]
    {
        let mut body = body.clone();
        body[field] = json!(wrong);
        let answer = anonymous.post("/dashboard/api/setup", body).await;
        assert_eq!(answer.status, 400);
        assert!(answer.text.contains(&format!("\"{field}: ")), "{}", answer.text);
    }
    let answer = anonymous.post("/dashboard/api/setup", body.clone()).await;
    let set = answer.headers["set-cookie"].to_str().unwrap().to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/dashboard", "Max-Age=1209600"] {
        assert!(set.contains(part), "{set}");
    }
    let olga = Member::of(&app, &answer);
    assert_eq!((olga.email.as_str(), &olga.session().await["operator"]), ("olga@example.com", &json!(true)));

    for token in [token, other] {
        body["token"] = json!(token);
        body["email"] = json!("eve@example.com");
        assert_eq!(anonymous.post("/dashboard/api/setup", body.clone()).await.status, 401, "works once");
    }
    let session = anonymous.get("/dashboard/api/session").await.ok();
    assert_eq!(session["setup_required"], json!(false));
    let projects = olga.caller.get("/dashboard/api/projects").await.ok();
    assert_eq!(
        (&projects["data"][0]["name"], &projects["data"][0]["role"]),
        (&json!("Test"), &json!("owner"))
    );
}

#[tokio::test]
async fn logging_in_takes_the_right_password_and_too_many_attempts_are_slowed_down() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let anonymous = app.anonymous();
    let answer = anonymous.post(LOGIN, json!({"email": "OLGA@example.com", "password": PASSWORD})).await;
    assert_eq!(Member::of(&app, &answer).session().await["id"], json!(olga.id));

    let wrong = anonymous.post(LOGIN, json!({"email": olga.email, "password": "wrong horse battery"})).await;
    let nobody = anonymous.post(LOGIN, json!({"email": "nobody@example.com", "password": PASSWORD})).await;
    assert_eq!((wrong.status, nobody.status), (401, 401));
    assert_eq!(wrong.text, nobody.text, "the answer does not tell who is a member");

    let mut last = wrong;
    for _ in 0..20 {
        last = anonymous.post(LOGIN, json!({"email": olga.email, "password": "wrong horse battery"})).await;
        if last.status != 401 {
            break;
        }
    }
    assert_eq!(last.status, 429);
    assert!(last.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() > 0);
    let right = anonymous.post(LOGIN, json!({"email": olga.email, "password": PASSWORD})).await;
    assert_eq!(right.status, 429, "also the right one has to wait");
}

#[tokio::test]
async fn logging_out_ends_one_session_or_all() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let login = json!({"email": olga.email, "password": PASSWORD});
    let second = Member::of(&app, &app.anonymous().post(LOGIN, login.clone()).await);
    let third = Member::of(&app, &app.anonymous().post(LOGIN, login).await);

    let answer = second.caller.post("/dashboard/api/logout", json!({})).await;
    assert!(answer.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(second.session().await, json!(null));
    assert_eq!(second.caller.get("/dashboard/api/projects").await.status, 401);
    assert_eq!(third.session().await["id"], json!(olga.id));

    third.caller.post("/dashboard/api/logout-everywhere", json!({})).await.ok();
    assert_eq!((olga.session().await, third.session().await), (json!(null), json!(null)));
}

#[tokio::test]
async fn another_password_ends_the_other_sessions() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let login = json!({"email": olga.email, "password": PASSWORD});
    let second = Member::of(&app, &app.anonymous().post(LOGIN, login.clone()).await);
    let path = "/dashboard/api/account/password";
    let change = |current: &str, new: &str| json!({"current_password": current, "new_password": new});
    let wrong = olga.caller.post(path, change("not the password", "another horse battery")).await;
    assert_eq!(wrong.status, 403);
    assert_eq!(olga.caller.post(path, change(PASSWORD, "short")).await.status, 400);

    let answer = olga.caller.post(path, change(PASSWORD, "another horse battery")).await;
    let again = Member::of(&app, &answer);
    assert_eq!(again.session().await["id"], json!(olga.id));
    assert_eq!((second.session().await, olga.session().await), (json!(null), json!(null)));
    assert_eq!(app.anonymous().post(LOGIN, login).await.status, 401);
}

// More than one thread: the server must run while the test blocks on a command, which may wait for the
// server.
#[tokio::test(flavor = "multi_thread")]
async fn who_has_forgotten_the_password_gets_a_link_from_the_command_line() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let email = ["member", "reset-password", "--email"];
    assert!(!binary::run(&app.database, &[&email[..], &["nobody@example.com"]].concat()).status.success());
    let output = binary::run(&app.database, &[&email[..], &[&olga.email]].concat());
    let link = String::from_utf8(output.stdout).unwrap();
    assert!(link.starts_with("http://localhost:") && link.contains("/dashboard/reset#lnk_"), "{link}");
    let token = link.trim().rsplit_once('#').unwrap().1;
    let body = json!({"token": token, "password": "another horse battery"});
    let answer = app.anonymous().post("/dashboard/api/password-reset", body.clone()).await;
    assert_eq!(Member::of(&app, &answer).session().await["id"], json!(olga.id));
    assert_eq!(olga.session().await, json!(null));
    assert_eq!(app.anonymous().post("/dashboard/api/password-reset", body).await.status, 401, "works once");
    let again = binary::run(&app.database, &["setup-link"]);
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("already set up"));
}

#[tokio::test]
async fn pages_of_others_get_nothing_done() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let body = json!({"name": "Made by another page"});
    for origin in ["https://evil.example", "null", "http://localhost:1"] {
        let caller = olga.caller.with("Origin", origin);
        assert_eq!(caller.post("/dashboard/api/projects", body.clone()).await.status, 403, "{origin}");
    }
    let own = olga.caller.with("Origin", &app.url);
    own.post("/dashboard/api/projects", body.clone()).await.ok();
    let form = olga.caller.request(reqwest::Method::POST, "/dashboard/api/projects");
    let form = form.header("Content-Type", "text/plain").body(body.to_string()).send().await.unwrap();
    assert_eq!(form.status(), 400);
    let answer = olga.caller.with("Origin", "https://evil.example").get("/dashboard/api/projects").await;
    assert!(answer.headers.get("access-control-allow-origin").is_none(), "no page of others reads it");
}

#[tokio::test]
async fn of_passwords_sessions_and_tokens_only_hashes_are_stored() {
    let app = TestApp::start().await;
    let token = app.setup_token().await;
    let body = json!({"token": token, "name": "Olga", "email": "olga@example.com", "password": PASSWORD});
    let answer = app.anonymous().post("/dashboard/api/setup", body).await;
    let secret = cookie(&answer).split_once('=').unwrap().1.to_owned();
    let store = app.store().await;
    let seen = store.session(&keys::hash(&secret)).await.unwrap().unwrap();
    assert!(seen.member.password_hash.starts_with("$argon2id$"));
    assert!(store.session(&secret).await.unwrap().is_none());
}
