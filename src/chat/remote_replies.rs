//! Replies of other nodes that somebody listens to on this one. The store is looked at once for all listeners of a reply.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;
use tokio_util::task::TaskTracker;

use super::listener::{ReplyKey, look, progress_of};
use super::progress::Progress;
use crate::app::App;
use crate::error::Code;

/// How often a reply is looked at. Its node stores what it has about once a second.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// The replies that are followed.
#[derive(Debug, Clone, Default)]
pub struct RemoteReplies {
    followed: Arc<Mutex<HashMap<String, watch::Sender<Progress>>>>,
    tasks: TaskTracker,
}

impl RemoteReplies {
    /// Follows a reply that is, so far, as `seen`.
    pub fn follow(&self, app: &App, key: ReplyKey, seen: Progress) -> watch::Receiver<Progress> {
        let mut followed = self.lock();
        if let Some(progress) = followed.get(&key.reply_id) {
            return progress.subscribe();
        }
        let (progress, listener) = watch::channel(seen);
        followed.insert(key.reply_id.clone(), progress.clone());
        self.tasks.spawn(look_on(app.clone(), key, progress));
        listener
    }

    /// Forgets a reply that nobody listens to any more.
    fn leave_if_alone(&self, reply_id: &str, progress: &watch::Sender<Progress>) -> bool {
        let mut followed = self.lock();
        let alone = progress.receiver_count() == 0;
        if alone {
            followed.remove(reply_id);
        }
        alone
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, watch::Sender<Progress>>> {
        self.followed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks again and again, until it has ended or nobody listens. At the end of the server listeners are let go: they
/// resume on another node.
async fn look_on(app: App, key: ReplyKey, progress: watch::Sender<Progress>) {
    loop {
        tokio::select! {
            () = sleep(LOOK_EVERY) => {}
            () = app.give_up.cancelled() => break,
        }
        if app.remote_replies.leave_if_alone(&key.reply_id, &progress) {
            return;
        }
        match look(&app, &key).await {
            Ok(stored) => {
                let now = progress_of(stored);
                let ended = now.ended.is_some();
                progress.send_if_modified(|seen| {
                    let changed = ended || now.text.len() > seen.text.len();
                    if changed {
                        *seen = now;
                    }
                    changed
                });
                if ended {
                    break;
                }
            }
            Err(error) if error.code == Code::NotFound => {
                progress.send_modify(|seen| seen.end(None, Some(error)));
                break;
            }
            Err(error) => {
                tracing::warn!(%error, cause = ?error.cause, "a reply of another node could not be looked at");
            }
        }
    }
    app.remote_replies.lock().remove(&key.reply_id);
}
