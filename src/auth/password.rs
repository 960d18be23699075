//! Passwords of members: argon2id, computed beside the requests and a few at a time, for each takes 19 MiB.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::error::{Result, invalid, unknown};

/// Characters of a password at least; no rules beyond that, as NIST SP 800-63B advises.
const LEAST: usize = 10;
/// And at most: a bound on work.
const MOST: usize = 1_024;
/// Computed at the same time.
const AT_ONCE: usize = 2;

static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);

/// What an e-mail address that nobody has is checked against, so that it takes as long as one that somebody has.
static NOBODYS: LazyLock<Option<String>> = LazyLock::new(|| compute("nobody's password").ok());

/// Refuses a password that is too easy; `field` is the name of it.
pub fn check(field: &str, password: &SecretString, email: &str) -> Result<()> {
    let password = password.expose_secret();
    let length = password.chars().count();
    if !(LEAST..=MOST).contains(&length) {
        return Err(invalid(format!("{field}: must have {LEAST} to {MOST} characters")));
    }
    let mut characters: Vec<char> = password.chars().collect();
    characters.sort_unstable();
    characters.dedup();
    let easy = characters.len() < 4 || password.to_lowercase() == email;
    if easy { Err(invalid(format!("{field}: is too easy to guess"))) } else { Ok(()) }
}

/// What is stored of a password.
pub async fn hash(password: SecretString) -> Result<String> {
    beside(move || compute(password.expose_secret())).await
}

/// Whether this is the password of which `stored` is kept; `None` for a member that does not exist.
pub async fn verify(password: SecretString, stored: Option<String>) -> Result<bool> {
    // What is longer than any password need not be computed.
    if password.expose_secret().chars().count() > MOST {
        return Ok(false);
    }
    beside(move || {
        let exists = stored.is_some();
        let stored = stored.or_else(|| NOBODYS.clone()).unwrap_or_default();
        let hash = PasswordHash::new(&stored).map_err(|error| unknown(error.to_string()))?;
        let fits = Argon2::default().verify_password(password.expose_secret().as_bytes(), &hash).is_ok();
        Ok(fits && exists)
    })
    .await
}

/// Computes beside the requests, in one of the places. The place is kept until the end, also if the caller has gone.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let place = PLACES.acquire().await.map_err(unknown)?;
    let computed = spawn_blocking(move || {
        let _place = place;
        work()
    });
    computed.await.map_err(unknown)?
}

/// Argon2id with 19 MiB, two passes, one lane: the crate's default, which is OWASP's advice.
fn compute(password: &str) -> Result<String> {
    let hash: PasswordHash =
        Argon2::default().hash_password(password.as_bytes()).map_err(|error| unknown(error.to_string()))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_hashed_is_known_again() {
        let stored = hash("correct horse".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("correct horse".into(), Some(stored.clone())).await.unwrap());
        assert!(!verify("correct hors".into(), Some(stored)).await.unwrap());
        assert!(!verify("nobody's password".into(), None).await.unwrap());
    }

    #[test]
    fn easy_passwords_are_refused() {
        for easy in ["short", "aaaaaaaaaaaa", "1212121212", "ada@example.com"] {
            assert!(check("password", &easy.into(), "ada@example.com").is_err(), "{easy}");
        }
        assert!(check("password", &"correct horse".into(), "ada@example.com").is_ok());
    }
}
