//! Members of the dashboard: a cookie in, a typed caller out, with the least role that a route asks for in its type.
//!
//! Keys of the public APIs give nothing here, and a page of another origin gets nothing done: browsers send the cookie
//! with requests of our own pages only (`SameSite=Strict`); what is posted must besides say that it is JSON, which no form
//! can, and any `Origin` that a change names must be this server's.

use std::ops::Deref;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use secrecy::SecretString;

use super::client_address::ClientAddress;
use super::role::Role;
use super::{origins, password, session};
use crate::app::App;
use crate::clock::{self, Micros};
use crate::error::{Error, Result, credentials, forbidden, invalid, not_found};
use crate::ids;
use crate::store::audit::{Actor, ActorKind};
use crate::store::members::Member;
use crate::store::projects::Project;

/// How often it is noted that a member was seen.
const NOTE_EVERY: Micros = 60_000_000;

/// A request to the dashboard API before its caller is known. Extracting it refuses changes from other origins and from
/// forms.
#[derive(Debug, Clone)]
pub struct DashboardRequest {
    /// Where from.
    pub address: ClientAddress,
    /// URL under which the caller's browser reaches this server, for links.
    pub base_url: String,
}

/// Somebody who is logged in.
#[derive(Debug, Clone)]
pub struct MemberCaller {
    /// Who.
    pub member: Member,
    /// The session's hash.
    pub session: String,
    /// Where from.
    pub request: DashboardRequest,
}

/// A member in one of their projects.
#[derive(Debug, Clone)]
pub struct ProjectCaller {
    /// Which.
    pub project: Project,
    /// What they may do in it.
    pub role: Role,
    /// Who.
    pub by: MemberCaller,
}

impl FromRequestParts<App> for DashboardRequest {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let own = origins::own(&parts.headers, app);
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            origins::require_own(&parts.headers, app)?;
            if parts.method == Method::POST && !is_json(&parts.headers) {
                return Err(invalid("Content-Type: must be application/json"));
            }
        }
        Ok(Self { address: ClientAddress::of(parts, app), base_url: own })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

impl MemberCaller {
    /// Who is logged in, if somebody is.
    pub async fn identify(parts: &mut Parts, app: &App) -> Result<Option<Self>> {
        let request = DashboardRequest::from_request_parts(parts, app).await?;
        let Some(hash) = session::hash(&parts.headers) else { return Ok(None) };
        let Some(seen) = app.store.session(&hash).await? else { return Ok(None) };
        let last_seen = seen.session_seen_at;
        if clock::now() - last_seen > NOTE_EVERY {
            // Beside the request: nobody waits for it.
            let (store, id, hash, expires_at) =
                (app.store.clone(), seen.member.id.clone(), hash.clone(), session::expiry(app));
            app.tasks.spawn(async move {
                if let Err(error) = store.see_member(id, hash, last_seen, expires_at).await {
                    tracing::warn!(cause = ?error.cause, "a member was seen, which could not be stored");
                }
            });
        }
        Ok(Some(Self { member: seen.member, session: hash, request }))
    }

    /// For the audit log.
    pub fn actor(&self) -> Actor {
        let ClientAddress { user_agent, .. } = &self.request.address;
        Actor {
            kind: ActorKind::Member,
            id: self.member.id.clone(),
            name: self.member.name.clone(),
            ip: self.request.address.ip_text(),
            user_agent: user_agent.clone(),
        }
    }

    /// Has the member say the password once more, before a secret is shown or changed.
    pub async fn confirm_password(&self, app: &App, field: &str, given: SecretString) -> Result<()> {
        app.login_rate_limit.attempt(&self.request.address.network(), &self.member.email)?;
        match password::verify(given, Some(self.member.password_hash.clone())).await? {
            true => Ok(()),
            false => Err(forbidden(format!("{field}: this is not your password"))),
        }
    }
}

impl FromRequestParts<App> for MemberCaller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        Self::identify(parts, app).await?.ok_or_else(|| credentials("log in first"))
    }
}

impl ProjectCaller {
    /// For the audit log.
    pub fn actor(&self) -> Actor {
        self.by.actor()
    }

    async fn at_least(least: Role, parts: &mut Parts, app: &App) -> Result<Self> {
        let by = MemberCaller::from_request_parts(parts, app).await?;
        let parameters = RawPathParams::from_request_parts(parts, app).await.ok();
        let project_id = parameters
            .iter()
            .flatten()
            .find_map(|(name, value)| (name == "project_id").then(|| value.to_owned()))
            .filter(|id| ids::PROJECT.matches(id))
            .ok_or_else(|| not_found("project"))?;
        let found = app.store.project_of(&by.member, &project_id).await?;
        let role = Role::stored(&found.role);
        if role < least {
            return Err(forbidden(format!(
                "your role in this project is {}; this takes {} or more",
                role.name(),
                least.name()
            )));
        }
        Ok(Self { project: found.project, role, by })
    }
}

macro_rules! least_role {
    ($(#[$meaning:meta] $name:ident),+) => {$(
        #[$meaning]
        #[derive(Debug, Clone)]
        pub struct $name(pub ProjectCaller);

        impl Deref for $name {
            type Target = ProjectCaller;

            fn deref(&self) -> &ProjectCaller {
                &self.0
            }
        }

        impl FromRequestParts<App> for $name {
            type Rejection = Error;

            async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
                ProjectCaller::at_least(Role::$name, parts, app).await.map(Self)
            }
        }
    )+};
}

least_role!(
    #[doc = "A member of the path's project, whatever the role."]
    Viewer,
    #[doc = "A member of the path's project who is a developer or more."]
    Developer,
    #[doc = "A member of the path's project who is an admin or more."]
    Admin,
    #[doc = "An owner of the path's project."]
    Owner
);
