//! Names that models give to interactions.

use serde_json::{Value, json};

use crate::support::provider::ScriptedReply;
use crate::support::wait::eventually_some;
use crate::support::{Conversation, REPLY, ScriptedApp, WIRE_FORMATS, WireFormat};

/// A reply with this text.
fn says(format: WireFormat, text: &str) -> ScriptedReply {
    ScriptedReply::events(&format.stream_events(&[text]))
}

async fn titled(setup: &ScriptedApp, mut settings: Value) -> (Conversation, String) {
    settings["auto_title"] = json!(true);
    let conversation = setup.conversation_with(settings).await;
    let question = conversation.say("When do you open?", None).await;
    (conversation, question)
}

async fn interaction(conversation: &Conversation) -> Value {
    conversation.user.get(&format!("/interactions/{}", conversation.id)).await.ok()
}

/// Waits until the interaction has a name.
async fn name(conversation: &Conversation) -> String {
    let named = async || {
        let name = interaction(conversation).await["name"].as_str().unwrap().to_owned();
        Some(name).filter(|name| !name.is_empty())
    };
    eventually_some("the interaction has a name", named).await
}

#[tokio::test]
async fn the_first_reply_gets_the_interaction_a_title_in_every_wire_format() {
    let setup = ScriptedApp::start().await;
    for format in WIRE_FORMATS {
        let (conversation, question) = titled(&setup, json!({"model": format.full_model()})).await;
        let count = setup.provider.request_count();
        setup.provider.reply_with(format.reply()).reply_with(says(format, "\"**Opening hours**\"\nx").held());
        assert_eq!(
            conversation.ask(&question).await.ok()["content"],
            REPLY,
            "it does not wait for the title"
        );
        assert_eq!(interaction(&conversation).await["name"], "");
        setup.provider.wait_for_requests(count + 2).await;
        let request = setup.provider.last_request();
        let (system, turns) = format.conversation_in(&request);
        assert!(system.contains("title"), "{system}");
        assert!(turns.len() == 1 && turns[0].1.contains("When do you open?") && turns[0].1.contains(REPLY));
        setup.provider.release();
        setup.provider.release();
        assert_eq!(name(&conversation).await, "Opening hours", "{format:?}");

        // A later reply changes nothing.
        let replies = conversation.messages().await;
        let next = conversation.say("Thanks", replies[1]["id"].as_str()).await;
        setup.provider.reply_with(format.reply());
        conversation.ask(&next).await.ok();
        assert_eq!(setup.provider.request_count(), count + 3);
    }
}

#[tokio::test]
async fn an_interaction_that_a_turn_starts_gets_a_title() {
    let setup = ScriptedApp::start().await;
    let (conversation, _) = titled(&setup, json!({"model": WireFormat::Compatible.full_model()})).await;
    setup
        .provider
        .reply_with(WireFormat::Compatible.reply())
        .reply_with(says(WireFormat::Compatible, "Opening hours"));
    let body = json!({"agent_id": conversation.agent_id, "content": "When do you open?"});
    let taken = conversation.user.post("/turns", body).await.ok();
    let started = Conversation { id: taken["interaction"]["id"].as_str().unwrap().into(), ..conversation };
    assert_eq!(name(&started).await, "Opening hours");
}

#[tokio::test]
async fn another_model_may_write_it() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) =
        titled(&setup, json!({"model": "openai.gpt-4o", "title_model": "house.small"})).await;
    setup.provider.reply_with(WireFormat::Openai.reply()).reply_with(says(WireFormat::Compatible, "Hours"));
    conversation.ask(&question).await.ok();
    assert_eq!(name(&conversation).await, "Hours");
    let request = setup.provider.last_request();
    assert_eq!((&*request.path, &request.body["model"]), ("/house/v1/chat/completions", &json!("small")));
}

#[tokio::test]
async fn a_name_that_somebody_gave_is_never_touched() {
    let setup = ScriptedApp::start().await;
    let rename = async |conversation: &Conversation, name: &str| {
        let path = format!("/interactions/{}", conversation.id);
        conversation.user.post(&path, json!({"name": name})).await.ok();
    };
    let (conversation, question) = titled(&setup, json!({"model": "openai.gpt-4o"})).await;
    rename(&conversation, "Mine").await;
    setup.provider.reply_with(WireFormat::Openai.reply());
    conversation.ask(&question).await.ok();

    // The same if it is given while the title is being written.
    let (meanwhile, question) = titled(&setup, json!({"model": "openai.gpt-4o"})).await;
    let title = says(WireFormat::Openai, "From the model").held();
    setup.provider.reply_with(WireFormat::Openai.reply()).reply_with(title);
    meanwhile.ask(&question).await.ok();
    setup.provider.wait_for_requests(3).await;
    rename(&meanwhile, "Mine, too").await;
    setup.provider.release();
    setup.provider.wait_for_answers(3).await;

    // A third one gets its title, so the others had enough time.
    let (third, question) = titled(&setup, json!({"model": "openai.gpt-4o"})).await;
    setup.provider.reply_with(WireFormat::Openai.reply()).reply_with(says(WireFormat::Openai, "Third"));
    third.ask(&question).await.ok();
    assert_eq!(name(&third).await, "Third");
    assert_eq!(interaction(&conversation).await["name"], "Mine");
    assert_eq!(interaction(&meanwhile).await["name"], "Mine, too");
}

#[tokio::test]
async fn without_a_title_nothing_is_wrong() {
    let setup = ScriptedApp::start_with(|config| config.models.retries = 0).await;
    for failure in [
        ScriptedReply::error(500, &json!({})),
        ScriptedReply::error(400, &json!({})),
        says(WireFormat::Openai, "\u{200b}**"),
    ] {
        let (conversation, question) = titled(&setup, json!({"model": "openai.gpt-4o"})).await;
        let count = setup.provider.request_count();
        setup.provider.reply_with(WireFormat::Openai.reply()).reply_with(failure);
        assert_eq!(conversation.ask(&question).await.ok()["status"], "completed");
        setup.provider.wait_for_requests(count + 2).await;
        // Asked again, it gets one.
        setup.provider.reply_with(WireFormat::Openai.reply()).reply_with(says(WireFormat::Openai, "Later"));
        conversation.ask(&question).await.ok();
        assert_eq!(name(&conversation).await, "Later");
    }
    // No model is asked without the setting, or after a reply that failed.
    let plain = setup.conversation("openai.gpt-4o").await;
    let question = plain.say("Hello", None).await;
    let count = setup.provider.request_count();
    setup.provider.reply_with(WireFormat::Openai.reply());
    plain.ask(&question).await.ok();
    let (failed, question) = titled(&setup, json!({"model": "openai.gpt-4o"})).await;
    setup.provider.reply_with(ScriptedReply::error(500, &json!({})));
    failed.ask(&question).await.error(503, "unavailable");
    assert_eq!(setup.provider.request_count(), count + 2);
}
