//! The proof that an app's backend vouches for a user: Base64 of HMAC-SHA256 over the external ID.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Whether `hash` proves `external_id` under `secret` (the whole `hsec_…` string). Compared in constant time.
pub fn verify(secret: &str, external_id: &str, hash: &str) -> bool {
    let Ok(hash) = STANDARD.decode(hash) else { return false };
    mac(secret, external_id).is_some_and(|mac| mac.verify_slice(&hash).is_ok())
}

/// The hash that proves `external_id` under `secret`: what an app's backend computes.
pub fn hash(secret: &str, external_id: &str) -> String {
    mac(secret, external_id).map(|mac| STANDARD.encode(mac.finalize().into_bytes())).unwrap_or_default()
}

fn mac(secret: &str, external_id: &str) -> Option<Hmac<Sha256>> {
    // HMAC takes keys of any length, so this is always there.
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
