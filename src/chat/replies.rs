//! The dependencies of starting, writing and following replies.

use std::sync::Arc;
use std::time::Duration;

use super::live_replies::LiveReplies;
use super::remote_replies::RemoteReplies;
use super::turn_locks::TurnLocks;
use crate::models::registry::Registry;
use crate::store::Store;
use crate::tasks::Tasks;

/// What is needed to start, write and follow replies.
#[derive(Debug)]
pub struct Replies {
    /// The database.
    pub store: Store,
    /// The connections to models.
    pub models: Arc<Registry>,
    /// Replies being written on this node.
    pub live: LiveReplies,
    /// Replies of other nodes that have listeners on this node.
    pub remote: RemoteReplies,
    /// Turns that are being stored on this node.
    pub(super) turn_locks: TurnLocks,
    /// Runs each reply.
    pub tasks: Tasks,
    /// How long a node may be silent before its replies count as orphaned.
    pub node_silence: Duration,
}

impl Replies {
    /// Returns a set without any reply.
    pub fn new(store: Store, models: Arc<Registry>, tasks: Tasks, node_silence: Duration) -> Self {
        let remote = RemoteReplies::new(store.clone(), tasks.clone());
        let (live, turn_locks) = (LiveReplies::default(), TurnLocks::default());
        Self { store, models, live, remote, turn_locks, tasks, node_silence }
    }
}
