//! Replies that are being written on this node. One task writes a reply; any number of listeners follow it.
//!
//! All listeners of a reply read one text, and each keeps only its position in it: a slow listener costs no memory and
//! never makes the writer wait.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::progress::Progress;
use super::written_parts::Piece;
use crate::error::{Error, Result, unknown};
use crate::store::messages::Message;
use crate::{clock, ids};

/// The registry of all replies that are being written on this node.
#[derive(Debug, Clone)]
pub struct LiveReplies {
    node_id: Arc<str>,
    registered: Arc<Mutex<Registered>>,
}

#[derive(Debug, Default)]
struct Registered {
    by_id: HashMap<String, Arc<LiveReply>>,
    /// The replies by the questions that they answer.
    questions: HashMap<String, Arc<LiveReply>>,
}

/// A reply that is being written.
#[derive(Debug)]
pub struct LiveReply {
    /// `msg_…`
    pub id: String,
    /// The message that it replies to.
    pub question_id: String,
    /// The project that it belongs to.
    pub project_id: String,
    /// Whether its user must not see what the model thinks.
    pub hides_reasoning: bool,
    progress: watch::Sender<Progress>,
    /// How much of it is stored, as the size of its parts.
    stored: AtomicUsize,
    /// See [`LiveReply::is_checkpoint_due`].
    rounds: AtomicUsize,
    prepared_in: OnceLock<Duration>,
    stop: CancellationToken,
}

/// The exclusive right to write a reply. Dropping it unregisters the reply and, if it has not ended, fails it.
#[derive(Debug)]
pub struct ReplyWriter {
    live_replies: LiveReplies,
    reply: Arc<LiveReply>,
    /// Whether something was pushed since the listeners were last woken.
    is_unheard: AtomicBool,
}

impl Default for LiveReplies {
    fn default() -> Self {
        Self { node_id: ids::node().into(), registered: Arc::default() }
    }
}

impl LiveReplies {
    /// Returns the name of this process among those that share the database.
    pub fn node_id(&self) -> &str {
        &self.node_id
    }

    /// Registers a new reply to a question. A question has one reply in progress at a time: if it already has
    /// one, returns that one.
    pub fn begin(
        &self,
        project_id: &str,
        question_id: &str,
        hides_reasoning: bool,
    ) -> std::result::Result<ReplyWriter, Arc<LiveReply>> {
        let mut registered = self.lock();
        if let Some(running) = registered.questions.get(question_id) {
            return Err(Arc::clone(running));
        }
        let reply = Arc::new(LiveReply {
            id: ids::MESSAGE.make(clock::now()),
            question_id: question_id.to_owned(),
            project_id: project_id.to_owned(),
            hides_reasoning,
            progress: watch::Sender::new(Progress::default()),
            stored: AtomicUsize::new(0),
            rounds: AtomicUsize::new(0),
            prepared_in: OnceLock::new(),
            stop: CancellationToken::new(),
        });
        registered.by_id.insert(reply.id.clone(), Arc::clone(&reply));
        registered.questions.insert(question_id.to_owned(), Arc::clone(&reply));
        Ok(ReplyWriter { live_replies: self.clone(), reply, is_unheard: AtomicBool::new(false) })
    }

    /// Returns the reply with this ID if it is being written here.
    pub fn get(&self, id: &str) -> Option<Arc<LiveReply>> {
        self.lock().by_id.get(id).cloned()
    }

    /// Returns all replies that are being written here.
    pub fn all(&self) -> Vec<Arc<LiveReply>> {
        self.lock().by_id.values().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Registered> {
        self.registered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LiveReply {
    /// Subscribes to the progress from now on.
    pub fn subscribe(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// Returns the progress so far.
    pub fn progress(&self) -> watch::Ref<'_, Progress> {
        self.progress.borrow()
    }

    /// Counts a checkpoint round and returns whether to store the reply in it: the first words at once, then every
    /// second round.
    pub fn is_checkpoint_due(&self) -> bool {
        let round = self.rounds.fetch_add(1, Ordering::Relaxed);
        let progress = self.progress();
        let is_first = self.stored.load(Ordering::Relaxed) == 0 && progress.parts.size() > 0;
        progress.created.is_some() && (is_first || round % 2 == 1)
    }

    /// Returns the reply's size, text and structure if it has grown since it was stored.
    pub fn unstored(&self) -> Option<(usize, String, Option<String>)> {
        let progress = self.progress();
        let size = progress.parts.size();
        (self.stored.load(Ordering::Relaxed) < size).then(|| {
            let (content, parts) = progress.parts.stored();
            (size, content, parts)
        })
    }

    /// Records how much of the reply is stored.
    pub fn mark_stored(&self, size: usize) {
        self.stored.store(size, Ordering::Relaxed);
    }

    /// Records how long it took from the start of the reply's task until its model could be asked.
    pub fn mark_prepared(&self, after: Duration) {
        self.prepared_in.get_or_init(|| after);
    }

    /// Returns how long the preparation took; zero while it is under way.
    pub fn prepared_in(&self) -> Duration {
        self.prepared_in.get().copied().unwrap_or_default()
    }

    /// Stops the reply. Its text so far is kept.
    pub fn cancel(&self) {
        self.stop.cancel();
    }

    /// Completes when somebody stops the reply.
    pub async fn cancelled(&self) {
        self.stop.cancelled().await;
    }

    /// Waits until the reply's row is stored.
    pub async fn created(&self) -> Result<()> {
        let mut progress = self.subscribe();
        let current = progress.wait_for(|progress| progress.created.is_some() || progress.ended.is_some());
        let current = current.await.map_err(unknown)?;
        match (&current.created, &current.ended) {
            (None, Some(ended)) => Err(ended.error()),
            _ => Ok(()),
        }
    }

    /// Returns whether the reply's row is stored.
    pub fn is_created(&self) -> bool {
        self.progress().created.is_some()
    }
}

impl ReplyWriter {
    /// Returns the reply.
    pub fn reply(&self) -> &Arc<LiveReply> {
        &self.reply
    }

    /// Ends the reply. The question is free before listeners hear of the end, so they may ask again at once.
    pub fn end(&self, message: Option<Message>, failed: Option<Error>) {
        self.unregister();
        self.update(|progress| progress.end(message, failed));
    }

    /// Removes the reply from the registry, once: a second call must not free the question, to which the next
    /// reply may have begun.
    fn unregister(&self) {
        let mut registered = self.live_replies.lock();
        if registered.by_id.remove(&self.reply.id).is_some() {
            registered.questions.remove(&self.reply.question_id);
        }
    }

    /// Adds a piece of the model's reply. [`ReplyWriter::waking`] wakes the listeners.
    pub fn push(&self, piece: Piece<'_>) {
        self.reply.progress.send_if_modified(|progress| {
            if progress.parts.push(piece, Instant::now()) {
                self.is_unheard.store(true, Ordering::Relaxed);
            }
            false
        });
    }

    /// Runs `work`, and after each poll wakes the listeners if something was pushed: once, however many
    /// pieces of the reply arrived together.
    pub async fn waking<W: Future>(&self, work: W) -> W::Output {
        let mut work = pin!(work);
        let waking = poll_fn(|context| {
            let polled = work.as_mut().poll(context);
            if self.is_unheard.swap(false, Ordering::Relaxed) {
                self.update(|_| ());
            }
            polled
        });
        waking.await
    }

    /// Changes the progress and wakes the listeners.
    pub fn update(&self, change: impl FnOnce(&mut Progress)) {
        self.reply.progress.send_modify(change);
    }
}

impl Drop for ReplyWriter {
    fn drop(&mut self) {
        self.unregister();
        // After a panic, listeners must not wait forever.
        if self.reply.progress.borrow().ended.is_none() {
            self.update(|progress| progress.end(None, Some(unknown("a reply was dropped by its writer"))));
        }
    }
}
