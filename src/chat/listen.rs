//! Listening to a reply: written on this node, on another one, or finished long ago.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::live::Reply;
use super::progress::{Happening, Position, Progress, Reason};
use crate::app::App;
use crate::error::{Code, Result, conflict, invalid};
use crate::store::replies::StoredReply;

/// How often a reply of another node is looked at. That node stores what it has about once a second.
const LOOK_EVERY: Duration = Duration::from_millis(500);

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
    /// Written on this node.
    Here(watch::Receiver<Progress>),
    /// Written on another node: what the store has of it.
    Elsewhere(Box<Elsewhere>),
    /// Finished.
    Finished(Box<Progress>),
}

/// A reply of another node.
#[derive(Debug)]
struct Elsewhere {
    app: App,
    whose: Whose,
    seen: Progress,
}

/// A reply and the user whose it is.
#[derive(Debug, Clone)]
pub struct Whose {
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
    pub async fn join(app: &App, whose: Whose, position: Option<Position>) -> Result<Self> {
        let stored = look(app, &whose).await?;
        if stored.message.sent_by != "agent" {
            return Err(conflict("this message was sent by the user; only replies of an agent are streamed"));
        }
        let source = match app.live.get(&whose.reply_id) {
            Some(reply) => Source::Here(reply.listen()),
            // It may have ended since it was read.
            None if stored.is_in_progress() => match look(app, &whose).await? {
                stored if stored.is_in_progress() => Source::Elsewhere(Box::new(Elsewhere {
                    app: app.clone(),
                    whose,
                    seen: progress_of(stored),
                })),
                stored => Source::Finished(Box::new(progress_of(stored))),
            },
            None => Source::Finished(Box::new(progress_of(stored))),
        };
        let position = position.unwrap_or_default();
        source.check(position)?;
        Ok(Self { source, position, joining: true })
    }

    /// How far it has heard.
    pub fn position(&self) -> Position {
        self.position
    }

    /// What happens next; `None` when nothing will any more.
    pub async fn next(&mut self) -> Option<Happening> {
        loop {
            let found = match &mut self.source {
                Source::Here(progress) => progress.borrow_and_update().next(&mut self.position, self.joining),
                Source::Elsewhere(reply) => reply.seen.next(&mut self.position, true),
                Source::Finished(progress) => return progress.next(&mut self.position, true),
            };
            if found.is_some() {
                self.joining &= !matches!(found, Some(Happening::Delta(_)));
                return found;
            }
            if self.position.ended {
                return None;
            }
            self.joining = false;
            match &mut self.source {
                Source::Here(progress) => progress.changed().await.ok()?,
                Source::Elsewhere(reply) => reply.wait().await?,
                Source::Finished(_) => return None,
            }
        }
    }
}

impl Elsewhere {
    /// Looks again after a while; `None` if there is nothing to be looked at any more.
    async fn wait(&mut self) -> Option<()> {
        tokio::select! {
            () = sleep(LOOK_EVERY) => {}
            () = self.app.give_up.cancelled() => return None,
        }
        match look(&self.app, &self.whose).await {
            Ok(stored) => self.seen = progress_of(stored),
            Err(error) if error.code == Code::Unavailable => {}
            Err(_) => return None,
        }
        Some(())
    }
}

impl Source {
    /// Refuses a position that no listener of this reply was ever at.
    fn check(&self, position: Position) -> Result<()> {
        let fits = |progress: &Progress, may_be_longer: bool| {
            let size = progress.text.len();
            let is_an_end = progress.ended.is_some() && position.offset >= size;
            (!position.ended || is_an_end)
                && (progress.text.is_char_boundary(position.offset)
                    || may_be_longer && position.offset > size)
        };
        let fits = match self {
            Self::Here(progress) => fits(&progress.borrow(), false),
            // What was heard of it elsewhere need not be stored yet, and after a crash never is.
            Self::Elsewhere(reply) => fits(&reply.seen, true),
            Self::Finished(progress) => fits(progress, progress.has_failed()),
        };
        if fits { Ok(()) } else { Err(invalid("Last-Event-ID: this reply has no such event")) }
    }
}

async fn look(app: &App, whose: &Whose) -> Result<StoredReply> {
    app.store.reply(&whose.project_id, &whose.external_id, &whose.reply_id).await
}

fn progress_of(stored: StoredReply) -> Progress {
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
