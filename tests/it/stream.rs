//! Replies as they are written: heard by any number of listeners, resumed, stopped, and what is left of them when
//! something ends too early.

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
mod node_loss;
mod nodes;
mod outage;
mod recorded;
mod refusals;
mod resume;
mod shutdown;
mod stopped;
mod stuck;
mod unlisted;

use serde_json::{Value, json};

use crate::support::{Conversation, Kind, Setup};

/// What most replies here say, in the pieces that the provider sends.
const PIECES: [&str; 6] = ["Gr", "üße", ", Ada!", " 你好", " 🙂", " — ready."];

/// A conversation with a model of the house, and a message of it to ask.
async fn asked(setup: &Setup) -> (Conversation, String) {
    let conversation = setup.conversation(&Kind::House.full_model()).await;
    let asked = conversation.say("Hello", None).await;
    (conversation, asked)
}

/// A message without what only a failed one's event has.
fn stored(message: &Value) -> Value {
    let mut message = message.clone();
    message.as_object_mut().unwrap().remove("error");
    message
}

/// The conversation holds these messages, as their status and content, and its count agrees.
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
