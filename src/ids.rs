//! Identifiers and keys: a prefix, then base62.
//!
//! An ID's first eight characters are the millisecond of its creation in an alphabet that sorts as ASCII does; the
//! rest is random (at least 95 bits). A key is random throughout (72 characters, 428 bits).

use rand::RngExt;
use rand::distr::Alphanumeric;

use crate::clock::{Micros, millis};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const TIME_LENGTH: usize = 8;
const KEY_LENGTH: usize = 72;

/// What an ID is of: its prefix and the number of characters after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    prefix: &'static str,
    length: usize,
}

/// `prj_…`, a project.
pub const PROJECT: Kind = Kind { prefix: "prj_", length: 24 };
/// `key_…`, a secret key's record (not the key itself).
pub const SECRET_KEY: Kind = Kind { prefix: "key_", length: 24 };
/// `mem_…`, a member of the dashboard.
pub const MEMBER: Kind = Kind { prefix: "mem_", length: 24 };
/// `inv_…`, an invitation or another link that opens something once (not its token).
pub const LINK: Kind = Kind { prefix: "inv_", length: 24 };
/// `con_…`, a project's connection to a provider.
pub const CONNECTION: Kind = Kind { prefix: "con_", length: 24 };
/// `aud_…`, an entry of the audit log.
pub const AUDIT: Kind = Kind { prefix: "aud_", length: 36 };
/// `ag_…`, an agent.
pub const AGENT: Kind = Kind { prefix: "ag_", length: 24 };
/// `u_…`, a user.
pub const USER: Kind = Kind { prefix: "u_", length: 24 };
/// `int_…`, an interaction.
pub const INTERACTION: Kind = Kind { prefix: "int_", length: 36 };
/// `msg_…`, a message.
pub const MESSAGE: Kind = Kind { prefix: "msg_", length: 48 };

impl Kind {
    /// A new ID of this kind, made at `time`.
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

    /// Whether `id` has the form of this kind. What has not cannot be in the store, so it need not be asked.
    pub fn matches(self, id: &str) -> bool {
        id.strip_prefix(self.prefix).is_some_and(|rest| {
            rest.len() == self.length && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    }
}

/// A new key: `prefix` (`pk_`, `sk_`, `hsec_`) and 72 random characters.
pub fn key(prefix: &str) -> String {
    let mut key = String::with_capacity(prefix.len() + KEY_LENGTH);
    key.push_str(prefix);
    push_random(&mut key, KEY_LENGTH);
    key
}

/// A short random identifier of a request, for logs and answers.
pub fn request() -> String {
    let mut id = String::with_capacity(20);
    id.push_str("req_");
    push_random(&mut id, 16);
    id
}

/// A word that nobody guesses, for one page's policy.
pub fn nonce() -> String {
    let mut nonce = String::with_capacity(24);
    push_random(&mut nonce, 24);
    nonce
}

/// A random name of a process among those that share a database.
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
    fn ids_have_the_contract_s_form() {
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
    fn ids_sort_by_their_time() {
        let times =
            [0, 999_000, 1_000_000, 61_999_000, 62_000_000, 1_795_500_000_000_000, 1_795_500_000_001_000];
        let ids: Vec<String> = times.iter().map(|&time| MESSAGE.make(time)).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
    }

    #[test]
    fn another_form_does_not_match() {
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
