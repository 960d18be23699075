//! SIGTERM while replies are written: they may finish for a while, then they are marked.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use serde_json::json;

use super::{PIECES, assert_holds, stored};
use crate::support::binary::{self, Server};
use crate::support::provider::{Provider, Reply};
use crate::support::{Conversation, Database, Heard, Kind, REPLY, World};

struct Ending {
    database: Database,
    provider: Provider,
    server: Server,
    world: World,
}

impl Ending {
    /// A server that waits so many seconds at its end.
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

    /// The exit code, once it has one, and the same conversation after a new start.
    fn restart(&mut self, conversation: &Conversation) -> (Option<i32>, Conversation) {
        let code = self.server.wait();
        self.server = Server::start(&self.database, &[]);
        (code, self.world.same_conversation(&self.server, "ada", &conversation.id))
    }
}

#[tokio::test]
async fn a_reply_that_ends_in_time_is_heard_to_its_end() {
    let mut ending = Ending::start("10").await;
    let paced = Reply::events(&Kind::Openai.says(&PIECES)).paced(Duration::from_millis(150));
    let (conversation, asked) = ending.conversation().await;
    let (waiting, waited) = ending.conversation().await;
    let (alone, detached) = ending.conversation().await;
    ending.provider.will(paced.clone()).will(paced.clone()).will(paced);
    let mut stream = conversation.ask_events(&asked).await;
    let id = stream.created().await;
    let mut joined = conversation.join(&id).await;
    joined.created().await;
    drop(alone.ask_events(&detached).await);
    let end = async {
        ending.provider.asked(3).await;
        stream.delta().await;
        ending.server.signal(Signal::SIGTERM);
        (stream.rest().await, joined.rest().await)
    };
    let (answer, (rest, joined)) = tokio::join!(waiting.ask(&waited), end);
    assert_eq!(answer.ok()["content"], REPLY);
    assert_eq!(Heard::rest(&joined).text, REPLY);
    let last = Heard::rest(&rest).last;
    assert_eq!((&last["status"], &last["content"]), (&json!("completed"), &json!(REPLY)));

    let (code, conversation) = ending.restart(&conversation);
    assert_eq!(code, Some(0));
    assert_eq!(conversation.message(&id).await, last);
    for other in [&conversation, &waiting, &alone] {
        let other = ending.world.same_conversation(&ending.server, "ada", &other.id);
        assert_holds(&other, &[("completed", "Hello"), ("completed", REPLY)]).await;
    }
}

#[tokio::test]
async fn a_reply_that_takes_longer_is_marked_and_everybody_is_told() {
    let mut ending = Ending::start("0.7").await;
    let (conversation, asked) = ending.conversation().await;
    let (waiting, waited) = ending.conversation().await;
    let (alone, detached) = ending.conversation().await;
    let (silent, unanswered) = ending.conversation().await;
    ending.provider.will(Kind::Openai.held_after(&PIECES, 3));
    let mut stream = conversation.ask_events(&asked).await;
    let id = stream.created().await;
    let mut joined = conversation.join(&id).await;
    joined.created().await;
    ending.provider.asked(1).await;
    ending.provider.will(Kind::Openai.held_after(&PIECES, 3));
    let mut left = alone.ask_events(&detached).await;
    left.created().await;
    left.delta().await;
    drop(left);
    ending.provider.will(Reply::silence());
    drop(silent.ask_events(&unanswered).await);
    ending.provider.asked(3).await;
    ending.provider.will(Kind::Openai.held_after(&PIECES, 3));

    let end = async {
        ending.provider.asked(4).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        ending.server.signal(Signal::SIGTERM);
        let start = Instant::now();
        let heard = (stream.rest().await, joined.rest().await);
        (start, heard)
    };
    let (answer, (start, (rest, joined))) = tokio::join!(waiting.ask(&waited), end);
    let message = answer.error(503, "unavailable");
    assert!(message.contains("shutting down"), "{message}");
    let heard = Heard::rest(&joined);
    assert_eq!((&*heard.text, &*heard.status), ("Grüße, Ada!", "failed"));
    assert_eq!(heard.last["error"], json!({"code": "unavailable", "message": message}));
    assert_eq!(Heard::rest(&rest).last, heard.last);

    let (code, conversation) = ending.restart(&conversation);
    assert_eq!(code, Some(0));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert_eq!(stored(&conversation.message(&id).await), stored(&heard.last));
    for other in [&conversation, &waiting, &alone] {
        let other = ending.world.same_conversation(&ending.server, "ada", &other.id);
        assert_holds(&other, &[("completed", "Hello"), ("failed", "Grüße, Ada!")]).await;
    }
    let silent = ending.world.same_conversation(&ending.server, "ada", &silent.id);
    assert_holds(&silent, &[("completed", "Hello")]).await;
}
