//! Callers of the Client API: publishable key, external ID, HMAC hash.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderName};

use super::authenticator::Authenticator;
use super::headers::{API_KEY, USER_EXTERNAL_ID, USER_HMAC};
use super::hmac_counter::HmacOutcome;
use super::{external_id, hmac, keys, origins};
use crate::error::{Error, Result, credentials};
use crate::store::projects::Project;

/// An app's end user, who can access only their own data.
#[derive(Debug, Clone)]
pub struct ClientCaller {
    /// The project that the publishable key names.
    pub project: Arc<Project>,
    /// The app's own ID of the user, proved if the project requires HMAC authentication.
    pub external_id: String,
    /// How long identifying the caller took.
    pub identified_in: Duration,
}

/// Identifies the caller by the key, the external ID and its proof.
pub(super) async fn identify(headers: &HeaderMap, auth: &Authenticator) -> Result<ClientCaller> {
    let start = Instant::now();
    let key = single(headers, &API_KEY)?;
    let wrong_key =
        || credentials("X-PROFICIENT-API-KEY: this is not a publishable key (pk_…) of any project");
    if !keys::PUBLISHABLE.matches(&key) {
        return Err(wrong_key());
    }
    let project = auth.projects.by_publishable_key(&auth.store, &key).await?.ok_or_else(wrong_key)?;

    let external_id = single(headers, &USER_EXTERNAL_ID)?;
    if let Some(problem) = external_id::problem(&external_id) {
        return Err(credentials(format!("X-PROFICIENT-USER-EXTERNAL-ID: {problem}")));
    }

    let hash = single(headers, &USER_HMAC);
    let playground = hash.as_deref().ok().and_then(|hash| {
        let secrets = [project.hmac_secret.as_str(), project.hmac_secret_before.as_str()];
        hmac::verify_playground(secrets, &external_id, hash)
    });
    if let Some(is_good) = playground {
        // Not counted, because it says nothing about the app's backend.
        let is_good = is_good && auth.store.is_test_user(&project.id, &external_id).await?;
        if project.hmac_enabled && !is_good {
            return Err(credentials(
                "X-PROFICIENT-USER-HMAC: not valid for this test user, or expired; open the playground again",
            ));
        }
    } else {
        let outcome = match hash {
            Err(_) if headers.get(&USER_HMAC).is_none_or(|hash| hash.is_empty()) => HmacOutcome::Missing,
            Ok(hash) => proof(&project, &external_id, &hash),
            Err(_) => HmacOutcome::Wrong,
        };
        auth.hmac_counter.count(&project.id, outcome);
        if project.hmac_enabled && matches!(outcome, HmacOutcome::Missing | HmacOutcome::Wrong) {
            return Err(credentials(
                "X-PROFICIENT-USER-HMAC: missing or wrong; your backend computes it for the user with the HMAC secret",
            ));
        }
    }
    origins::check(headers, &project, &auth.config)?;
    let external_id = external_id.into_owned();
    Ok(ClientCaller { project, external_id, identified_in: start.elapsed() })
}

/// Checks a hash. Both secrets are always tried, so that the time it takes reveals nothing about the first.
fn proof(project: &Project, external_id: &str, hash: &str) -> HmacOutcome {
    let before = &project.hmac_secret_before;
    let older = !before.is_empty() && hmac::verify(before, external_id, hash);
    match (hmac::verify(&project.hmac_secret, external_id, hash), older) {
        (true, _) => HmacOutcome::Valid,
        (false, true) => HmacOutcome::Retiring,
        (false, false) => HmacOutcome::Wrong,
    }
}

/// Returns the value of a header that must be present once and not empty. Browsers send `é` as one byte: a value that
/// is not UTF-8 is read as Latin-1.
fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Cow<'h, str>> {
    let mut values = headers.get_all(name).iter();
    let bytes = match (values.next(), values.next()) {
        (Some(value), None) if !value.is_empty() => value.as_bytes(),
        (Some(_), Some(_)) => return Err(header_error(name, "sent more than once")),
        _ => return Err(header_error(name, "missing")),
    };
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect()),
    })
}

fn header_error(name: &HeaderName, what: &str) -> Error {
    credentials(format!("{}: {what}", name.as_str().to_ascii_uppercase()))
}
