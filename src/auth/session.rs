//! The session cookie.

use axum::http::header::{COOKIE, InvalidHeaderValue, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponseParts, ResponseParts};
use cookie::{Cookie, SameSite, time};

use super::keys;
use crate::clock::{self, Micros};
use crate::config::Config;
use crate::error::{Error, unknown};
use crate::ids;
use crate::store::sessions::NewSession;

/// The cookie's name.
pub const NAME: &str = "proficient_session";
/// Browsers send it to the dashboard's pages and API only.
const PATH: &str = "/dashboard";
/// The prefix of a session's secret.
const PREFIX: &str = "ses_";

/// The cookie in a response.
#[derive(Debug)]
pub struct SetSession(Cookie<'static>);

impl IntoResponseParts for SetSession {
    type Error = Error;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Error> {
        let value = HeaderValue::from_str(&self.0.to_string());
        parts.headers_mut().append(SET_COOKIE, value.map_err(|error: InvalidHeaderValue| unknown(error))?);
        Ok(parts)
    }
}

/// Begins a session. Returns the row to store and the cookie.
pub fn begin(config: &Config) -> (NewSession, SetSession) {
    let secret = ids::key(PREFIX);
    let session = NewSession { hash: keys::hash(&secret), expires_at: expiry(config) };
    let time = config.dashboard.session_time.as_secs();
    (session, cookie(config, secret, i64::try_from(time).unwrap_or(i64::MAX)))
}

/// Returns when a session that is used now expires.
pub fn expiry(config: &Config) -> Micros {
    let time = i64::try_from(config.dashboard.session_time.as_micros()).unwrap_or(i64::MAX / 2);
    clock::now().saturating_add(time)
}

/// Returns the hash of the request's session.
pub fn hash(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let found = cookies.flat_map(Cookie::split_parse).flatten().find(|cookie| cookie.name() == NAME)?;
    found.value().starts_with(PREFIX).then(|| keys::hash(found.value()))
}

/// Deletes the cookie.
pub fn end(config: &Config) -> SetSession {
    cookie(config, String::new(), 0)
}

fn cookie(config: &Config, secret: String, seconds: i64) -> SetSession {
    let cookie = Cookie::build((NAME, secret))
        .path(PATH)
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(config.public_url.starts_with("https://"))
        .max_age(time::Duration::seconds(seconds));
    SetSession(cookie.build())
}
