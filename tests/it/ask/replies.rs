//! Turning a provider's stream into a reply.

use serde_json::json;

use super::{REPLY, STREAMS, ScriptedApp, WIRE_FORMATS, WireFormat, assert_count, interaction, text};
use crate::support::provider::{ScriptedReply, fixture};

#[tokio::test]
async fn the_stream_of_every_provider_becomes_one_message() {
    let setup = ScriptedApp::start().await;
    for (model, stream) in STREAMS {
        let conversation = setup.conversation(model).await;
        let question = conversation.say("Hello", None).await;
        setup.provider.reply_with(ScriptedReply::stream(&fixture(&format!("{stream}.sse"))));
        let reply = conversation.ask(&question).await.ok();

        let id = text(&reply["id"]);
        assert!(id.starts_with("msg_"), "{stream}: {reply}");
        let expected = json!({
            "id": id, "object": "message", "content": REPLY, "interaction_id": conversation.id, "sent_by": "agent",
            "depth": 1, "parent_id": question, "status": "completed", "created_at": reply["created_at"],
            "parts": reply["parts"], "finish_reason": "stop", "client_id": "",
        });
        let said = reply["parts"].as_array().unwrap().last();
        assert_eq!(said, Some(&json!({"type": "text", "text": REPLY})), "{stream}: {reply}");
        assert_eq!(reply, expected, "{stream}");
        assert!(reply["created_at"].as_i64().unwrap() > 1_700_000_000_000);

        assert_eq!(conversation.user.get(&format!("/messages/{id}")).await.ok(), reply);
        let (listed, interaction) = (conversation.messages().await, interaction(&conversation).await);
        assert_count(&conversation, &listed, &interaction, 2);
        assert_eq!(listed[1], reply, "{stream}");
    }
    assert_eq!(setup.provider.request_count(), STREAMS.len());
}

#[tokio::test]
async fn a_stream_may_be_cut_into_pieces_anywhere_even_inside_of_a_character() {
    let setup = ScriptedApp::start().await;
    for (model, stream) in STREAMS {
        let conversation = setup.conversation(model).await;
        for size in [1, 5, 64] {
            let question = conversation.say("Hello", None).await;
            setup
                .provider
                .reply_with(ScriptedReply::stream(&fixture(&format!("{stream}.sse"))).in_pieces_of(size));
            let reply = conversation.ask(&question).await.ok();
            assert_eq!(reply["content"], REPLY, "{stream} in pieces of {size}");
        }
    }
}

#[tokio::test]
async fn what_the_model_says_is_kept_to_the_character() {
    let setup = ScriptedApp::start().await;
    let conversation = setup.conversation("house.llama3.2:1b").await;
    for (said, kept) in [
        ("  two spaces, a line\n\nand \t a tab \n", "  two spaces, a line\n\nand \t a tab \n"),
        ("data: [DONE]\n\nevent: error", "data: [DONE]\n\nevent: error"),
        ("{{user.first_name}} <b>&amp;</b> \"\\", "{{user.first_name}} <b>&amp;</b> \"\\"),
        ("e\u{301} 👩‍👩‍👧 \u{2028} \u{feff}", "e\u{301} 👩‍👩‍👧 \u{2028} \u{feff}"),
        ("a\u{0}b", "a\u{fffd}b"), // PostgreSQL cannot hold it
    ] {
        let question = conversation.say("Hello", None).await;
        setup.provider.reply_with(ScriptedReply::stream(&format!(
            "{}data: [DONE]\n\n",
            WireFormat::Compatible.delta(said)
        )));
        assert_eq!(conversation.ask(&question).await.ok()["content"], kept);
    }
}

#[tokio::test]
async fn a_reply_that_a_limit_or_a_filter_cut_is_kept_as_far_as_it_goes() {
    let setup = ScriptedApp::start().await;
    for (format, filtered) in [
        (WireFormat::Openai, "content-filter"),
        (WireFormat::Anthropic, "refusal"),
        (WireFormat::Gemini, "content-filter"),
        (WireFormat::Responses, "content-filter"),
    ] {
        let conversation = setup.conversation(&format.full_model()).await;
        for stream in ["length", filtered] {
            let question = conversation.say("Hello", None).await;
            setup.provider.reply_with(ScriptedReply::stream(&format.fixture(stream)));
            let reply = conversation.ask(&question).await.ok();
            let expected = (&json!("Grüße, Ada!"), &json!("completed"));
            assert_eq!((&reply["content"], &reply["status"]), expected, "{format:?}: {stream}");
        }
    }
}

#[tokio::test]
async fn asking_again_makes_a_sibling() {
    let setup = ScriptedApp::start().await;
    for format in WIRE_FORMATS {
        let conversation = setup.conversation(&format.full_model()).await;
        let question = conversation.say("Hello", None).await;
        setup.provider.reply_with(format.reply()).reply_with(format.reply());
        let first = conversation.ask(&question).await.ok();
        let second = conversation.ask(&question).await.ok();
        assert_ne!(first["id"], second["id"]);
        for reply in [&first, &second] {
            assert_eq!((&reply["parent_id"], &reply["depth"]), (&json!(question), &json!(1)), "{format:?}");
        }
        let (listed, interaction) = (conversation.messages().await, interaction(&conversation).await);
        assert_count(&conversation, &listed, &interaction, 3);
        let sent = setup.provider.requests();
        assert_eq!(
            sent[sent.len() - 1].body,
            sent[sent.len() - 2].body,
            "{format:?}: the sibling is not told"
        );
    }
}

#[tokio::test]
async fn the_demo_says_that_it_is_one_and_asks_nobody() {
    let setup = ScriptedApp::start().await;
    let conversation = setup.conversation("demo.anything").await;
    let question = conversation.say("What is HMAC?", None).await;
    let reply = conversation.ask(&question).await.ok();
    let content = text(&reply["content"]);
    assert!(content.contains("built-in demo") && content.contains("not a real model"), "{content}");
    assert!(content.contains("What is HMAC?") && content.contains("OPENAI_API_KEY"), "{content}");
    assert_eq!(reply["sent_by"], "agent");
    assert_eq!(setup.provider.request_count(), 0);
}
