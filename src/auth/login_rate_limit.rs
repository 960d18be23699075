//! The login rate limit: how often someone may try to sign in (per client address and email address, per
//! client address, and per email address), and how often a member may send invitations.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};

use crate::error::{Result, rate_limited};

/// The attempts of a burst, and the seconds after which one more is allowed.
struct Limit {
    attempts: u32,
    seconds: u64,
}

/// One person who mistypes: one client address and one email address.
const PAIR: Limit = Limit { attempts: 8, seconds: 30 };
/// One client address, which may be that of a whole office.
const ADDRESS: Limit = Limit { attempts: 40, seconds: 10 };
/// One member, attacked from many addresses. Generous, so that attackers cannot easily lock the member out.
const EMAIL: Limit = Limit { attempts: 60, seconds: 10 };

/// One member who invites. Each invitation may send a mail in the operator's name.
const INVITER: Limit = Limit { attempts: 30, seconds: 60 };

/// Counts attempts in memory, for this node only.
#[derive(Debug)]
pub struct LoginRateLimit {
    pair: DefaultKeyedRateLimiter<(String, String)>,
    address: DefaultKeyedRateLimiter<String>,
    email: DefaultKeyedRateLimiter<String>,
    inviter: DefaultKeyedRateLimiter<String>,
}

impl Default for LoginRateLimit {
    fn default() -> Self {
        Self {
            pair: RateLimiter::keyed(quota(&PAIR)),
            address: RateLimiter::keyed(quota(&ADDRESS)),
            email: RateLimiter::keyed(quota(&EMAIL)),
            inviter: RateLimiter::keyed(quota(&INVITER)),
        }
    }
}

impl LoginRateLimit {
    /// Counts an attempt to sign in as `email` from `network`. After too many, returns an error with the time to wait.
    pub fn attempt(&self, network: &str, email: &str) -> Result<()> {
        self.attempt_token(network)?;
        granted(self.pair.check_key(&(network.to_owned(), email.to_owned())))?;
        granted(self.email.check_key(&email.to_owned()))
    }

    /// Counts an attempt to use a link's token.
    pub fn attempt_token(&self, network: &str) -> Result<()> {
        granted(self.address.check_key(&network.to_owned()))
    }

    /// Counts an invitation by a member.
    pub fn invite(&self, member_id: &str) -> Result<()> {
        granted(self.inviter.check_key(&member_id.to_owned()))
    }

    /// Drops the state of callers who have all their attempts again.
    pub fn tidy(&self) {
        self.pair.retain_recent();
        self.pair.shrink_to_fit();
        for limiter in [&self.address, &self.email, &self.inviter] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

fn granted(checked: std::result::Result<(), NotUntil<Instant>>) -> Result<()> {
    let Err(until) = checked else { return Ok(()) };
    let wait = until.wait_time_from(DefaultClock::default().now()).max(Duration::from_secs(1));
    Err(rate_limited("too many attempts; try again in a while").retry_after(Some(wait)))
}

fn quota(limit: &Limit) -> Quota {
    let attempts = NonZeroU32::new(limit.attempts).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::with_period(Duration::from_secs(limit.seconds));
    quota.unwrap_or(Quota::per_minute(NonZeroU32::MIN)).allow_burst(attempts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_run_out_for_one_caller_and_not_for_others() {
        let limit = LoginRateLimit::default();
        for _ in 0..PAIR.attempts {
            limit.attempt("192.0.2.1", "ada@example.com").unwrap();
        }
        let error = limit.attempt("192.0.2.1", "ada@example.com").unwrap_err();
        assert!(error.retry_after.is_some_and(|wait| wait <= Duration::from_secs(PAIR.seconds)));
        limit.attempt("192.0.2.1", "bob@example.com").unwrap();
        limit.attempt("192.0.2.2", "ada@example.com").unwrap();
    }
}
