//! kill -9 in the middle of a reply: what was written until shortly before is there, marked as failed.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use serde_json::json;

use super::{PIECES, assert_holds, stored};
use crate::support::binary::{self, Server};
use crate::support::events::Event;
use crate::support::provider::{Provider, Reply};
use crate::support::{Conversation, Database, Heard, Kind, REPLY, World};

/// How much of a reply may be lost.
const CHECKPOINT: Duration = Duration::from_millis(1_500);
/// "Within seconds": at once where nobody else can be writing, else after a time of grace.
const WITHIN: Duration = Duration::from_secs(10);

/// A server whose agent is a model of this provider, and somebody who talks to it.
struct Crash {
    database: Database,
    provider: Provider,
    server: Server,
    world: World,
    conversation: Conversation,
}

impl Crash {
    async fn prepare() -> Self {
        let (database, provider) = (Database::create().await, Provider::start().await);
        let server = Server::start_command(&mut binary::serve(&database, &provider));
        let world = World::create(&database, &server).await;
        world.configure(&server, json!({"model": Kind::Openai.full_model()})).await;
        let conversation = world.conversation(&server, "ada").await;
        Self { database, provider, server, world, conversation }
    }

    /// The end without any warning, and a new start.
    fn kill_and_restart(&mut self) {
        self.server.signal(Signal::SIGKILL);
        self.server.wait();
        self.server = Server::start_command(&mut binary::serve(&self.database, &self.provider));
        self.conversation = self.world.same_conversation(&self.server, "ada", &self.conversation.id);
    }

    fn grace(&self) -> Duration {
        if self.database.is_sqlite() { WITHIN / 5 } else { WITHIN }
    }
}

#[tokio::test]
async fn a_reply_that_a_crash_cut_off_has_failed_and_keeps_its_text() {
    let mut crash = Crash::prepare().await;
    let asked = crash.conversation.say("Hello", None).await;
    let words: Vec<String> = (0..1_000).map(|word| format!("wörd{word} ")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let pace = Duration::from_millis(40);
    crash.provider.will(Reply::events(&Kind::Openai.says(&words)).paced(pace));
    let mut stream = crash.conversation.ask_events(&asked).await;
    let mut events = vec![stream.next().await.unwrap()];
    let start = Instant::now();
    while start.elapsed() < CHECKPOINT + Duration::from_millis(700) {
        events.push(stream.next().await.unwrap());
    }
    let killed = Instant::now();
    crash.server.signal(Signal::SIGKILL);
    events.extend(stream.until_broken().await);
    crash.kill_and_restart();

    let conversation = &crash.conversation;
    let id = events[0].data["id"].as_str().unwrap().to_owned();
    let restarted = Instant::now();
    let failed = conversation.becomes(&id, "failed").await;
    assert!(restarted.elapsed() < crash.grace(), "{:?}", restarted.elapsed());
    let said = |events: &[Event]| events.iter().skip(1).map(Event::delta).collect::<String>();
    let (heard, kept) = (said(&events), failed["content"].as_str().unwrap().to_owned());
    assert!(!kept.is_empty() && heard.starts_with(&kept), "{kept} of {heard}");
    let before: Vec<Event> = events.iter().filter(|event| event.at + CHECKPOINT < killed).cloned().collect();
    assert!(kept.len() >= said(&before).len(), "more than {CHECKPOINT:?} are lost: {kept} of {heard}");
    assert_holds(conversation, &[("completed", "Hello"), ("failed", &kept)]).await;

    // Who listened learns of it, wherever its line broke, also if it had heard more than was kept.
    let joined = Heard::whole(&conversation.join(&id).await.rest().await);
    assert_eq!((&joined.text, &stored(&joined.last)), (&kept, &stored(&failed)));
    assert_eq!(joined.last["error"]["code"], "unavailable");
    for event in [&events[0], &events[1], &events[events.len() / 2], events.last().unwrap()] {
        let rest = Heard::rest(&conversation.resume(&id, &event.id).await.rest().await);
        assert_eq!(rest.last, joined.last, "after {event:?}");
        assert!(kept.ends_with(&rest.text));
    }

    crash.provider.will(Kind::Openai.reply());
    assert_eq!(conversation.ask(&asked).await.ok()["content"], REPLY);
    assert_holds(conversation, &[("completed", "Hello"), ("failed", &kept), ("completed", REPLY)]).await;
}

#[tokio::test]
async fn a_reply_that_a_crash_cut_off_before_its_first_word_does_not_show() {
    let mut crash = Crash::prepare().await;
    let asked = crash.conversation.say("Hello", None).await;
    crash.provider.will(Kind::Openai.says_held(&PIECES));
    let mut stream = crash.conversation.ask_events(&asked).await;
    let id = stream.created().await;
    crash.provider.asked(1).await;
    crash.kill_and_restart();

    let conversation = &crash.conversation;
    let restarted = Instant::now();
    assert_eq!(conversation.becomes(&id, "failed").await["content"], "");
    assert!(restarted.elapsed() < crash.grace(), "{:?}", restarted.elapsed());
    assert_holds(conversation, &[("completed", "Hello")]).await;
    crash.provider.will(Kind::Openai.reply());
    assert_eq!(conversation.ask(&asked).await.ok()["content"], REPLY);
}

#[tokio::test]
async fn a_second_server_takes_nothing_from_the_first() {
    let crash = Crash::prepare().await;
    let asked = crash.conversation.say("Hello", None).await;
    crash.provider.will(Kind::Openai.held_after(&PIECES, 3));
    let mut stream = crash.conversation.ask_events(&asked).await;
    let id = stream.created().await;
    // On SQLite it may also refuse to start.
    let mut second = binary::serve(&crash.database, &crash.provider).spawn().unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(crash.conversation.message(&id).await["status"], "in_progress");
    crash.provider.release_many(PIECES.len());
    assert_eq!(Heard::rest(&stream.rest().await).text, REPLY);
    assert_holds(&crash.conversation, &[("completed", "Hello"), ("completed", REPLY)]).await;
    second.kill().unwrap();
    second.wait().unwrap();
}
