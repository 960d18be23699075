//! Inviting people into a project, and joining it.

use axum::Json as Answer;
use axum::extract::{FromRequestParts, Request, State};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::links;
use super::members::may_make;
use super::session::{Session, known_member, new_member, valid_email};
use crate::app::App;
use crate::auth::member::Visitor;
use crate::auth::session::{self, SetSession};
use crate::auth::{Admin, MemberCaller, Role, keys};
use crate::clock::{self, millis};
use crate::error::{Result, invalid, not_found};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json, Query, read_json};
use crate::http::pagination::{List, WhichPage};
use crate::ids;
use crate::store::audit::{Actor, ActorKind};
use crate::store::links::{Joining, Link};

/// An invitation that was not accepted yet.
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
            role: Role::stored(&row.role),
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
    /// Shown this once.
    link: String,
    /// Whether it was mailed.
    mailed: bool,
}

/// Whom to invite.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateInvitation {
    email: String,
    role: Role,
}

/// What an invitation is for.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationLook {
    /// Always `invitation_look`.
    object: &'static str,
    project_name: String,
    role: Role,
    email: String,
    invited_by: String,
    /// Whether the invited one is a member of something already, and has a password.
    has_account: bool,
}

/// Which invitation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookAtInvitation {
    /// Of the link.
    token: String,
}

/// Who joins.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    /// Of the link.
    token: String,
    /// Of somebody new.
    name: Option<String>,
    /// A new one, or that of the account.
    #[schema(value_type = Option<String>)]
    password: Option<SecretString>,
}

/// List invitations
#[utoipa::path(get, path = "/projects/{project_id}/invitations", operation_id = "listInvitations", tag = "Members",
    params(("project_id" = String, Path), WhichPage),
    responses((status = 200, body = List<Invitation>), (status = "default", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    caller: Admin,
    Query(page): Query<WhichPage>,
) -> Result<Answer<List<Invitation>>> {
    let page = page.request(ids::LINK, "invitation")?;
    Ok(Answer(List::from_page(app.store.invitations(&caller.project.id, &page).await?)))
}

/// Invite somebody
#[utoipa::path(post, path = "/projects/{project_id}/invitations", operation_id = "createInvitation", tag = "Members",
    params(("project_id" = String, Path)), request_body = CreateInvitation,
    responses((status = 200, body = NewInvitation), (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Admin,
    Json(body): Json<CreateInvitation>,
) -> Result<Answer<NewInvitation>> {
    may_make(&caller, body.role)?;
    app.login_rate_limit.invite(&caller.by.member.id)?;
    let (token, now) = (links::new_token(), clock::now());
    let link = Link {
        id: ids::LINK.make(now),
        project_id: Some(caller.project.id.clone()),
        email: valid_email(&body.email)?,
        role: body.role.name().to_owned(),
        invited_by: caller.by.member.name.clone(),
        inviter_id: caller.by.member.id.clone(),
        created_at: now,
        expires_at: links::expiry(&app.config),
    };
    app.store.invite(keys::hash(&token), link.clone(), caller.actor()).await?;
    let address = links::join(&caller.by.visitor.base_url, &token);
    // If it is not, there is still the link.
    let mailed = app.mail.is_on()
        && app.mail.invitation(&link.email, &caller.project.name, &link.invited_by, &address).await.is_ok();
    Ok(Answer(NewInvitation { invitation: link.into(), link: address, mailed }))
}

/// Take an invitation back
#[utoipa::path(delete, path = "/projects/{project_id}/invitations/{id}", operation_id = "revokeInvitation",
    tag = "Members", params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Invitation), (status = "default", body = ErrorBody)))]
pub async fn revoke(State(app): State<App>, caller: Admin, Id(id): Id) -> Result<Answer<Invitation>> {
    if !ids::LINK.matches(&id) {
        return Err(not_found("invitation"));
    }
    Ok(Answer(app.store.revoke_invitation(caller.project.id.clone(), id, caller.actor()).await?.into()))
}

/// Look at an invitation
#[utoipa::path(post, path = "/invitations/look", operation_id = "lookAtInvitation", tag = "Session",
    request_body = LookAtInvitation,
    responses((status = 200, body = InvitationLook), (status = "default", body = ErrorBody)))]
pub async fn look(
    State(app): State<App>,
    visitor: Visitor,
    Json(body): Json<LookAtInvitation>,
) -> Result<Answer<InvitationLook>> {
    app.login_rate_limit.attempt_token(&visitor.address.network())?;
    let found = app.store.open_invitation(&keys::hash(&body.token)).await?;
    let has_account = app.store.member_by_email(&found.link.email).await?.is_some();
    Ok(Answer(InvitationLook {
        object: "invitation_look",
        project_name: found.project_name,
        role: Role::stored(&found.link.role),
        email: found.link.email,
        invited_by: found.link.invited_by,
        has_account,
    }))
}

/// Accept an invitation
#[utoipa::path(post, path = "/invitations/accept", operation_id = "acceptInvitation", tag = "Session",
    request_body = AcceptInvitation,
    responses((status = 200, body = Session), (status = "default", body = ErrorBody)))]
pub async fn accept(
    State(app): State<App>,
    request: Request,
) -> Result<(Option<SetSession>, Answer<Session>)> {
    let (mut parts, body) = request.into_parts();
    let visitor = Visitor::from_request_parts(&mut parts, &app).await?;
    let caller = MemberCaller::identify(&mut parts, &app).await?;
    let body: AcceptInvitation = read_json(Request::from_parts(parts, body), &app).await?;
    let hash = keys::hash(&body.token);
    app.login_rate_limit.attempt_token(&visitor.address.network())?;
    let email = app.store.open_invitation(&hash).await?.link.email;
    let by = Actor {
        kind: ActorKind::Member,
        id: String::new(),
        name: String::new(),
        ip: visitor.address.ip_text(),
        user_agent: visitor.address.user_agent.clone(),
    };
    // Who is logged in as the invited one has nothing more to prove.
    if let Some(caller) = caller.filter(|caller| caller.member.email == email) {
        app.store.accept_invitation(hash, Joining::Known(caller.member.clone()), None, by).await?;
        return Ok((None, Session::of(&app, Some(caller.member)).await?));
    }
    let password = body.password.ok_or_else(|| invalid("password: missing"))?;
    let joining = match app.store.member_by_email(&email).await? {
        Some(_) => Joining::Known(known_member(&app, &visitor, &email, password).await?),
        None => {
            let name = body.name.ok_or_else(|| invalid("name: missing"))?;
            Joining::New(new_member(name, email, password).await?)
        }
    };
    let member = match &joining {
        Joining::Known(member) | Joining::New(member) => member.clone(),
    };
    let (stored, cookie) = session::begin(&app);
    app.store.accept_invitation(hash, joining, Some(stored), by).await?;
    Ok((Some(cookie), Session::of(&app, Some(member)).await?))
}
