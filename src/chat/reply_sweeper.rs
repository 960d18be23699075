//! Takes care of unfinished replies: checkpoints them about once a second, and marks as failed those that no
//! node writes any more.

use std::time::Duration;

use super::replies::Replies;
use crate::clock::{self, Micros};
use crate::error::Result;
use crate::store::replies::Checkpoint;

/// Number of replies per write, so that other writes do not wait long.
const AT_ONCE: usize = 64;

/// How often replies are checked for whether to checkpoint them.
pub const ROUND: Duration = Duration::from_millis(500);

/// Stores the parts so far of this node's replies, and stops those that were cancelled from another node or
/// deleted.
pub async fn checkpoint(replies: &Replies) {
    let due: Vec<_> = replies.live.all().into_iter().filter(|reply| reply.is_checkpoint_due()).collect();
    for some in due.chunks(AT_ONCE) {
        let (sizes, checkpoints): (Vec<_>, Vec<_>) = some
            .iter()
            .map(|reply| {
                let (id, project_id) = (reply.id.clone(), reply.project_id.clone());
                match reply.unstored() {
                    Some((size, content, parts)) => {
                        (Some(size), Checkpoint { id, project_id, content: Some(content), parts })
                    }
                    None => (None, Checkpoint { id, project_id, content: None, parts: None }),
                }
            })
            .unzip();
        match replies.store.checkpoint(replies.live.node_id().to_owned(), checkpoints).await {
            Ok(to_stop) => {
                let stored = some.iter().zip(sizes).filter_map(|(reply, size)| Some((reply, size?)));
                stored.for_each(|(reply, size)| reply.mark_stored(size));
                to_stop.iter().filter_map(|id| replies.live.get(id)).for_each(|reply| reply.cancel());
            }
            Err(error) => tracing::warn!(%error, cause = ?error.cause, "cannot checkpoint replies"),
        }
    }
}

/// Marks as failed the replies of nodes that are gone, and this node's own that it no longer writes.
pub async fn sweep(replies: &Replies) {
    fail_orphans(replies, replies.node_silence).await;
    if let Err(error) = fail_lost(replies).await {
        tracing::warn!(%error, cause = ?error.cause, "cannot look for lost replies");
    }
}

async fn fail_lost(replies: &Replies) -> Result<()> {
    let node_id = replies.live.node_id();
    for id in replies.store.replies_of_node(node_id, ago(replies.node_silence)).await? {
        if replies.live.get(&id).is_none() {
            tracing::error!(reply_id = id, "failing a reply that this node does not write any more");
            replies.store.fail_lost(node_id.to_owned(), id).await?;
        }
    }
    Ok(())
}

/// Sweeps when a server starts. `alone` says that no other server can be writing replies.
pub async fn sweep_at_start(replies: &Replies, alone: bool) {
    let silence = replies.node_silence;
    fail_orphans(replies, if alone { Duration::ZERO } else { silence }).await;
    if let Err(error) = replies.store.forget_nodes(ago(silence)).await {
        tracing::warn!(%error, cause = ?error.cause, "cannot forget nodes that are gone");
    }
}

/// Returns the time this long before now.
fn ago(time: Duration) -> Micros {
    clock::now() - i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}

async fn fail_orphans(replies: &Replies, silence: Duration) {
    match replies.store.fail_orphans(replies.live.node_id(), ago(silence)).await {
        Ok(0) => {}
        Ok(count) => tracing::warn!(count, "failed replies that were interrupted"),
        Err(error) => tracing::warn!(%error, cause = ?error.cause, "cannot look for interrupted replies"),
    }
}
