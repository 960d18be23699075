//! Nodes that die, stand still, or only take long.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use super::nodes::Nodes;
use super::{PIECES, assert_holds};
use crate::support::provider::Reply;
use crate::support::{Heard, Kind, REPLY};

#[tokio::test]
async fn the_node_that_is_left_marks_the_replies_of_the_one_that_died() {
    let Some(mut nodes) = Nodes::start().await else { return };
    let asked = nodes.here.say("Hello", None).await;
    let words: Vec<String> = (0..1_000).map(|word| format!("word{word} ")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    nodes.provider.will(Reply::events(&Kind::Openai.says(&words)).paced(Duration::from_millis(40)));
    let mut asking = nodes.here.ask_events(&asked).await;
    let id = asking.created().await;
    let mut joined = nodes.there.join(&id).await;
    let mut heard = vec![joined.next().await.unwrap()];
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(2_200) {
        asking.next().await.unwrap();
    }
    nodes.one.signal(Signal::SIGKILL);
    nodes.one.wait();

    let killed = Instant::now();
    heard.extend(joined.rest().await);
    assert!(killed.elapsed() < Duration::from_secs(15), "{:?}", killed.elapsed());
    let heard = Heard::whole(&heard);
    assert_eq!(heard.status, "failed");
    assert!(!heard.text.is_empty() && words.concat().starts_with(&heard.text), "{}", heard.text);
    assert_holds(&nodes.there, &[("completed", "Hello"), ("failed", &heard.text)]).await;

    nodes.provider.will(Kind::Openai.reply());
    assert_eq!(nodes.there.ask(&asked).await.ok()["content"], REPLY);
}

#[tokio::test]
async fn a_node_that_lives_keeps_its_replies_however_long_they_take() {
    let Some(nodes) = Nodes::start().await else { return };
    let asked = nodes.here.say("Hello", None).await;
    nodes.provider.will(Kind::Openai.held_after(&PIECES, 2));
    let mut asking = nodes.here.ask_events(&asked).await;
    let id = asking.created().await;
    tokio::time::sleep(Duration::from_secs(8)).await;
    assert_eq!(nodes.there.message(&id).await["status"], "in_progress");
    nodes.provider.release_many(PIECES.len() - 1);
    assert_eq!(Heard::rest(&asking.rest().await).text, REPLY);
}

#[tokio::test]
async fn a_reply_that_was_given_up_too_early_was_stopped_by_nobody() {
    let Some(nodes) = Nodes::start().await else { return };
    let asked = nodes.here.say("Hello", None).await;
    nodes.provider.will(Kind::Openai.held_after(&PIECES, 3));
    let mut asking = nodes.here.ask_events(&asked).await;
    let id = asking.created().await;
    while asking.delta().await != PIECES[2] {}
    // The node stands still for a while, as a machine does that is moved.
    nodes.one.signal(Signal::SIGSTOP);
    let failed = nodes.there.becomes(&id, "failed").await;
    nodes.one.signal(Signal::SIGCONT);
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    nodes.provider.release_many(PIECES.len() - 2);
    let heard = Heard::rest(&asking.rest().await);
    assert!(["failed", "completed"].contains(&&*heard.status), "{heard:?} after {failed}");
    assert_eq!(nodes.there.message(&id).await["status"], heard.status);
}
