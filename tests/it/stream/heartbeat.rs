//! Comments that keep an idle stream open.

use std::time::{Duration, Instant};

use super::PIECES;
use crate::support::provider::ScriptedReply;
use crate::support::{REPLY, ScriptedApp, Transcript, WireFormat};

const BEAT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn heartbeats_keep_a_stream_open_while_the_provider_is_silent() {
    let setup = ScriptedApp::start_with(|config| config.http.heartbeat = BEAT).await;
    let start = Instant::now();
    let mut reply =
        setup.start_reply(WireFormat::Compatible, WireFormat::Compatible.held_reply(&PIECES)).await;
    let mut joined = reply.join().await;
    joined.created().await;
    tokio::join!(reply.stream.hear_heartbeats(4), joined.hear_heartbeats(4));
    // Heartbeats are not more frequent than configured. A busy machine only delays them.
    assert!(start.elapsed() >= 4 * BEAT, "{:?}", start.elapsed());
    setup.provider.release_many(PIECES.len() + 1);
    assert_eq!(reply.finish().await.text, REPLY);
    assert_eq!(Transcript::rest(&joined.rest().await).text, REPLY);
}

#[tokio::test]
async fn a_busy_stream_has_no_heartbeats() {
    let setup = ScriptedApp::start_with(|config| config.http.heartbeat = Duration::from_secs(10)).await;
    let paced = ScriptedReply::events(&WireFormat::Compatible.stream_events(&PIECES)).paced(BEAT / 2);
    let mut reply = setup.start_reply(WireFormat::Compatible, paced).await;
    assert_eq!(reply.finish().await.text, REPLY);
    assert_eq!(reply.stream.heartbeats, 0);
}
