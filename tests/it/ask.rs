//! Asking models: a real server, and scripted providers that stream in their own wire formats.

mod failures;
mod hostile;
mod provider_quirks;
mod replies;
mod requests;
mod rules;
mod waiting;

use serde_json::Value;

use crate::support::{Conversation, KEY, REPLY, STREAMS, ScriptedApp, WIRE_FORMATS, WireFormat};

/// Asks the message and returns the reply's ID and text.
async fn reply_to(conversation: &Conversation, message_id: &str) -> (String, String) {
    let reply = conversation.ask(message_id).await.ok();
    (text(&reply["id"]), text(&reply["content"]))
}

/// Checks the number of an interaction's messages, and the count that it reports.
#[track_caller]
fn assert_count(conversation: &Conversation, listed: &[Value], interaction: &Value, count: usize) {
    assert_eq!(listed.len(), count, "{listed:?}");
    assert_eq!(interaction["id"], conversation.id);
    assert_eq!(interaction["total_message_count"], count);
}

async fn interaction(conversation: &Conversation) -> Value {
    conversation.user.get(&format!("/interactions/{}", conversation.id)).await.ok()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
