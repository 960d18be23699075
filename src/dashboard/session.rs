//! Logging in and out, and setting the server up.

use axum::Json as Answer;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::fields::text;
use crate::api::project;
use crate::app::App;
use crate::auth::member::Visitor;
use crate::auth::session::{self, SetSession};
use crate::auth::{MemberCaller, keys, password};
use crate::clock::{self, millis};
use crate::error::{Result, credentials, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::Json;
use crate::ids;
use crate::store::members::Member as Row;

/// Characters of an e-mail address at most.
const EMAIL: usize = 254;

/// Who is logged in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    /// Always `session`.
    object: &'static str,
    /// `null` if nobody is.
    member: Option<Member>,
    /// Whether the server waits for its first member.
    setup_required: bool,
    /// Whether invitations are mailed.
    mail: bool,
}

/// Somebody who uses the dashboard.
#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    id: String,
    /// Always `member`.
    object: &'static str,
    name: String,
    email: String,
    /// Whether this is an owner in every project: whoever set the server up.
    operator: bool,
    created_at: i64,
}

impl From<Row> for Member {
    fn from(row: Row) -> Self {
        Self {
            operator: row.is_operator(),
            id: row.id,
            object: "member",
            name: row.name,
            email: row.email,
            created_at: millis(row.created_at),
        }
    }
}

impl Session {
    /// Of a member, or of nobody.
    pub async fn of(app: &App, member: Option<Row>) -> Result<Answer<Self>> {
        let setup_required = member.is_none() && app.store.has_no_member().await?;
        let member = member.map(Member::from);
        Ok(Answer(Self { object: "session", member, setup_required, mail: app.mail.is_on() }))
    }
}

/// The first member.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// Of the setup link.
    token: String,
    name: String,
    email: String,
    #[schema(value_type = String)]
    password: SecretString,
}

/// Who logs in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    email: String,
    #[schema(value_type = String)]
    password: SecretString,
}

/// Nothing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

/// Get the session
#[utoipa::path(get, path = "/session", operation_id = "getSession", tag = "Session",
    responses((status = 200, body = Session), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, request: Request) -> Result<Answer<Session>> {
    let (mut parts, _) = request.into_parts();
    let caller = MemberCaller::identify(&mut parts, &app).await?;
    Session::of(&app, caller.map(|caller| caller.member)).await
}

/// Set the server up
#[utoipa::path(post, path = "/setup", operation_id = "setup", tag = "Session", request_body = Setup,
    responses((status = 200, body = Session), (status = "default", body = ErrorBody)))]
pub async fn setup(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<Setup>,
) -> Result<(SetSession, Answer<Session>)> {
    app.login_rate_limit.attempt_token(&visitor.address.network())?;
    let member = Row { operator: 1, ..new_member(body.name, body.email, body.password).await? };
    let (stored, cookie) = session::begin(&app);
    app.store.create_first_member(keys::hash(&body.token), member.clone(), stored).await?;
    Ok((cookie, Session::of(&app, Some(member)).await?))
}

/// Log in
#[utoipa::path(post, path = "/login", operation_id = "login", tag = "Session", request_body = Login,
    responses((status = 200, body = Session), (status = "default", body = ErrorBody)))]
pub async fn login(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<Login>,
) -> Result<(SetSession, Answer<Session>)> {
    let email = text("email", body.email.trim().to_lowercase(), EMAIL)?;
    let member = known_member(&app, &visitor, &email, body.password).await?;
    let (stored, cookie) = session::begin(&app);
    app.store.create_session(member.id.clone(), stored).await?;
    Ok((cookie, Session::of(&app, Some(member)).await?))
}

/// Log out
#[utoipa::path(post, path = "/logout", operation_id = "logout", tag = "Session", request_body = Empty,
    responses((status = 200, body = Session), (status = "default", body = ErrorBody)))]
pub async fn logout(
    State(app): State<App>,
    _visitor: Visitor,
    headers: HeaderMap,
    Json(Empty {}): Json<Empty>,
) -> Result<(SetSession, Answer<Session>)> {
    if let Some(hash) = session::hash(&headers) {
        app.store.end_session(hash).await?;
    }
    Ok((session::end(&app), Session::of(&app, None).await?))
}

/// Log out everywhere
#[utoipa::path(post, path = "/logout-everywhere", operation_id = "logoutEverywhere", tag = "Session",
    request_body = Empty, responses((status = 200, body = Session), (status = "default", body = ErrorBody)))]
pub async fn logout_everywhere(
    State(app): State<App>,
    caller: MemberCaller,
    Json(Empty {}): Json<Empty>,
) -> Result<(SetSession, Answer<Session>)> {
    app.store.end_sessions(caller.member.id).await?;
    Ok((session::end(&app), Session::of(&app, None).await?))
}

/// The member with this e-mail address and password; the answer does not tell which of the two is wrong, nor does the
/// time that it takes.
pub(super) async fn known_member(
    app: &App,
    visitor: &Visitor,
    email: &str,
    password: SecretString,
) -> Result<Row> {
    app.login_rate_limit.attempt(&visitor.address.network(), email)?;
    let member = app.store.member_by_email(email).await?;
    let stored = member.as_ref().map(|member| member.password_hash.clone());
    let fits = password::verify(password, stored).await?;
    member
        .filter(|_| fits)
        .ok_or_else(|| credentials("email, password: no member has this e-mail address and password"))
}

/// A new member, checked, not yet stored.
pub(super) async fn new_member(name: String, email: String, password: SecretString) -> Result<Row> {
    let (name, email) = (valid_name(name)?, valid_email(&email)?);
    password::check("password", &password, &email)?;
    let now = clock::now();
    Ok(Row {
        id: ids::MEMBER.make(now),
        email,
        name,
        password_hash: password::hash(password).await?,
        operator: 0,
        seen_at: None,
        created_at: now,
        updated_at: now,
    })
}

/// What a member is called.
pub(super) fn valid_name(name: String) -> Result<String> {
    project::valid_name(name.trim().to_owned())
}

/// An e-mail address as it is compared. Whether somebody reads it, only a mail would tell.
pub(super) fn valid_email(email: &str) -> Result<String> {
    let email = text("email", email.trim().to_lowercase(), EMAIL)?;
    let fits = |part: &str| {
        !part.is_empty()
            && !part.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"@,;".contains(c))
    };
    match email.rsplit_once('@') {
        Some((local, domain)) if fits(local) && fits(domain) => Ok(email),
        _ => Err(invalid("email: must be an e-mail address, such as ada@example.com")),
    }
}
