//! Invitations to a project.

use axum::extract::{FromRequestParts, Request, State};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::links;
use super::members::require_grantable;
use super::session::{Session, authenticate, new_member, valid_email};
use crate::app::App;
use crate::auth::member::DashboardRequest;
use crate::auth::session::{self, SetSession};
use crate::auth::{Admin, MemberCaller, Role, keys};
use crate::clock::{self, millis};
use crate::error::{Result, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json, Query, read_json};
use crate::http::pagination::{List, PageQuery};
use crate::ids;
use crate::store::audit::{Actor, ActorKind};
use crate::store::links::{Joining, Link};

/// A pending invitation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Invitation {
    id: String,
    /// Always `invitation`.
    object: &'static str,
    email: String,
    role: Role,
    invited_by: String,
    created_at: i64,
    expires_at: i64,
}

impl From<Link> for Invitation {
    fn from(row: Link) -> Self {
        Self {
            role: row.role,
            id: row.id,
            object: "invitation",
            email: row.email,
            invited_by: row.invited_by,
            created_at: millis(row.created_at),
            expires_at: millis(row.expires_at),
        }
    }
}

/// A new invitation.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewInvitation {
    #[serde(flatten)]
    invitation: Invitation,
    /// The invitation link. Only shown once.
    link: String,
    /// Whether the link was mailed.
    mailed: bool,
}

/// A person to invite.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateInvitation {
    email: String,
    role: Role,
}

/// Details of an invitation, for the invited person.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationLook {
    /// Always `invitation_look`.
    object: &'static str,
    project_name: String,
    role: Role,
    email: String,
    invited_by: String,
    /// Whether the invited person already has an account, and hence a password.
    has_account: bool,
}

/// The token of an invitation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookAtInvitation {
    /// The token of the invitation link.
    token: String,
}

/// The person who accepts an invitation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    /// The token of the invitation link.
    token: String,
    /// Required for a new account.
    name: Option<String>,
    /// Password of the account, or of the new account. Not needed by a signed-in member.
    #[schema(value_type = Option<String>)]
    password: Option<SecretString>,
}

/// List invitations
#[utoipa::path(get, path = "/projects/{project_id}/invitations", operation_id = "listInvitations", tag = "Members",
    params(("project_id" = String, Path), PageQuery),
    responses((status = 200, body = List<Invitation>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Admin,
    Query(page): Query<PageQuery>,
) -> Result<Json<List<Invitation>>> {
    let page = page.request(ids::LINK)?;
    Ok(Json(List::from_page(app.store.invitations(&caller.project.id, &page).await?)))
}

/// Create an invitation
///
/// Mails the link if the server can send mail.
#[utoipa::path(post, path = "/projects/{project_id}/invitations", operation_id = "createInvitation", tag = "Members",
    params(("project_id" = String, Path)), request_body = CreateInvitation,
    responses((status = 200, body = NewInvitation), (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Admin,
    Json(body): Json<CreateInvitation>,
) -> Result<Json<NewInvitation>> {
    require_grantable(&caller, body.role)?;
    app.auth.login_rate_limit.invite(&caller.by.member.id).await?;
    let (token, now) = (links::new_token(), clock::now());
    let link = Link {
        id: ids::LINK.make(now),
        project_id: Some(caller.project.id.clone()),
        email: valid_email(&body.email)?,
        role: body.role,
        invited_by: caller.by.member.name.clone(),
        inviter_id: caller.by.member.id.clone(),
        created_at: now,
        expires_at: links::expiry(&app.config),
    };
    app.store.invite(keys::hash(&token), link.clone(), caller.actor()).await?;
    let address = links::join(&caller.by.request.base_url, &token);
    // If mailing fails, the inviter passes the link on.
    let mailed = app.mail.is_on()
        && app.mail.invitation(&link.email, &caller.project.name, &link.invited_by, &address).await.is_ok();
    Ok(Json(NewInvitation { invitation: link.into(), link: address, mailed }))
}

/// Revoke an invitation
#[utoipa::path(delete, path = "/projects/{project_id}/invitations/{id}", operation_id = "revokeInvitation",
    tag = "Members", params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Invitation), (status = "default", body = ErrorBody)))]
pub async fn revoke(State(app): State<App>, caller: Admin, Id(id): Id) -> Result<Json<Invitation>> {
    let id = ids::LINK.check(&id)?.to_owned();
    Ok(Json(app.store.revoke_invitation(caller.project.id.clone(), id, caller.actor()).await?.into()))
}

/// Get an invitation by its token
#[utoipa::path(post, path = "/invitations/look", operation_id = "lookAtInvitation", tag = "Session",
    request_body = LookAtInvitation,
    responses((status = 200, body = InvitationLook), (status = "default", body = ErrorBody)))]
pub async fn look(
    State(app): State<App>,
    request: DashboardRequest,
    Json(body): Json<LookAtInvitation>,
) -> Result<Json<InvitationLook>> {
    app.auth.login_rate_limit.attempt_token(&request.address).await?;
    let found = app.store.open_invitation(&keys::hash(&body.token)).await?;
    let has_account = app.store.member_by_email(&found.link.email).await?.is_some();
    Ok(Json(InvitationLook {
        object: "invitation_look",
        project_name: found.project_name,
        role: found.link.role,
        email: found.link.email,
        invited_by: found.link.invited_by,
        has_account,
    }))
}

/// Accept an invitation
///
/// Signs in to the account, or creates one. A signed-in member needs only the token.
#[utoipa::path(post, path = "/invitations/accept", operation_id = "acceptInvitation", tag = "Session",
    request_body = AcceptInvitation,
    responses((status = 200, body = Session), (status = "default", body = ErrorBody)))]
pub async fn accept(State(app): State<App>, request: Request) -> Result<(Option<SetSession>, Json<Session>)> {
    let (mut parts, body) = request.into_parts();
    let sender = DashboardRequest::from_request_parts(&mut parts, &app).await?;
    let caller = MemberCaller::identify(&parts, &app.auth).await?;
    let body: AcceptInvitation = read_json(Request::from_parts(parts, body), &app.config).await?;
    let hash = keys::hash(&body.token);
    app.auth.login_rate_limit.attempt_token(&sender.address).await?;
    let email = app.store.open_invitation(&hash).await?.link.email;
    let by = Actor {
        kind: ActorKind::Member,
        id: String::new(),
        name: String::new(),
        ip: sender.address.ip_text(),
        user_agent: sender.address.user_agent.clone(),
    };
    // A member who is signed in to the invited account needs no password.
    if let Some(caller) = caller.filter(|caller| caller.member.email == email) {
        app.store.accept_invitation(hash, Joining::Known(caller.member.clone()), None, by).await?;
        return Ok((None, Session::of(&app, Some(caller.member)).await?));
    }
    let password = body.password.ok_or_else(|| invalid("password: missing"))?;
    let joining = match app.store.member_by_email(&email).await? {
        Some(_) => Joining::Known(authenticate(&app, &sender, &email, password).await?),
        None => {
            let name = body.name.ok_or_else(|| invalid("name: missing"))?;
            Joining::New(new_member(name, email, password).await?)
        }
    };
    let member = match &joining {
        Joining::Known(member) | Joining::New(member) => member.clone(),
    };
    let (stored, cookie) = session::begin(&app.config);
    app.store.accept_invitation(hash, joining, Some(stored), by).await?;
    Ok((Some(cookie), Session::of(&app, Some(member)).await?))
}
