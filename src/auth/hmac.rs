//! HMAC authentication: the Base64 of HMAC-SHA256 over the external ID proves that an app's backend vouches for a user.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::clock::{self, Micros};

/// Returns whether `hash` proves `external_id` under `secret` (the whole `hsec_…` string). Compares in constant time.
pub fn verify(secret: &str, external_id: &str, hash: &str) -> bool {
    let Ok(hash) = STANDARD.decode(hash) else { return false };
    mac(secret, external_id).is_some_and(|mac| mac.verify_slice(&hash).is_ok())
}

/// Returns the hash that proves `external_id` under `secret`, as an app's backend computes it.
pub fn hash(secret: &str, external_id: &str) -> String {
    mac(secret, external_id).map(|mac| STANDARD.encode(mac.finalize().into_bytes())).unwrap_or_default()
}

/// The prefix of a playground proof. No hash begins with it.
const PLAYGROUND: &str = "playground.";

/// Returns a proof for a test user of the dashboard's playground, valid until `until`. It proves no live user, even one
/// who has, had or will have the same external ID: members must not be able to speak in a user's name.
pub fn playground(secret: &str, external_id: &str, until: Micros) -> String {
    let hash = hash(&playground_secret(secret), &format!("{until}\n{external_id}"));
    format!("{PLAYGROUND}{until}.{hash}")
}

/// Returns whether a playground proof is valid. `None` if the hash is not a playground proof. `secrets` are the
/// project's.
pub fn verify_playground(secrets: [&str; 2], external_id: &str, hash: &str) -> Option<bool> {
    let (until, hash) = hash.strip_prefix(PLAYGROUND)?.split_once('.')?;
    let is_current = until.parse::<Micros>().is_ok_and(|until| clock::now() < until);
    let text = format!("{until}\n{external_id}");
    let fits = |secret: &str| !secret.is_empty() && verify(&playground_secret(secret), &text, hash);
    Some(is_current && secrets.into_iter().any(fits))
}

fn playground_secret(secret: &str) -> String {
    format!("{PLAYGROUND}{secret}")
}

fn mac(secret: &str, external_id: &str) -> Option<Hmac<Sha256>> {
    // HMAC takes keys of any length, so this is never `None`.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(external_id.as_bytes());
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "hsec_mFLSkjGK6XLK1TUxL8wgiXrjwZCqcfmgbXTC0JmZFooSl9rQlzIrpsQHNor4guw2YOUP7vWA";
    const EXTERNAL_ID: &str = "gtLIK8ELsHTr0Fajg28Ud9eFpJJ3";
    const HASH: &str = "nyrKK9qcWqgPSdky2VE+arkyJjMFt9FD1Fxl/iNOD5U=";

    #[test]
    fn the_contract_s_vector() {
        assert_eq!(hash(SECRET, EXTERNAL_ID), HASH);
        assert!(verify(SECRET, EXTERNAL_ID, HASH));
    }

    #[test]
    fn a_playground_proof_is_valid_nowhere_else() {
        let (later, before) = (clock::now() + 60_000_000, clock::now() - 1);
        let proof = playground(SECRET, EXTERNAL_ID, later);
        assert!(!verify(SECRET, EXTERNAL_ID, &proof));
        assert!(!verify(SECRET, EXTERNAL_ID, proof.rsplit_once('.').unwrap().1));
        assert_eq!(verify_playground([SECRET, ""], EXTERNAL_ID, &proof), Some(true));
        assert_eq!(verify_playground(["hsec_new", SECRET], EXTERNAL_ID, &proof), Some(true));
        assert_eq!(verify_playground(["hsec_new", ""], EXTERNAL_ID, &proof), Some(false));
        assert_eq!(verify_playground([SECRET, ""], "somebody-else", &proof), Some(false));
        let old = playground(SECRET, EXTERNAL_ID, before);
        assert_eq!(verify_playground([SECRET, ""], EXTERNAL_ID, &old), Some(false));
        let longer = old.replace(&before.to_string(), &later.to_string());
        assert_eq!(verify_playground([SECRET, ""], EXTERNAL_ID, &longer), Some(false));
        assert_eq!(verify_playground([SECRET, ""], EXTERNAL_ID, HASH), None);
    }

    #[test]
    fn anything_else_is_refused() {
        let unpadded = HASH.trim_end_matches('=');
        let url_safe = HASH.replace('+', "-").replace('/', "_");
        let longer = format!("{HASH}AAAA");
        for wrong in
            ["", "n", "nyrK", "****", unpadded, &url_safe, &longer, &HASH.to_lowercase(), " ", "\u{e9}"]
        {
            assert!(!verify(SECRET, EXTERNAL_ID, wrong), "{wrong}");
        }
        assert!(!verify(SECRET, "somebody-else", HASH));
    }
}
