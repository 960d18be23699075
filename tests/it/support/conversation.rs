//! A user's conversation with an agent.

use serde_json::{Value, json};

use super::wait::eventually_some;
use super::{Caller, Response, TestApp};

#[derive(Clone)]
pub struct Conversation {
    pub user: Caller,
    pub agent_id: String,
    pub id: String,
}

impl TestApp {
    /// Creates a conversation with a fresh agent.
    pub async fn conversation(&self, external_id: &str) -> Conversation {
        let agent_id = self.agent().await;
        self.conversation_with(external_id, &agent_id).await
    }

    /// Creates a conversation with this agent.
    pub async fn conversation_with(&self, external_id: &str, agent_id: &str) -> Conversation {
        let user = self.user(external_id);
        let created = user.post("/interactions", json!({"agent_id": agent_id})).await.ok();
        let id = created["interaction"]["id"].as_str().unwrap().to_owned();
        Conversation { user, agent_id: agent_id.to_owned(), id }
    }
}

impl Conversation {
    /// Posts a message of the user and returns its ID.
    pub async fn say(&self, content: &str, parent_id: Option<&str>) -> String {
        let body = json!({"interaction_id": self.id, "content": content, "parent_id": parent_id});
        self.user.post("/messages", body).await.ok()["id"].as_str().unwrap().to_owned()
    }

    /// Asks for a reply in JSON.
    pub async fn ask(&self, message_id: &str) -> Response {
        self.user.post(&format!("/messages/{message_id}/ask"), json!({"interaction_id": self.id})).await
    }

    /// Asks for events, and reads whatever the response is.
    pub async fn ask_for_events(&self, message_id: &str) -> Response {
        let user = self.user.with("Accept", "text/event-stream");
        user.post(&format!("/messages/{message_id}/ask"), json!({"interaction_id": self.id})).await
    }

    /// Cancels the reply.
    pub async fn cancel(&self, reply_id: &str) -> Response {
        self.user.post(&format!("/messages/{reply_id}/cancel"), json!({})).await
    }

    /// Reads a message.
    pub async fn message(&self, id: &str) -> Value {
        self.user.get(&format!("/messages/{id}")).await.ok()
    }

    /// Lists the messages.
    pub async fn messages(&self) -> Vec<Value> {
        let list = self.user.get(&format!("/messages?interaction_id={}", self.id)).await.ok();
        list["data"].as_array().unwrap().clone()
    }

    /// Waits until a reply is being written, and returns its ID.
    pub async fn reply_in_progress(&self) -> String {
        eventually_some("a reply is being written", async || {
            let listed = self.messages().await;
            let reply = listed.iter().find(|message| message["status"] == "in_progress")?;
            Some(reply["id"].as_str().unwrap().to_owned())
        })
        .await
    }

    /// Waits until a reply that is in progress has this status, and returns it.
    pub async fn wait_for_status(&self, id: &str, status: &str) -> Value {
        eventually_some(&format!("{id} becomes {status}"), async || {
            let message = self.message(id).await;
            if message["status"] == status {
                return Some(message);
            }
            assert_eq!(message["status"], "in_progress", "instead of {status}: {message}");
            None
        })
        .await
    }
}
