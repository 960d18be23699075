//! A reply that a provider is still sending while the test listens to it.

use serde_json::Value;

use super::event_stream::Event;
use super::provider::ScriptedReply;
use super::{Conversation, EventStream, ScriptedApp, Transcript, WireFormat};

pub struct RunningReply {
    pub conversation: Conversation,
    /// The message that was asked.
    pub question: String,
    /// The reply's ID.
    pub id: String,
    /// The stream of the caller who asked.
    pub stream: EventStream,
    /// The events received on it so far.
    pub events: Vec<Event>,
}

impl ScriptedApp {
    /// Asks "Hello" of a fresh agent whose provider sends `reply`, and returns once the reply is created.
    pub async fn start_reply(&self, format: WireFormat, reply: ScriptedReply) -> RunningReply {
        let conversation = self.conversation(&format.full_model()).await;
        let question = conversation.say("Hello", None).await;
        self.provider.reply_with(reply);
        conversation.start_reply(&question).await
    }
}

impl Conversation {
    /// Asks for a stream of events, and returns once the reply is created.
    pub async fn start_reply(&self, question: &str) -> RunningReply {
        let mut stream = self.ask_events(question).await;
        let created = stream.next().await.expect("a message.created");
        assert_eq!(created.name, "message.created", "{created:?}");
        let id = created.data["id"].as_str().unwrap().to_owned();
        RunningReply {
            conversation: self.clone(),
            question: question.to_owned(),
            id,
            stream,
            events: vec![created],
        }
    }
}

impl RunningReply {
    /// Receives deltas until their text is exactly this, from the start of the reply.
    pub async fn hear(&mut self, text: &str) {
        while self.text() != text {
            self.hear_delta().await;
            assert!(text.starts_with(&self.text()), "{}", self.text());
        }
    }

    /// Receives one event, which must be a delta, and returns its text.
    pub async fn hear_delta(&mut self) -> String {
        let event = self.stream.next().await.expect("the stream goes on");
        let delta = event.delta().to_owned();
        self.events.push(event);
        delta
    }

    /// Returns the text received so far.
    pub fn text(&self) -> String {
        self.events[1..].iter().map(Event::delta).collect()
    }

    /// Receives the rest of the stream.
    pub async fn finish(&mut self) -> Transcript {
        self.events.extend(self.stream.rest().await);
        Transcript::whole(&self.events)
    }

    /// Joins the reply as another listener.
    pub async fn join(&self) -> EventStream {
        self.conversation.join(&self.id).await
    }

    /// Cancels the reply and returns it in its final state.
    pub async fn cancel(&self) -> Value {
        self.conversation.cancel(&self.id).await.ok()
    }
}
