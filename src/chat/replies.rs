//! What starting, writing and following replies needs.

use std::sync::Arc;
use std::time::Duration;

use super::live_replies::LiveReplies;
use super::remote_replies::RemoteReplies;
use crate::models::registry::Registry;
use crate::store::Store;
use crate::tasks::Tasks;

/// The parts of the server that replies are made with.
#[derive(Debug)]
pub struct Replies {
    /// The database.
    pub store: Store,
    /// The connections to models.
    pub models: Arc<Registry>,
    /// Replies being written on this node.
    pub live: LiveReplies,
    /// Replies of other nodes that somebody on this node listens to.
    pub remote: RemoteReplies,
    /// Runs each reply.
    pub tasks: Tasks,
    /// How long a node may be silent before its replies count as orphaned.
    pub node_silence: Duration,
}

impl Replies {
    /// Returns a set without any reply.
    pub fn new(store: Store, models: Arc<Registry>, tasks: Tasks, node_silence: Duration) -> Self {
        let remote = RemoteReplies::new(store.clone(), tasks.clone());
        Self { store, models, live: LiveReplies::default(), remote, tasks, node_silence }
    }
}
