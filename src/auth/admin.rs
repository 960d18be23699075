//! Callers of the Admin API: `Authorization: Bearer sk_…`.

use std::sync::Arc;

use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::client_address::ClientAddress;
use super::{AdminCaller, keys};
use crate::app::App;
use crate::error::{Result, credentials};

pub(super) async fn identify(parts: &Parts, app: &App) -> Result<AdminCaller> {
    let wrong =
        || credentials("Authorization: this is not a secret key of any project; send \"Bearer sk_…\"");
    let mut values = parts.headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return Err(wrong()) };
    let (scheme, key) = value.to_str().ok().and_then(|value| value.split_once(' ')).ok_or_else(wrong)?;
    if !scheme.eq_ignore_ascii_case("bearer") || !keys::SECRET.matches(key.trim_start()) {
        return Err(wrong());
    }
    let key = app.projects.by_secret_key(&app.store, key.trim_start()).await?.ok_or_else(wrong)?;
    app.key_use.note(app, &key);
    Ok(AdminCaller { project: Arc::clone(&key.project), key, address: ClientAddress::of(parts, app) })
}
