//! One turn: an agent's reply to a user's message.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::history::{self, Room};
use super::prompt::{self, Scope};
use crate::error::{Result, conflict, forbidden, unknown};
use crate::models::Request;
use crate::models::complete::complete;
use crate::models::registry::{Model, Registry};
use crate::store::Store;
use crate::store::messages::{Asked, Message, NewMessage};

/// The messages whose reply is being written on this node: a message has one such reply at a time.
#[derive(Debug, Clone, Default)]
pub struct Replying {
    messages: Arc<Mutex<HashSet<String>>>,
}

/// Gives its message free when it goes, however the reply ended.
#[derive(Debug)]
pub struct Claim {
    replying: Replying,
    message_id: String,
}

impl Replying {
    /// Takes a message, or says that it has a reply being written already.
    pub fn claim(&self, message_id: &str) -> Result<Claim> {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        if !messages.insert(message_id.to_owned()) {
            return Err(conflict("a reply to this message is being written already"));
        }
        Ok(Claim { replying: self.clone(), message_id: message_id.to_owned() })
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.replying.messages.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.message_id);
    }
}

/// Whether the message may be asked: a user's, in the interaction that the caller means, its agent active.
pub fn check(asked: &Asked, interaction_id: &str) -> Result<()> {
    if asked.interaction_id != interaction_id {
        return Err(conflict("interaction_id: this message is not in that interaction"));
    }
    if asked.sent_by != "user" {
        return Err(conflict("this message was sent by the agent; ask a message of the user"));
    }
    if !asked.agent.is_active() {
        return Err(forbidden("this agent is not active"));
    }
    Ok(())
}

/// Writes the reply to the message `message_id` and stores it once it is whole.
pub async fn write(store: &Store, registry: &Registry, asked: Asked, message_id: String) -> Result<Message> {
    let model = registry.resolve(&asked.agent.model).inspect_err(|failure| {
        tracing::warn!(agent_id = %asked.agent.id, detail = %failure.detail, "an agent's model is not connected");
    })?;
    let request = request(store, registry, &model, &asked, &message_id).await?;
    let content = complete(&model, &request, registry.settings()).await?;
    // PostgreSQL's text holds every character but this one.
    let content = if content.contains('\0') { content.replace('\0', "\u{fffd}") } else { content };
    let reply = NewMessage::by_agent(&asked.interaction_id, Some(message_id), content);
    store.create_reply(asked.agent.project_id, reply).await
}

async fn request(
    store: &Store,
    registry: &Registry,
    model: &Model,
    asked: &Asked,
    message_id: &str,
) -> Result<Request> {
    let agent = &asked.agent;
    let scope = Scope::with_user(
        agent,
        &asked.user_id,
        &asked.user_external_id,
        &asked.user_first_name,
        &asked.user_last_name,
    );
    let system = prompt::render(&agent.system_message, &scope)?;
    let enough = history::enough_characters(model.context_window);
    let said = store.path(&agent.project_id, message_id, enough).await?;
    if said.is_empty() {
        return Err(unknown("the asked message has no path"));
    }
    let room = Room {
        context_window: model.context_window,
        reply_tokens: registry.settings().reply_tokens,
        strict_turns: model.strict_turns,
    };
    let (system, turns) = history::fit(system, said, room);
    Ok(Request { system, turns, openai: agent.openai, anthropic: agent.anthropic })
}
