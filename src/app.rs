//! The state that all handlers share.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::auth::Authenticator;
use crate::chat::replies::Replies;
use crate::config::Config;
use crate::mail::Mail;
use crate::models::registry::Registry;
use crate::store::Store;
use crate::tasks::Tasks;

/// The parts of a running server. Cheap to clone: every field is shared.
#[derive(Debug, Clone)]
pub struct App {
    /// The settings of this process.
    pub config: Arc<Config>,
    /// The database.
    pub store: Store,
    /// Identifies callers.
    pub auth: Arc<Authenticator>,
    /// The connections to models.
    pub models: Arc<Registry>,
    /// Starts, writes and follows replies.
    pub replies: Arc<Replies>,
    /// Sends mail.
    pub mail: Arc<Mail>,
    /// Work that outlives the request that started it.
    pub tasks: Tasks,
}

impl App {
    /// Returns the state of a server that starts.
    pub fn new(config: Config, store: Store, models: Registry, mail: Mail) -> Self {
        let tasks = Tasks::default();
        let config = Arc::new(config);
        let models = Arc::new(models);
        let silence = config.internal.node_silence;
        Self {
            auth: Arc::new(Authenticator::new(Arc::clone(&config), store.clone(), tasks.clone())),
            replies: Arc::new(Replies::new(store.clone(), Arc::clone(&models), tasks.clone(), silence)),
            mail: Arc::new(mail),
            config,
            store,
            models,
            tasks,
        }
    }
}

impl FromRef<App> for Arc<Config> {
    fn from_ref(app: &App) -> Self {
        Arc::clone(&app.config)
    }
}

impl FromRef<App> for Arc<Authenticator> {
    fn from_ref(app: &App) -> Self {
        Arc::clone(&app.auth)
    }
}
