//! What is deleted while its reply is written: everybody is let go, and nothing is left.

use std::time::{Duration, Instant};

use super::PIECES;
use crate::support::{Kind, Setup};

#[tokio::test]
async fn what_is_deleted_ends_its_reply_everywhere() {
    let setup = Setup::start().await;
    for (turn, what) in ["interaction", "user", "agent"].into_iter().enumerate() {
        let conversation = setup.conversation(&Kind::House.full_model()).await;
        let asked = conversation.say("Hello", None).await;
        let interaction = conversation.user.get(&format!("/interactions/{}", conversation.id)).await.ok();
        let user_id = interaction["user_id"].as_str().unwrap();
        setup.provider.will(Kind::House.held_after(&PIECES, 2));
        let mut asking = conversation.ask_events(&asked).await;
        let id = asking.created().await;
        let mut joined = conversation.join(&id).await;
        joined.created().await;

        match what {
            "interaction" => {
                conversation.user.delete(&format!("/interactions/{}", conversation.id)).await.ok()
            }
            "user" => setup.app.admin().delete(&format!("/users/{user_id}")).await.ok(),
            _ => setup.app.admin().delete(&format!("/agents/{}", conversation.agent_id)).await.ok(),
        };
        let start = Instant::now();
        // The provider is let go though it says nothing more.
        setup.provider.left(turn + 1).await;
        for stream in [&mut asking, &mut joined] {
            for event in stream.rest().await {
                assert!(
                    ["message.delta", "message.failed", "message.cancelled"].contains(&&*event.name),
                    "{event:?}"
                );
            }
        }
        assert!(start.elapsed() < Duration::from_secs(5), "{what}: {:?}", start.elapsed());
        for path in [
            format!("/messages/{id}"),
            format!("/messages/{id}/stream"),
            format!("/messages/{asked}"),
            format!("/messages?interaction_id={}", conversation.id),
        ] {
            conversation.user.get(&path).await.not_found();
        }
        conversation.cancel(&id).await.not_found();
    }

    // The server goes on, and ends in order.
    let conversation = setup.conversation(&Kind::House.full_model()).await;
    let asked = conversation.say("Hello", None).await;
    setup.provider.will(Kind::House.reply());
    conversation.ask(&asked).await.ok();
    setup.app.stop().await;
}
