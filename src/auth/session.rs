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
/// The name of the cookie that tells a browser in which a member has signed in. It grants nothing.
const BROWSER: &str = "proficient_browser";
/// The prefix of its secret.
const BROWSER_PREFIX: &str = "bro_";
/// How long a browser is remembered after a sign-in: 180 days, in seconds.
const BROWSER_TIME: i64 = 180 * 24 * 3_600;

/// The cookies in a response.
#[derive(Debug)]
pub struct SetSession(Vec<Cookie<'static>>);

impl IntoResponseParts for SetSession {
    type Error = Error;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Error> {
        for cookie in self.0 {
            let value = HeaderValue::from_str(&cookie.to_string());
            parts
                .headers_mut()
                .append(SET_COOKIE, value.map_err(|error: InvalidHeaderValue| unknown(error))?);
        }
        Ok(parts)
    }
}

/// Begins a session. Returns the row to store and the cookies.
pub fn begin(config: &Config) -> (NewSession, SetSession) {
    let (secret, browser) = (ids::key(PREFIX), ids::key(BROWSER_PREFIX));
    let session = NewSession {
        hash: keys::hash(&secret),
        expires_at: expiry(config),
        browser: keys::hash(&browser),
        browser_expires_at: clock::now() + BROWSER_TIME * 1_000_000,
    };
    let time = config.dashboard.session_time.as_secs();
    let cookies = vec![
        cookie(config, NAME, secret, i64::try_from(time).unwrap_or(i64::MAX)),
        cookie(config, BROWSER, browser, BROWSER_TIME),
    ];
    (session, SetSession(cookies))
}

/// Returns when a session that is used now expires.
pub fn expiry(config: &Config) -> Micros {
    let time = i64::try_from(config.dashboard.session_time.as_micros()).unwrap_or(i64::MAX / 2);
    clock::now().saturating_add(time)
}

/// Returns the hash of the request's session.
pub fn hash(headers: &HeaderMap) -> Option<String> {
    hash_of(headers, NAME, PREFIX)
}

/// Returns the hash of the cookie of a browser in which somebody has signed in before.
pub fn browser(headers: &HeaderMap) -> Option<String> {
    hash_of(headers, BROWSER, BROWSER_PREFIX)
}

fn hash_of(headers: &HeaderMap, name: &str, prefix: &str) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let found = cookies.flat_map(Cookie::split_parse).flatten().find(|cookie| cookie.name() == name)?;
    found.value().starts_with(prefix).then(|| keys::hash(found.value()))
}

/// Deletes the session's cookie.
pub fn end(config: &Config) -> SetSession {
    SetSession(vec![cookie(config, NAME, String::new(), 0)])
}

fn cookie(config: &Config, name: &'static str, secret: String, seconds: i64) -> Cookie<'static> {
    let cookie = Cookie::build((name, secret))
        .path(PATH)
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(config.public_url.starts_with("https://"))
        .max_age(time::Duration::seconds(seconds));
    cookie.build()
}
