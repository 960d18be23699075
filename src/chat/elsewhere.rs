//! Replies of other nodes that somebody listens to on this one. The store is looked at once for all listeners of a reply.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;
use tokio_util::task::TaskTracker;

use super::listen::{Whose, look, progress_of};
use super::progress::Progress;
use crate::app::App;
use crate::error::Code;

/// How often a reply is looked at. Its node stores what it has about once a second.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// The replies that are followed.
#[derive(Debug, Clone, Default)]
pub struct Elsewhere {
    followed: Arc<Mutex<HashMap<String, watch::Sender<Progress>>>>,
    tasks: TaskTracker,
}

impl Elsewhere {
    /// Follows a reply that is, so far, as `seen`.
    pub fn follow(&self, app: &App, whose: Whose, seen: Progress) -> watch::Receiver<Progress> {
        let mut followed = self.lock();
        if let Some(progress) = followed.get(&whose.reply_id) {
            return progress.subscribe();
        }
        let (progress, listener) = watch::channel(seen);
        followed.insert(whose.reply_id.clone(), progress.clone());
        self.tasks.spawn(look_on(app.clone(), whose, progress));
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
async fn look_on(app: App, whose: Whose, progress: watch::Sender<Progress>) {
    loop {
        tokio::select! {
            () = sleep(LOOK_EVERY) => {}
            () = app.give_up.cancelled() => break,
        }
        if app.elsewhere.leave_if_alone(&whose.reply_id, &progress) {
            return;
        }
        match look(&app, &whose).await {
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
    app.elsewhere.lock().remove(&whose.reply_id);
}
