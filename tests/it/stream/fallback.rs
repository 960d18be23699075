//! Fallback models: in order, and only before the first word.

use std::net::TcpListener;
use std::time::Duration;

use proficient::config::{Connection, ConnectionKind};
use serde_json::{Value, json};

use super::{PIECES, assert_holds};
use crate::support::provider::{ScriptedReply, first_events};
use crate::support::{Conversation, KEY, REPLY, ScriptedApp, Transcript, WIRE_FORMATS, WireFormat};

/// No retries, so that each model is asked once; and a connection to a server that does not respond.
async fn start() -> ScriptedApp {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = Some(format!("http://{}/v1", nobody.local_addr().unwrap()));
    ScriptedApp::start_with(|config| {
        config.models.retries = 0;
        // Models fail here many times in a row.
        config.models.circuit_failures = 0;
        config.models.read_timeout = Duration::from_millis(500);
        let connection = Connection {
            base_url,
            api_key: Some(KEY.into()),
            ..Connection::of(ConnectionKind::OpenaiCompatible)
        };
        config.connections.insert("gone".into(), connection);
    })
    .await
}

async fn conversation(setup: &ScriptedApp, model: &str, fallbacks: Value) -> (Conversation, String) {
    let conversation = setup.conversation_with(json!({"model": model, "fallback_models": fallbacks})).await;
    let question = conversation.say("Hello", None).await;
    (conversation, question)
}

/// The names of the connections that the requests since then came from.
fn asked_since(setup: &ScriptedApp, count: usize) -> Vec<String> {
    let name = |path: &str| path.split('/').nth(1).unwrap().to_owned();
    setup.provider.requests()[count..].iter().map(|request| name(&request.path)).collect()
}

#[tokio::test]
async fn a_model_that_refuses_or_fails_before_its_first_word_is_stood_in_for() {
    let setup = start().await;
    let plain = WireFormat::Openai.fixture("plain");
    let some = first_events(&plain, WireFormat::Openai.events_before_text());
    let mut failing: Vec<(String, ScriptedReply)> = [400, 401, 403, 404, 422, 429, 500, 503]
        .into_iter()
        .map(|status| {
            (status.to_string(), ScriptedReply::error(status, &json!({"error": {"message": "no"}})))
        })
        .collect();
    failing.extend([
        ("a later time".into(), ScriptedReply::error(429, &json!({})).header("Retry-After", "3600")),
        ("no answer".into(), ScriptedReply::hang_up()),
        ("silence".into(), ScriptedReply::silence()),
        ("silence after the head".into(), ScriptedReply::stream(some).then_silence()),
        ("cut off".into(), ScriptedReply::stream(some).then_cut()),
        ("no text".into(), ScriptedReply::stream(&WireFormat::Openai.fixture("empty"))),
        (
            "white space".into(),
            ScriptedReply::events(&WireFormat::Openai.stream_events(&[" \n"])[..2]).then_cut(),
        ),
        ("white space alone".into(), ScriptedReply::events(&WireFormat::Openai.stream_events(&[" ", "\n"]))),
        ("HTML".into(), ScriptedReply::with(200, "text/html", "<html>")),
    ]);
    for (what, reply) in failing {
        let (conversation, question) =
            conversation(&setup, &format!("openai.{what}").replace(' ', "-"), json!(["house.llama3.2:1b"]))
                .await;
        let before = setup.provider.request_count();
        setup.provider.reply_with(reply).reply_with(WireFormat::Compatible.reply());
        let heard = Transcript::whole(&conversation.ask_events(&question).await.rest().await);
        assert_eq!((&*heard.text, &*heard.status), (REPLY, "completed"), "{what}");
        assert_eq!(asked_since(&setup, before), ["openai", "house"], "{what}");
        assert_holds(&conversation, &[("completed", "Hello"), ("completed", REPLY)]).await;
    }
}

#[tokio::test]
async fn every_kind_stands_in_for_every_other_in_order() {
    let setup = start().await;
    for first in WIRE_FORMATS {
        let others: Vec<WireFormat> = WIRE_FORMATS.into_iter().filter(|format| *format != first).collect();
        let fallbacks: Vec<String> = others.iter().map(|format| format.full_model()).collect();
        let (conversation, question) = conversation(&setup, &first.full_model(), json!(fallbacks)).await;
        let before = setup.provider.request_count();
        for _ in 0..4 {
            setup.provider.reply_with(ScriptedReply::error(500, &json!({})));
        }
        setup.provider.reply_with(others[3].reply());
        assert_eq!(conversation.ask(&question).await.ok()["content"], REPLY);
        let order: Vec<&str> = [first].iter().chain(&others).map(|format| format.name()).collect();
        assert_eq!(asked_since(&setup, before), order);
        // Each model received the conversation in its own format.
        for (request, format) in setup.provider.requests()[before..].iter().zip([first].iter().chain(&others))
        {
            assert_eq!(format.conversation_in(request).1, format.turns(&["Hello"]), "{format:?}");
        }
    }
}

#[tokio::test]
async fn models_without_a_connection_or_an_answer_are_passed_over() {
    let setup = start().await;
    let fallbacks = json!(["gone.x", "nowhere.gpt-4o", "house.llama3.2:1b"]);
    let (conversation, question) = conversation(&setup, "nobody.knows-it", fallbacks).await;
    setup.provider.reply_with(WireFormat::Compatible.reply());
    assert_eq!(conversation.ask(&question).await.ok()["content"], REPLY);
    assert_eq!(asked_since(&setup, 0), ["house"]);
}

#[tokio::test]
async fn a_model_is_asked_again_before_another_stands_in() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) = conversation(&setup, "openai.gpt-4o", json!(["house.llama3.2:1b"])).await;
    let failed = ScriptedReply::error(500, &json!({}));
    setup.provider.reply_with(failed.clone()).reply_with(failed).reply_with(WireFormat::Compatible.reply());
    assert_eq!(conversation.ask(&question).await.ok()["content"], REPLY);
    assert_eq!(asked_since(&setup, 0), ["openai", "openai", "house"]);
}

#[tokio::test]
async fn after_its_first_word_nobody_goes_on_for_a_model() {
    let setup = start().await;
    for format in WIRE_FORMATS {
        let model = format.full_model();
        let (conversation, question) = conversation(&setup, &model, json!(["house.llama3.2:1b"])).await;
        let before = setup.provider.request_count();
        let events = format.stream_events(&PIECES);
        let broken = ScriptedReply::events(&events[..format.events_before_text() + 1]);
        for reply in [broken.clone().then_cut(), broken.then_silence()] {
            setup.provider.reply_with(reply);
            let heard = Transcript::whole(&conversation.ask_events(&question).await.rest().await);
            assert_eq!((&*heard.text, &*heard.status), (PIECES[0], "failed"), "{format:?}");
        }
        assert_eq!(asked_since(&setup, before), [format.name(), format.name()]);
        let failed = ("failed", PIECES[0]);
        assert_holds(&conversation, &[("completed", "Hello"), failed, failed]).await;
    }
}

#[tokio::test]
async fn when_all_fail_the_reply_has_failed() {
    let setup = start().await;
    let fallbacks = json!(["house.llama3.2:1b", "anthropic.claude-sonnet-4-5"]);
    let (conversation, question) = conversation(&setup, "openai.gpt-4o", fallbacks).await;
    for _ in 0..3 {
        setup.provider.reply_with(ScriptedReply::error(500, &json!({})));
    }
    conversation.ask(&question).await.error(503, "unavailable");
    assert_eq!(asked_since(&setup, 0), ["openai", "house", "anthropic"]);
    assert_holds(&conversation, &[("completed", "Hello")]).await;
    setup.provider.reply_with(WireFormat::Openai.reply());
    assert_eq!(conversation.ask(&question).await.ok()["content"], REPLY);
}

#[tokio::test]
async fn what_models_used_in_vain_is_counted_with_the_reply_of_another() {
    let setup = start().await;
    let olga = setup.app.operator().await.caller;
    let out_of_tokens = ScriptedReply::stream(&crate::support::provider::fixture("openai/out-of-tokens.sse"));
    for (fallback, reply, priced) in [
        ("anthropic.claude-sonnet-4-5", WireFormat::Anthropic, true),
        ("house.llama3.2:1b", WireFormat::Compatible, false),
    ] {
        let (conversation, question) = conversation(&setup, "openai.gpt-4o", json!([fallback])).await;
        setup.provider.reply_with(out_of_tokens.clone()).reply_with(reply.reply());
        assert_eq!(conversation.ask(&question).await.ok()["content"], REPLY);
        let all = format!("/messages?interaction_id={}", conversation.id);
        let shown = setup.app.admin().get(&all).await.ok()["data"][1].clone();
        let own = if priced { (21, 14) } else { (24, 6) };
        let usage = json!({"input_tokens": 24 + own.0, "output_tokens": 1024 + own.1, "estimated": false});
        assert_eq!(shown["usage"], usage, "{shown}");
        let path = setup.app.dashboard(&format!("/interactions/{}/messages", conversation.id));
        let cost = olga.get(&path).await.ok()["data"][1]["cost"].as_f64();
        // In dollars per million tokens: gpt-4o costs 2.5 and 10, claude-sonnet-4-5 costs 3 and 15.
        let expected = (24.0 * 2.5 + 1024.0 * 10.0 + 21.0 * 3.0 + 14.0 * 15.0) / 1e6;
        match cost {
            Some(cost) => assert!(priced && (cost - expected).abs() < 1e-9, "{cost} is not {expected}"),
            None => assert!(!priced, "a model without a price makes the whole reply one without"),
        }
    }
}

#[tokio::test]
async fn a_stopped_reply_has_no_stand_in() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) = conversation(&setup, "openai.gpt-4o", json!(["house.llama3.2:1b"])).await;
    setup.provider.reply_with(ScriptedReply::silence());
    let mut stream = conversation.ask_events(&question).await;
    let id = stream.created().await;
    setup.provider.wait_for_requests(1).await;
    conversation.cancel(&id).await.ok();
    assert_eq!(Transcript::rest(&stream.rest().await).status, "cancelled");
    setup.provider.wait_for_disconnects(1).await;
    assert_eq!(asked_since(&setup, 0), ["openai"]);
}

#[tokio::test]
async fn stand_ins_are_a_list_of_at_most_five_models() {
    let setup = start().await;
    let admin = setup.app.admin();
    let agent = setup.app.agent_with(json!({"model": "openai.gpt-4o"})).await;
    let path = format!("/agents/{agent}/config");
    assert_eq!(admin.get(&path).await.ok()["fallback_models"], json!([]));
    let five = json!(["a.1", "b.2", "a.1", "c.d.e", "house.meta-llama/Llama-3.1-8B-Instruct"]);
    assert_eq!(admin.post(&path, json!({"fallback_models": five})).await.ok()["fallback_models"], five);
    for wrong in [
        json!(["a.1", "a.2", "a.3", "a.4", "a.5", "a.6"]),
        json!(["nodot"]),
        json!([""]),
        json!([1]),
        json!([null]),
        json!("a.1"),
        json!({}),
    ] {
        let message = admin.post(&path, json!({"fallback_models": wrong})).await.invalid();
        assert!(message.contains("fallback_models"), "{wrong}: {message}");
        let body = json!({"model": "a.1", "fallback_models": wrong});
        assert!(admin.post("/agents", body).await.invalid().contains("fallback_models"), "{wrong}");
    }
    assert_eq!(admin.post(&path, json!({"model": "openai.x"})).await.ok()["fallback_models"], five);
    assert_eq!(admin.post(&path, json!({"fallback_models": null})).await.ok()["fallback_models"], json!([]));
    let body = json!({"model": "a.1", "fallback_models": null});
    admin.post("/agents", body).await.ok();
}
