//! The cookie of a session: made, read, ended.

use axum::http::header::{COOKIE, InvalidHeaderValue, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponseParts, ResponseParts};
use cookie::{Cookie, SameSite, time};

use super::keys;
use crate::app::App;
use crate::clock::{self, Micros};
use crate::error::{Error, unknown};
use crate::ids;
use crate::store::sessions::NewSession;

/// The cookie's name.
pub const NAME: &str = "proficient_session";
/// Only the dashboard's own pages and API get it.
const PATH: &str = "/dashboard";
/// What a session's secret begins with.
const PREFIX: &str = "ses_";

/// The cookie in an answer.
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

/// A session that begins: what is stored of it, and the cookie.
pub fn begin(app: &App) -> (NewSession, SetSession) {
    let secret = ids::key(PREFIX);
    let session = NewSession { hash: keys::hash(&secret), expires_at: expiry(app) };
    let time = app.config.dashboard.session_time.as_secs();
    (session, cookie(app, secret, i64::try_from(time).unwrap_or(i64::MAX)))
}

/// When a session ends that is used now.
pub fn expiry(app: &App) -> Micros {
    let time = i64::try_from(app.config.dashboard.session_time.as_micros()).unwrap_or(i64::MAX / 2);
    clock::now().saturating_add(time)
}

/// The hash of the session that a request carries.
pub fn hash(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let found = cookies.flat_map(Cookie::split_parse).flatten().find(|cookie| cookie.name() == NAME)?;
    found.value().starts_with(PREFIX).then(|| keys::hash(found.value()))
}

/// Takes the cookie away.
pub fn end(app: &App) -> SetSession {
    cookie(app, String::new(), 0)
}

fn cookie(app: &App, secret: String, seconds: i64) -> SetSession {
    let cookie = Cookie::build((NAME, secret))
        .path(PATH)
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(app.config.public_url.starts_with("https://"))
        .max_age(time::Duration::seconds(seconds));
    SetSession(cookie.build())
}
