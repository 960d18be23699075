//! The example of tests/README.md.

use serde_json::json;

use crate::support::provider::ScriptedReply;
use crate::support::{ScriptedApp, WireFormat};

#[tokio::test]
async fn a_reply_is_streamed_and_cancelled() {
    // A server, a database and a provider of this test's own.
    let setup = ScriptedApp::start_with(|config| config.models.retries = 0).await;

    // The provider sends the first two pieces at once, and the third one when the test releases it.
    let pieces = ["Hello", ", Ada", "!"];
    let mut reply =
        setup.start_reply(WireFormat::Compatible, WireFormat::Compatible.reply_held_after(&pieces, 2)).await;
    reply.hear("Hello, Ada").await;

    // Callers of the API return what the server answered.
    let cancelled = reply.cancel().await;
    assert_eq!((&cancelled["status"], &cancelled["content"]), (&json!("cancelled"), &json!("Hello, Ada")));
    assert_eq!(reply.finish().await.last, cancelled);

    // Waits have a time limit; there are no fixed sleeps.
    setup.provider.wait_for_disconnects(1).await;

    // An error has a status and a code.
    setup.provider.reply_with(ScriptedReply::error(500, &json!({})));
    reply.conversation.ask(&reply.question).await.error(503, "unavailable");
}

#[test]
fn the_readme_shows_this_example() {
    let readme = crate::support::documents::read("tests/README.md");
    let shown = crate::support::documents::only_block(&readme, "rust");
    let source = crate::support::documents::read("tests/it/example.rs");
    let example = source.split("\n\n#[test]").next().unwrap();
    assert_eq!(shown.trim_end(), example.split_once("\n\n").unwrap().1);
}
