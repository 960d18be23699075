//! The dependencies of identifying callers.

use std::sync::Arc;

use super::hmac_counter::HmacCounter;
use super::key_use::KeyUse;
use super::login_rate_limit::LoginRateLimit;
use super::projects::Projects;
use crate::config::Config;
use crate::store::Store;
use crate::tasks::Tasks;

/// What is needed to identify callers.
#[derive(Debug)]
pub struct Authenticator {
    /// The settings.
    pub config: Arc<Config>,
    /// The database.
    pub store: Store,
    /// Runs tasks that a request does not wait for.
    pub tasks: Tasks,
    /// Projects by their keys, cached for a moment.
    pub projects: Projects,
    /// Counts the outcomes of HMAC checks.
    pub hmac_counter: HmacCounter,
    /// Records when secret keys are used.
    pub key_use: KeyUse,
    /// Limits attempts to sign in.
    pub login_rate_limit: LoginRateLimit,
}

impl Authenticator {
    /// Returns an authenticator with empty caches and counters.
    pub fn new(config: Arc<Config>, store: Store, tasks: Tasks) -> Self {
        let login_rate_limit = LoginRateLimit::new(store.clone());
        Self {
            projects: Projects::new(config.internal.cache_lifetime),
            key_use: KeyUse::new(config.internal.key_use_interval),
            config,
            store,
            tasks,
            hmac_counter: HmacCounter::default(),
            login_rate_limit,
        }
    }
}
