//! Whole turns: a user's message and the row of the reply to it, stored together.

use sql::FromRow;

use super::Store;
use super::agents::Agent;
use super::interactions::{Interaction, NewInteraction, insert_interaction};
use super::messages::{Message, NewMessage, Question, Sender, count_messages, insert};
use super::replies::insert_reply;
use crate::error::{Result, not_found};

/// A turn to be stored.
#[derive(Debug, Clone)]
pub struct NewTurn {
    /// The project.
    pub project_id: String,
    /// The app's own ID of the user.
    pub external_id: String,
    /// Where the message belongs.
    pub place: Place,
    /// The text.
    pub content: String,
    /// The ID that the client chose for the message; empty if none.
    pub client_id: String,
    /// The message's ID.
    pub message_id: String,
    /// The reply's ID.
    pub reply_id: String,
    /// The node that writes the reply.
    pub node_id: String,
}

/// Where the message of a turn belongs.
#[derive(Debug, Clone)]
pub enum Place {
    /// Below this message of an interaction of the user.
    Below {
        /// The interaction.
        interaction_id: String,
        /// The parent; `None` for a root.
        parent_id: Option<String>,
    },
    /// In a new interaction, below its greeting.
    New {
        /// The interaction.
        interaction: Box<NewInteraction>,
        /// Whether the message is a root even if there is a greeting.
        root: bool,
    },
}

/// A turn that is stored.
#[derive(Debug)]
pub struct BegunTurn {
    /// The interaction and its greeting, if the turn started it.
    pub started: Option<(Interaction, Option<Message>)>,
    /// The user's message.
    pub message: Message,
    /// The reply, still empty.
    pub reply: Message,
}

/// What a turn in an existing interaction depends on.
#[derive(Debug, FromRow)]
pub struct TurnContext {
    /// The agent.
    #[row(flatten)]
    agent: Agent,
    user_id: String,
    user_external_id: String,
    user_first_name: String,
    user_last_name: String,
    user_live_mode: bool,
    /// The newest message that can be replied to: a greeting or a finished reply.
    pub newest_answerable: Option<String>,
    /// Whether the message that the caller names as the parent is there.
    pub has_parent: bool,
    /// Whether the interaction has a message with this client ID already.
    pub is_repeated: bool,
}

impl TurnContext {
    /// Returns the question that the turn will ask.
    pub fn into_question(self, interaction_id: String) -> Question {
        Question {
            agent: self.agent,
            interaction_id,
            sent_by: Sender::User,
            user_id: self.user_id,
            user_external_id: self.user_external_id,
            user_first_name: self.user_first_name,
            user_last_name: self.user_last_name,
            user_live_mode: self.user_live_mode,
            reply_in_progress: None,
            draft: false,
        }
    }
}

impl Store {
    /// Returns what a turn in an interaction of a user depends on, in one query.
    pub async fn turn_context(
        &self,
        project_id: &str,
        external_id: &str,
        interaction_id: &str,
        parent_id: Option<&str>,
        client_id: &str,
    ) -> Result<TurnContext> {
        let row = sql::query_as(
            "SELECT a.*, u.id AS user_id, u.external_id AS user_external_id, u.first_name AS user_first_name,
                u.last_name AS user_last_name, u.live_mode AS user_live_mode,
                (SELECT m.id FROM messages m
                 WHERE m.interaction_id = i.id AND m.sent_by = 'agent' AND m.status <> 'in_progress' AND m.listed = 1
                 ORDER BY m.created_at DESC, m.id DESC LIMIT 1) AS newest_answerable,
                CASE WHEN EXISTS (SELECT 1 FROM messages p
                    WHERE p.id = $4 AND p.interaction_id = i.id AND p.listed = 1
                      AND p.status <> 'in_progress') THEN 1 ELSE 0 END AS has_parent,
                CASE WHEN EXISTS (SELECT 1 FROM messages r
                    WHERE r.interaction_id = i.id AND r.client_id = $5 AND r.client_id <> '')
                    THEN 1 ELSE 0 END AS is_repeated
             FROM interactions i
             JOIN users u ON u.id = i.user_id AND u.project_id = $1 AND u.external_id = $2
             JOIN agents a ON a.id = i.agent_id AND a.project_id = $1
             WHERE i.id = $3 AND i.project_id = $1",
        );
        let row = row.bind(project_id).bind(external_id).bind(interaction_id).bind(parent_id).bind(client_id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("interaction"))
    }

    /// Stores a user's message and the empty row of the reply to it, in a new interaction if need be.
    pub async fn begin_turn(&self, turn: NewTurn) -> Result<BegunTurn> {
        transaction!(self, |db| {
            let NewTurn {
                project_id, external_id, content, client_id, message_id, reply_id, node_id, ..
            } = turn;
            let (interaction_id, parent_id, started) = match turn.place {
                Place::Below { interaction_id, parent_id } => {
                    count_messages(db, &project_id, &external_id, &interaction_id, 2).await?;
                    (interaction_id, parent_id, None)
                }
                Place::New { interaction, root } => {
                    let (interaction, greeting) = insert_interaction(db, *interaction, 2).await?;
                    let parent = greeting.as_ref().filter(|_| !root).map(|greeting| greeting.id.clone());
                    (interaction.id.clone(), parent, Some((interaction, greeting)))
                }
            };
            let new = NewMessage {
                id: Some(message_id),
                ..NewMessage::by_user(&interaction_id, parent_id, content, client_id)
            };
            let message = insert(db, new).await?;
            let reply = insert_reply(db, &interaction_id, &message.id, reply_id, &node_id).await?;
            Ok(BegunTurn { started, message, reply })
        })
        .await
    }
}
