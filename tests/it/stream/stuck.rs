//! Listeners that do not read: neither the writer nor the others wait for them.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use super::asked;
use crate::support::provider::Reply;
use crate::support::{Conversation, Heard, Kind, Setup};

/// So many pieces of a kilobyte.
const PIECES: usize = 900;

fn long_reply() -> (Vec<String>, String) {
    let pieces: Vec<String> =
        (0..PIECES).map(|number| format!("{number:04} {}\n", "é".repeat(509))).collect();
    let borrowed: Vec<&str> = pieces.iter().map(String::as_str).collect();
    (Kind::House.says(&borrowed), pieces.concat())
}

/// A listener on a socket with little room, which reads when the test does.
async fn stuck(setup: &Setup, reply_id: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let address = setup.app.url.trim_start_matches("http://");
    let mut connection = socket.connect(address.parse().unwrap()).await.unwrap();
    let head = format!(
        "GET /messages/{reply_id}/stream HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         X-PROFICIENT-API-KEY: {}\r\nX-PROFICIENT-USER-EXTERNAL-ID: ada\r\n\r\n",
        setup.app.project.row.publishable_key
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    connection
}

/// What came in chunks, put together.
fn unchunked(mut body: &[u8]) -> String {
    let mut whole = Vec::new();
    loop {
        let line = body.windows(2).position(|two| two == b"\r\n").expect("a chunk's size");
        let size = usize::from_str_radix(std::str::from_utf8(&body[..line]).unwrap(), 16).unwrap();
        if size == 0 {
            return String::from_utf8(whole).unwrap();
        }
        whole.extend_from_slice(&body[line + 2..line + 2 + size]);
        body = &body[line + 2 + size + 2..];
    }
}

/// A long reply is written and heard while 20 listeners to it do not read: they are left.
async fn heard_beside_stuck_listeners(setup: &Setup) -> (Conversation, String, Vec<TcpStream>, String) {
    let (conversation, asked) = asked(setup).await;
    let (events, text) = long_reply();
    setup.provider.will(Reply::events(&events).held());
    let mut asking = conversation.ask_events(&asked).await;
    let id = asking.created().await;
    let mut idle = Vec::new();
    for _ in 0..20 {
        idle.push(stuck(setup, &id).await);
    }
    let mut joined = conversation.join(&id).await;
    joined.created().await;

    setup.provider.release();
    let start = Instant::now();
    let (asked, joined) = tokio::join!(asking.rest(), joined.rest());
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    for events in [asked, joined] {
        let heard = Heard::rest(&events);
        assert_eq!((&*heard.status, heard.text.len()), ("completed", text.len()));
        assert!(heard.text == text && heard.last["content"] == text);
    }
    assert!(conversation.message(&id).await["content"] == text);
    (conversation, id, idle, text)
}

#[tokio::test]
async fn neither_the_writer_nor_the_others_wait_for_a_listener_that_does_not_read() {
    let setup = Setup::start().await;
    let (_conversation, _id, idle, text) = heard_beside_stuck_listeners(&setup).await;

    // One that wakes up late has missed nothing.
    let mut late = idle.into_iter().next_back().unwrap();
    let mut received = Vec::new();
    tokio::time::timeout(Duration::from_secs(20), late.read_to_end(&mut received)).await.unwrap().unwrap();
    let head = received.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    assert!(received.starts_with(b"HTTP/1.1 200"));
    let mut heard = String::new();
    let body = unchunked(&received[head + 4..]);
    for line in body.lines().filter_map(|line| line.strip_prefix("data: ")) {
        let data: serde_json::Value = serde_json::from_str(line).unwrap();
        heard.push_str(data["delta"].as_str().unwrap_or_default());
    }
    assert!(heard == text, "{} of {} bytes", heard.len(), text.len());
    assert!(body.contains("event: message.completed\n"));
}

#[tokio::test]
async fn listeners_that_do_not_read_do_not_hold_up_the_end_of_the_server() {
    let setup = Setup::start_with(|config| config.http.shutdown_timeout = Duration::from_secs(1)).await;
    let (_conversation, _id, _idle, _text) = heard_beside_stuck_listeners(&setup).await;
    let start = Instant::now();
    setup.app.stop().await;
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[tokio::test]
async fn who_does_not_read_for_long_is_let_go() {
    let setup = Setup::start_with(|config| {
        config.http.write_timeout = Duration::from_millis(500);
        config.models.max_reply_bytes = 32 << 20;
    })
    .await;
    let (conversation, asked) = asked(&setup).await;
    // More than the kernel holds for one connection.
    let piece = "x".repeat(100_000);
    setup.provider.will(Reply::events(&Kind::House.says(&[piece.as_str(); 80])));
    let reply = conversation.ask(&asked).await.ok();

    let mut late = stuck(&setup, reply["id"].as_str().unwrap()).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut received = Vec::new();
    let read = late.read_to_end(&mut received);
    // In good order or not.
    let _cut = tokio::time::timeout(Duration::from_secs(5), read).await.expect("the connection is closed");
    assert!(!received.is_empty() && received.len() < 80 * piece.len(), "{}", received.len());
}
