//! The one state that every handler shares.

use std::sync::Arc;

use crate::error::unavailable;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::auth::Projects;
use crate::auth::hmac_counter::HmacCounter;
use crate::auth::key_use::KeyUse;
use crate::auth::login_rate_limit::LoginRateLimit;
use crate::chat::live_replies::LiveReplies;
use crate::chat::remote_replies::RemoteReplies;
use crate::config::Config;
use crate::error::{Result, unknown};
use crate::mail::Mail;
use crate::models::registry::Registry;
use crate::store::Store;

/// Cheap to clone: every field is shared.
#[derive(Debug, Clone)]
pub struct App {
    /// The settings this process runs with.
    pub config: Arc<Config>,
    /// The database.
    pub store: Store,
    /// Projects by their keys, remembered shortly.
    pub projects: Projects,
    /// How the hashes of client requests turn out.
    pub hmac_counter: Arc<HmacCounter>,
    /// When secret keys are used.
    pub key_use: Arc<KeyUse>,
    /// How often somebody tries to log in.
    pub login_rate_limit: Arc<LoginRateLimit>,
    /// The connections to models.
    pub models: Arc<Registry>,
    /// What sends mail.
    pub mail: Arc<Mail>,
    /// Replies being written on this node.
    pub live_replies: LiveReplies,
    /// Replies of other nodes that are listened to on this one.
    pub remote_replies: RemoteReplies,
    /// Work that outlives the request which started it; shutdown waits for it.
    pub tasks: TaskTracker,
    /// Cancelled when that work has had its time after a signal and is given up.
    pub give_up: CancellationToken,
}

impl App {
    /// The state of a server that starts.
    pub fn new(config: Config, store: Store, models: Registry, mail: Mail) -> Self {
        let internal = &config.internal;
        Self {
            store,
            projects: Projects::new(internal.cache_lifetime),
            hmac_counter: Arc::default(),
            key_use: Arc::new(KeyUse::new(internal.key_use_interval)),
            config: Arc::new(config),
            login_rate_limit: Arc::default(),
            models: Arc::new(models),
            mail: Arc::new(mail),
            live_replies: LiveReplies::default(),
            remote_replies: RemoteReplies::default(),
            tasks: TaskTracker::new(),
            give_up: CancellationToken::new(),
        }
    }

    /// Does a work to its end, also if whoever waits for it goes or has waited too long; only a server that stops gives
    /// it up, wherever it waits.
    pub async fn to_the_end<T, W>(&self, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: Future<Output = Result<T>> + Send + 'static,
    {
        let give_up = self.give_up.clone();
        let work = async move {
            tokio::select! {
                outcome = work => outcome,
                () = give_up.cancelled() => Err(unavailable("the server is shutting down; try again in a moment")),
            }
        };
        self.tasks.spawn(work).await.map_err(unknown)?
    }
}
