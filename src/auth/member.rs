//! Members of the dashboard: a cookie in, a typed caller out, with the least role that a route requires in its type.
//!
//! Keys of the public APIs grant nothing here, and pages of other origins can do nothing (CSRF protection): browsers
//! send the cookie with requests of our own pages only (`SameSite=Strict`), a `POST` must say that it is JSON, which no
//! form can, and the `Origin` of a change must be this server's.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts, RawPathParams};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use secrecy::SecretString;

use super::authenticator::Authenticator;
use super::client_address::ClientAddress;
use super::role::Role;
use super::{origins, password, session};
use crate::clock::{self, Micros};
use crate::error::{Error, Result, credentials, forbidden, invalid, not_found};
use crate::ids;
use crate::store::audit::{Actor, ActorKind};
use crate::store::members::Member;
use crate::store::projects::Project;

/// How often a member's last visit is recorded.
const RECORD_EVERY: Micros = 60_000_000;

/// A request to the dashboard API before its caller is known. Extracting it refuses changes from other origins and from
/// forms.
#[derive(Debug, Clone)]
pub struct DashboardRequest {
    /// Where the request comes from.
    pub address: ClientAddress,
    /// The hash of the cookie of a browser in which somebody has signed in before.
    pub browser: Option<String>,
    /// The server's base URL in the caller's browser, for links.
    pub base_url: String,
}

/// A member who is signed in.
#[derive(Debug, Clone)]
pub struct MemberCaller {
    /// The member.
    pub member: Member,
    /// The session's hash.
    pub session: String,
    /// The request.
    pub request: DashboardRequest,
}

/// A member in one of their projects.
#[derive(Debug, Clone)]
pub struct ProjectCaller {
    /// The project.
    pub project: Project,
    /// Their role in it.
    pub role: Role,
    /// The member.
    pub by: MemberCaller,
}

impl DashboardRequest {
    fn identify(parts: &Parts, auth: &Authenticator) -> Result<Self> {
        let config = &auth.config;
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            origins::require_own(&parts.headers, config)?;
            if parts.method == Method::POST && !is_json(&parts.headers) {
                return Err(invalid("Content-Type: must be application/json"));
            }
        }
        let address = ClientAddress::of(parts, config.http.behind_proxy);
        let browser = session::browser(&parts.headers);
        Ok(Self { address, browser, base_url: origins::own(&parts.headers, config) })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for DashboardRequest
where
    Arc<Authenticator>: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        Self::identify(parts, &Arc::<Authenticator>::from_ref(state))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

impl MemberCaller {
    /// Returns the member who is signed in, if there is one.
    pub async fn identify(parts: &Parts, auth: &Authenticator) -> Result<Option<Self>> {
        let request = DashboardRequest::identify(parts, auth)?;
        let Some(hash) = session::hash(&parts.headers) else { return Ok(None) };
        let Some(seen) = auth.store.session(&hash).await? else { return Ok(None) };
        let last_seen = seen.session_seen_at;
        if clock::now() - last_seen > RECORD_EVERY {
            // Beside the request, which does not wait for it.
            let (store, id, hash, expires_at) =
                (auth.store.clone(), seen.member.id.clone(), hash.clone(), session::expiry(&auth.config));
            auth.tasks.spawn(async move {
                if let Err(error) = store.see_member(id, hash, last_seen, expires_at).await {
                    tracing::warn!(cause = ?error.cause, "cannot record a member's visit");
                }
            });
        }
        Ok(Some(Self { member: seen.member, session: hash, request }))
    }

    /// Returns the actor for the audit log.
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

    /// Checks the member's password again, before a secret is shown or changed.
    pub async fn confirm_password(
        &self,
        auth: &Authenticator,
        field: &str,
        given: SecretString,
    ) -> Result<()> {
        auth.login_rate_limit.confirm(&self.member.id).await?;
        match password::verify(given, Some(self.member.password_hash.clone())).await? {
            true => Ok(()),
            false => Err(forbidden(format!("{field}: this is not your password"))),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for MemberCaller
where
    Arc<Authenticator>: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        Self::identify(parts, &Arc::<Authenticator>::from_ref(state))
            .await?
            .ok_or_else(|| credentials("sign in first"))
    }
}

impl ProjectCaller {
    /// Returns the actor for the audit log.
    pub fn actor(&self) -> Actor {
        self.by.actor()
    }

    async fn at_least<S: Send + Sync>(least: Role, parts: &mut Parts, state: &S) -> Result<Self>
    where
        Arc<Authenticator>: FromRef<S>,
    {
        let by = MemberCaller::from_request_parts(parts, state).await?;
        let parameters = RawPathParams::from_request_parts(parts, state).await.ok();
        let project_id = parameters
            .iter()
            .flatten()
            .find_map(|(name, value)| (name == "project_id").then(|| value.to_owned()))
            .filter(|id| ids::PROJECT.matches(id))
            .ok_or_else(|| not_found("project"))?;
        let found = Arc::<Authenticator>::from_ref(state).store.project_of(&by.member, &project_id).await?;
        let role = found.role;
        if role < least {
            return Err(forbidden(format!(
                "your role in this project is {}; this requires {} or higher",
                role.as_str(),
                least.as_str()
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

        impl<S: Send + Sync> FromRequestParts<S> for $name
        where
            Arc<Authenticator>: FromRef<S>,
        {
            type Rejection = Error;

            async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
                ProjectCaller::at_least(Role::$name, parts, state).await.map(Self)
            }
        }
    )+};
}

least_role!(
    #[doc = "A member of the path's project, whatever the role."]
    Viewer,
    #[doc = "A member of the path's project who is at least a developer."]
    Developer,
    #[doc = "A member of the path's project who is at least an admin."]
    Admin,
    #[doc = "An owner of the path's project."]
    Owner
);
