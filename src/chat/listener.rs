//! Listening to a reply: written on this node, on another one, or finished long ago.

use tokio::sync::watch;

use super::live_replies::Reply;
use super::progress::{Position, Progress, Reason, ReplyEvent};
use crate::app::App;
use crate::error::{Code, Result, conflict, invalid};
use crate::store::replies::StoredReply;

/// One who listens to a reply.
#[derive(Debug)]
pub struct Listener {
    source: Source,
    position: Position,
    /// Whether the text so far is still to be caught up with.
    joining: bool,
}

#[derive(Debug)]
enum Source {
    /// Written on this node, or followed from here.
    Here(watch::Receiver<Progress>),
    /// Finished.
    Finished(Box<Progress>),
}

/// A reply and the user whose it is.
#[derive(Debug, Clone)]
pub struct ReplyKey {
    /// The caller's project.
    pub project_id: String,
    /// The caller's external ID.
    pub external_id: String,
    /// `msg_…`
    pub reply_id: String,
}

impl Listener {
    /// To a reply that was just begun, from its start.
    pub fn of(reply: &Reply) -> Self {
        Self { source: Source::Here(reply.listen()), position: Position::default(), joining: false }
    }

    /// To a reply of a user, from its start or after `position`.
    pub async fn join(app: &App, key: ReplyKey, position: Option<Position>) -> Result<Self> {
        let stored = look(app, &key).await?;
        if stored.message.sent_by != "agent" {
            return Err(conflict("this message was sent by the user; only replies of an agent are streamed"));
        }
        let position = position.unwrap_or_default();
        let source = match app.live_replies.get(&key.reply_id) {
            Some(reply) => {
                check(position, &reply.progress(), false)?;
                Source::Here(reply.listen())
            }
            // It may have ended since it was read.
            None if stored.is_in_progress() => match progress_of(look(app, &key).await?) {
                seen if seen.ended.is_none() => {
                    // What was heard of it elsewhere need not be stored yet.
                    check(position, &seen, true)?;
                    Source::Here(app.remote_replies.follow(app, key, seen))
                }
                finished => Source::finished(position, finished)?,
            },
            None => Source::finished(position, progress_of(stored))?,
        };
        Ok(Self { source, position, joining: true })
    }

    /// How far it has heard.
    pub fn position(&self) -> Position {
        self.position
    }

    /// What happens next; `None` when nothing will any more.
    pub async fn next(&mut self) -> Option<ReplyEvent> {
        loop {
            let found = match &mut self.source {
                Source::Here(progress) => progress.borrow_and_update().next(&mut self.position, self.joining),
                Source::Finished(progress) => return progress.next(&mut self.position, true),
            };
            if found.is_some() {
                return found;
            }
            if self.position.ended {
                return None;
            }
            self.joining = false;
            match &mut self.source {
                Source::Here(progress) => progress.changed().await.ok()?,
                Source::Finished(_) => return None,
            }
        }
    }
}

impl Source {
    fn finished(position: Position, progress: Progress) -> Result<Self> {
        // After a crash, what was heard need never be stored.
        check(position, &progress, progress.has_failed())?;
        Ok(Self::Finished(Box::new(progress)))
    }
}

/// Refuses a position that no listener of this reply was ever at.
fn check(position: Position, progress: &Progress, may_be_longer: bool) -> Result<()> {
    let size = progress.text.len();
    let is_an_end = progress.ended.is_some() && position.offset >= size;
    let fits = (!position.ended || is_an_end)
        && (progress.text.is_char_boundary(position.offset) || may_be_longer && position.offset > size);
    if fits { Ok(()) } else { Err(invalid("Last-Event-ID: this reply has no such event")) }
}

/// A reply as it is stored now.
pub(super) async fn look(app: &App, key: &ReplyKey) -> Result<StoredReply> {
    app.store.reply(&key.project_id, &key.external_id, &key.reply_id).await
}

/// The same as a listener hears it.
pub(super) fn progress_of(stored: StoredReply) -> Progress {
    if stored.is_in_progress() {
        return Progress::so_far(stored.message);
    }
    let failed = (stored.message.status == "failed").then(|| Reason {
        code: Code::from_name(&stored.error_code),
        message: stored.error_message.into(),
        retry_after: None,
    });
    Progress::of_ended(stored.message, failed)
}
