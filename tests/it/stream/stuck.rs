//! Listeners that do not read: neither the writer nor the other listeners wait for them.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::support::provider::ScriptedReply;
use crate::support::wait::in_time;
use crate::support::{ScriptedApp, Transcript, WireFormat};

/// Pieces of a reply, two kilobytes each.
const PIECES: usize = 450;

fn long_reply() -> (Vec<String>, String) {
    let pieces: Vec<String> =
        (0..PIECES).map(|number| format!("{number:04} {}\n", "é".repeat(1_021))).collect();
    let borrowed: Vec<&str> = pieces.iter().map(String::as_str).collect();
    (WireFormat::Compatible.stream_events(&borrowed), pieces.concat())
}

/// Connects a listener whose socket has a small buffer, and which reads only when the test does.
async fn stuck(setup: &ScriptedApp, reply_id: &str) -> TcpStream {
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

/// Joins the chunks of a body.
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

/// Hears a long reply while 20 other listeners do not read; returns those.
async fn hear_beside_stuck_listeners(setup: &ScriptedApp) -> (Vec<TcpStream>, String) {
    let (events, text) = long_reply();
    let mut reply = setup.start_reply(WireFormat::Compatible, ScriptedReply::events(&events).held()).await;
    let mut idle = Vec::new();
    for _ in 0..20 {
        idle.push(stuck(setup, &reply.id).await);
    }
    let mut joined = reply.join().await;

    setup.provider.release();
    // A listener who waited for the others would be disconnected by the write time limit, which is longer than the
    // tests wait for an event.
    let (conversation, id) = (reply.conversation.clone(), reply.id.clone());
    let (question, joined) = tokio::join!(reply.finish(), joined.rest());
    for heard in [question, Transcript::whole(&joined)] {
        assert_eq!((&*heard.status, heard.text.len()), ("completed", text.len()));
        assert!(heard.text == text && heard.last["content"] == text);
    }
    assert!(conversation.message(&id).await["content"] == text);
    (idle, text)
}

#[tokio::test]
async fn a_listener_that_does_not_read_delays_neither_the_writer_nor_other_listeners() {
    let setup = ScriptedApp::start().await;
    let (idle, text) = hear_beside_stuck_listeners(&setup).await;

    // A listener that starts to read late has missed nothing.
    let mut late = idle.into_iter().next_back().unwrap();
    let mut received = Vec::new();
    in_time("the rest of the stream", late.read_to_end(&mut received)).await.unwrap();
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
async fn listeners_that_do_not_read_do_not_delay_shutdown() {
    let setup = ScriptedApp::start_with(|config| config.http.shutdown_timeout = Duration::from_secs(1)).await;
    let (_idle, _text) = hear_beside_stuck_listeners(&setup).await;
    let start = Instant::now();
    setup.app.stop().await;
    // Well below the default limit of 30 seconds.
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_listener_that_does_not_read_for_long_is_disconnected() {
    let setup = ScriptedApp::start_with(|config| {
        config.http.write_timeout = Duration::from_secs(2);
        config.models.max_reply_bytes = 32 << 20;
    })
    .await;
    // More than the kernel holds for one connection.
    let piece = "x".repeat(100_000);
    let sent = ScriptedReply::events(&WireFormat::Compatible.stream_events(&[piece.as_str(); 80]));
    let reply = setup.start_reply(WireFormat::Compatible, sent).await.finish().await;

    // Only reading shows whether the connection was closed, and then the listener does read: so several are tried, each
    // of which reads later than the one before.
    let read_after = async |pause: Duration| {
        let mut late = stuck(&setup, &reply.id).await;
        tokio::time::sleep(pause).await;
        let mut received = Vec::new();
        // The connection may be reset.
        let _regular = in_time("the end of the connection", late.read_to_end(&mut received)).await;
        received.len()
    };
    for seconds in [3, 6, 12, 24] {
        let received = read_after(Duration::from_secs(seconds)).await;
        assert!(received > 0, "nothing was sent");
        if received < 80 * piece.len() {
            return;
        }
    }
    panic!("a listener that did not read for 16 seconds was not disconnected");
}
