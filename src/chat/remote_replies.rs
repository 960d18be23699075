//! Replies that other nodes write and that have listeners on this node. One poll of the store serves all
//! listeners of a reply.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::progress::Progress;
use super::stored_reply::ReplyKey;
use crate::error::Code;
use crate::store::Store;
use crate::tasks::Tasks;

/// How often a reply is polled. Its node stores the text about once a second.
const POLL_EVERY: Duration = Duration::from_millis(500);

/// The remote replies that are being followed.
#[derive(Debug, Clone)]
pub struct RemoteReplies {
    followed: Arc<Mutex<HashMap<String, watch::Sender<Progress>>>>,
    store: Store,
    tasks: Tasks,
}

impl RemoteReplies {
    /// Returns an empty set.
    pub fn new(store: Store, tasks: Tasks) -> Self {
        Self { followed: Arc::default(), store, tasks }
    }

    /// Follows a reply, whose progress so far is `current`.
    pub fn follow(&self, key: ReplyKey, current: Progress) -> watch::Receiver<Progress> {
        let mut followed = self.lock();
        if let Some(progress) = followed.get(&key.reply_id) {
            return progress.subscribe();
        }
        let (progress, listener) = watch::channel(current);
        followed.insert(key.reply_id.clone(), progress.clone());
        let replies = self.clone();
        #[expect(clippy::disallowed_methods, reason = "shutdown need not wait for it, and ends it")]
        let _polling = tokio::spawn(async move { replies.poll(key, progress).await });
        listener
    }

    /// Polls until the reply has ended or nobody listens any more. On shutdown it disconnects the listeners,
    /// which resume on another node.
    async fn poll(&self, key: ReplyKey, progress: watch::Sender<Progress>) {
        loop {
            tokio::select! {
                () = sleep(POLL_EVERY) => {}
                () = self.tasks.aborted() => break,
            }
            if self.forget_if_unheard(&key.reply_id, &progress) {
                return;
            }
            if self.poll_once(&key, &progress).await.is_break() {
                break;
            }
        }
        self.lock().remove(&key.reply_id);
    }

    async fn poll_once(&self, key: &ReplyKey, progress: &watch::Sender<Progress>) -> ControlFlow<()> {
        match key.read(&self.store).await {
            Ok(stored) => {
                let now = Progress::from(stored);
                let ended = now.ended.is_some();
                progress.send_if_modified(|known| {
                    let changed = ended || now.parts.size() > known.parts.size();
                    if changed {
                        *known = now;
                    }
                    changed
                });
                if ended { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            }
            Err(error) if error.code == Code::NotFound => {
                progress.send_modify(|known| known.end(None, Some(error)));
                ControlFlow::Break(())
            }
            Err(error) => {
                tracing::warn!(%error, cause = ?error.cause, "cannot read a reply of another node");
                ControlFlow::Continue(())
            }
        }
    }

    /// Forgets a reply that nobody listens to any more.
    fn forget_if_unheard(&self, reply_id: &str, progress: &watch::Sender<Progress>) -> bool {
        let mut followed = self.lock();
        let unheard = progress.receiver_count() == 0;
        if unheard {
            followed.remove(reply_id);
        }
        unheard
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, watch::Sender<Progress>>> {
        self.followed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
