//! Single-use links. The token is in the fragment, which browsers do not send, so that it appears in no log.

use std::net::SocketAddr;

use crate::auth::keys;
use crate::clock::{self, Micros};
use crate::config::Config;
use crate::error::Result;
use crate::ids;
use crate::store::Store;

/// Prefix of tokens.
const PREFIX: &str = "lnk_";

/// Returns a new token, of which only [`keys::hash`] is stored.
pub fn new_token() -> String {
    ids::key(PREFIX)
}

/// Returns when a link that is created now expires.
pub fn expiry(config: &Config) -> Micros {
    let time = i64::try_from(config.dashboard.link_time.as_micros()).unwrap_or(i64::MAX / 2);
    clock::now().saturating_add(time)
}

/// Returns the URL under which browsers reach the server: that of the settings, or the address it listens on.
pub fn base(config: &Config, address: Option<SocketAddr>) -> String {
    if !config.public_url.is_empty() {
        return config.public_url.trim_end_matches('/').to_owned();
    }
    let address = address.map_or_else(|| config.listen.clone(), |address| address.to_string());
    format!("http://{address}").replace("127.0.0.1", "localhost").replace("0.0.0.0", "localhost")
}

/// Creates a link for setting up the server and returns its token.
pub async fn create_setup(store: &Store, config: &Config) -> Result<String> {
    let token = new_token();
    store.create_link("setup", keys::hash(&token), String::new(), expiry(config)).await?;
    Ok(token)
}

/// Returns the link for setting up the server.
pub fn setup(base: &str, token: &str) -> String {
    format!("{base}/dashboard/setup#{token}")
}

/// Returns the link for joining a project.
pub fn join(base: &str, token: &str) -> String {
    format!("{base}/dashboard/join#{token}")
}

/// Returns the link for resetting a password.
pub fn reset(base: &str, token: &str) -> String {
    format!("{base}/dashboard/reset#{token}")
}
