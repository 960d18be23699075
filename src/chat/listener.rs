//! Listening to a reply, whether this node writes it, another one does, or it ended long ago.

use bytes::Bytes;
use tokio::sync::watch;

use super::format::Format;
use super::live_replies::LiveReply;
use super::position::Position;
use super::progress::Progress;
use super::replies::Replies;
use super::stored_reply::ReplyKey;
use crate::error::{Result, conflict, invalid};
use crate::store::messages::Sender;

/// One listener of a reply.
#[derive(Debug)]
pub struct Listener {
    source: Source,
    position: Position,
    /// Whether the listener has yet to catch up with the text so far.
    joining: bool,
}

#[derive(Debug)]
enum Source {
    /// Written on this node, or followed from here.
    Live(watch::Receiver<Progress>),
    /// Ended.
    Finished(Box<Progress>),
}

impl Listener {
    /// Listens to a reply that has just begun, from its start.
    pub fn of(reply: &LiveReply) -> Self {
        Self { source: Source::Live(reply.subscribe()), position: Position::default(), joining: false }
    }

    /// Listens to a user's reply, from its start or after `position`.
    pub async fn join(replies: &Replies, key: ReplyKey, position: Option<Position>) -> Result<Self> {
        let stored = key.read(&replies.store).await?;
        if stored.message.sent_by != Sender::Agent {
            return Err(conflict(
                "this message was sent by the user; only an agent's replies can be streamed",
            ));
        }
        let position = position.unwrap_or_default();
        let source = match replies.live.get(&key.reply_id) {
            Some(reply) => {
                check(position, &reply.progress(), false)?;
                Source::Live(reply.subscribe())
            }
            // The reply may have ended since it was read.
            None if stored.is_in_progress() => match Progress::from(key.read(&replies.store).await?) {
                current if current.ended.is_none() => {
                    // What a listener received from the other node may not be stored yet.
                    check(position, &current, true)?;
                    Source::Live(replies.remote.follow(key, current))
                }
                finished => Source::finished(position, finished)?,
            },
            None => Source::finished(position, Progress::from(stored))?,
        };
        Ok(Self { source, position, joining: true })
    }

    /// Waits for events and returns all that are available, encoded, up to about 16 KB. `None` after the last
    /// one.
    pub async fn next(&mut self, format: &'static Format) -> Option<Bytes> {
        loop {
            let batch = match &mut self.source {
                Source::Live(progress) => {
                    progress.borrow_and_update().batch(&mut self.position, self.joining, format)
                }
                Source::Finished(progress) => return progress.batch(&mut self.position, true, format),
            };
            if batch.is_some() {
                return batch;
            }
            if self.position.ended {
                return None;
            }
            self.joining = false;
            match &mut self.source {
                Source::Live(progress) => progress.changed().await.ok()?,
                Source::Finished(_) => return None,
            }
        }
    }
}

impl Source {
    fn finished(position: Position, progress: Progress) -> Result<Self> {
        // After a crash, what a listener received may never have been stored.
        check(position, &progress, progress.has_failed())?;
        Ok(Self::Finished(Box::new(progress)))
    }
}

/// Refuses a position that no listener of this reply can have been at.
fn check(position: Position, progress: &Progress, may_be_longer: bool) -> Result<()> {
    let size = progress.text.len();
    let is_an_end = progress.ended.is_some() && position.offset >= size;
    let fits = (!position.ended || is_an_end)
        && (progress.text.is_char_boundary(position.offset) || may_be_longer && position.offset > size);
    if fits { Ok(()) } else { Err(invalid("Last-Event-ID: this reply has no such event")) }
}
