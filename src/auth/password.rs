//! Members' passwords: argon2id, computed on blocking threads and only a few at a time, since each takes 19 MiB.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::error::{Result, invalid, unknown};

/// Minimum characters of a password. There are no further rules, as NIST SP 800-63B advises.
const MIN_LENGTH: usize = 10;
/// Maximum characters, which bounds the work.
const MAX_LENGTH: usize = 1_024;
/// Passwords that are computed at the same time.
const AT_ONCE: usize = 2;

static PERMITS: Semaphore = Semaphore::const_new(AT_ONCE);

/// The hash that is checked for an unknown email address, so that it takes as long as for a known one.
static UNKNOWN_MEMBER: LazyLock<Option<String>> = LazyLock::new(|| compute("nobody's password").ok());

/// Refuses a weak password. `field` names it in the error.
pub fn check(field: &str, password: &SecretString, email: &str) -> Result<()> {
    let password = password.expose_secret();
    let length = password.chars().count();
    if !(MIN_LENGTH..=MAX_LENGTH).contains(&length) {
        return Err(invalid(format!("{field}: must have {MIN_LENGTH} to {MAX_LENGTH} characters")));
    }
    let mut characters: Vec<char> = password.chars().collect();
    characters.sort_unstable();
    characters.dedup();
    let easy = characters.len() < 4 || password.to_lowercase() == email;
    if easy { Err(invalid(format!("{field}: is too easy to guess"))) } else { Ok(()) }
}

/// Returns the hash to store for a password.
pub async fn hash(password: SecretString) -> Result<String> {
    blocking(move || compute(password.expose_secret())).await
}

/// Returns whether `stored` is the hash of this password. `stored` is `None` for an unknown member.
pub async fn verify(password: SecretString, stored: Option<String>) -> Result<bool> {
    // Longer than any password, so nothing need be computed.
    if password.expose_secret().chars().count() > MAX_LENGTH {
        return Ok(false);
    }
    blocking(move || {
        let exists = stored.is_some();
        let stored = stored.or_else(|| UNKNOWN_MEMBER.clone()).unwrap_or_default();
        let hash = PasswordHash::new(&stored).map_err(|error| unknown(error.to_string()))?;
        let fits = Argon2::default().verify_password(password.expose_secret().as_bytes(), &hash).is_ok();
        Ok(fits && exists)
    })
    .await
}

/// Computes on a blocking thread. The permit is held until the end, even if the caller has left.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let permit = PERMITS.acquire().await.map_err(unknown)?;
    let computed = spawn_blocking(move || {
        let _permit = permit;
        work()
    });
    computed.await.map_err(unknown)?
}

/// Hashes with argon2id, 19 MiB, two passes, one lane: the crate's default, as OWASP recommends.
fn compute(password: &str) -> Result<String> {
    let hash: PasswordHash =
        Argon2::default().hash_password(password.as_bytes()).map_err(|error| unknown(error.to_string()))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_matches_its_password_only() {
        let stored = hash("correct horse".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("correct horse".into(), Some(stored.clone())).await.unwrap());
        assert!(!verify("correct hors".into(), Some(stored)).await.unwrap());
        assert!(!verify("nobody's password".into(), None).await.unwrap());
    }

    #[test]
    fn weak_passwords_are_refused() {
        for easy in ["short", "aaaaaaaaaaaa", "1212121212", "ada@example.com"] {
            assert!(check("password", &easy.into(), "ada@example.com").is_err(), "{easy}");
        }
        assert!(check("password", &"correct horse".into(), "ada@example.com").is_ok());
    }
}
