//! Turns: asking a question, stopping a reply, and a whole turn in one call.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{sleep, timeout};
use tracing::Instrument;

use super::live_replies::LiveReply;
use super::replies::Replies;
use super::reply;
use super::stored_reply::ReplyKey;
use crate::error::{Result, conflict, forbidden, unavailable};
use crate::store::interactions::Interaction;
use crate::store::messages::{Message, NewMessage, Question, Sender};

/// How long another node may take to stop a reply. It checks about once a second.
const STOPS_WITHIN: Duration = Duration::from_secs(10);
/// How often the store is polled meanwhile.
const POLL_EVERY: Duration = Duration::from_millis(200);

/// A user's message to an agent, and where it belongs.
#[derive(Debug, Clone)]
pub struct NewTurn {
    /// The conversation.
    pub conversation: Conversation,
    /// The message that it replies to.
    pub parent: Parent,
    /// The text, checked.
    pub content: String,
}

/// The conversation that a turn belongs to.
#[derive(Debug, Clone)]
pub enum Conversation {
    /// An interaction of the user.
    Existing(String),
    /// A new interaction with this agent.
    WithAgent(String),
}

/// The parent of a turn's message.
#[derive(Debug, Clone)]
pub enum Parent {
    /// The newest message that can be replied to: a greeting or a finished reply. If there is none, the
    /// message becomes a root.
    Newest,
    /// None: the message is a root.
    Root,
    /// This message.
    Message(String),
}

/// A turn that has begun.
#[derive(Debug)]
pub struct Turn {
    /// The interaction and its greeting, if the turn started it.
    pub started: Option<(Interaction, Option<Message>)>,
    /// The user's message.
    pub message: Message,
    /// The reply to it, which is being written.
    pub reply: Arc<LiveReply>,
}

impl Replies {
    /// Starts the reply to a user's message. A background task writes it to its end, whether or not anyone
    /// listens.
    pub async fn ask(
        self: &Arc<Self>,
        project_id: &str,
        external_id: &str,
        message_id: &str,
        interaction_id: &str,
    ) -> Result<Arc<LiveReply>> {
        let mut question = self.store.question(project_id, external_id, message_id).await?;
        check(&question, interaction_id)?;
        self.apply_draft(&mut question).await?;
        let writer = self.live.begin(project_id, message_id)?;
        let reply = Arc::clone(writer.reply());
        let replies = Arc::clone(self);
        self.tasks.spawn(async move { reply::write(&replies, question, writer).await }.in_current_span());
        Ok(reply)
    }

    /// Stores a user's message, in a new interaction if need be, and starts the reply to it. What has begun is
    /// completed even if the caller leaves.
    pub async fn take_turn(
        self: &Arc<Self>,
        project_id: String,
        external_id: String,
        turn: NewTurn,
    ) -> Result<Turn> {
        let replies = Arc::clone(self);
        let started = async move { replies.start_turn(&project_id, &external_id, turn).await };
        self.tasks.run_to_completion(started.in_current_span()).await
    }

    async fn start_turn(
        self: &Arc<Self>,
        project_id: &str,
        external_id: &str,
        turn: NewTurn,
    ) -> Result<Turn> {
        let (interaction_id, started) = match turn.conversation {
            Conversation::Existing(id) => (id, None),
            Conversation::WithAgent(agent_id) => {
                let started = self.start_interaction(project_id, external_id, agent_id).await?;
                (started.0.id.clone(), Some(started))
            }
        };
        let parent_id = match turn.parent {
            Parent::Root => None,
            Parent::Message(id) => Some(id),
            Parent::Newest => match &started {
                Some((_, greeting)) => greeting.as_ref().map(|greeting| greeting.id.clone()),
                None => self.store.newest_answerable(project_id, external_id, &interaction_id).await?,
            },
        };
        let new = NewMessage::by_user(&interaction_id, parent_id, turn.content);
        let message = self.store.create_message(project_id.to_owned(), external_id.to_owned(), new).await?;
        let reply = self.ask(project_id, external_id, &message.id, &interaction_id).await?;
        Ok(Turn { started, message, reply })
    }

    /// Stops a reply, whichever node writes it, and returns the message in its final state. Has no effect on
    /// a reply that has ended.
    pub async fn cancel(&self, key: &ReplyKey) -> Result<Message> {
        let stored = key.read(&self.store).await?;
        if stored.message.sent_by != Sender::Agent {
            return Err(conflict(
                "this message was sent by the user; only an agent's replies can be stopped",
            ));
        }
        if !stored.is_in_progress() {
            return Ok(stored.message);
        }
        match self.live.get(&key.reply_id) {
            Some(reply) => {
                reply.cancel();
                // The outcome does not matter: the store is read again.
                let _outcome = reply.ended().await;
            }
            None => self.cancel_remote(key).await?,
        }
        Ok(key.read(&self.store).await?.message)
    }

    /// Stops a reply that another node writes.
    async fn cancel_remote(&self, key: &ReplyKey) -> Result<()> {
        let ReplyKey { project_id, external_id, reply_id } = key.clone();
        self.store.request_cancel(project_id, external_id, reply_id).await?;
        let stopped = async {
            while key.read(&self.store).await?.is_in_progress() {
                sleep(POLL_EVERY).await;
            }
            Ok(())
        };
        let late = || unavailable("the reply is being stopped; read it again in a moment");
        timeout(STOPS_WITHIN, stopped).await.map_err(|_| late())?
    }

    /// Replaces the agent's configuration with the draft that a test user tries out. For live users there is
    /// no query, because they have no drafts.
    async fn apply_draft(&self, question: &mut Question) -> Result<()> {
        if !question.is_of_test_user() {
            return Ok(());
        }
        let agent = &question.agent;
        if let Some(config) = self.store.draft(&agent.project_id, &question.user_id, &agent.id).await? {
            config.apply(&mut question.agent);
            question.draft = true;
        }
        Ok(())
    }
}

/// Refuses a question that cannot be asked: it must be a user's message in the given interaction, and its
/// agent must be active.
fn check(question: &Question, interaction_id: &str) -> Result<()> {
    if question.interaction_id != interaction_id {
        return Err(conflict("interaction_id: this message is not in that interaction"));
    }
    if question.sent_by != Sender::User {
        return Err(conflict("this message was sent by the agent; only a user's message can be asked"));
    }
    if !question.agent.active {
        return Err(forbidden("this agent is not active"));
    }
    // If two nodes are asked at the same moment, inserting the row decides. The second node has then asked
    // its model in vain, which costs less than making every caller wait for the row.
    if question.being_answered > 0 {
        return Err(conflict("a reply to this message is already being written"));
    }
    Ok(())
}
