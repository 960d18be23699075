//! A reply that fails before its first token is stored, but not listed.

use serde_json::json;

use super::assert_holds;
use crate::support::provider::ScriptedReply;
use crate::support::{REPLY, ScriptedApp, Transcript, WireFormat};

#[tokio::test]
async fn a_reply_that_failed_without_visible_text_is_not_listed() {
    let setup = ScriptedApp::start_with(|config| config.models.retries = 0).await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    // White space is not visible.
    let blank = ScriptedReply::events(&WireFormat::Compatible.stream_events(&[" ", "\n"])[..3]).then_cut();
    for reply in [
        ScriptedReply::error(500, &json!({})),
        ScriptedReply::error(401, &json!({})),
        ScriptedReply::hang_up(),
        blank,
    ] {
        setup.provider.reply_with(reply);
        let heard = conversation.start_reply(&question).await.finish().await;
        assert_eq!(heard.status, "failed");
        assert_eq!(heard.text.trim(), "");
        assert_holds(&conversation, &[("completed", "Hello")]).await;
        let page = format!("/messages?interaction_id={}&limit=1", conversation.id);
        assert_eq!(conversation.user.get(&page).await.ok()["has_more"], false);

        // It can be read and listened to by its ID.
        assert_eq!(conversation.message(&heard.id).await["status"], "failed");
        let again = Transcript::whole(&conversation.join(&heard.id).await.rest().await);
        assert_eq!((&*again.status, &again.last["error"]), ("failed", &heard.last["error"]));

        // No message can be added below it.
        let body = json!({"interaction_id": conversation.id, "content": "And?", "parent_id": heard.id});
        conversation.user.post("/messages", body).await.error(409, "conflict");
        let after = format!("/messages?interaction_id={}&starting_after={}", conversation.id, heard.id);
        let page = conversation.user.get(&after).await;
        assert!(page.status == 404 || page.ok()["data"] == json!([]), "{}", page.text);
    }

    setup.provider.reply_with(WireFormat::Compatible.reply());
    conversation.ask(&question).await.ok();
    assert_holds(&conversation, &[("completed", "Hello"), ("completed", REPLY)]).await;
}

#[tokio::test]
async fn a_reply_in_progress_is_counted_if_and_only_if_it_is_listed() {
    let setup = ScriptedApp::start_with(|config| config.models.retries = 0).await;
    let mut reply =
        setup.start_reply(WireFormat::Compatible, ScriptedReply::error(500, &json!({})).held()).await;
    let conversation = reply.conversation.clone();
    let listed = conversation.messages().await;
    let interaction = conversation.user.get(&format!("/interactions/{}", conversation.id)).await.ok();
    assert_eq!(interaction["total_message_count"], json!(listed.len()), "{listed:?}");
    assert_eq!(conversation.message(&reply.id).await["status"], "in_progress");
    setup.provider.release();
    assert_eq!(reply.finish().await.status, "failed");
    assert_holds(&conversation, &[("completed", "Hello")]).await;
}
