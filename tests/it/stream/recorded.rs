//! The metrics of a reply: its model, its tokens, how long it took.

use std::time::Duration;

use serde_json::{Value, json};

use super::PIECES;
use crate::support::provider::{ScriptedReply, fixture};
use crate::support::{REPLY, ScriptedApp, Transcript, WIRE_FORMATS, WireFormat};

const PAUSE: Duration = Duration::from_millis(40);

/// A message as the project's owner sees it.
async fn recorded(setup: &ScriptedApp, id: &str) -> Value {
    setup.app.admin().get(&format!("/messages/{id}")).await.ok()
}

#[tokio::test]
async fn the_provider_s_own_count_is_recorded_and_else_an_estimate() {
    let setup = ScriptedApp::start().await;
    for (model, stream, usage) in [
        ("openai.gpt-4o", "openai/crlf-comments-usage", Some((24, 9))),
        ("openai.gpt-4o", "openai/plain", None),
        ("anthropic.claude-sonnet-4-5", "anthropic/plain", Some((21, 14))),
        ("gemini.gemini-2.5-flash", "gemini/plain", Some((11, 73))),
        ("house.llama3.2:1b", "vllm/plain", Some((24, 6))),
        ("house.smollm2", "llama_cpp/usage", Some((31, 9))),
        ("house.smollm2", "llama_cpp/plain", None),
        ("house.llama3.2:1b", "ollama/plain", None),
    ] {
        let conversation = setup.conversation(model).await;
        let question = conversation.say("Hello, who are you and what can you do for me?", None).await;
        let reply = ScriptedReply::stream(&fixture(&format!("{stream}.sse"))).in_pieces_of(300).paced(PAUSE);
        setup.provider.reply_with(reply);
        let id = conversation.ask(&question).await.ok()["id"].as_str().unwrap().to_owned();
        let message = recorded(&setup, &id).await;
        assert_eq!((&message["content"], &message["model"]), (&json!(REPLY), &json!(model)), "{stream}");
        match usage {
            Some((input, output)) => {
                let usage = json!({"input_tokens": input, "output_tokens": output, "estimated": false});
                assert_eq!(message["usage"], usage, "{stream}");
            }
            None => {
                let tokens = |name: &str| message["usage"][name].as_i64().unwrap();
                assert_eq!(message["usage"]["estimated"], true, "{stream}");
                assert!((5..100).contains(&tokens("input_tokens")), "{message}");
                assert!((3..100).contains(&tokens("output_tokens")), "{message}");
            }
        }
        let milliseconds = |name: &str| message[name].as_i64().unwrap_or_else(|| panic!("{message}"));
        let (first, whole) = (milliseconds("time_to_first_token_ms"), milliseconds("latency_ms"));
        assert!(first <= whole && whole >= PAUSE.as_millis() as i64 && whole < 20_000, "{message}");
        assert_eq!(message["error"], Value::Null);
    }
}

#[tokio::test]
async fn the_time_to_the_first_token_is_that_of_the_first_visible_character() {
    let setup = ScriptedApp::start().await;
    let conversation = setup.conversation(&WireFormat::Compatible.full_model()).await;
    let question = conversation.say("Hello", None).await;
    let pieces = [" ", "\n", "Hello", ",", " Ada"];
    setup
        .provider
        .reply_with(ScriptedReply::events(&WireFormat::Compatible.stream_events(&pieces)).paced(3 * PAUSE));
    let id = conversation.ask(&question).await.ok()["id"].as_str().unwrap().to_owned();
    let message = recorded(&setup, &id).await;
    let pause = 3 * PAUSE.as_millis() as i64;
    let (first, whole) = (&message["time_to_first_token_ms"], &message["latency_ms"]);
    assert!(first.as_i64().unwrap() >= 3 * pause, "{message}");
    assert!(whole.as_i64().unwrap() >= first.as_i64().unwrap() + 2 * pause, "{message}");
}

#[tokio::test]
async fn the_model_that_stood_in_is_the_one_that_is_recorded() {
    let setup = ScriptedApp::start_with(|config| config.models.retries = 0).await;
    for (first, second) in
        [(WireFormat::Openai, WireFormat::Anthropic), (WireFormat::Anthropic, WireFormat::Compatible)]
    {
        let settings = json!({"model": first.full_model(), "fallback_models": [second.full_model()]});
        let conversation = setup.conversation_with(settings).await;
        let question = conversation.say("Hello", None).await;
        setup.provider.reply_with(ScriptedReply::error(500, &json!({}))).reply_with(second.reply());
        let id = conversation.ask(&question).await.ok()["id"].as_str().unwrap().to_owned();
        let message = recorded(&setup, &id).await;
        assert_eq!(message["model"], second.full_model());
        assert_eq!(message["usage"]["estimated"], false);
    }
}

#[tokio::test]
async fn what_failed_or_was_stopped_is_recorded_with_what_is_known_of_it() {
    let setup = ScriptedApp::start_with(|config| config.models.retries = 0).await;
    for format in WIRE_FORMATS {
        let conversation = setup.conversation(&format.full_model()).await;
        let question = conversation.say("Hello", None).await;
        let broken = ScriptedReply::events(&format.stream_events(&PIECES)[..format.events_before_text() + 3])
            .then_cut();
        setup.provider.reply_with(broken);
        let failed = Transcript::whole(&conversation.ask_events(&question).await.rest().await);
        let message = recorded(&setup, &failed.id).await;
        assert_eq!((&message["error"], &message["content"]), (&failed.last["error"], &json!("Grüße, Ada!")));
        assert_eq!(
            (&message["model"], &message["usage"]["estimated"]),
            (&json!(format.full_model()), &json!(true))
        );
        assert!(message["latency_ms"].is_i64() && message["time_to_first_token_ms"].is_i64(), "{message}");

        setup.provider.reply_with(ScriptedReply::error(401, &json!({})));
        let silent = Transcript::whole(&conversation.ask_events(&question).await.rest().await);
        let message = recorded(&setup, &silent.id).await;
        assert_eq!((&message["error"], &message["usage"]), (&silent.last["error"], &Value::Null));
        assert_eq!(message["time_to_first_token_ms"], Value::Null);
        // The Admin API also shows messages that the user's conversation does not.
        let all = format!("/messages?interaction_id={}", conversation.id);
        let all = setup.app.admin().get(&all).await.ok();
        let ids: Vec<&Value> = all["data"].as_array().unwrap().iter().map(|message| &message["id"]).collect();
        assert_eq!(ids, [&json!(question), &json!(failed.id), &json!(silent.id)]);

        setup.provider.reply_with(format.reply_held_after(&PIECES, 3));
        let mut stream = conversation.ask_events(&question).await;
        let id = stream.created().await;
        stream.delta().await;
        conversation.cancel(&id).await.ok();
        let message = recorded(&setup, &id).await;
        assert_eq!((&message["status"], &message["error"]), (&json!("cancelled"), &Value::Null));
        assert_eq!(
            (&message["model"], &message["usage"]["estimated"]),
            (&json!(format.full_model()), &json!(true))
        );
    }
}
