//! Deleting a conversation, its user or its agent while a reply is being written: everyone is disconnected,
//! and nothing is left.

use super::PIECES;
use crate::support::{ScriptedApp, WireFormat};

#[tokio::test]
async fn deleting_what_a_reply_belongs_to_ends_it_for_everyone() {
    let setup = ScriptedApp::start().await;
    for (turn, deleted) in ["interaction", "user", "agent"].into_iter().enumerate() {
        let mut reply = setup
            .start_reply(WireFormat::Compatible, WireFormat::Compatible.reply_held_after(&PIECES, 2))
            .await;
        let mut joined = reply.join().await;
        joined.created().await;

        let conversation = &reply.conversation;
        let path = format!("/interactions/{}", conversation.id);
        let interaction = conversation.user.get(&path).await.ok();
        let user_id = interaction["user_id"].as_str().unwrap();
        match deleted {
            "interaction" => conversation.user.delete(&path).await.ok(),
            "user" => setup.app.admin().delete(&format!("/users/{user_id}")).await.ok(),
            _ => setup.app.admin().delete(&format!("/agents/{}", conversation.agent_id)).await.ok(),
        };
        // The provider is disconnected although it sends nothing more.
        setup.provider.wait_for_disconnects(turn + 1).await;
        for stream in [&mut reply.stream, &mut joined] {
            for event in stream.rest().await {
                let allowed = ["message.delta", "message.failed", "message.cancelled"];
                assert!(allowed.contains(&&*event.name), "{event:?}");
            }
        }
        for path in [
            format!("/messages/{}", reply.id),
            format!("/messages/{}/stream", reply.id),
            format!("/messages/{}", reply.question),
            format!("/messages?interaction_id={}", conversation.id),
        ] {
            conversation.user.get(&path).await.not_found();
        }
        conversation.cancel(&reply.id).await.not_found();
    }

    // The server still works, and shuts down properly.
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    setup.provider.reply_with(WireFormat::Compatible.reply());
    conversation.ask(&question).await.ok();
    setup.app.stop().await;
}
