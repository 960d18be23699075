//! The parts of replies besides text, and why replies ended.

use serde_json::{Value, json};

use crate::support::event_stream::{Event, EventStream};
use crate::support::provider::{ScriptedReply, fixture};
use crate::support::thinking::{thinking_events, thinking_reply, thought_event};
use crate::support::{Conversation, REPLY, RunningReply, ScriptedApp, Transcript, WireFormat};

const THOUGHTS: [&str; 2] = ["They greet ", "me. 你好?"];
const PIECES: [&str; 3] = ["Grüße", ", ", "Ada!"];

/// Parts without the duration of the reasoning, which must be present.
fn timeless(message: &Value) -> Vec<Value> {
    let mut parts = message["parts"].as_array().unwrap().clone();
    for part in &mut parts {
        if part["type"] == "reasoning" {
            let duration = part.as_object_mut().unwrap().remove("duration_ms");
            assert!(duration.is_some_and(|duration| duration.is_u64()), "{message}");
        }
    }
    parts
}

fn reasoning(text: &str) -> Value {
    json!({"type": "reasoning", "text": text})
}

fn text(text: &str) -> Value {
    json!({"type": "text", "text": text})
}

async fn start(setup: &ScriptedApp, held_after: usize) -> RunningReply {
    setup.start_reply(WireFormat::Compatible, thinking_reply(&THOUGHTS, &PIECES, held_after)).await
}

#[tokio::test]
async fn what_a_model_thinks_is_a_part_and_no_part_of_the_answer() {
    let setup = ScriptedApp::start().await;
    for (model, name) in [
        ("anthropic.claude-sonnet-4-5", "anthropic/thinking"),
        ("gemini.gemini-2.5-flash", "gemini/thinking"),
        ("house.qwen3:4b", "ollama/reasoning"),
        ("house.deepseek-r1:8b", "vllm/reasoning"),
        ("house.deepseek-r1:8b", "gateway/think-tags"),
    ] {
        let conversation = setup.conversation(model).await;
        let question = conversation.say("Hello", None).await;
        setup.provider.reply_with(ScriptedReply::stream(&fixture(&format!("{name}.sse"))));
        let heard = Transcript::whole(&conversation.ask_events(&question).await.rest().await);
        assert_eq!((&*heard.text, &*heard.status), (REPLY, "completed"), "{name}");
        assert!(!heard.reasoning.is_empty(), "{name}");
        assert_eq!(timeless(&heard.last), [reasoning(&heard.reasoning), text(REPLY)], "{name}");
        assert_eq!(conversation.message(&heard.id).await, heard.last, "{name}");
        assert_eq!(conversation.messages().await[1], heard.last, "{name}");
        let again = Transcript::whole(&conversation.join(&heard.id).await.rest().await);
        assert_eq!((&again.last, again.reasoning), (&heard.last, heard.reasoning), "{name}");
        // The signature is for the provider only.
        assert!(!heard.last.to_string().contains("signature"), "{name}: {}", heard.last);

        let next = conversation.say("And?", Some(&heard.id)).await;
        let format = match name.split('/').next() {
            Some("anthropic") => WireFormat::Anthropic,
            Some("gemini") => WireFormat::Gemini,
            _ => WireFormat::Compatible,
        };
        setup.provider.reply_with(format.reply());
        conversation.ask(&next).await.ok();
        let (_, told) = format.conversation_in(&setup.provider.last_request());
        assert_eq!(told, format.turns(&["Hello", REPLY, "And?"]), "{name}");
    }
    let signed =
        "SELECT COUNT(*) FROM messages WHERE parts LIKE '%\"signature\":{\"model\":\"anthropic.claude%'";
    assert_eq!(setup.app.database.number(signed).await, 1);
    let structured = "SELECT COUNT(*) FROM messages WHERE parts IS NOT NULL";
    assert_eq!(setup.app.database.number(structured).await, 5, "text alone needs no structure");
}

/// The text of each part in the remaining deltas of a stream, and the stream's end.
fn rest_by_part(events: &[Event]) -> (Vec<(String, u64, String)>, Option<Value>) {
    let mut parts: Vec<(String, u64, String)> = Vec::new();
    let mut last = None;
    for event in events {
        let Some(delta) = event.data["delta"].as_str() else {
            last = Some(event.data.clone());
            continue;
        };
        let (name, index) = (event.name.clone(), event.data["index"].as_u64().unwrap());
        match parts.last_mut() {
            Some((_, at, text)) if *at == index => text.push_str(delta),
            _ => parts.push((name, index, delta.to_owned())),
        }
    }
    (parts, last)
}

async fn resumes_anywhere(conversation: &Conversation, id: &str, events: &[Event]) {
    for (at, event) in events.iter().enumerate() {
        let rest = conversation.resume(id, &event.id).await.rest().await;
        assert_eq!(rest_by_part(&rest), rest_by_part(&events[at + 1..]), "after {event:?}");
    }
}

#[tokio::test]
async fn a_reply_resumes_after_each_event_of_any_part() {
    let setup = ScriptedApp::start().await;
    let mut reply = start(&setup, 0).await;
    let mut resumed: Vec<(usize, EventStream)> = Vec::new();
    for step in 0..=THOUGHTS.len() + PIECES.len() {
        for (at, event) in reply.events.iter().enumerate() {
            resumed.push((at, reply.conversation.resume(&reply.id, &event.id).await));
        }
        setup.provider.release();
        if step < THOUGHTS.len() {
            assert_eq!(reply.hear_thought().await, THOUGHTS[step]);
        } else if step < THOUGHTS.len() + PIECES.len() {
            assert_eq!(reply.hear_delta().await, PIECES[step - THOUGHTS.len()]);
        }
    }
    let heard = reply.finish().await;
    assert_eq!(timeless(&heard.last), [reasoning(&THOUGHTS.concat()), text(&PIECES.concat())]);
    assert_eq!(reply.events[1].id, format!("0:{}", THOUGHTS[0].len()));
    assert_eq!(reply.events[3].id, format!("1:{}", PIECES[0].len()));
    for (at, mut stream) in resumed {
        let rest = stream.rest().await;
        assert_eq!(rest_by_part(&rest), rest_by_part(&reply.events[at + 1..]), "after event {at}");
    }
    resumes_anywhere(&reply.conversation, &reply.id, &reply.events).await;
    let joined = reply.join().await.rest().await;
    assert_eq!(joined.len(), 4, "{joined:?}");
    resumes_anywhere(&reply.conversation, &reply.id, &joined).await;
}

#[tokio::test]
async fn a_reply_that_is_cancelled_while_the_model_thinks_keeps_what_it_thought() {
    let setup = ScriptedApp::start().await;
    let mut reply = start(&setup, 1).await;
    reply.hear_thought().await;
    let cancelled = reply.cancel().await;
    assert_eq!((&cancelled["status"], &cancelled["content"]), (&json!("cancelled"), &json!("")));
    assert_eq!(cancelled["finish_reason"], "cancelled");
    assert_eq!(timeless(&cancelled), [reasoning(THOUGHTS[0])]);
    assert_eq!(reply.finish().await.last, cancelled);
    assert_eq!(reply.conversation.messages().await[1], cancelled);
    resumes_anywhere(&reply.conversation, &reply.id, &reply.events).await;
}

#[tokio::test]
async fn an_agent_can_hide_what_its_model_thinks_from_its_users() {
    let setup = ScriptedApp::start().await;
    let olga = setup.app.operator().await;
    let model = WireFormat::Compatible.full_model();
    let conversation = setup.conversation_with(json!({"model": model, "show_reasoning": false})).await;
    let question = conversation.say("Hello", None).await;
    setup.provider.reply_with(thinking_reply(&THOUGHTS, &PIECES, 0));
    let mut reply = conversation.start_reply(&question).await;
    setup.provider.release_many(2);
    let early = conversation.resume(&reply.id, &reply.events[0].id).await;
    setup.provider.release_many(4);
    let heard = reply.finish().await;
    assert_eq!((&*heard.reasoning, &*heard.text), ("", &*PIECES.concat()));
    assert_eq!(heard.last["parts"], json!([text(&PIECES.concat())]));
    assert!(reply.events[1..reply.events.len() - 1].iter().all(|delta| delta.data["index"] == 0));
    resumes_anywhere(&conversation, &reply.id, &reply.events).await;
    let mut early = early;
    assert_eq!(rest_by_part(&early.rest().await), rest_by_part(&reply.events[1..]));
    let joined = Transcript::whole(&conversation.join(&reply.id).await.rest().await);
    assert_eq!(joined.last, heard.last);
    for read in [conversation.message(&reply.id).await, conversation.messages().await[1].clone()] {
        assert_eq!(read, heard.last);
    }
    let rate = format!("/messages/{}/feedback", reply.id);
    let rated = conversation.user.post(&rate, json!({"rating": "up"})).await.ok();
    assert_eq!(rated["parts"], heard.last["parts"]);
    assert_eq!(conversation.cancel(&reply.id).await.ok()["parts"], heard.last["parts"]);

    // The team sees it.
    let all = [reasoning(&THOUGHTS.concat()), text(&PIECES.concat())];
    let admin = setup.app.admin();
    assert_eq!(timeless(&admin.get(&format!("/messages/{}", reply.id)).await.ok()), all);
    let listed = admin.get(&format!("/messages?interaction_id={}", conversation.id)).await.ok();
    assert_eq!(timeless(&listed["data"][1]), all);
    let path = setup.app.dashboard(&format!("/interactions/{}/messages", conversation.id));
    assert_eq!(timeless(&olga.caller.get(&path).await.ok()["data"][1]), all);
    let streamed = olga.caller.get(&setup.app.dashboard(&format!("/messages/{}/stream", reply.id))).await;
    assert!(streamed.text.contains("message.reasoning_delta"), "{}", streamed.text);
    let user_id = &conversation.user.get(&format!("/interactions/{}", conversation.id)).await.ok()["user_id"];
    let export = setup.app.dashboard(&format!("/users/{}/export", user_id.as_str().unwrap()));
    let export: Value = serde_json::from_str(&olga.caller.get(&export).await.text).unwrap();
    assert_eq!(timeless(&export["interactions"][0]["messages"][1]), all);
    assert_eq!(export["interactions"][0]["messages"][1]["finish_reason"], "stop");

    // The agent's current setting counts.
    let config = format!("/agents/{}/config", conversation.agent_id);
    assert_eq!(admin.get(&config).await.ok()["show_reasoning"], false);
    let changed = admin.post(&config, json!({"show_reasoning": null})).await.ok();
    assert_eq!(changed["show_reasoning"], true);
    assert_eq!(timeless(&conversation.message(&reply.id).await), all);
}

#[tokio::test]
async fn what_each_attempt_thought_is_a_part_of_its_own() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    let broken = thinking_events(&["Hm"], &[])[..2].to_vec();
    setup.provider.reply_with(ScriptedReply::events(&broken).then_cut());
    setup.provider.reply_with(ScriptedReply::events(&thinking_events(&THOUGHTS, &PIECES)));
    let heard = Transcript::whole(&conversation.ask_events(&question).await.rest().await);
    let all = [reasoning("Hm"), reasoning(&THOUGHTS.concat()), text(&PIECES.concat())];
    assert_eq!(timeless(&heard.last), all);

    // Reasoning after the beginning of the answer is another part, and so is the rest of the answer.
    let mut events = thinking_events(&THOUGHTS, &PIECES);
    events.insert(4, thought_event("Wait."));
    setup.provider.reply_with(ScriptedReply::events(&events));
    let heard = Transcript::whole(&conversation.ask_events(&question).await.rest().await);
    let all = [reasoning(&THOUGHTS.concat()), text(PIECES[0]), reasoning("Wait."), text(", Ada!")];
    assert_eq!(timeless(&heard.last), all);
    assert_eq!(heard.last["content"], PIECES.concat());
}

#[tokio::test]
async fn a_reply_that_is_nothing_but_thoughts_fails_once_and_is_counted() {
    let setup = ScriptedApp::start().await;
    for (round, (model, name)) in [
        ("openai.gpt-4o", "openai/out-of-tokens"),
        ("anthropic.claude-sonnet-4-5", "anthropic/out-of-tokens"),
        ("gemini.gemini-2.5-flash", "gemini/out-of-tokens"),
        ("house.deepseek-r1:8b", "vllm/out-of-tokens"),
        ("house.deepseek-r1:8b", "gateway/think-tags-out-of-tokens"),
    ]
    .into_iter()
    .enumerate()
    {
        let conversation = setup.conversation(model).await;
        let question = conversation.say("Hello", None).await;
        setup.provider.reply_with(ScriptedReply::stream(&fixture(&format!("{name}.sse"))));
        let heard = Transcript::whole(&conversation.ask_events(&question).await.rest().await);
        assert_eq!((&*heard.text, &*heard.status), ("", "failed"), "{name}");
        let message = heard.last["error"]["message"].as_str().unwrap();
        assert!(message.contains("token"), "{name}: {message}");
        assert_eq!(heard.last["finish_reason"], "error");
        assert_eq!(setup.provider.request_count(), round + 1, "{name}");
        // There is no answer, but the reasoning is kept.
        assert_eq!(conversation.messages().await.len(), 1, "{name}");
        let kept = setup.app.admin().get(&format!("/messages/{}", heard.id)).await.ok();
        assert_eq!(kept["parts"], heard.last["parts"], "{name}");
        assert!(kept["usage"]["output_tokens"].as_i64().unwrap() > 0, "{name}: {kept}");
        assert_eq!(kept["usage"]["estimated"], false, "{name}: {kept}");
    }
}

#[tokio::test]
async fn a_reply_says_why_it_ended() {
    let setup = ScriptedApp::start().await;
    for (model, name, reason) in [
        ("openai.gpt-4o", "openai/plain", "stop"),
        ("openai.gpt-4o", "openai/length", "length"),
        ("openai.gpt-4o", "openai/content-filter", "content_filter"),
        ("anthropic.claude-sonnet-4-5", "anthropic/length", "length"),
        ("anthropic.claude-sonnet-4-5", "anthropic/refusal", "content_filter"),
        ("gemini.gemini-2.5-flash", "gemini/length", "length"),
        ("gemini.gemini-2.5-flash", "gemini/content-filter", "content_filter"),
    ] {
        let conversation = setup.conversation(model).await;
        let question = conversation.say("Hello", None).await;
        setup.provider.reply_with(ScriptedReply::stream(&fixture(&format!("{name}.sse"))));
        let reply = conversation.ask(&question).await.ok();
        assert_eq!(
            (&reply["status"], &reply["finish_reason"]),
            (&json!("completed"), &json!(reason)),
            "{name}"
        );
        assert_ne!(reply["content"], "", "{name}");
        let messages = conversation.messages().await;
        assert_eq!((&messages[1], &messages[0]["finish_reason"]), (&reply, &json!(null)), "{name}");
        let streamed =
            Transcript::whole(&conversation.join(reply["id"].as_str().unwrap()).await.rest().await);
        assert_eq!((&*streamed.status, &streamed.last), ("completed", &reply), "{name}");
    }
    let mut broken = start(&setup, PIECES.len() + THOUGHTS.len()).await;
    broken.hear_thought().await;
    setup.provider.release();
    assert_eq!(broken.finish().await.last["finish_reason"], "stop");

    let settings = json!({"initial_turn": "agent", "greeting_message": "Hello!"});
    let agent_id = setup.app.agent_with(settings).await;
    let created = setup.app.user("ada").post("/interactions", json!({"agent_id": agent_id})).await.ok();
    let greeting = &created["messages"][0];
    assert_eq!((&greeting["finish_reason"], &greeting["parts"]), (&json!("stop"), &json!([text("Hello!")])));
}
