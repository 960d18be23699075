//! Streams through a real nginx with the configuration that docs/OPERATIONS.md recommends.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tempfile::TempDir;

use super::{PIECES, assert_holds};
use crate::support::wait::eventually;
use crate::support::{Conversation, REPLY, ScriptedApp, WireFormat};

const BEAT: Duration = Duration::from_millis(200);

/// nginx in front of a server.
struct Nginx {
    process: Child,
    url: String,
    _folder: TempDir,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _killed = self.process.kill();
        let _reaped = self.process.wait();
    }
}

/// Returns the only block of the document that is tagged `nginx`.
fn documented() -> String {
    let document =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/OPERATIONS.md")).unwrap();
    let mut blocks = document.split("\n```nginx\n").skip(1);
    let block = blocks.next().expect("a block tagged nginx").split("\n```").next().unwrap();
    assert!(blocks.next().is_none(), "one block is tagged nginx");
    block.to_owned()
}

/// Replaces a text that occurs once.
#[track_caller]
fn replace(text: &str, what: &str, with: &str) -> String {
    assert_eq!(text.matches(what).count(), 1, "{what} in {text}");
    text.replace(what, with)
}

impl Nginx {
    /// Starts nginx as documented except for the addresses and TLS; `change` edits its configuration for a test.
    async fn start(setup: &ScriptedApp, change: impl FnOnce(String) -> String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().display();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("http://127.0.0.1:{port}");
        let server = replace(&documented(), "listen 443 ssl;", &format!("listen 127.0.0.1:{port};"));
        let server = replace(&server, "http2 on;", "");
        let server = replace(&server, "http://127.0.0.1:8080;", &format!("{};", setup.app.url));
        let plain = |line: &&str| !line.trim_start().starts_with("ssl_");
        let server = change(server.lines().filter(plain).collect::<Vec<_>>().join("\n"));
        // The configuration around it is Debian's, including gzip.
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("{name}_temp_path {path}/{name};\n"))
            .concat();
        let whole = format!(
            "daemon off;\nmaster_process off;\npid {path}/pid;\nerror_log {path}/errors;\n\
             events {{ worker_connections 256; }}\n\
             http {{\naccess_log off;\nsendfile on;\ntcp_nopush on;\ngzip on;\n{temporary}{server}\n}}\n"
        );
        let file = folder.path().join("nginx.conf");
        std::fs::write(&file, &whole).unwrap();
        // It is in a folder that only root's PATH contains.
        let program = ["/usr/sbin/nginx", "/usr/local/sbin/nginx"].into_iter().find(|path| is_there(path));
        let mut command = Command::new(program.unwrap_or("nginx"));
        command.arg("-p").arg(folder.path()).arg("-c").arg(&file).arg("-e").arg(folder.path().join("errors"));
        let process = command.stdin(Stdio::null()).spawn();
        let process =
            process.expect("nginx is missing; scripts/test installs it: scripts/apt-install nginx-light");
        let is_up = || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok();
        eventually(&format!("nginx listens, with {whole}"), is_up).await;
        Self { process, url, _folder: folder }
    }

    /// Returns the same conversation through nginx.
    fn of(&self, conversation: &Conversation) -> Conversation {
        Conversation {
            user: conversation.user.at(&self.url),
            agent_id: conversation.agent_id.clone(),
            id: conversation.id.clone(),
        }
    }
}

fn is_there(path: &str) -> bool {
    std::path::Path::new(path).exists()
}

async fn start() -> (ScriptedApp, Conversation, String) {
    let setup = ScriptedApp::start_with(|config| config.http.heartbeat = BEAT).await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    (setup, conversation, question)
}

/// Checks that each piece is heard before the next one is sent.
async fn heard_piece_by_piece(setup: &ScriptedApp, conversation: &Conversation, question: &str) {
    setup.provider.reply_with(WireFormat::Compatible.held_reply(&PIECES));
    let mut reply = conversation.start_reply(question).await;
    for piece in PIECES {
        setup.provider.release();
        assert_eq!(reply.hear_delta().await, piece);
    }
    setup.provider.release();
    assert_eq!(reply.finish().await.text, REPLY);
}

#[tokio::test]
async fn with_the_documented_configuration_pieces_arrive_one_by_one() {
    let (setup, conversation, question) = start().await;
    let nginx = Nginx::start(&setup, |server| server).await;
    let conversation = nginx.of(&conversation);
    heard_piece_by_piece(&setup, &conversation, &question).await;
    assert_holds(&conversation, &[("completed", "Hello"), ("completed", REPLY)]).await;
    // JSON responses and errors pass unchanged.
    conversation.user.get("/messages/msg_nonsense/stream").await.not_found();
    setup.provider.reply_with(WireFormat::Compatible.reply());
    assert_eq!(conversation.ask(&question).await.ok()["content"], REPLY);
}

#[tokio::test]
async fn the_server_turns_buffering_off_whatever_the_configuration_says() {
    let (setup, conversation, question) = start().await;
    let line = "proxy_http_version 1.1;";
    for other in
        ["proxy_http_version 1.1; proxy_buffering off;", "proxy_http_version 1.0; proxy_buffering on;"]
    {
        let nginx = Nginx::start(&setup, |server| replace(&server, line, other)).await;
        heard_piece_by_piece(&setup, &nginx.of(&conversation), &question).await;
    }
    // Without that header nginx would keep pieces back, at least in HTTP 1.0, where it fills its buffers first.
    let deaf = "proxy_http_version 1.0; proxy_ignore_headers X-Accel-Buffering;";
    let nginx = Nginx::start(&setup, |server| replace(&server, line, deaf)).await;
    let through = nginx.of(&conversation);
    setup.provider.reply_with(WireFormat::Compatible.held_reply(&PIECES));
    let heard = tokio::time::timeout(4 * BEAT, async {
        let mut stream = through.ask_events(&question).await;
        stream.created().await;
        for _ in &PIECES[..3] {
            setup.provider.release();
            stream.delta().await;
        }
    });
    assert!(heard.await.is_err(), "nginx buffers by default");
}

#[tokio::test]
async fn heartbeats_keep_a_connection_that_nginx_would_close() {
    let (setup, conversation, question) = start().await;
    let nginx =
        Nginx::start(&setup, |server| replace(&server, "proxy_read_timeout 360s;", "proxy_read_timeout 3s;"));
    let nginx = nginx.await;
    setup.provider.reply_with(WireFormat::Compatible.held_reply(&PIECES));
    let mut reply = nginx.of(&conversation).start_reply(&question).await;
    // For longer than nginx would wait.
    reply.stream.hear_heartbeats(20).await;
    setup.provider.release_many(PIECES.len() + 1);
    assert_eq!(reply.finish().await.text, REPLY);
}

#[tokio::test]
async fn replies_are_resumed_and_cancelled_through_nginx() {
    let (setup, conversation, question) = start().await;
    let nginx = Nginx::start(&setup, |server| server).await;
    let conversation = nginx.of(&conversation);
    setup.provider.reply_with(WireFormat::Compatible.held_reply(&PIECES));
    let mut reply = conversation.start_reply(&question).await;
    setup.provider.release();
    assert_eq!(reply.hear_delta().await, PIECES[0]);
    let last = reply.events.last().unwrap();
    reply.stream = conversation.resume(&reply.id, &last.id).await;
    setup.provider.release();
    assert_eq!(reply.hear_delta().await, PIECES[1]);
    let path = format!("/messages/{}/cancel", reply.id);
    let answer = conversation.user.call(Method::POST, &path, Some(json!({}).to_string())).await.ok();
    assert_eq!((&answer["status"], &answer["content"]), (&json!("cancelled"), &json!("Grüße")));
    assert_eq!(reply.finish().await.last, answer);
    setup.provider.wait_for_disconnects(1).await;
}
