//! Single-use links: for setting up the server, joining a project, and choosing a new password. Only a hash
//! of each token is stored.

use sql::FromRow;

use super::Store;
use super::audit::{Actor, Changes, Target, record};
use super::member::{Member, insert_member};
use super::pagination::{Cursor, Page, PageRequest, newest};
use super::role::{Role, set_role};
use super::sessions::{NewSession, insert_session};
use crate::clock::{self, Micros};
use crate::error::{Result, conflict, credentials, not_found};
use crate::ids;

sql::text_enum! {
    /// What a link is for.
    pub enum LinkKind {
        /// Setting the server up.
        Setup = "setup",
        /// Joining a project.
        Invitation = "invitation",
        /// Choosing a new password.
        Reset = "reset",
    }
}

/// A link, as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Link {
    /// `inv_…`
    pub id: String,
    /// The project that an invitation is for.
    pub project_id: Option<String>,
    /// The recipient's email address, in lower case.
    pub email: String,
    /// The role that an invitation gives; meaningless for other links.
    pub role: Role,
    /// The inviter's name at the time.
    pub invited_by: String,
    /// The inviter's ID; empty for other links.
    pub inviter_id: String,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub expires_at: i64,
}

/// An invitation that can still be accepted.
#[derive(Debug, Clone, FromRow)]
pub struct OpenInvitation {
    /// The link.
    #[row(flatten)]
    pub link: Link,
    /// The project's name.
    pub project_name: String,
}

/// The person who accepts an invitation.
#[derive(Debug, Clone)]
pub enum Joining {
    /// An existing member.
    Known(Member),
    /// A new member.
    New(Member),
}

impl Store {
    /// Stores a link for setting up the server or choosing a new password.
    pub async fn create_link(
        &self,
        kind: LinkKind,
        hash: String,
        email: String,
        expires_at: Micros,
    ) -> Result<()> {
        transaction!(self, |db| {
            let now = clock::now();
            forget_expired(db).await?;
            let link = Link {
                id: ids::LINK.make(now),
                project_id: None,
                email,
                role: Role::Viewer,
                invited_by: String::new(),
                inviter_id: String::new(),
                created_at: now,
                expires_at,
            };
            insert_link(db, kind, &hash, &link).await
        })
        .await
    }

    /// Stores an invitation. Earlier invitations of the same address to the project stop working.
    pub async fn invite(&self, hash: String, link: Link, by: Actor) -> Result<()> {
        transaction!(self, |db| {
            let project_id = link.project_id.clone().unwrap_or_default();
            let member = sql::query(
                "SELECT 1 FROM memberships s JOIN members m ON m.id = s.member_id
                     WHERE s.project_id = $1 AND m.email = $2",
            );
            if member.bind(&project_id).bind(&link.email).exists(&mut *db).await? {
                return Err(conflict("email: this person is already a member of the project"));
            }
            forget_expired(db).await?;
            sql::query("DELETE FROM links WHERE kind = 'invitation' AND project_id = $1 AND email = $2")
                .bind(&project_id)
                .bind(&link.email)
                .execute(&mut *db)
                .await?;
            insert_link(db, LinkKind::Invitation, &hash, &link).await?;
            let changes = Changes::none().field("role", "", link.role.as_str());
            let target = Target::new("invitation", &link.id, &link.email);
            record(db, &by, &project_id, "member.invited", target, changes).await
        })
        .await
    }

    /// Returns a project's invitations that can still be accepted, newest first.
    pub async fn invitations(&self, project_id: &str, page: &PageRequest) -> Result<Page<Link>> {
        let (created_at, id) = page.start(newest(), |id| self.invitation_cursor(project_id, id)).await?;
        let rows = sql::query_as(
            "SELECT * FROM links WHERE project_id = $1 AND kind = 'invitation' AND expires_at > $2
               AND (created_at, id) < ($3, $4)
             ORDER BY created_at DESC, id DESC LIMIT CAST($5 AS BIGINT)",
        );
        let rows = rows.bind(project_id).bind(clock::now()).bind(created_at).bind(id).bind(page.limit + 1);
        Page::fetch(rows, page.limit, self.reader(), |row: &Link| (row.created_at, row.id.clone())).await
    }

    async fn invitation_cursor(&self, project_id: &str, id: &str) -> Result<Cursor> {
        let row = sql::query_as(
            "SELECT created_at, id FROM links WHERE project_id = $1 AND id = $2 AND kind = 'invitation'",
        );
        let row = row.bind(project_id).bind(id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("invitation"))
    }

    /// Revokes an invitation.
    pub async fn revoke_invitation(&self, project_id: String, id: String, by: Actor) -> Result<Link> {
        transaction!(self, |db| {
            let gone: Option<Link> = sql::query_as(
                "DELETE FROM links WHERE project_id = $1 AND id = $2 AND kind = 'invitation' RETURNING *",
            )
            .bind(&project_id)
            .bind(&id)
            .fetch_optional(&mut *db)
            .await?;
            let link = gone.ok_or_else(|| not_found("invitation"))?;
            let target = Target::new("invitation", &link.id, &link.email);
            record(db, &by, &project_id, "invitation.revoked", target, Changes::none()).await?;
            Ok(link)
        })
        .await
    }

    /// Returns the invitation whose token has this hash.
    pub async fn open_invitation(&self, hash: &str) -> Result<OpenInvitation> {
        let found = sql::query_as(
            "SELECT l.*, p.name AS project_name FROM links l JOIN projects p ON p.id = l.project_id
             WHERE l.hash = $1 AND l.kind = 'invitation' AND l.expires_at > $2 AND p.deleted_at IS NULL",
        );
        let found = found.bind(hash).bind(clock::now()).fetch_optional(self.reader()).await?;
        found.ok_or_else(used_or_expired)
    }

    /// Makes the holder of the link a member of its project, and signs them in if a session is given.
    pub async fn accept_invitation(
        &self,
        hash: String,
        joining: Joining,
        session: Option<NewSession>,
        by: Actor,
    ) -> Result<()> {
        transaction!(self, |db| {
            let link = take_link(db, LinkKind::Invitation, &hash).await?;
            let member = match &joining {
                Joining::Known(member) => member,
                Joining::New(member) => {
                    insert_member(db, member).await?;
                    member
                }
            };
            let project_id = link.project_id.clone().unwrap_or_default();
            set_role(db, &project_id, &member.id, link.role).await?;
            if let Some(session) = &session {
                insert_session(db, &member.id, session).await?;
            }
            let by = Actor { id: member.id.clone(), name: member.name.clone(), ..by };
            let changes = Changes::none().field("role", "", link.role.as_str());
            let target = Target::new("member", &member.id, &member.email);
            record(db, &by, &project_id, "member.joined", target, changes).await
        })
        .await
    }
}

/// Deletes links that have expired.
async fn forget_expired(db: &mut sql::Connection) -> Result<()> {
    sql::query("DELETE FROM links WHERE expires_at < $1").bind(clock::now()).execute(db).await?;
    Ok(())
}

/// Revokes the invitations that a member whose role was lowered or removed has sent.
pub(super) async fn revoke_invitations_of(
    db: &mut sql::Connection,
    project_id: &str,
    inviter_id: &str,
) -> Result<()> {
    sql::query("DELETE FROM links WHERE kind = 'invitation' AND project_id = $1 AND inviter_id = $2")
        .bind(project_id)
        .bind(inviter_id)
        .execute(db)
        .await?;
    Ok(())
}

async fn insert_link(db: &mut sql::Connection, kind: LinkKind, hash: &str, link: &Link) -> Result<()> {
    sql::query(
        "INSERT INTO links (id, kind, hash, project_id, email, role, invited_by, inviter_id, created_at,
            expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&link.id)
    .bind(kind)
    .bind(hash)
    .bind(&link.project_id)
    .bind(&link.email)
    .bind(if kind == LinkKind::Invitation { link.role.as_str() } else { "" })
    .bind(&link.invited_by)
    .bind(&link.inviter_id)
    .bind(link.created_at)
    .bind(link.expires_at)
    .execute(db)
    .await?;
    Ok(())
}

/// Uses up a link, which then no longer works.
pub(super) async fn take_link(db: &mut sql::Connection, kind: LinkKind, hash: &str) -> Result<Link> {
    let taken =
        sql::query_as("DELETE FROM links WHERE hash = $1 AND kind = $2 AND expires_at > $3 RETURNING *");
    let taken = taken.bind(hash).bind(kind).bind(clock::now()).fetch_optional(db).await?;
    taken.ok_or_else(used_or_expired)
}

fn used_or_expired() -> crate::error::Error {
    credentials("token: this link is wrong, was already used or has expired; ask for a new one")
}
