//! Callers of the Client API: publishable key, external ID, HMAC hash.

use std::borrow::Cow;

use axum::http::{HeaderMap, HeaderName};

use super::hmac_counter::Seen;
use super::{ClientCaller, hmac, keys, origins};
use crate::app::App;
use crate::error::{Error, Result, credentials};
use crate::store::projects::Project;

/// The publishable key.
pub const API_KEY: HeaderName = HeaderName::from_static("x-proficient-api-key");
/// The app's own ID of its user.
pub const USER_EXTERNAL_ID: HeaderName = HeaderName::from_static("x-proficient-user-external-id");
/// The proof of that ID.
pub const USER_HMAC: HeaderName = HeaderName::from_static("x-proficient-user-hmac");

/// Characters of an external ID at most.
pub const EXTERNAL_ID_LENGTH: usize = 256;

pub(super) async fn identify(headers: &HeaderMap, app: &App) -> Result<ClientCaller> {
    let key = single(headers, &API_KEY)?;
    let wrong_key =
        || credentials("X-PROFICIENT-API-KEY: this is not a publishable key (pk_…) of any project");
    if !keys::PUBLISHABLE.matches(&key) {
        return Err(wrong_key());
    }
    let project = app.projects.by_publishable_key(&app.store, &key).await?.ok_or_else(wrong_key)?;

    let external_id = single(headers, &USER_EXTERNAL_ID)?;
    if external_id.chars().count() > EXTERNAL_ID_LENGTH {
        return Err(credentials("X-PROFICIENT-USER-EXTERNAL-ID: longer than 256 characters"));
    }

    let hash = single(headers, &USER_HMAC);
    let playground = hash.as_deref().ok().and_then(|hash| {
        let secrets = [project.hmac_secret.as_str(), project.hmac_secret_before.as_str()];
        hmac::verify_playground(secrets, &external_id, hash)
    });
    if let Some(is_good) = playground {
        // It says nothing of what the app's backend can do: so it is not counted.
        let is_good = is_good && app.store.is_test_user(&project.id, &external_id).await?;
        if project.hmac_enabled && !is_good {
            return Err(credentials(
                "X-PROFICIENT-USER-HMAC: is not, or no longer, good for a test user; open the playground again",
            ));
        }
    } else {
        let seen = match hash {
            Err(_) if headers.get(&USER_HMAC).is_none_or(|hash| hash.is_empty()) => Seen::Missing,
            Ok(hash) => proof(&project, &external_id, &hash),
            Err(_) => Seen::Wrong,
        };
        app.hmac_counter.count(&project.id, seen);
        if project.hmac_enabled && matches!(seen, Seen::Missing | Seen::Wrong) {
            return Err(credentials(
                "X-PROFICIENT-USER-HMAC: missing or wrong; your backend computes it for the user with the HMAC secret",
            ));
        }
    }
    origins::check(headers, &project, app)?;
    Ok(ClientCaller { project, external_id: external_id.into_owned() })
}

/// What a hash proves. Both secrets are tried in any case, so that the time tells nothing of the first.
fn proof(project: &Project, external_id: &str, hash: &str) -> Seen {
    let before = &project.hmac_secret_before;
    let older = !before.is_empty() && hmac::verify(before, external_id, hash);
    match (hmac::verify(&project.hmac_secret, external_id, hash), older) {
        (true, _) => Seen::Valid,
        (false, true) => Seen::Retiring,
        (false, false) => Seen::Wrong,
    }
}

/// The one value of a header that must be there, once and not empty. Browsers send `é` as one byte: what is not UTF-8
/// is Latin-1.
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
