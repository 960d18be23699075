//! Limits: malformed bodies, requests that are too large or too slow, panics.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn malformed_bodies_are_refused_with_a_reason() {
    let app = TestApp::start().await;
    let admin = app.admin();
    for (body, reason) in [
        ("", "JSON object"),
        ("null", "JSON object"),
        ("[]", "JSON object"),
        (r#"["demo.x"]"#, "JSON object"),
        ("\"x\"", "JSON object"),
        ("{", "EOF"),
        (r#"{"model": "demo.x",}"#, "trailing comma"),
        (r#"{"model": "demo.x"} x"#, "trailing"),
        (r#"{"model": "demo.x", "model": "demo.y"}"#, "model"),
        (r#"{"model": "demo.x", "name": "\ud800"}"#, "name"),
        (r#"{"model": 1e999}"#, "model"),
    ] {
        let message = admin.post_text("/agents", body).await.invalid();
        assert!(message.contains(reason), "{body}: {message}");
        assert!(!message.contains("serde") && !message.contains("struct"), "{message}");
    }
    assert_eq!(admin.get("/agents").await.ok()["data"], json!([]));
    let deep = format!("{{\"openai\": {}", "{\"x\":".repeat(100_000));
    admin.post_text("/agents", &deep).await.invalid();
}

#[tokio::test]
async fn an_error_repeats_little_of_what_the_caller_sent() {
    let app = TestApp::start().await;
    let (admin, olga, long) = (app.admin(), app.operator().await, "x".repeat(200_000));
    let key = app.anonymous().with("X-PROFICIENT-API-KEY", &"pk_".repeat(2_000));
    let (name, value) = (json!({&long: 1}), json!({"model": "demo.x", "initial_turn": &long}));
    let responses = [
        admin.post("/agents", name.clone()).await,
        admin.post("/agents", value).await,
        admin.post("/agents", json!({"model": &long})).await,
        admin.post("/agents", json!({"model": "demo.x", "openai": {&long: 1}})).await,
        admin.get(&format!("/users?live_mode={}", "x".repeat(8_000))).await,
        admin.get(&format!("/agents?limit={}", "1".repeat(8_000))).await,
        admin.get(&format!("/agents/{}", "x".repeat(8_000))).await,
        olga.caller.post(&app.dashboard("/agents"), name).await,
        key.get("/agents").await,
    ];
    for response in responses {
        assert!((400..500).contains(&response.status), "{}", response.status);
        let message = response.json()["error"]["message"].as_str().unwrap().to_owned();
        assert!(message.chars().count() <= 1_000, "{} characters", message.len());
    }
    let message = admin.post("/agents", json!({&long: 1})).await.invalid();
    assert!(message.starts_with("unknown field `xxx"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_is_still_sending_a_body_over_the_limit_receives_the_413() {
    let app = TestApp::start().await;
    let body = "x".repeat(4 << 20);
    let head =
        format!("POST /agents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n", app.project.secret_key);
    for _ in 0..10 {
        let announced = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
        let in_chunks =
            format!("{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
        for request in [announced, in_chunks] {
            let answer = raw(&app, &request);
            assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
        }
    }
    // A caller who asks first need not send the body.
    let answer = raw(&app, &format!("{head}Expect: 100-continue\r\nContent-Length: 4000000\r\n\r\n"));
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[tokio::test]
async fn a_body_that_is_not_utf8_is_refused() {
    let app = TestApp::start().await;
    let body = reqwest::Body::from(b"{\"model\": \"demo.\xff\"}".to_vec());
    let response = crate::support::http()
        .post(format!("{}/agents", app.url))
        .bearer_auth(&app.project.secret_key)
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 400);
}

#[tokio::test]
async fn a_body_over_the_limit_is_413_announced_or_not() {
    let app = TestApp::start_with(|config| config.http.body_limit = 1_000).await;
    let admin = app.admin();
    let padded = |length: usize| format!("{:<length$}", r#"{"model": "demo.x"}"#);
    admin.post_text("/agents", &padded(1_000)).await.ok();
    let message = admin.post_text("/agents", &padded(1_001)).await.error(413, "invalid_request");
    assert!(message.contains("1000"), "{message}");

    let chunks = futures_util::stream::iter((0..20).map(|_| Ok::<_, std::io::Error>(" ".repeat(100))));
    let response = crate::support::http()
        .post(format!("{}/agents", app.url))
        .bearer_auth(&app.project.secret_key)
        .body(reqwest::Body::wrap_stream(chunks))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 413);
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_over_the_limit_are_431() {
    let app = TestApp::start().await;
    let answer =
        raw(&app, &format!("GET /health HTTP/1.1\r\nHost: x\r\nX-Large: {}\r\n\r\n", "x".repeat(20_000)));
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    app.anonymous().get("/health").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_arrives_too_slowly_is_ended() {
    let app = TestApp::start_with(|config| config.http.read_timeout = Duration::from_millis(300)).await;
    for beginning in ["", "G", "GET /health HTTP/1.1\r\nHost: x\r\n"] {
        let start = Instant::now();
        let answer = raw(&app, beginning);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
        // Well below the default limit of 15 seconds.
        assert!(start.elapsed() < Duration::from_secs(10), "{beginning:?}");
    }
    let start = Instant::now();

    let head = format!(
        "POST /agents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Length: 50\r\n\r\n{{",
        app.project.secret_key
    );
    let answer = raw(&app, &head);
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("did not arrive in time"), "{answer}");
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_stays_open_between_requests_longer_than_a_head_may_take() {
    let start = |read: u64, idle: u64| {
        TestApp::start_with(move |config| {
            config.http.read_timeout = Duration::from_millis(read);
            config.http.idle_timeout = Duration::from_millis(idle);
        })
    };
    let request = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
    let app = start(300, 60_000).await;
    let mut stream = TcpStream::connect(app.url.trim_start_matches("http://")).unwrap();
    for _ in 0..3 {
        let answer = exchange(&mut stream, request);
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        tokio::time::sleep(Duration::from_millis(700)).await;
    }
    let app = start(60_000, 300).await;
    let mut stream = TcpStream::connect(app.url.trim_start_matches("http://")).unwrap();
    assert!(exchange(&mut stream, request).starts_with("HTTP/1.1 200"));
    assert_eq!(exchange(&mut stream, ""), "", "the server closes it");
}

#[tokio::test]
async fn unknown_paths_and_methods_are_not_found() {
    let app = TestApp::start().await;
    for path in ["/nothing", "/agents/", "/v1/agents", "/dashboard/api/x", "//agents", "/messages/x/y/z"] {
        app.anonymous().get(path).await.not_found();
    }
    for (method, path) in [
        (reqwest::Method::PUT, "/agents"),
        (reqwest::Method::PATCH, "/agents/x"),
        (reqwest::Method::DELETE, "/agents"),
        (reqwest::Method::POST, "/health"),
    ] {
        app.admin().call(method, path, None).await.not_found();
    }
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a route that panics has no place in the real table")]
async fn a_handler_that_panics_answers_500_and_harms_no_other_request() {
    use proficient::app::App;
    use proficient::config::{Config, Overrides};
    use proficient::mail::Mail;
    use proficient::models::registry::Registry;

    let database = crate::support::Database::create().await;
    let config = Config::load(None, &Overrides::default()).unwrap();
    let http = crate::support::http();
    let models = Registry::new(&config, |_| None).unwrap();
    let store = proficient::store::Store::open(&database.url, 1).await.unwrap();
    let mail = Mail::new(&config.mail).unwrap();
    let app = App::new(config.clone(), store, models, mail);
    let panics = axum::routing::get(|| async {
        if true {
            panic!("the secret cause")
        }
    });
    let router = proficient::router::router(app).route("/panic", panics);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let stop = tokio_util::sync::CancellationToken::new();
    let config = std::sync::Arc::new(config);
    let server = proficient::http::server::serve(router, listener, config, stop.clone().cancelled_owned());
    let calls = async {
        let caller = crate::support::Caller::new(http, &url);
        for _ in 0..3 {
            let answer = caller.get("/panic").await;
            let message = answer.error(500, "unknown");
            let id = answer.headers["x-request-id"].to_str().unwrap();
            assert!(message.contains(id) && !message.contains("secret"), "{message}");
            caller.get("/health").await.ok();
        }
        stop.cancel();
    };
    let (served, ()) = tokio::join!(server, calls);
    served.unwrap();
}

/// Sends a request on a connection of its own and returns the answer.
fn raw(app: &TestApp, request: &str) -> String {
    exchange(&mut TcpStream::connect(app.url.trim_start_matches("http://")).unwrap(), request)
}

/// Sends bytes as they are and reads until the server closes or has answered.
fn exchange(stream: &mut TcpStream, request: &str) -> String {
    stream.set_read_timeout(Some(Duration::from_secs(3))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    tokio::task::block_in_place(|| {
        let mut buffer = [0; 4_096];
        while let Ok(read @ 1..) = stream.read(&mut buffer) {
            answer.extend_from_slice(&buffer[..read]);
            if answer.ends_with(b"}") {
                break;
            }
        }
    });
    String::from_utf8_lossy(&answer).into_owned()
}
