//! What keeps unfinished replies safe: their text is stored about once a second, and those that nobody writes any more
//! are closed.

use std::time::Duration;

use crate::app::App;
use crate::clock::{self, Micros};
use crate::error::Result;
use crate::store::replies::Checkpoint;

/// Replies in one write, so that other writes are not kept waiting.
const AT_ONCE: usize = 64;

/// How often replies are looked at that may have to be stored.
pub const ROUND: Duration = Duration::from_millis(500);

/// Stores what the replies of this node are so far, and stops those that were cancelled elsewhere or deleted.
pub async fn checkpoint(app: &App) {
    let replies: Vec<_> =
        app.live_replies.all().into_iter().filter(|reply| reply.next_round_is_due()).collect();
    for some in replies.chunks(AT_ONCE) {
        let checkpoints: Vec<_> = some
            .iter()
            .map(|reply| Checkpoint {
                id: reply.id.clone(),
                project_id: reply.project_id.clone(),
                content: reply.unstored_text(),
            })
            .collect();
        let sizes: Vec<_> = checkpoints.iter().map(|one| one.content.as_ref().map(String::len)).collect();
        match app.store.checkpoint(app.live_replies.node_id().to_owned(), checkpoints).await {
            Ok(to_stop) => {
                let stored = some.iter().zip(sizes).filter_map(|(reply, size)| Some((reply, size?)));
                stored.for_each(|(reply, size)| reply.mark_stored(size));
                to_stop.iter().filter_map(|id| app.live_replies.get(id)).for_each(|reply| reply.cancel());
            }
            Err(error) => tracing::warn!(%error, cause = ?error.cause, "replies could not be checkpointed"),
        }
    }
}

/// Marks as failed what a crash left behind on a node that is gone, and what this one has lost sight of.
pub async fn sweep(app: &App) {
    fail_orphans(app, app.config.internal.node_silence).await;
    if let Err(error) = fail_lost(app).await {
        tracing::warn!(%error, cause = ?error.cause, "lost replies could not be looked for");
    }
}

async fn fail_lost(app: &App) -> Result<()> {
    let node_id = app.live_replies.node_id();
    for id in app.store.replies_of_node(node_id, ago(app.config.internal.node_silence)).await? {
        if app.live_replies.get(&id).is_none() {
            tracing::error!(reply_id = id, "a reply that nobody writes any more is closed");
            app.store.fail_lost(node_id.to_owned(), id).await?;
        }
    }
    Ok(())
}

/// The same at the start of a server: `alone` means that no other one can be writing replies.
pub async fn sweep_at_start(app: &App, alone: bool) {
    let silence = app.config.internal.node_silence;
    fail_orphans(app, if alone { Duration::ZERO } else { silence }).await;
    if let Err(error) = app.store.forget_nodes(ago(silence)).await {
        tracing::warn!(%error, cause = ?error.cause, "nodes that are gone could not be forgotten");
    }
}

/// So long before now.
fn ago(time: Duration) -> Micros {
    clock::now() - i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}

async fn fail_orphans(app: &App, silence: Duration) {
    match app.store.fail_orphans(app.live_replies.node_id(), ago(silence)).await {
        Ok(0) => {}
        Ok(count) => tracing::warn!(count, "replies that were interrupted are marked as failed"),
        Err(error) => {
            tracing::warn!(%error, cause = ?error.cause, "interrupted replies could not be looked for")
        }
    }
}
