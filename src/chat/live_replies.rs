//! Replies that are being written on this node. One task writes a reply; any number of listeners follow it.
//!
//! There is one text for all listeners of a reply, and each keeps only how far it has read: so a slow listener costs no
//! memory and never makes the writer wait.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::progress::Progress;
use crate::error::{Error, Result, conflict, unknown};
use crate::store::messages::Message;
use crate::{clock, ids};

/// All replies that are being written on this node.
#[derive(Debug, Clone)]
pub struct LiveReplies {
    node_id: Arc<str>,
    replies: Arc<Mutex<Replies>>,
}

#[derive(Debug, Default)]
struct Replies {
    by_id: HashMap<String, Arc<Reply>>,
    /// The messages that are being answered.
    asked: HashSet<String>,
}

/// A reply that is being written.
#[derive(Debug)]
pub struct Reply {
    /// `msg_…`, its own.
    pub id: String,
    /// The message that it answers.
    pub asked_id: String,
    /// The project that it belongs to.
    pub project_id: String,
    progress: watch::Sender<Progress>,
    /// Bytes of the text that are in the store.
    stored: AtomicUsize,
    /// See [`Reply::next_round_is_due`].
    rounds: AtomicUsize,
    stop: CancellationToken,
}

/// The right and duty to write a reply. It leaves the list when this goes, however it ended.
#[derive(Debug)]
pub struct Writing {
    live_replies: LiveReplies,
    reply: Arc<Reply>,
}

impl Default for LiveReplies {
    fn default() -> Self {
        Self { node_id: ids::node().into(), replies: Arc::default() }
    }
}

impl LiveReplies {
    /// The name of this process among those that share the database.
    pub fn node_id(&self) -> &str {
        &self.node_id
    }

    /// Starts a reply to `asked_id`, or says that one is being written already.
    pub fn begin(&self, project_id: &str, asked_id: &str) -> Result<Writing> {
        let mut replies = self.lock();
        if !replies.asked.insert(asked_id.to_owned()) {
            return Err(conflict("a reply to this message is being written already"));
        }
        let reply = Arc::new(Reply {
            id: ids::MESSAGE.make(clock::now()),
            asked_id: asked_id.to_owned(),
            project_id: project_id.to_owned(),
            progress: watch::Sender::new(Progress::default()),
            stored: AtomicUsize::new(0),
            rounds: AtomicUsize::new(0),
            stop: CancellationToken::new(),
        });
        replies.by_id.insert(reply.id.clone(), Arc::clone(&reply));
        Ok(Writing { live_replies: self.clone(), reply })
    }

    /// A reply that is being written here.
    pub fn get(&self, id: &str) -> Option<Arc<Reply>> {
        self.lock().by_id.get(id).cloned()
    }

    /// All of them.
    pub fn all(&self) -> Vec<Arc<Reply>> {
        self.lock().by_id.values().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Replies> {
        self.replies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reply {
    /// Follows it from here on.
    pub fn listen(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// What of it is there.
    pub fn progress(&self) -> watch::Ref<'_, Progress> {
        self.progress.borrow()
    }

    /// Counts a round, and says whether the store is to hear of it in this one: of its first words at once, then in
    /// every second round.
    pub fn next_round_is_due(&self) -> bool {
        let round = self.rounds.fetch_add(1, Ordering::Relaxed);
        let progress = self.progress();
        let is_new = self.stored.load(Ordering::Relaxed) == 0 && !progress.text.is_empty();
        progress.created.is_some() && (is_new || round % 2 == 1)
    }

    /// Its text, if more of it is there than was stored.
    pub fn unstored_text(&self) -> Option<String> {
        let progress = self.progress();
        (self.stored.load(Ordering::Relaxed) < progress.text.len()).then(|| progress.text.clone())
    }

    /// Records how much of the text is stored.
    pub fn mark_stored(&self, size: usize) {
        self.stored.store(size, Ordering::Relaxed);
    }

    /// Stops it; what was written is kept.
    pub fn cancel(&self) {
        self.stop.cancel();
    }

    /// Until somebody stops it.
    pub async fn cancelled(&self) {
        self.stop.cancelled().await;
    }

    /// Waits until its row is there.
    pub async fn created(&self) -> Result<()> {
        let mut progress = self.listen();
        let there = progress.wait_for(|progress| progress.created.is_some() || progress.ended.is_some());
        let there = there.await.map_err(unknown)?;
        match (&there.created, &there.ended) {
            (None, Some(ended)) => Err(ended.error()),
            _ => Ok(()),
        }
    }

    /// Waits for its end: the message as it is then, or why there is none to answer with.
    pub async fn ended(&self) -> Result<Message> {
        let mut progress = self.listen();
        let ended = progress.wait_for(|progress| progress.ended.is_some()).await.map_err(unknown)?;
        match &ended.ended {
            Some(ended) => ended.outcome(),
            None => Err(unknown("a reply that ended has no end")),
        }
    }
}

impl Writing {
    /// The reply, for those who listen.
    pub fn reply(&self) -> &Arc<Reply> {
        &self.reply
    }

    /// Closes it for good. The asked message is free before anybody is told: who hears the end may ask again at once.
    pub fn end(&self, message: Option<Message>, failed: Option<Error>) {
        self.leave();
        self.update(|progress| progress.end(message, failed));
    }

    /// Takes it off the list, once: the message may have its next reply by the second time.
    fn leave(&self) {
        let mut replies = self.live_replies.lock();
        if replies.by_id.remove(&self.reply.id).is_some() {
            replies.asked.remove(&self.reply.asked_id);
        }
    }

    /// Changes how far it is and tells the listeners.
    pub fn update(&self, change: impl FnOnce(&mut Progress)) {
        self.reply.progress.send_modify(change);
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.leave();
        // A writer that panicked: nobody may wait for ever.
        if self.reply.progress.borrow().ended.is_none() {
            self.update(|progress| progress.end(None, Some(unknown("a reply was dropped by its writer"))));
        }
    }
}
