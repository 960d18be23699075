//! Keys: their forms, and making a project's set of them.

use sha2::{Digest, Sha256};

use crate::store::keys::NewSecretKey;
use crate::store::projects::Project;
use crate::{clock, ids};

/// The format of a kind of key.
#[derive(Debug, Clone, Copy)]
pub struct KeyFormat {
    prefix: &'static str,
}

/// `pk_…`, which browsers carry.
pub const PUBLISHABLE: KeyFormat = KeyFormat { prefix: "pk_" };
/// `sk_…`, which only backends carry.
pub const SECRET: KeyFormat = KeyFormat { prefix: "sk_" };
/// `hsec_…`, which proves users.
pub const HMAC_SECRET: KeyFormat = KeyFormat { prefix: "hsec_" };

impl KeyFormat {
    /// Returns whether `key` has this format. Other keys cannot be in the store, which need not be queried.
    pub fn matches(self, key: &str) -> bool {
        key.strip_prefix(self.prefix)
            .is_some_and(|rest| rest.len() == 72 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    }
}

/// SHA-256 of a secret key, in hexadecimal: what the store keeps. The key is random enough to need no slow hash.
pub fn hash(key: &str) -> String {
    use std::fmt::Write;
    Sha256::digest(key.as_bytes()).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _written = write!(text, "{byte:02x}");
        text
    })
}

/// A new secret key with what is stored of it.
pub fn new_secret(name: &str) -> (String, NewSecretKey) {
    let (key, now) = (ids::key(SECRET.prefix), clock::now());
    let stored = NewSecretKey {
        id: ids::SECRET_KEY.make(now),
        name: name.to_owned(),
        prefix: key.chars().take(7).collect(),
        hash: hash(&key),
        created_at: now,
    };
    (key, stored)
}

/// A new HMAC secret.
pub fn new_hmac_secret() -> String {
    ids::key(HMAC_SECRET.prefix)
}

/// A new project with fresh keys, not yet stored, HMAC off.
pub fn new_project(name: &str) -> Project {
    let now = clock::now();
    Project {
        id: ids::PROJECT.make(now),
        name: name.to_owned(),
        publishable_key: ids::key(PUBLISHABLE.prefix),
        hmac_secret: new_hmac_secret(),
        hmac_enabled: 0,
        allowed_origins: "[]".to_owned(),
        hmac_secret_before: String::new(),
        hmac_rotated_at: None,
        created_at: now,
        updated_at: now,
    }
}
