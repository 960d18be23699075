//! The login rate limit: how often someone may try to sign in, and how often a member may send invitations. Counted in the
//! database, for all nodes together.
//!
//! - *One person who mistypes*: a client address with an email address. Whoever exceeds this limit uses up none of the
//!   others, so that nobody locks colleagues out who share the address.
//! - *A client address*, which may be that of a whole office. Only failures count.
//! - *An email address*, attacked from many client addresses. A browser in which the member has signed in before has a
//!   limit of its own instead, so that guesses of others do not lock the member out.

use super::client_address::ClientAddress;
use super::keys;
use crate::error::Result;
use crate::store::Store;
use crate::store::sign_in_attempts::AttemptLimit;

/// The attempts of a burst, and the seconds after which one more is allowed.
struct Limit {
    attempts: i64,
    seconds: i64,
}

/// One client address and one email address, or one browser that the member has used.
const PERSON: Limit = Limit { attempts: 8, seconds: 30 };
/// One client address.
const ADDRESS: Limit = Limit { attempts: 200, seconds: 5 };
/// One email address.
const EMAIL: Limit = Limit { attempts: 60, seconds: 10 };
/// One member who invites. Each invitation may send a mail in the operator's name.
const INVITER: Limit = Limit { attempts: 30, seconds: 60 };

/// Who tries to sign in.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// The caller's address.
    pub address: &'a ClientAddress,
    /// The email address.
    pub email: &'a str,
    /// The hash of the cookie of a browser in which somebody has signed in before.
    pub browser: Option<&'a str>,
}

/// Counts attempts.
#[derive(Debug, Clone)]
pub struct LoginRateLimit {
    store: Store,
}

impl LoginRateLimit {
    /// Creates the limit on this database.
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    /// Counts an attempt. After too many, returns an error with the time to wait.
    pub async fn attempt(&self, attempt: Attempt<'_>) -> Result<()> {
        let limits = self.limits(attempt).await?;
        self.store.count_attempt(limits).await
    }

    /// Takes an attempt back that has succeeded.
    pub async fn forgive(&self, attempt: Attempt<'_>) -> Result<()> {
        let limits = self.limits(attempt).await?;
        self.store.forgive_attempt(limits).await
    }

    /// Counts an attempt of a member who is signed in to confirm their password.
    pub async fn confirm(&self, member_id: &str) -> Result<()> {
        self.store.count_attempt(vec![PERSON.of("member", member_id)]).await
    }

    /// Counts an attempt to use a link's token.
    pub async fn attempt_token(&self, address: &ClientAddress) -> Result<()> {
        self.store.count_attempt(vec![ADDRESS.of("address", &address.network())]).await
    }

    /// Counts an invitation by a member.
    pub async fn invite(&self, member_id: &str) -> Result<()> {
        self.store.count_attempt(vec![INVITER.of("inviter", member_id)]).await
    }

    async fn limits(&self, Attempt { address, email, browser }: Attempt<'_>) -> Result<Vec<AttemptLimit>> {
        let network = address.network();
        if let Some(hash) = browser
            && self.store.is_known_browser(email, hash).await?
        {
            return Ok(vec![PERSON.of("browser", hash)]);
        }
        Ok(vec![
            PERSON.of("person", &format!("{network} {email}")),
            ADDRESS.of("address", &network),
            EMAIL.of("email", email),
        ])
    }
}

impl Limit {
    /// Returns this limit for one of a kind. What is limited is stored as a hash only.
    fn of(&self, kind: &str, what: &str) -> AttemptLimit {
        let key = keys::hash(&format!("{kind} {what}"));
        AttemptLimit { key, burst: self.attempts, every: self.seconds * 1_000_000 }
    }
}
