//! A reply that fails before its first word is kept, but a conversation does not show it.

use serde_json::json;

use super::{asked, assert_holds};
use crate::support::provider::Reply;
use crate::support::{Heard, Kind, REPLY, Setup};

#[tokio::test]
async fn what_failed_without_a_word_is_not_in_the_conversation() {
    let setup = Setup::start_with(|config| config.models.retries = 0).await;
    let (conversation, asked) = asked(&setup).await;
    // White space is no word.
    let blank = Reply::events(&Kind::House.says(&[" ", "\n"])[..3]).then_cut();
    for reply in [Reply::error(500, &json!({})), Reply::error(401, &json!({})), Reply::hang_up(), blank] {
        setup.provider.will(reply);
        let heard = Heard::whole(&conversation.ask_events(&asked).await.rest().await);
        assert_eq!(heard.status, "failed");
        assert_eq!(heard.text.trim(), "");
        assert_holds(&conversation, &[("completed", "Hello")]).await;
        let page = format!("/messages?interaction_id={}&limit=1", conversation.id);
        assert_eq!(conversation.user.get(&page).await.ok()["has_more"], false);

        // It can be looked at, and listened to, by its ID.
        assert_eq!(conversation.message(&heard.id).await["status"], "failed");
        let again = Heard::whole(&conversation.join(&heard.id).await.rest().await);
        assert_eq!((&*again.status, &again.last["error"]), ("failed", &heard.last["error"]));

        // Nothing is said below it.
        let body = json!({"interaction_id": conversation.id, "content": "And?", "parent_id": heard.id});
        conversation.user.post("/messages", body).await.error(409, "conflict");
        let after = format!("/messages?interaction_id={}&starting_after={}", conversation.id, heard.id);
        let page = conversation.user.get(&after).await;
        assert!(page.status == 404 || page.ok()["data"] == json!([]), "{}", page.text);
    }

    setup.provider.will(Kind::House.reply());
    conversation.ask(&asked).await.ok();
    assert_holds(&conversation, &[("completed", "Hello"), ("completed", REPLY)]).await;
}

#[tokio::test]
async fn while_it_is_written_it_is_listed_and_counted_at_most_once() {
    let setup = Setup::start_with(|config| config.models.retries = 0).await;
    let (conversation, asked) = asked(&setup).await;
    setup.provider.will(Reply::error(500, &json!({})).held());
    let mut stream = conversation.ask_events(&asked).await;
    let id = stream.created().await;
    let listed = conversation.messages().await;
    let interaction = conversation.user.get(&format!("/interactions/{}", conversation.id)).await.ok();
    assert_eq!(interaction["total_message_count"], json!(listed.len()), "{listed:?}");
    assert_eq!(conversation.message(&id).await["status"], "in_progress");
    setup.provider.release();
    assert_eq!(Heard::rest(&stream.rest().await).status, "failed");
    assert_holds(&conversation, &[("completed", "Hello")]).await;
}
