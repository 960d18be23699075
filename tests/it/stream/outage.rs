//! A database that goes away for a moment while replies are written.

use std::time::Duration;

use secrecy::ExposeSecret;
use url::Url;

use super::{PIECES, asked, assert_holds};
use crate::support::line::Line;
use crate::support::{Heard, Kind, REPLY, Setup};

/// A server with a line to its PostgreSQL; nothing on SQLite.
async fn start() -> Option<(Setup, Line)> {
    let server = Url::parse(&std::env::var("TEST_DATABASE_URL").ok()?).unwrap();
    let address = format!("{}:{}", server.host_str().unwrap(), server.port().unwrap_or(5_432));
    let line = Line::to(address).await;
    let setup = Setup::start_with(|config| {
        let mut database = Url::parse(config.database.expose_secret()).unwrap();
        database.set_port(Some(line.port)).unwrap();
        config.database = database.as_str().into();
    });
    Some((setup.await, line))
}

#[tokio::test]
async fn a_reply_outlives_a_database_that_is_away_while_it_is_written() {
    let Some((setup, line)) = start().await else { return };
    let (conversation, asked) = asked(&setup).await;
    setup.provider.will(Kind::House.says_held(&PIECES));
    let mut stream = conversation.ask_events(&asked).await;
    let id = stream.created().await;
    setup.provider.release();
    assert_eq!(stream.delta().await, PIECES[0]);
    line.cut();
    for piece in &PIECES[1..] {
        setup.provider.release();
        assert_eq!(stream.delta().await, *piece);
    }
    // Long enough for checkpoints to fail.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    line.mend();
    setup.provider.release();
    assert_eq!(Heard::rest(&stream.rest().await).last["content"], REPLY);
    assert_eq!(conversation.message(&id).await["status"], "completed");
    assert_holds(&conversation, &[("completed", "Hello"), ("completed", REPLY)]).await;
}

#[tokio::test]
async fn the_end_of_a_reply_is_stored_once_the_database_is_back() {
    let Some((setup, line)) = start().await else { return };
    let (conversation, asked) = asked(&setup).await;
    setup.provider.will(Kind::House.held_after(&PIECES, PIECES.len()));
    let mut stream = conversation.ask_events(&asked).await;
    let id = stream.created().await;
    let mut heard = String::new();
    while heard != REPLY {
        heard.push_str(&stream.delta().await);
    }
    line.cut();
    setup.provider.release();
    // Nothing is said of an end that is not stored.
    stream.quiet(Duration::from_millis(1_000)).await;
    line.mend();
    let last = Heard::rest(&stream.rest().await).last;
    assert_eq!((&last["status"], &last["content"]), (&"completed".into(), &REPLY.into()));
    assert_eq!(conversation.message(&id).await, last);
    assert_holds(&conversation, &[("completed", "Hello"), ("completed", REPLY)]).await;
}
