//! A line that is kept open by comments while nothing is said.

use std::time::Duration;

use super::{PIECES, asked};
use crate::support::provider::Reply;
use crate::support::{Heard, Kind, REPLY, Setup};

const BEAT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn while_the_provider_says_nothing_comments_keep_the_line() {
    let setup = Setup::start_with(|config| config.http.heartbeat = BEAT).await;
    let (conversation, asked) = asked(&setup).await;
    setup.provider.will(Kind::House.says_held(&PIECES));
    let mut asking = conversation.ask_events(&asked).await;
    let id = asking.created().await;
    let mut joined = conversation.join(&id).await;
    joined.created().await;
    tokio::join!(asking.quiet(6 * BEAT), joined.quiet(6 * BEAT));
    for stream in [&asking, &joined] {
        let beats = &stream.heartbeats;
        assert!((3..=7).contains(&beats.len()), "{beats:?}");
    }
    setup.provider.release_many(PIECES.len() + 1);
    assert_eq!(Heard::rest(&asking.rest().await).text, REPLY);
    assert_eq!(Heard::rest(&joined.rest().await).text, REPLY);
}

#[tokio::test]
async fn a_line_that_is_busy_needs_no_comments() {
    let setup = Setup::start_with(|config| config.http.heartbeat = Duration::from_secs(5)).await;
    let (conversation, asked) = asked(&setup).await;
    setup.provider.will(Reply::events(&Kind::House.says(&PIECES)).paced(BEAT / 2));
    let mut asking = conversation.ask_events(&asked).await;
    assert_eq!(Heard::whole(&asking.rest().await).text, REPLY);
    assert!(asking.heartbeats.is_empty(), "{:?}", asking.heartbeats);
}
