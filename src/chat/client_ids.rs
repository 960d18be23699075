//! Client IDs: a request that is repeated with the same ID returns what the first one created, and creates
//! nothing.

use std::sync::Arc;

use super::listener::{Audience, Listener};
use super::replies::Replies;
use super::stored_reply::ReplyKey;
use super::turn::{Asked, Conversation, NewTurn, Parent, Turn};
use crate::error::{Result, conflict};
use crate::store::interactions::Interaction;
use crate::store::messages::{Message, MessageStatus, NewMessage};

impl Replies {
    /// Returns a user's interaction with this client ID, and its greeting. Returns a conflict if it is with
    /// another agent.
    pub(super) async fn known_interaction(
        &self,
        project_id: &str,
        external_id: &str,
        agent_id: &str,
        client_id: &str,
    ) -> Result<Option<(Interaction, Option<Message>)>> {
        let found = self.store.interaction_with_client_id(project_id, external_id, client_id).await?;
        let Some(interaction) = found else { return Ok(None) };
        if interaction.agent_id != agent_id {
            return Err(conflict("client_id: your interaction with this ID is with another agent"));
        }
        let greeting = self.store.greeting(project_id, &interaction.id).await?;
        Ok(Some((interaction, greeting)))
    }

    /// Stores a user's message. Returns the one that was stored before with the same client ID, if there is
    /// one.
    pub async fn create_message(
        &self,
        project_id: &str,
        external_id: &str,
        new: NewMessage,
    ) -> Result<Message> {
        let stored =
            self.store.create_message(project_id.to_owned(), external_id.to_owned(), new.clone()).await;
        match stored {
            // Perhaps it failed because the same message was stored before.
            Err(error) if !new.client_id().is_empty() => {
                let parent = match new.parent_id() {
                    Some(id) => Parent::Message(id.to_owned()),
                    None => Parent::Root,
                };
                let (interaction_id, client_id) = (new.interaction_id(), new.client_id());
                let known =
                    self.store.message_with_client_id(project_id, external_id, interaction_id, client_id);
                let known = known.await?.ok_or(error)?;
                check_same(&known, new.content(), &parent)?;
                Ok(known)
            }
            stored => stored,
        }
    }

    /// Returns the turn that was taken before with the same client ID. Joins its reply, or starts one if
    /// there is none or it has failed.
    pub(super) async fn known_turn(
        self: &Arc<Self>,
        project_id: &str,
        external_id: &str,
        turn: &NewTurn,
    ) -> Result<Option<Turn>> {
        let (interaction_id, started) = match &turn.conversation {
            Conversation::Existing(id) => (id.clone(), None),
            Conversation::WithAgent(agent_id) => {
                let known =
                    self.known_interaction(project_id, external_id, agent_id, &turn.client_id).await?;
                let Some(started) = known else { return Ok(None) };
                (started.0.id.clone(), Some(started))
            }
        };
        if let Some((message, reply)) =
            self.known_message(project_id, external_id, &interaction_id, turn).await?
        {
            return Ok(Some(Turn { started, message, reply }));
        }
        if started.is_none() {
            return Ok(None);
        }
        // The interaction was started without a turn, with the same ID.
        let first = NewTurn { conversation: Conversation::Existing(interaction_id.clone()), ..turn.clone() };
        let begun = match self.begin_turn(project_id, external_id, &first).await {
            Ok(Some(turn)) => return Ok(Some(Turn { started, ..turn })),
            begun => begun,
        };
        // Perhaps the same turn was begun at the same moment.
        match self.known_message(project_id, external_id, &interaction_id, turn).await? {
            Some((message, reply)) => Ok(Some(Turn { started, message, reply })),
            None => begun,
        }
    }

    /// Returns the message of a turn that was taken before, and its reply.
    async fn known_message(
        self: &Arc<Self>,
        project_id: &str,
        external_id: &str,
        interaction_id: &str,
        turn: &NewTurn,
    ) -> Result<Option<(Message, Asked)>> {
        let known =
            self.store.message_with_client_id(project_id, external_id, interaction_id, &turn.client_id);
        let Some(message) = known.await? else { return Ok(None) };
        check_same(&message, &turn.content, &turn.parent)?;
        let reply = self.known_reply(project_id, external_id, &message).await?;
        Ok(Some((message, reply)))
    }

    /// Joins the newest reply to a user's message, or asks for one if there is none or it has failed.
    async fn known_reply(
        self: &Arc<Self>,
        project_id: &str,
        external_id: &str,
        question: &Message,
    ) -> Result<Asked> {
        match self.store.newest_reply(project_id, external_id, question).await? {
            Some(reply) if reply.status != MessageStatus::Failed => {
                let (project_id, external_id) = (project_id.to_owned(), external_id.to_owned());
                let key = ReplyKey { project_id, external_id, reply_id: reply.id };
                Ok(Asked::Joined(Listener::join(self, key, None, Audience::User).await?))
            }
            _ => self.ask(project_id, external_id, &question.id, &question.interaction_id).await,
        }
    }
}

/// Refuses a client ID that was used before for a different message.
fn check_same(known: &Message, content: &str, parent: &Parent) -> Result<()> {
    if known.content != content {
        return Err(conflict("client_id: the message with this ID has different content"));
    }
    let is_same_parent = match parent {
        Parent::Newest => true,
        Parent::Root => known.parent_id.is_none(),
        Parent::Message(id) => known.parent_id.as_ref() == Some(id),
    };
    if is_same_parent {
        Ok(())
    } else {
        Err(conflict("client_id: the message with this ID has another parent"))
    }
}
