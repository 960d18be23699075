//! Links that open something once. The token stands behind the `#`, which browsers send to nobody: so it is in no log.

use std::net::SocketAddr;

use crate::auth::keys;
use crate::clock::{self, Micros};
use crate::config::Config;
use crate::error::Result;
use crate::ids;
use crate::store::Store;
use crate::store::links::LinkKind;

/// What a token begins with.
const PREFIX: &str = "lnk_";

/// A new token, of which only [`keys::hash`] is stored.
pub fn new_token() -> String {
    ids::key(PREFIX)
}

/// When a link that is made now is worth nothing any more.
pub fn expiry(config: &Config) -> Micros {
    let time = i64::try_from(config.dashboard.link_time.as_micros()).unwrap_or(i64::MAX / 2);
    clock::now().saturating_add(time)
}

/// How browsers reach a server: as the settings say, else where it listens.
pub fn base(config: &Config, address: Option<SocketAddr>) -> String {
    if !config.public_url.is_empty() {
        return config.public_url.trim_end_matches('/').to_owned();
    }
    let address = address.map_or_else(|| config.listen.clone(), |address| address.to_string());
    format!("http://{address}").replace("127.0.0.1", "localhost").replace("0.0.0.0", "localhost")
}

/// Makes the link with which the first member sets the server up; its token.
pub async fn make_setup(store: &Store, config: &Config) -> Result<String> {
    let token = new_token();
    store.create_link(LinkKind::Setup, keys::hash(&token), String::new(), expiry(config)).await?;
    Ok(token)
}

/// To set the server up.
pub fn setup(base: &str, token: &str) -> String {
    format!("{base}/dashboard/setup#{token}")
}

/// To join a project.
pub fn join(base: &str, token: &str) -> String {
    format!("{base}/dashboard/join#{token}")
}

/// To choose a new password.
pub fn reset(base: &str, token: &str) -> String {
    format!("{base}/dashboard/reset#{token}")
}
