//! Requests to providers.

use proficient::config::{Connection, ConnectionKind};
use serde_json::{Value, json};

use super::{KEY, REPLY, ScriptedApp, WIRE_FORMATS, WireFormat, reply_to, text};
use crate::support::provider::ReceivedRequest;

const SYSTEM: &str = "You are {{agent.display_name}}. Help {{user.first_name}}{{#if user.last_name}} {{user.last_name}}{{/if}}!";

/// The names of a JSON object's fields, sorted.
fn fields(value: &Value) -> Vec<&str> {
    let mut fields: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    fields
}

fn header<'a>(request: &'a ReceivedRequest, name: &str) -> Option<&'a str> {
    request.headers.get(name).map(String::as_str)
}

#[tokio::test]
async fn each_provider_is_asked_in_its_own_way() {
    let setup = ScriptedApp::start().await;
    for format in WIRE_FORMATS {
        let settings = json!({"model": format.full_model(), "display_name": "Bo", "system_message": SYSTEM});
        let conversation = setup.conversation_with(settings).await;
        let user_id = text(&super::interaction(&conversation).await["user_id"]);
        let rename = json!({"first_name": "Ada", "last_name": ""});
        conversation.user.post(&format!("/users/{user_id}"), rename).await.ok();

        let hello = conversation.say("Hello", None).await;
        setup.provider.reply_with(format.reply());
        let (reply, _) = reply_to(&conversation, &hello).await;
        let thanks = conversation.say("Thanks 🙂", Some(&reply)).await;
        setup.provider.reply_with(format.reply());
        let answer = conversation.ask(&thanks).await.ok();
        assert_eq!((&answer["depth"], &answer["parent_id"]), (&json!(3), &json!(thanks)));

        let request = setup.provider.last_request();
        let (system, turns) = format.conversation_in(&request);
        assert_eq!(system, "You are Bo. Help Ada!", "{format:?}");
        assert_eq!(turns, format.turns(&["Hello", REPLY, "Thanks 🙂"]), "{format:?}");
        assert_eq!(header(&request, "content-type"), Some("application/json"));
        match format {
            WireFormat::Openai | WireFormat::Compatible => {
                assert_eq!(request.path, format!("/{}/v1/chat/completions", format.name()));
                assert_eq!(header(&request, "authorization"), Some(format!("Bearer {KEY}").as_str()));
                assert_eq!(fields(&request.body), ["messages", "model", "stream", "stream_options"]);
                assert_eq!(
                    (&request.body["model"], &request.body["stream"]),
                    (&json!(format.model()), &json!(true))
                );
            }
            WireFormat::Responses => {
                assert_eq!(request.path, "/responses/v1/responses");
                assert_eq!(header(&request, "authorization"), Some(format!("Bearer {KEY}").as_str()));
                assert_eq!(fields(&request.body), ["input", "instructions", "model", "store", "stream"]);
                assert_eq!(
                    (&request.body["model"], &request.body["stream"], &request.body["store"]),
                    (&json!("gpt-5"), &json!(true), &json!(false))
                );
            }
            WireFormat::Anthropic => {
                assert_eq!(request.path, "/anthropic/v1/messages");
                assert_eq!(header(&request, "x-api-key"), Some(KEY));
                assert_eq!(header(&request, "anthropic-version"), Some("2023-06-01"));
                assert_eq!(header(&request, "authorization"), None);
                assert_eq!(fields(&request.body), ["max_tokens", "messages", "model", "stream", "system"]);
                assert_eq!(
                    (&request.body["model"], &request.body["stream"]),
                    (&json!(format.model()), &json!(true))
                );
                assert!(request.body["max_tokens"].as_u64().unwrap() >= 4_096);
            }
            WireFormat::Gemini => {
                assert_eq!(
                    request.path,
                    "/gemini/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
                );
                assert_eq!(header(&request, "x-goog-api-key"), Some(KEY));
                assert_eq!(fields(&request.body), ["contents", "systemInstruction"]);
            }
        }
    }
}

#[tokio::test]
async fn settings_are_sent_exactly_when_they_are_set() {
    let setup = ScriptedApp::start().await;
    let openai = |settings: Value| json!({"openai": settings});
    let anthropic = |settings: Value| json!({"anthropic": settings});
    let everything = json!({
        "openai": {"frequency_penalty": 0.5, "presence_penalty": -1.5, "temperature": 0.7, "top_p": 0.9},
        "anthropic": {"temperature": 0.2, "top_k": 40, "top_p": 0.8},
    });
    let limits = json!({
        "openai": {"max_tokens": 500, "reasoning_effort": "low", "stop": ["END"], "seed": 7},
        "anthropic": {"max_tokens": 3000, "thinking_budget": 2000, "stop": ["END", "\n\n"]},
        "gemini": {"temperature": 0.1, "top_p": 0.2, "top_k": 3, "max_tokens": 500, "thinking_budget": 0,
            "stop": ["END"], "seed": 7},
    });
    let extra = json!({
        "openai": {"temperature": 0.7, "extra": {"logit_bias": {"50256": -100}, "temperature": 0.8}},
        "anthropic": {"extra": {"metadata": {"user_id": "x"}}},
        "gemini": {"temperature": 0.1, "extra": {"generationConfig": {"responseMimeType": "text/plain"}}},
    });
    let all_openai =
        json!({"frequency_penalty": 0.5, "presence_penalty": -1.5, "temperature": 0.7, "top_p": 0.9});
    for (format, settings, sent) in [
        (WireFormat::Openai, json!({}), json!({})),
        (WireFormat::Openai, everything.clone(), all_openai.clone()),
        (WireFormat::Openai, openai(json!({"temperature": 0})), json!({"temperature": 0.0})),
        (WireFormat::Openai, openai(json!({"frequency_penalty": -2})), json!({"frequency_penalty": -2.0})),
        (
            WireFormat::Openai,
            openai(json!({"presence_penalty": 0, "top_p": 1})),
            json!({"presence_penalty": 0.0, "top_p": 1.0}),
        ),
        (WireFormat::Compatible, everything.clone(), all_openai),
        (WireFormat::Compatible, anthropic(json!({"temperature": 0.2, "top_k": 40})), json!({})),
        (WireFormat::Anthropic, json!({}), json!({})),
        (WireFormat::Anthropic, everything.clone(), json!({"temperature": 0.2, "top_k": 40, "top_p": 0.8})),
        (WireFormat::Anthropic, anthropic(json!({"top_k": -1, "top_p": -1})), json!({})),
        (
            WireFormat::Anthropic,
            anthropic(json!({"top_k": 0, "top_p": 0})),
            json!({"top_k": 0, "top_p": 0.0}),
        ),
        (WireFormat::Anthropic, openai(json!({"temperature": 0.7})), json!({})),
        (WireFormat::Gemini, json!({}), json!({})),
        (WireFormat::Gemini, everything, json!({"generationConfig": {"temperature": 0.7, "topP": 0.9}})),
        (WireFormat::Gemini, openai(json!({"max_tokens": 500, "stop": ["END"]})), json!({})),
        (
            WireFormat::Openai,
            limits.clone(),
            json!({"max_tokens": 500, "reasoning_effort": "low", "stop": ["END"], "seed": 7}),
        ),
        (
            WireFormat::Compatible,
            limits.clone(),
            json!({"max_tokens": 500, "reasoning_effort": "low", "stop": ["END"], "seed": 7}),
        ),
        (
            WireFormat::Responses,
            limits.clone(),
            json!({"max_output_tokens": 500, "reasoning": {"effort": "low"}}),
        ),
        (
            WireFormat::Anthropic,
            limits.clone(),
            json!({"max_tokens": 3000, "thinking": {"type": "enabled", "budget_tokens": 2000},
                "stop_sequences": ["END", "\n\n"]}),
        ),
        (
            WireFormat::Anthropic,
            anthropic(
                json!({"temperature": 0.2, "top_k": 40, "top_p": 0.8, "max_tokens": 3000, "thinking_budget": 2000}),
            ),
            json!({"max_tokens": 3000, "thinking": {"type": "enabled", "budget_tokens": 2000}}),
        ),
        (
            WireFormat::Anthropic,
            anthropic(json!({"top_p": 0.95, "max_tokens": 3000, "thinking_budget": 2000})),
            json!({"max_tokens": 3000, "top_p": 0.95, "thinking": {"type": "enabled", "budget_tokens": 2000}}),
        ),
        (
            WireFormat::Gemini,
            limits,
            json!({"generationConfig": {"temperature": 0.1, "topP": 0.2, "topK": 3, "maxOutputTokens": 500,
                "stopSequences": ["END"], "seed": 7, "thinkingConfig": {"thinkingBudget": 0}}}),
        ),
        (WireFormat::Openai, extra.clone(), json!({"temperature": 0.8, "logit_bias": {"50256": -100}})),
        (WireFormat::Responses, extra.clone(), json!({"temperature": 0.8, "logit_bias": {"50256": -100}})),
        (WireFormat::Anthropic, extra.clone(), json!({"metadata": {"user_id": "x"}})),
        (
            WireFormat::Gemini,
            extra,
            json!({"generationConfig": {"temperature": 0.1, "responseMimeType": "text/plain"}}),
        ),
    ] {
        let mut agent = settings.clone();
        agent["model"] = json!(format.full_model());
        let conversation = setup.conversation_with(agent).await;
        let asked = conversation.say("Hello", None).await;
        setup.provider.reply_with(format.reply());
        conversation.ask(&asked).await.ok();
        let mut body = setup.provider.last_request().body;
        let is_set = |name: &str| settings.to_string().contains(name);
        for name in ["contents", "input", "messages", "model", "store", "stream", "stream_options"] {
            body.as_object_mut().unwrap().remove(name);
        }
        if !is_set("max_tokens") {
            body.as_object_mut().unwrap().remove("max_tokens");
        }
        assert_eq!(body, sent, "{format:?} with {settings}");
    }
}

#[tokio::test]
async fn a_model_s_name_is_sent_as_it_is_given() {
    let setup = ScriptedApp::start().await;
    for model in [
        "openai.o3-mini-high",
        "openai.gpt-5-minimal",
        "house.llama3.2:1b",
        "house.meta-llama/Llama-3.1-8B-Instruct",
        "house.qwen-max",
        "house.org/model.v2-none",
        "house.vendor::model",
        "house.Größe@latest?x=1#y",
        "anthropic.claude-sonnet-4-5-high",
        "anthropic.claude-3-haiku-20240307",
        "gemini.gemini-2.5-flash-high",
        "gemini.gemini-3-pro-low",
        "responses.ft:gpt-5:house",
    ] {
        let format = WIRE_FORMATS.into_iter().find(|format| model.starts_with(format.name())).unwrap();
        let conversation = setup.conversation(model).await;
        let asked = conversation.say("Hello", None).await;
        setup.provider.reply_with(format.reply());
        conversation.ask(&asked).await.ok();
        let request = setup.provider.last_request();
        let name = model.split_once('.').unwrap().1;
        match format {
            WireFormat::Gemini => {
                assert_eq!(
                    request.path,
                    format!("/gemini/v1beta/models/{name}:streamGenerateContent?alt=sse")
                );
                assert_eq!(fields(&request.body), ["contents"], "{model}");
            }
            WireFormat::Responses => {
                assert_eq!(request.body["model"], name);
                assert_eq!(fields(&request.body), ["input", "model", "store", "stream"], "{model}");
            }
            WireFormat::Anthropic => {
                assert_eq!(request.body["model"], name);
                assert_eq!(fields(&request.body), ["max_tokens", "messages", "model", "stream"], "{model}");
            }
            WireFormat::Openai | WireFormat::Compatible => {
                assert_eq!(request.body["model"], name);
                assert_eq!(
                    fields(&request.body),
                    ["messages", "model", "stream", "stream_options"],
                    "{model}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_model_s_name_cannot_lead_a_request_elsewhere() {
    let setup = ScriptedApp::start().await;
    for name in [
        "../../v1/files?x=",
        "a/../../b",
        "gemini?alt=json&x=",
        "gemini#",
        "x:embedContent",
        "vendor::x",
        "tuned/x",
        "a\\..\\b",
        "%2e%2e/x",
    ] {
        let conversation = setup.conversation(&format!("gemini.{name}")).await;
        let asked = conversation.say("Hello", None).await;
        let message = conversation.ask(&asked).await.error(503, "unavailable");
        assert!(message.contains("check the agent's model"), "{name}: {message}");
    }
    assert_eq!(setup.provider.request_count(), 0);
}

#[tokio::test]
async fn retired_names_are_sent_as_their_successors() {
    let setup = ScriptedApp::start_with(|config| {
        config.models.aliases.insert("house.old".into(), "anthropic.claude-new-1".into());
    })
    .await;
    for (model, sent) in [
        ("anthropic.claude-v1", "claude-sonnet-4-5"),
        ("anthropic.claude-v1-100k", "claude-sonnet-4-5"),
        ("anthropic.claude-instant-v1", "claude-haiku-4-5"),
        ("anthropic.claude-instant-v1-100k", "claude-haiku-4-5"),
        ("openai.gpt-4", "gpt-4"),
        ("openai.gpt-3.5-turbo", "gpt-3.5-turbo"),
        ("openai.gpt-3.5-turbo-16k", "gpt-3.5-turbo"),
        ("house.old", "claude-new-1"),
    ] {
        let format = if sent.starts_with("claude") { WireFormat::Anthropic } else { WireFormat::Openai };
        let conversation = setup.conversation(model).await;
        let asked = conversation.say("Hello", None).await;
        setup.provider.reply_with(format.reply());
        conversation.ask(&asked).await.ok();
        let request = setup.provider.last_request();
        assert_eq!(request.body["model"], sent, "{model}");
        assert!(request.path.starts_with(&format!("/{}/", format.name())), "{model}: {}", request.path);
    }
}

#[tokio::test]
async fn a_server_without_a_key_is_asked_all_the_same() {
    let setup = ScriptedApp::start_with(|config| {
        let base_url = config.connections["house"].base_url.clone().map(|url| format!("{url}/"));
        let connection = Connection { base_url, ..Connection::of(ConnectionKind::OpenaiCompatible) };
        config.connections.insert("open".into(), connection);
    })
    .await;
    let conversation = setup.conversation("open.smollm2").await;
    let asked = conversation.say("Hello", None).await;
    setup.provider.reply_with(WireFormat::Compatible.reply());
    assert_eq!(reply_to(&conversation, &asked).await.1, REPLY);
    assert_eq!(setup.provider.last_request().path, "/house/v1/chat/completions");
}

#[tokio::test]
async fn the_agent_s_configuration_and_the_user_s_name_are_in_force_at_the_next_reply() {
    let setup = ScriptedApp::start().await;
    let settings = json!({"model": "openai.gpt-4o", "system_message": "Hi {{user.first_name}}", "openai": {"temperature": 1}});
    let conversation = setup.conversation_with(settings).await;
    let user_id = text(&super::interaction(&conversation).await["user_id"]);
    let asked = conversation.say("Hello", None).await;
    setup.provider.reply_with(WireFormat::Openai.reply());
    conversation.ask(&asked).await.ok();
    assert_eq!(WireFormat::Openai.conversation_in(&setup.provider.last_request()).0, "Hi ");

    conversation
        .user
        .post(&format!("/users/{user_id}"), json!({"first_name": "Zoë {{agent.name}}"}))
        .await
        .ok();
    let change = json!({"model": "anthropic.claude-sonnet-4-5", "system_message": "Bye {{user.first_name}}"});
    setup.app.admin().post(&format!("/agents/{}/config", conversation.agent_id), change).await.ok();
    setup.provider.reply_with(WireFormat::Anthropic.reply());
    conversation.ask(&asked).await.ok();
    let request = setup.provider.last_request();
    assert_eq!(request.path, "/anthropic/v1/messages");
    assert_eq!(WireFormat::Anthropic.conversation_in(&request).0, "Bye Zoë {{agent.name}}");

    let change = json!({"model": "house.x", "system_message": null, "openai": {"temperature": null}});
    setup.app.admin().post(&format!("/agents/{}/config", conversation.agent_id), change).await.ok();
    setup.provider.reply_with(WireFormat::Compatible.reply());
    conversation.ask(&asked).await.ok();
    let expected = json!({
        "model": "x", "stream": true, "stream_options": {"include_usage": true},
        "messages": [{"role": "user", "content": "Hello"}],
    });
    assert_eq!(setup.provider.last_request().body, expected);
}

#[tokio::test]
async fn only_the_way_from_the_root_to_the_asked_message_is_told() {
    let setup = ScriptedApp::start().await;
    let format = WireFormat::Compatible;
    let conversation = setup.conversation(&format.full_model()).await;
    let reply = async |asked: &str, content: &str| {
        let stream = format!("{}data: [DONE]\n\n", format.delta(content));
        setup.provider.reply_with(crate::support::provider::ScriptedReply::stream(&stream));
        reply_to(&conversation, asked).await.0
    };
    let root = conversation.say("root", None).await;
    let _other_root = conversation.say("other root", None).await;
    let left = reply(&root, "left").await;
    let right = reply(&root, "right").await;
    let after_left = conversation.say("after left", Some(&left)).await;
    let _left_again = conversation.say("left again", Some(&left)).await;
    let after_right = conversation.say("after right", Some(&right)).await;
    let deeper = reply(&after_left, "deeper").await;
    let _deepest = conversation.say("deepest", Some(&deeper)).await;

    for (asked, told) in [
        (&after_left, vec!["root", "left", "after left"]),
        (&after_right, vec!["root", "right", "after right"]),
        (&root, vec!["root"]),
    ] {
        reply(asked, "again").await;
        assert_eq!(format.conversation_in(&setup.provider.last_request()).1, format.turns(&told));
    }
}

#[tokio::test]
async fn providers_that_insist_on_turns_get_them_with_the_greeting_first() {
    let setup = ScriptedApp::start().await;
    for format in WIRE_FORMATS {
        let conversation = setup
            .conversation_with(json!({
                "model": format.full_model(), "system_message": "Be kind.", "initial_turn": "agent",
                "greeting_message": "Welcome to {{agent.name}}!", "name": "Shop",
            }))
            .await;
        let greeting = text(&conversation.messages().await[0]["id"]);
        let one = conversation.say("One", Some(&greeting)).await;
        let two = conversation.say("Two", Some(&one)).await;
        setup.provider.reply_with(format.reply());
        let (reply, _) = reply_to(&conversation, &two).await;
        let system = "Be kind.\n\nYou opened this conversation with:\nWelcome to Shop!";
        assert_eq!(
            format.conversation_in(&setup.provider.last_request()),
            (system.to_owned(), format.turns(&["One\n\nTwo"])),
            "{format:?}"
        );

        let three = conversation.say("Three", Some(&reply)).await;
        setup.provider.reply_with(format.reply());
        reply_to(&conversation, &three).await;
        let turns = format.turns(&["One\n\nTwo", REPLY, "Three"]);
        assert_eq!(
            format.conversation_in(&setup.provider.last_request()),
            (system.to_owned(), turns),
            "{format:?}"
        );
    }
}

#[tokio::test]
async fn the_oldest_turns_are_left_out_when_the_context_window_is_full() {
    let setup = ScriptedApp::start_with(|config| {
        config.models.reply_tokens = 10;
        config.models.default_context_window = 100_000;
        // Room for the system message, the last three questions with their replies, and the reply before them.
        config.models.context_windows.insert("house.small".into(), 175);
        config.models.context_windows.insert("house.small-but-larger".into(), 100_000);
    })
    .await;
    let format = WireFormat::Compatible;
    let system = format!("{} system", "s".repeat(60));
    let settings = json!({"model": "house.small", "system_message": system});
    let conversation = setup.conversation_with(settings).await;
    let mut parent: Option<String> = None;
    let mut asked = String::new();
    let said: Vec<String> = (1..=5).map(|turn| format!("question {turn} {}", "q".repeat(60))).collect();
    for question in &said {
        asked = conversation.say(question, parent.as_deref()).await;
        setup.provider.reply_with(format.reply());
        parent = Some(reply_to(&conversation, &asked).await.0);
    }
    let (told_system, turns) = format.conversation_in(&setup.provider.last_request());
    assert_eq!(told_system, system);
    assert_eq!(turns, format.turns(&[&said[2], REPLY, &said[3], REPLY, &said[4]]));

    // A name that starts like another one is another model.
    let config = format!("/agents/{}/config", conversation.agent_id);
    setup.app.admin().post(&config, json!({"model": "house.small-but-larger"})).await.ok();
    setup.provider.reply_with(format.reply());
    reply_to(&conversation, &asked).await;
    assert_eq!(format.conversation_in(&setup.provider.last_request()).1.len(), 9);

    // Neither the system message nor the question is left out, however long.
    setup.app.admin().post(&config, json!({"model": "house.small"})).await.ok();
    let long = "long ".repeat(1_000);
    let asked = conversation.say(&long, parent.as_deref()).await;
    setup.provider.reply_with(format.reply());
    reply_to(&conversation, &asked).await;
    assert_eq!(format.conversation_in(&setup.provider.last_request()), (system, format.turns(&[&long])));
}
