//! Invitations by email, sent to the test's own mail server.

use std::sync::{Arc, Mutex};

use proficient::config::Config;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::TaskTracker;

use crate::support::TestApp;
use crate::support::member::Member;

/// A mail server that accepts and keeps mail for everyone except `nobody@…`.
struct MailServer {
    url: String,
    /// Everything that clients sent, including the mails.
    heard: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let heard = Arc::<Mutex<Vec<String>>>::default();
        let (tasks, shared) = (TaskTracker::new(), Arc::clone(&heard));
        tasks.clone().spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tasks.spawn(converse(connection, Arc::clone(&shared)));
            }
        });
        Self { url, heard }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

async fn converse(connection: TcpStream, heard: Arc<Mutex<Vec<String>>>) {
    let mut connection = BufReader::new(connection);
    connection.write_all(b"220 mail.example.com\r\n").await.unwrap();
    let mut line = String::new();
    while connection.read_line(&mut line).await.unwrap_or_default() > 0 {
        let answer = match line.get(..4) {
            Some("RCPT") if line.contains("nobody@") => "550 no such mailbox",
            Some("DATA") => "354 go on",
            Some("QUIT") => "221 bye",
            _ => "250 fine",
        };
        heard.lock().unwrap().push(line.trim_end().to_owned());
        connection.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
        if line.starts_with("DATA") {
            let mut mail = Vec::new();
            while !mail.ends_with(b"\r\n.\r\n") {
                mail.push(connection.read_u8().await.unwrap());
            }
            heard.lock().unwrap().push(String::from_utf8(mail).unwrap());
            connection.write_all(b"250 taken\r\n").await.unwrap();
        }
        line.clear();
    }
}

/// A server that mails through `url`, and its operator.
async fn mailing(url: &str) -> (TestApp, Member) {
    let url = url.to_owned();
    let app = TestApp::start_with(|config: &mut Config| {
        config.mail.smtp = url.into();
        config.mail.from = "Proficient <chat@example.com>".to_owned();
    })
    .await;
    let olga = app.operator().await;
    (app, olga)
}

async fn invite(app: &TestApp, olga: &Member, email: &str) -> Value {
    let body = json!({"email": email, "role": "viewer"});
    olga.caller.post(&app.dashboard("/invitations"), body).await.ok()
}

#[tokio::test]
async fn an_invitation_is_mailed_with_its_link() {
    let mail = MailServer::start().await;
    let (app, olga) = mailing(&mail.url).await;
    assert_eq!(olga.caller.get("/dashboard/api/session").await.ok()["mail"], true);
    let hostile = "Shop \u{2028} Größe";
    olga.caller.post(&app.dashboard(""), json!({"name": hostile})).await.ok();
    let invited = invite(&app, &olga, "ada@example.com").await;
    assert_eq!(invited["mailed"], true);

    let heard = mail.heard();
    assert!(heard.contains(&"MAIL FROM:<chat@example.com>".to_owned()), "{heard:?}");
    assert!(heard.contains(&"RCPT TO:<ada@example.com>".to_owned()), "{heard:?}");
    let text = heard.iter().find(|text| text.contains("Subject: ")).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("To: ada@example.com") && head.contains("text/plain; charset=utf-8"), "{head}");
    let body = decoded(head, body);
    assert!(body.contains(invited["link"].as_str().unwrap()), "{body}");
    assert!(body.contains("Olga invites you to the project “Shop"), "{body}");
}

/// Returns the text of a mail, decoded from its transfer encoding.
fn decoded(head: &str, body: &str) -> String {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let body = body.trim_end_matches("\r\n.\r\n");
    if head.contains("Content-Transfer-Encoding: base64") {
        return String::from_utf8(STANDARD.decode(body.replace("\r\n", "")).unwrap()).unwrap();
    }
    let (mut bytes, mut rest) = (Vec::new(), body.replace("=\r\n", "").into_bytes().into_iter());
    while let Some(byte) = rest.next() {
        let code: Vec<u8> = if byte == b'=' { rest.by_ref().take(2).collect() } else { Vec::new() };
        let code = std::str::from_utf8(&code).ok().and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(code.unwrap_or(byte));
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn what_cannot_be_mailed_can_still_be_passed_on() {
    let mail = MailServer::start().await;
    let (app, olga) = mailing(&mail.url).await;
    let refused = invite(&app, &olga, "nobody@example.com").await;
    assert_eq!(refused["mailed"], false);
    assert!(refused["link"].as_str().unwrap().contains("/dashboard/join#lnk_"));

    // Nothing listens on this port.
    let (app, olga) = mailing("smtp://127.0.0.1:1").await;
    assert_eq!(invite(&app, &olga, "ada@example.com").await["mailed"], false);

    let app = TestApp::start().await;
    let olga = app.operator().await;
    assert_eq!(olga.caller.get("/dashboard/api/session").await.ok()["mail"], false);
    assert_eq!(invite(&app, &olga, "ada@example.com").await["mailed"], false);
}
