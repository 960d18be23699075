//! A database that cannot be reached for a while during a reply.

use std::time::Duration;

use secrecy::ExposeSecret;
use url::Url;

use crate::stream::{PIECES, assert_holds};
use crate::support::cuttable_proxy::CuttableProxy;
use crate::support::{REPLY, ScriptedApp, WireFormat};

/// Starts a server that reaches its PostgreSQL through a proxy.
async fn start() -> (ScriptedApp, CuttableProxy) {
    let server =
        std::env::var("TEST_DATABASE_URL").expect("this test needs PostgreSQL: scripts/with-postgres");
    let server = Url::parse(&server).unwrap();
    let address = format!("{}:{}", server.host_str().unwrap(), server.port().unwrap_or(5_432));
    let proxy = CuttableProxy::to(address).await;
    let setup = ScriptedApp::start_with(|config| {
        let mut database = Url::parse(config.database.expose_secret()).unwrap();
        database.set_port(Some(proxy.port)).unwrap();
        config.database = database.as_str().into();
    });
    (setup.await, proxy)
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn a_reply_continues_while_the_database_is_unreachable() {
    let (setup, proxy) = start().await;
    let mut reply =
        setup.start_reply(WireFormat::Compatible, WireFormat::Compatible.held_reply(&PIECES)).await;
    setup.provider.release();
    assert_eq!(reply.hear_delta().await, PIECES[0]);
    proxy.cut();
    for piece in &PIECES[1..] {
        setup.provider.release();
        assert_eq!(reply.hear_delta().await, *piece);
    }
    // Long enough for checkpoints to fail.
    proxy.refuses(2).await;
    proxy.restore();
    setup.provider.release();
    let (conversation, id) = (reply.conversation.clone(), reply.id.clone());
    assert_eq!(reply.finish().await.last["content"], REPLY);
    assert_eq!(conversation.message(&id).await["status"], "completed");
    assert_holds(&conversation, &[("completed", "Hello"), ("completed", REPLY)]).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn the_end_of_a_reply_is_stored_once_the_database_is_back() {
    let (setup, proxy) = start().await;
    let mut reply = setup
        .start_reply(WireFormat::Compatible, WireFormat::Compatible.reply_held_after(&PIECES, PIECES.len()))
        .await;
    reply.hear(REPLY).await;
    proxy.cut();
    setup.provider.release();
    proxy.refuses(2).await;
    // Listeners are not told of an end that is not stored.
    reply.stream.quiet(Duration::from_millis(300)).await;
    proxy.restore();
    let last = reply.finish().await.last;
    assert_eq!((&last["status"], &last["content"]), (&"completed".into(), &REPLY.into()));
    assert_eq!(reply.conversation.message(&reply.id).await, last);
    assert_holds(&reply.conversation, &[("completed", "Hello"), ("completed", REPLY)]).await;
}
