//! SIGTERM while replies are written: they may take a while to finish, then they fail.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use serde_json::json;

use super::cancel::SAID;
use super::{PIECES, assert_holds, stored};
use crate::support::binary::{self, Server};
use crate::support::provider::{Provider, Reply};
use crate::support::{Conversation, Database, Heard, Kind, REPLY, World};

struct Shutdown {
    database: Database,
    provider: Provider,
    server: Server,
    world: World,
}

impl Shutdown {
    /// Starts a server that gives running replies so many seconds at shutdown.
    async fn start(limit: &str) -> Self {
        let (database, provider) = (Database::create().await, Provider::start().await);
        let mut command = binary::serve(&database, &provider);
        let server = Server::start_command(command.env("PROFICIENT_HTTP__SHUTDOWN_TIMEOUT", limit));
        let world = World::create(&database, &server).await;
        world.configure(&server, json!({"model": Kind::Openai.full_model()})).await;
        Self { database, provider, server, world }
    }

    async fn conversation(&self) -> (Conversation, String) {
        let conversation = self.world.conversation(&self.server, "ada").await;
        let asked = conversation.say("Hello", None).await;
        (conversation, asked)
    }

    /// Waits for the exit code and starts the server again; returns the code and the same conversation.
    fn restart(&mut self, conversation: &Conversation) -> (Option<i32>, Conversation) {
        let code = self.server.wait();
        self.server = Server::start(&self.database, &[]);
        (code, self.world.same_conversation(&self.server, "ada", &conversation.id))
    }
}

#[tokio::test]
async fn a_reply_that_ends_in_time_is_completed() {
    let mut shutdown = Shutdown::start("20").await;
    let paced = Reply::events(&Kind::Openai.says(&PIECES)).paced(Duration::from_millis(150));
    let (conversation, asked) = shutdown.conversation().await;
    let (waiting, waited) = shutdown.conversation().await;
    let (alone, detached) = shutdown.conversation().await;
    shutdown.provider.will(paced.clone()).will(paced.clone()).will(paced);
    let mut stream = conversation.ask_events(&asked).await;
    let id = stream.created().await;
    let mut joined = conversation.join(&id).await;
    joined.created().await;
    drop(alone.ask_events(&detached).await);
    let end = async {
        shutdown.provider.asked(3).await;
        stream.delta().await;
        shutdown.server.signal(Signal::SIGTERM);
        (stream.rest().await, joined.rest().await)
    };
    let (answer, (rest, joined)) = tokio::join!(waiting.ask(&waited), end);
    assert_eq!(answer.ok()["content"], REPLY);
    assert_eq!(Heard::rest(&joined).text, REPLY);
    let last = Heard::rest(&rest).last;
    assert_eq!((&last["status"], &last["content"]), (&json!("completed"), &json!(REPLY)));

    let (code, conversation) = shutdown.restart(&conversation);
    assert_eq!(code, Some(0));
    assert_eq!(conversation.message(&id).await, last);
    for other in [&conversation, &waiting, &alone] {
        let other = shutdown.world.same_conversation(&shutdown.server, "ada", &other.id);
        assert_holds(&other, &[("completed", "Hello"), ("completed", REPLY)]).await;
    }
}

#[tokio::test]
async fn a_reply_that_takes_longer_fails_and_all_listeners_are_told() {
    let mut shutdown = Shutdown::start("0.7").await;
    let (conversation, asked) = shutdown.conversation().await;
    let (waiting, waited) = shutdown.conversation().await;
    let (alone, detached) = shutdown.conversation().await;
    let (silent, unanswered) = shutdown.conversation().await;
    shutdown.provider.will(Kind::Openai.held_after(&PIECES, 3));
    let mut stream = conversation.ask_events(&asked).await;
    let id = stream.created().await;
    let mut joined = conversation.join(&id).await;
    joined.created().await;
    shutdown.provider.asked(1).await;
    shutdown.provider.will(Kind::Openai.held_after(&PIECES, 3));
    let mut left = alone.ask_events(&detached).await;
    left.created().await;
    left.delta().await;
    drop(left);
    shutdown.provider.will(Reply::silence());
    drop(silent.ask_events(&unanswered).await);
    shutdown.provider.asked(3).await;
    shutdown.provider.will(Kind::Openai.held_after(&PIECES, 3));

    let end = async {
        shutdown.provider.asked(4).await;
        let id = waiting.writing().await;
        waiting.join(&id).await.hear(SAID).await;
        shutdown.server.signal(Signal::SIGTERM);
        let start = Instant::now();
        let heard = (stream.rest().await, joined.rest().await);
        (start, heard)
    };
    let (answer, (start, (rest, joined))) = tokio::join!(waiting.ask(&waited), end);
    let message = answer.error(503, "unavailable");
    assert!(message.contains("shutting down"), "{message}");
    let heard = Heard::rest(&joined);
    assert_eq!((&*heard.text, &*heard.status), (SAID, "failed"));
    assert_eq!(heard.last["error"], json!({"code": "unavailable", "message": message}));
    assert_eq!(Heard::rest(&rest).last, heard.last);

    let (code, conversation) = shutdown.restart(&conversation);
    assert_eq!(code, Some(0));
    // Well below the default limit of 30 seconds.
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert_eq!(stored(&conversation.message(&id).await), stored(&heard.last));
    for other in [&conversation, &waiting, &alone] {
        let other = shutdown.world.same_conversation(&shutdown.server, "ada", &other.id);
        assert_holds(&other, &[("completed", "Hello"), ("failed", SAID)]).await;
    }
    let silent = shutdown.world.same_conversation(&shutdown.server, "ada", &silent.id);
    assert_holds(&silent, &[("completed", "Hello")]).await;
}
