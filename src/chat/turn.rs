//! Turns: asking a question, stopping a reply, and a whole turn in one call.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout};
use tracing::Instrument;

use super::generation::Path;
use super::listener::{Audience, Listener};
use super::live_replies::LiveReply;
use super::replies::Replies;
use super::reply;
use super::stored_reply::ReplyKey;
use super::turn_locks::TurnLock;
use crate::error::{Code, Result, conflict, forbidden, unavailable, unknown};
use crate::store::interactions::Interaction;
use crate::store::messages::{Message, Question, Sender, no_parent};
use crate::store::replies::NewReply;
use crate::store::turns::{self, Place};
use crate::{clock, ids};

/// Maximum attempts to ask a message if another node starts its reply at the same moment.
const ATTEMPTS: usize = 3;

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
    /// The ID that the client chose for the message, and for the interaction if the turn starts one; empty if
    /// none.
    pub client_id: String,
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
    /// The reply to it.
    pub reply: Asked,
}

/// The reply to a message that was asked.
#[derive(Debug)]
pub enum Asked {
    /// It has just begun.
    Begun(Arc<LiveReply>),
    /// It began earlier, on this node or another.
    Joined(Listener),
}

/// A whole reply that a caller has waited for.
#[derive(Debug)]
pub struct WholeReply {
    /// Its message.
    pub message: Message,
    /// The reply as it was written, if this caller started it.
    pub begun: Option<Arc<LiveReply>>,
    /// How long it took to ask.
    pub asked_in: Duration,
}

impl Asked {
    /// Waits until the reply's row is stored, and returns a listener at its start.
    pub async fn listen(self) -> Result<Listener> {
        match self {
            Self::Begun(reply) => {
                let listener = Listener::of(&reply);
                reply.created().await?;
                Ok(listener)
            }
            Self::Joined(listener) => Ok(listener),
        }
    }

    /// Waits for the whole reply.
    pub async fn outcome(self) -> Result<Message> {
        match self {
            Self::Begun(reply) => Listener::of(&reply).outcome().await,
            Self::Joined(listener) => listener.outcome().await,
        }
    }

    /// Returns the reply if it has just begun.
    pub fn begun(&self) -> Option<&Arc<LiveReply>> {
        match self {
            Self::Begun(reply) => Some(reply),
            Self::Joined(_) => None,
        }
    }
}

impl Replies {
    /// Starts the reply to a user's message, or joins the one that is being written. A background task writes
    /// it to its end, whether or not anyone listens.
    pub async fn ask(
        self: &Arc<Self>,
        project_id: &str,
        external_id: &str,
        message_id: &str,
        interaction_id: &str,
    ) -> Result<Asked> {
        let mut question = self.store.question(project_id, external_id, message_id).await?;
        check(&question, interaction_id)?;
        // If two nodes are asked at the same moment, inserting the row decides. The second node has then asked
        // its model in vain, which costs less than making every caller wait for the row.
        if let Some(reply_id) = question.reply_in_progress.take() {
            let key =
                ReplyKey { project_id: project_id.to_owned(), external_id: external_id.to_owned(), reply_id };
            return Ok(Asked::Joined(Listener::join(self, key, None, Audience::User).await?));
        }
        self.apply_draft(&mut question).await?;
        let writer = match self.live.begin(project_id, message_id, !question.agent.show_reasoning) {
            Ok(writer) => writer,
            Err(running) => return Ok(Asked::Joined(Listener::of(&running))),
        };
        let reply = Arc::clone(writer.reply());
        let new = NewReply {
            id: reply.id.clone(),
            project_id: project_id.to_owned(),
            interaction_id: question.interaction_id.clone(),
            parent_id: message_id.to_owned(),
            node_id: self.live.node_id().to_owned(),
        };
        let path = Path::Stored(message_id.to_owned());
        let replies = Arc::clone(self);
        let written = async move {
            reply::write(&replies, question, path, writer, replies.store.create_reply(new)).await;
        };
        self.tasks.spawn(written.in_current_span());
        Ok(Asked::Begun(reply))
    }

    /// Asks a user's message, or joins the reply that is being written, and waits for its end.
    pub async fn ask_for_whole(
        self: &Arc<Self>,
        project_id: &str,
        external_id: &str,
        message_id: &str,
        interaction_id: &str,
    ) -> Result<WholeReply> {
        let (start, mut attempts) = (Instant::now(), 0);
        loop {
            attempts += 1;
            let asked = self.ask(project_id, external_id, message_id, interaction_id).await?;
            let (asked_in, begun) = (start.elapsed(), asked.begun().cloned());
            match asked.outcome().await {
                // Another node was faster, so its reply is joined.
                Err(error) if error.code == Code::Conflict && attempts < ATTEMPTS => {}
                outcome => return Ok(WholeReply { message: outcome?, begun, asked_in }),
            }
        }
    }

    /// Stores a user's message, in a new interaction if need be, and starts the reply to it. Joins a turn
    /// that was taken before with the same client ID instead. What has begun is completed even if the caller
    /// disconnects.
    pub async fn take_turn(
        self: &Arc<Self>,
        project_id: &str,
        external_id: &str,
        turn: &NewTurn,
    ) -> Result<Turn> {
        let begun = self.begin_turn(project_id, external_id, turn).await;
        if turn.client_id.is_empty() {
            return begun?.ok_or_else(|| unknown("a turn without a client ID cannot be repeated"));
        }
        match begun {
            Ok(Some(turn)) => Ok(turn),
            Ok(None) => {
                let known = self.known_turn(project_id, external_id, turn).await?;
                known.ok_or_else(|| conflict("client_id: the turn with this ID is being deleted"))
            }
            // Perhaps it failed because the same turn was taken a moment ago.
            Err(error) => self.known_turn(project_id, external_id, turn).await?.ok_or(error),
        }
    }

    /// Waits for the whole reply of a turn.
    pub async fn whole_reply(
        self: &Arc<Self>,
        project_id: &str,
        external_id: &str,
        turn: &NewTurn,
        taken: Turn,
    ) -> Result<Message> {
        match taken.reply.outcome().await {
            // The turn was repeated on two nodes at once, and the other one was faster, so its reply is
            // joined.
            Err(error) if error.code == Code::Conflict && !turn.client_id.is_empty() => {
                self.take_turn(project_id, external_id, turn).await?.reply.outcome().await
            }
            outcome => outcome,
        }
    }

    /// Begins a turn. Returns `None` if one with the same client ID was taken before.
    pub(super) async fn begin_turn(
        self: &Arc<Self>,
        project_id: &str,
        external_id: &str,
        turn: &NewTurn,
    ) -> Result<Option<Turn>> {
        let lock = match turn.client_id.as_str() {
            "" => None,
            client_id => Some(self.turn_locks.lock(project_id, external_id, client_id).await),
        };
        let content = turn.content.clone();
        let (question, place, path) = match &turn.conversation {
            Conversation::Existing(interaction_id) => {
                let Some((question, parent_id)) =
                    self.continued(project_id, external_id, interaction_id, turn).await?
                else {
                    return Ok(None);
                };
                let path = Path::New { below: parent_id.clone(), greeting: None, content };
                (question, Place::Below { interaction_id: interaction_id.clone(), parent_id }, path)
            }
            Conversation::WithAgent(agent_id) => {
                let Some((agent, new, draft)) =
                    self.new_interaction(project_id, external_id, agent_id, &turn.client_id).await?
                else {
                    return Ok(None);
                };
                if let Parent::Message(_) = turn.parent {
                    return Err(no_parent());
                }
                let root = matches!(turn.parent, Parent::Root);
                let greeting = new.greeting.clone().filter(|_| !root);
                let question = Question::of_new_interaction(agent, &new.user, draft);
                let place = Place::New { interaction: Box::new(new), root };
                (question, place, Path::New { below: None, greeting, content })
            }
        };
        self.write_turn(project_id, external_id, turn, (question, place, path), lock).await.map(Some)
    }

    /// Returns the question that a turn in an existing interaction will ask, and its parent. `None` if it was
    /// asked before.
    async fn continued(
        &self,
        project_id: &str,
        external_id: &str,
        interaction_id: &str,
        turn: &NewTurn,
    ) -> Result<Option<(Question, Option<String>)>> {
        let named = match &turn.parent {
            Parent::Message(id) => Some(id.as_str()),
            Parent::Root | Parent::Newest => None,
        };
        let context =
            self.store.turn_context(project_id, external_id, interaction_id, named, &turn.client_id);
        let mut context = context.await?;
        if context.is_repeated {
            return Ok(None);
        }
        let newest = context.newest_answerable.take();
        let has_parent = context.has_parent;
        let mut question = context.into_question(interaction_id.to_owned());
        check(&question, interaction_id)?;
        let parent_id = match &turn.parent {
            Parent::Root => None,
            Parent::Newest => newest,
            Parent::Message(_) if !has_parent => return Err(no_parent()),
            Parent::Message(id) => Some(id.clone()),
        };
        self.apply_draft(&mut question).await?;
        Ok(Some((question, parent_id)))
    }

    /// Stores a turn and starts its reply, whose model is asked while the turn is being stored.
    async fn write_turn(
        self: &Arc<Self>,
        project_id: &str,
        external_id: &str,
        turn: &NewTurn,
        (question, place, path): (Question, Place, Path),
        lock: Option<TurnLock>,
    ) -> Result<Turn> {
        let message_id = ids::MESSAGE.make(clock::now());
        let begun = self.live.begin(project_id, &message_id, !question.agent.show_reasoning);
        let writer = begun.map_err(|_| unknown("a new message is already being answered"))?;
        let reply = Arc::clone(writer.reply());
        let new = turns::NewTurn {
            project_id: project_id.to_owned(),
            external_id: external_id.to_owned(),
            place,
            content: turn.content.clone(),
            client_id: turn.client_id.clone(),
            message_id,
            reply_id: reply.id.clone(),
            node_id: self.live.node_id().to_owned(),
        };
        let (sender, stored) = oneshot::channel();
        let replies = Arc::clone(self);
        let written = async move {
            let create = async {
                let begun = replies.store.begin_turn(new).await;
                drop(lock);
                let begun = begun?;
                // The caller may have disconnected.
                let _sent = sender.send((begun.started, begun.message));
                Ok(begun.reply)
            };
            reply::write(&replies, question, path, writer, create).await;
        };
        self.tasks.spawn(written.in_current_span());
        match stored.await {
            Ok((started, message)) => Ok(Turn { started, message, reply: Asked::Begun(reply) }),
            Err(_) => {
                reply.created().await?;
                Err(unknown("a reply was created without its turn"))
            }
        }
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
                let listener = Listener::of(&reply);
                reply.cancel();
                // The outcome does not matter: the store is read again.
                let _outcome = listener.outcome().await;
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
    // Test users try out agents before live users may talk to them.
    if !question.agent.active && !question.is_of_test_user() {
        return Err(forbidden("this agent is not active"));
    }
    Ok(())
}
