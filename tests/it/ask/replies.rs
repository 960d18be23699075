//! What becomes of a provider's stream.

use serde_json::json;

use super::{KINDS, Kind, REPLY, STREAMS, Setup, assert_count, interaction, text};
use crate::support::provider::{Reply, fixture};

#[tokio::test]
async fn the_stream_of_every_provider_becomes_one_message() {
    let setup = Setup::start().await;
    for (model, stream) in STREAMS {
        let conversation = setup.conversation(model).await;
        let asked = conversation.say("Hello", None).await;
        setup.provider.will(Reply::stream(&fixture(&format!("{stream}.sse"))));
        let reply = conversation.ask(&asked).await.ok();

        let id = text(&reply["id"]);
        assert!(id.starts_with("msg_"), "{stream}: {reply}");
        let expected = json!({
            "id": id, "object": "message", "content": REPLY, "interaction_id": conversation.id, "sent_by": "agent",
            "depth": 1, "parent_id": asked, "status": "completed", "created_at": reply["created_at"],
        });
        assert_eq!(reply, expected, "{stream}");
        assert!(reply["created_at"].as_i64().unwrap() > 1_700_000_000_000);

        assert_eq!(conversation.user.get(&format!("/messages/{id}")).await.ok(), reply);
        let (listed, interaction) = (conversation.messages().await, interaction(&conversation).await);
        assert_count(&conversation, &listed, &interaction, 2);
        assert_eq!(listed[1], reply, "{stream}");
    }
    assert_eq!(setup.provider.count(), STREAMS.len());
}

#[tokio::test]
async fn a_stream_may_be_cut_into_pieces_anywhere_even_inside_of_a_character() {
    let setup = Setup::start().await;
    for (model, stream) in STREAMS {
        let conversation = setup.conversation(model).await;
        for size in [1, 5, 64] {
            let asked = conversation.say("Hello", None).await;
            setup.provider.will(Reply::stream(&fixture(&format!("{stream}.sse"))).in_pieces_of(size));
            let reply = conversation.ask(&asked).await.ok();
            assert_eq!(reply["content"], REPLY, "{stream} in pieces of {size}");
        }
    }
}

#[tokio::test]
async fn what_the_model_says_is_kept_to_the_character() {
    let setup = Setup::start().await;
    let conversation = setup.conversation("house.llama3.2:1b").await;
    for (said, kept) in [
        ("  two spaces, a line\n\nand \t a tab \n", "  two spaces, a line\n\nand \t a tab \n"),
        ("data: [DONE]\n\nevent: error", "data: [DONE]\n\nevent: error"),
        ("{{user.first_name}} <b>&amp;</b> \"\\", "{{user.first_name}} <b>&amp;</b> \"\\"),
        ("e\u{301} 👩‍👩‍👧 \u{2028} \u{feff}", "e\u{301} 👩‍👩‍👧 \u{2028} \u{feff}"),
        ("a\u{0}b", "a\u{fffd}b"), // PostgreSQL cannot hold it
    ] {
        let asked = conversation.say("Hello", None).await;
        setup.provider.will(Reply::stream(&format!("{}data: [DONE]\n\n", Kind::House.delta(said))));
        assert_eq!(conversation.ask(&asked).await.ok()["content"], kept);
    }
}

#[tokio::test]
async fn a_reply_that_a_limit_or_a_filter_cut_is_kept_as_far_as_it_goes() {
    let setup = Setup::start().await;
    for (kind, filtered) in
        [(Kind::Openai, "content-filter"), (Kind::Anthropic, "refusal"), (Kind::Gemini, "content-filter")]
    {
        let conversation = setup.conversation(&kind.full_model()).await;
        for stream in ["length", filtered] {
            let asked = conversation.say("Hello", None).await;
            setup.provider.will(Reply::stream(&kind.fixture(stream)));
            let reply = conversation.ask(&asked).await.ok();
            let expected = (&json!("Grüße, Ada!"), &json!("completed"));
            assert_eq!((&reply["content"], &reply["status"]), expected, "{kind:?}: {stream}");
        }
    }
}

#[tokio::test]
async fn asking_again_makes_a_sibling() {
    let setup = Setup::start().await;
    for kind in KINDS {
        let conversation = setup.conversation(&kind.full_model()).await;
        let asked = conversation.say("Hello", None).await;
        setup.provider.will(kind.reply()).will(kind.reply());
        let first = conversation.ask(&asked).await.ok();
        let second = conversation.ask(&asked).await.ok();
        assert_ne!(first["id"], second["id"]);
        for reply in [&first, &second] {
            assert_eq!((&reply["parent_id"], &reply["depth"]), (&json!(asked), &json!(1)), "{kind:?}");
        }
        let (listed, interaction) = (conversation.messages().await, interaction(&conversation).await);
        assert_count(&conversation, &listed, &interaction, 3);
        let sent = setup.provider.received();
        assert_eq!(sent[sent.len() - 1].body, sent[sent.len() - 2].body, "{kind:?}: the sibling is not told");
    }
}

#[tokio::test]
async fn the_demo_says_that_it_is_one_and_asks_nobody() {
    let setup = Setup::start().await;
    let conversation = setup.conversation("demo.anything").await;
    let asked = conversation.say("What is HMAC?", None).await;
    let reply = conversation.ask(&asked).await.ok();
    let content = text(&reply["content"]);
    assert!(content.contains("built-in demo") && content.contains("not a real model"), "{content}");
    assert!(content.contains("What is HMAC?") && content.contains("OPENAI_API_KEY"), "{content}");
    assert_eq!(reply["sent_by"], "agent");
    assert_eq!(setup.provider.count(), 0);
}
