//! Listening to a reply, whether this node writes it, another one does, or it ended long ago.

use bytes::Bytes;
use tokio::sync::watch;

use super::format::Format;
use super::live_replies::LiveReply;
use super::position::Position;
use super::progress::{Hearing, Progress};
use super::replies::Replies;
use super::stored_reply::ReplyKey;
use crate::error::{Result, conflict, invalid, unavailable};
use crate::store::messages::{Message, Sender};
use crate::store::parts::Part;

/// One listener of a reply.
#[derive(Debug)]
pub struct Listener {
    source: Source,
    position: Position,
    hearing: Hearing,
}

/// Who listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The reply's user.
    User,
    /// The project's team, from whom nothing is hidden.
    Team,
}

#[derive(Debug)]
enum Source {
    /// Written on this node, or followed from here.
    Live(watch::Receiver<Progress>),
    /// Ended.
    Finished(Box<Progress>),
}

impl Listener {
    /// Listens to a reply that has just begun, from its start, as its user.
    pub fn of(reply: &LiveReply) -> Self {
        let hearing = Hearing { hides_reasoning: reply.hides_reasoning };
        Self { source: Source::Live(reply.subscribe()), position: Position::default(), hearing }
    }

    /// Listens to a user's reply, from its start or after `position`.
    pub async fn join(
        replies: &Replies,
        key: ReplyKey,
        position: Option<Position>,
        audience: Audience,
    ) -> Result<Self> {
        let stored = key.read(&replies.store).await?;
        if stored.message.sent_by != Sender::Agent {
            return Err(conflict(
                "this message was sent by the user; only an agent's replies can be streamed",
            ));
        }
        let live = replies.live.get(&key.reply_id);
        let hides = live.as_ref().map_or(stored.message.hides_reasoning, |reply| reply.hides_reasoning);
        let hearing = Hearing { hides_reasoning: hides && audience == Audience::User };
        let check = |progress: &Progress, may_be_longer| match position {
            Some(position) => check(position, progress, hearing, may_be_longer),
            None => Ok(()),
        };
        let source = match live {
            Some(reply) => {
                check(&reply.progress(), false)?;
                Source::Live(reply.subscribe())
            }
            // The reply may have ended since it was read.
            None if stored.is_in_progress() => match Progress::from(key.read(&replies.store).await?) {
                current if current.ended.is_none() => {
                    // What a listener received from the other node may not be stored yet.
                    check(&current, true)?;
                    Source::Live(replies.remote.follow(key, current))
                }
                finished => {
                    check(&finished, finished.has_failed())?;
                    Source::Finished(Box::new(finished))
                }
            },
            None => {
                let finished = Progress::from(stored);
                // After a crash, what a listener received may never have been stored.
                check(&finished, finished.has_failed())?;
                Source::Finished(Box::new(finished))
            }
        };
        let position = position.unwrap_or_else(|| source.start());
        Ok(Self { source, position, hearing })
    }

    /// Waits for events and returns all that are available, encoded, up to about 16 KB. `None` after the last
    /// one.
    pub async fn next(&mut self, format: &'static Format) -> Option<Bytes> {
        loop {
            let batch = match &mut self.source {
                Source::Live(progress) => {
                    progress.borrow_and_update().batch(&mut self.position, self.hearing, format)
                }
                Source::Finished(progress) => {
                    return progress.batch(&mut self.position, self.hearing, format);
                }
            };
            if batch.is_some() {
                return batch;
            }
            if self.position.ended {
                return None;
            }
            match &mut self.source {
                Source::Live(progress) => progress.changed().await.ok()?,
                Source::Finished(_) => return None,
            }
        }
    }

    /// Waits for the end. Returns the final message, or why the reply failed.
    pub async fn outcome(self) -> Result<Message> {
        let ended = match self.source {
            Source::Finished(progress) => progress.ended,
            Source::Live(mut progress) => {
                let ended = progress.wait_for(|progress| progress.ended.is_some()).await;
                ended.ok().and_then(|progress| progress.ended.clone())
            }
        };
        let shutting_down = || unavailable("the server is shutting down; try again in a moment");
        ended.ok_or_else(shutting_down)?.outcome()
    }
}

impl Source {
    /// Returns the position of a listener that has received nothing. It will receive the parts as they are
    /// now, so the position skips earlier changes.
    fn start(&self) -> Position {
        let change = match self {
            Self::Live(progress) => progress.borrow().parts.changes(),
            Self::Finished(progress) => progress.parts.changes(),
        };
        Position { change, ..Position::default() }
    }
}

/// Refuses a position that no listener of this reply can have been at.
fn check(position: Position, progress: &Progress, hearing: Hearing, may_be_longer: bool) -> Result<()> {
    let is_known = match progress.parts.get(position.part) {
        Some(Part::Text(text)) => is_within(text, position.offset, may_be_longer),
        Some(Part::Reasoning(reasoning)) => is_within(&reasoning.text, position.offset, may_be_longer),
        Some(Part::ToolCall(_)) => position.offset <= 1,
        None => may_be_longer || position.part == 0 && position.offset == 0,
    };
    let is_change = may_be_longer || position.change <= progress.parts.changes();
    let is_end = progress.ended.is_some() && progress.is_at_end(position, hearing);
    let fits = is_known && is_change && (!position.ended || is_end);
    if fits { Ok(()) } else { Err(invalid("Last-Event-ID: this reply has no such event")) }
}

fn is_within(text: &str, offset: usize, may_be_longer: bool) -> bool {
    text.is_char_boundary(offset) || may_be_longer && offset > text.len()
}
