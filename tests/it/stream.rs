//! Replies while they are written: any number of listeners, resuming, cancelling, and what is kept when
//! something breaks.

mod after_cancel;
mod cancel;
mod crash;
mod deleted;
mod detached;
mod events;
mod fallback;
mod framing;
mod hanging;
mod heartbeat;
mod last_event_id;
mod listeners;
mod lost;
mod nginx;
mod postgres;
mod recorded;
mod refusals;
mod resume;
mod shutdown;
mod stuck;
mod unlisted;

use serde_json::{Value, json};

use crate::support::Conversation;

/// The text of most replies here, in the pieces that the provider sends.
const PIECES: [&str; 6] = ["Gr", "üße", ", Ada!", " 你好", " 🙂", " — ready."];

/// Returns a message without the error, which only the event of a failed one contains.
fn stored(message: &Value) -> Value {
    let mut message = message.clone();
    message.as_object_mut().unwrap().remove("error");
    message
}

/// Checks that the conversation has exactly these messages, given by status and content, and that its count agrees.
async fn assert_holds(conversation: &Conversation, expected: &[(&str, &str)]) {
    let listed = conversation.messages().await;
    let held: Vec<(&str, &str)> = listed
        .iter()
        .map(|message| (message["status"].as_str().unwrap(), message["content"].as_str().unwrap()))
        .collect();
    assert_eq!(held, expected);
    let interaction = conversation.user.get(&format!("/interactions/{}", conversation.id)).await.ok();
    assert_eq!(interaction["total_message_count"], json!(expected.len()));
}
