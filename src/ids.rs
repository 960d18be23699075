//! IDs and keys: a prefix, then base62.
//!
//! The first eight characters of an ID encode the millisecond of its creation, in an alphabet that sorts like ASCII; the
//! rest is random (at least 95 bits). A key is random throughout (72 characters, 428 bits).

use rand::RngExt;
use rand::distr::Alphanumeric;

use crate::clock::{Micros, millis};
use crate::error::{Error, Result, not_found};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const TIME_LENGTH: usize = 8;
const KEY_LENGTH: usize = 72;

/// The format of the IDs of one kind of resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdKind {
    prefix: &'static str,
    /// Number of characters after the prefix.
    length: usize,
    /// Name of the resource in "there is no such …".
    resource: &'static str,
}

/// `prj_…`, a project.
pub const PROJECT: IdKind = IdKind { prefix: "prj_", length: 24, resource: "project" };
/// `key_…`, a secret key's record (not the key itself).
pub const SECRET_KEY: IdKind = IdKind { prefix: "key_", length: 24, resource: "secret key" };
/// `mem_…`, a member of the dashboard.
pub const MEMBER: IdKind = IdKind { prefix: "mem_", length: 24, resource: "member" };
/// `inv_…`, an invitation or another single-use link (not its token).
pub const LINK: IdKind = IdKind { prefix: "inv_", length: 24, resource: "invitation" };
/// `con_…`, a project connection.
pub const CONNECTION: IdKind = IdKind { prefix: "con_", length: 24, resource: "connection" };
/// `aud_…`, an entry of the audit log.
pub const AUDIT: IdKind = IdKind { prefix: "aud_", length: 36, resource: "audit entry" };
/// `ag_…`, an agent.
pub const AGENT: IdKind = IdKind { prefix: "ag_", length: 24, resource: "agent" };
/// `u_…`, a user.
pub const USER: IdKind = IdKind { prefix: "u_", length: 24, resource: "user" };
/// `int_…`, an interaction.
pub const INTERACTION: IdKind = IdKind { prefix: "int_", length: 36, resource: "interaction" };
/// `msg_…`, a message.
pub const MESSAGE: IdKind = IdKind { prefix: "msg_", length: 48, resource: "message" };

impl IdKind {
    /// Returns a new ID of this kind for something created at `time`.
    pub fn make(self, time: Micros) -> String {
        let mut id = String::with_capacity(self.prefix.len() + self.length);
        id.push_str(self.prefix);
        let mut rest = u64::try_from(millis(time)).unwrap_or_default();
        let mut digits = [b'0'; TIME_LENGTH];
        for digit in digits.iter_mut().rev() {
            *digit = ALPHABET[(rest % 62) as usize];
            rest /= 62;
        }
        id.extend(digits.iter().map(|&digit| char::from(digit)));
        push_random(&mut id, self.length - TIME_LENGTH);
        id
    }

    /// Returns whether `id` has the format of this kind. Other IDs cannot be in the store, which need not be queried.
    pub fn matches(self, id: &str) -> bool {
        id.strip_prefix(self.prefix).is_some_and(|rest| {
            rest.len() == self.length && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    }

    /// Returns `id` if it has the format of this kind, and "not found" otherwise.
    pub fn check(self, id: &str) -> Result<&str> {
        if self.matches(id) { Ok(id) } else { Err(self.not_found()) }
    }

    /// Returns the error for an ID that does not exist.
    pub fn not_found(self) -> Error {
        not_found(self.resource)
    }
}

/// Returns a new key: `prefix` (`pk_`, `sk_`, `hsec_`) and 72 random characters.
pub fn key(prefix: &str) -> String {
    let mut key = String::with_capacity(prefix.len() + KEY_LENGTH);
    key.push_str(prefix);
    push_random(&mut key, KEY_LENGTH);
    key
}

/// Returns a new request ID, for logs and responses.
pub fn request() -> String {
    let mut id = String::with_capacity(20);
    id.push_str("req_");
    push_random(&mut id, 16);
    id
}

/// Returns a new nonce, such as for one page's Content-Security-Policy.
pub fn nonce() -> String {
    let mut nonce = String::with_capacity(24);
    push_random(&mut nonce, 24);
    nonce
}

/// Returns a new node ID, which names a process among those that share a database.
pub fn node() -> String {
    let mut id = String::with_capacity(21);
    id.push_str("node_");
    push_random(&mut id, 16);
    id
}

fn push_random(text: &mut String, length: usize) {
    text.extend(rand::rng().sample_iter(Alphanumeric).take(length).map(char::from));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_documented_format() {
        for (kind, prefix, length) in
            [(AGENT, "ag_", 24), (USER, "u_", 24), (INTERACTION, "int_", 36), (MESSAGE, "msg_", 48)]
        {
            let id = kind.make(crate::clock::now());
            assert_eq!(id.len(), prefix.len() + length, "{id}");
            assert!(id.starts_with(prefix) && kind.matches(&id), "{id}");
        }
        assert_eq!(key("sk_").len(), 75);
    }

    #[test]
    fn ids_sort_by_creation_time() {
        let times =
            [0, 999_000, 1_000_000, 61_999_000, 62_000_000, 1_795_500_000_000_000, 1_795_500_000_001_000];
        let ids: Vec<String> = times.iter().map(|&time| MESSAGE.make(time)).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
    }

    #[test]
    fn other_formats_do_not_match() {
        for id in [
            "",
            "msg_",
            "msg_x",
            "int_000000000000000000000000000000000000",
            "msg_00000000000000000000000000000000000000000000000é",
        ] {
            assert!(!MESSAGE.matches(id), "{id}");
        }
    }
}
