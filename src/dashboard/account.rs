//! A member's own name and password.

use axum::extract::State;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use super::session::{Member, Session, valid_name};
use crate::app::App;
use crate::auth::member::DashboardRequest;
use crate::auth::session::{self, SetSession};
use crate::auth::{MemberCaller, keys, password};
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::extract::Json;

/// Changes to the caller's own account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateAccount {
    name: Option<String>,
}

/// A change of password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    #[schema(value_type = String)]
    current_password: SecretString,
    /// At least 10 characters.
    #[schema(value_type = String)]
    new_password: SecretString,
}

/// A new password in place of a forgotten one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    /// The token of the reset link.
    token: String,
    /// At least 10 characters.
    #[schema(value_type = String)]
    password: SecretString,
}

/// Update the account
#[utoipa::path(post, path = "/account", operation_id = "updateAccount", tag = "Session",
    request_body = UpdateAccount, responses((status = 200, body = Member), (status = "default", body = ErrorBody)))]
pub async fn update(
    State(app): State<App>,
    caller: MemberCaller,
    Json(body): Json<UpdateAccount>,
) -> Result<Json<Member>> {
    let Some(name) = body.name else { return Ok(Json(caller.member.into())) };
    Ok(Json(app.store.rename_member(caller.member.id, valid_name(name)?).await?.into()))
}

/// Change the password
///
/// Ends all other sessions.
#[utoipa::path(post, path = "/account/password", operation_id = "changePassword", tag = "Session",
    request_body = ChangePassword, responses((status = 200, body = Session), (status = "default", body = ErrorBody)))]
pub async fn change_password(
    State(app): State<App>,
    caller: MemberCaller,
    Json(body): Json<ChangePassword>,
) -> Result<(SetSession, Json<Session>)> {
    password::check("new_password", &body.new_password, &caller.member.email)?;
    caller.confirm_password(&app.auth, "current_password", body.current_password).await?;
    let hash = password::hash(body.new_password).await?;
    let (stored, cookie) = session::begin(&app.config);
    app.store.change_password(caller.member.id.clone(), hash, stored).await?;
    Ok((cookie, Session::of(&app, Some(caller.member)).await?))
}

/// Reset the password
///
/// Requires a reset link, which the operator creates. Ends all sessions.
#[utoipa::path(post, path = "/password-reset", operation_id = "resetPassword", tag = "Session",
    request_body = ResetPassword, responses((status = 200, body = Session), (status = "default", body = ErrorBody)))]
pub async fn reset_password(
    State(app): State<App>,
    request: DashboardRequest,
    Json(body): Json<ResetPassword>,
) -> Result<(SetSession, Json<Session>)> {
    app.auth.login_rate_limit.attempt_token(&request.address).await?;
    password::check("password", &body.password, "")?;
    let hash = password::hash(body.password).await?;
    let (stored, cookie) = session::begin(&app.config);
    let member = app.store.reset_password(keys::hash(&body.token), hash, stored).await?;
    Ok((cookie, Session::of(&app, Some(member)).await?))
}
