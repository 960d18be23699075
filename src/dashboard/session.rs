//! Signing in and out, and setting up the server.

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::project;
use crate::app::App;
use crate::auth::login_rate_limit::Attempt;
use crate::auth::member::DashboardRequest;
use crate::auth::session::{self, SetSession};
use crate::auth::{MemberCaller, keys, password};
use crate::clock::{self, millis};
use crate::error::{Result, credentials, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::Json;
use crate::http::fields::text;
use crate::ids;
use crate::store::members::Member as Row;

/// Maximum length of an email address.
const MAX_EMAIL: usize = 254;

/// The current session.
#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    /// Always `session`.
    object: &'static str,
    /// The signed-in member; `null` if nobody is signed in.
    member: Option<Member>,
    /// Whether the server has no member yet.
    setup_required: bool,
    /// Whether the server can send mail.
    mail: bool,
}

/// A person with an account for the dashboard.
#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    id: String,
    /// Always `member`.
    object: &'static str,
    name: String,
    email: String,
    /// Whether the member is an operator: an owner of every project. The first member is one.
    operator: bool,
    created_at: i64,
}

impl From<Row> for Member {
    fn from(row: Row) -> Self {
        Self {
            operator: row.operator,
            id: row.id,
            object: "member",
            name: row.name,
            email: row.email,
            created_at: millis(row.created_at),
        }
    }
}

impl Session {
    /// Creates the response for a member, or for nobody.
    pub async fn of(app: &App, member: Option<Row>) -> Result<Json<Self>> {
        let setup_required = member.is_none() && app.store.has_no_member().await?;
        let member = member.map(Member::from);
        Ok(Json(Self { object: "session", member, setup_required, mail: app.mail.is_on() }))
    }
}

/// The account of the first member.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// The token of the setup link.
    token: String,
    name: String,
    email: String,
    #[schema(value_type = String)]
    password: SecretString,
}

/// Credentials for signing in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    email: String,
    #[schema(value_type = String)]
    password: SecretString,
}

/// An empty object.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

/// Get the session
#[utoipa::path(get, path = "/session", operation_id = "getSession", tag = "Session",
    responses((status = 200, body = Session), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, request: Request) -> Result<Json<Session>> {
    let (parts, _) = request.into_parts();
    let caller = MemberCaller::identify(&parts, &app.auth).await?;
    Session::of(&app, caller.map(|caller| caller.member)).await
}

/// Set up the server
///
/// Creates the first member, who is an operator. Requires the setup link.
#[utoipa::path(post, path = "/setup", operation_id = "setup", tag = "Session", request_body = Setup,
    responses((status = 200, body = Session), (status = "default", body = ErrorBody)))]
pub async fn setup(
    State(app): State<App>,
    request: DashboardRequest,
    Json(body): Json<Setup>,
) -> Result<(SetSession, Json<Session>)> {
    app.auth.login_rate_limit.attempt_token(&request.address).await?;
    let member = Row { operator: true, ..new_member(body.name, body.email, body.password).await? };
    let (stored, cookie) = session::begin(&app.config);
    app.store.create_first_member(keys::hash(&body.token), member.clone(), stored).await?;
    Ok((cookie, Session::of(&app, Some(member)).await?))
}

/// Sign in
#[utoipa::path(post, path = "/login", operation_id = "login", tag = "Session", request_body = Login,
    responses((status = 200, body = Session), (status = "default", body = ErrorBody)))]
pub async fn login(
    State(app): State<App>,
    request: DashboardRequest,
    Json(body): Json<Login>,
) -> Result<(SetSession, Json<Session>)> {
    let email = text("email", body.email.trim().to_lowercase(), MAX_EMAIL)?;
    let member = authenticate(&app, &request, &email, body.password).await?;
    let (stored, cookie) = session::begin(&app.config);
    app.store.create_session(member.id.clone(), stored).await?;
    Ok((cookie, Session::of(&app, Some(member)).await?))
}

/// Sign out
#[utoipa::path(post, path = "/logout", operation_id = "logout", tag = "Session", request_body = Empty,
    responses((status = 200, body = Session), (status = "default", body = ErrorBody)))]
pub async fn logout(
    State(app): State<App>,
    _visitor: DashboardRequest,
    headers: HeaderMap,
    Json(Empty {}): Json<Empty>,
) -> Result<(SetSession, Json<Session>)> {
    if let Some(hash) = session::hash(&headers) {
        app.store.end_session(hash).await?;
    }
    Ok((session::end(&app.config), Session::of(&app, None).await?))
}

/// Sign out everywhere
///
/// Ends all sessions of the member.
#[utoipa::path(post, path = "/logout-everywhere", operation_id = "logoutEverywhere", tag = "Session",
    request_body = Empty, responses((status = 200, body = Session), (status = "default", body = ErrorBody)))]
pub async fn logout_everywhere(
    State(app): State<App>,
    caller: MemberCaller,
    Json(Empty {}): Json<Empty>,
) -> Result<(SetSession, Json<Session>)> {
    app.store.end_sessions(caller.member.id).await?;
    Ok((session::end(&app.config), Session::of(&app, None).await?))
}

/// Returns the member with this email address and password. Neither the error nor the time it takes reveals which of the two
/// is wrong.
pub(super) async fn authenticate(
    app: &App,
    request: &DashboardRequest,
    email: &str,
    password: SecretString,
) -> Result<Row> {
    let attempt = Attempt { address: &request.address, email, browser: request.browser.as_deref() };
    app.auth.login_rate_limit.attempt(attempt).await?;
    let member = app.store.member_by_email(email).await?;
    let stored = member.as_ref().map(|member| member.password_hash.clone());
    let correct = password::verify(password, stored).await?;
    let member = member.filter(|_| correct).ok_or_else(|| credentials("incorrect email or password"))?;
    app.auth.login_rate_limit.forgive(attempt).await?;
    Ok(member)
}

/// Validates a new member and returns the row to store.
pub(super) async fn new_member(name: String, email: String, password: SecretString) -> Result<Row> {
    let (name, email) = (valid_name(name)?, valid_email(&email)?);
    password::check("password", &password, &email)?;
    let now = clock::now();
    Ok(Row {
        id: ids::MEMBER.make(now),
        email,
        name,
        password_hash: password::hash(password).await?,
        operator: false,
        seen_at: None,
        created_at: now,
        updated_at: now,
    })
}

/// Validates a member's name.
pub(super) fn valid_name(name: String) -> Result<String> {
    project::valid_name(name.trim().to_owned())
}

/// Validates an email address and normalizes it for comparison.
pub(super) fn valid_email(email: &str) -> Result<String> {
    let email = text("email", email.trim().to_lowercase(), MAX_EMAIL)?;
    let fits = |part: &str| {
        !part.is_empty()
            && !part.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"@,;".contains(c))
    };
    match email.rsplit_once('@') {
        Some((local, domain)) if fits(local) && fits(domain) => Ok(email),
        _ => Err(invalid("email: must be an email address, such as ada@example.com")),
    }
}
