//! Who may do what in which project.

use sqlx::{AnyConnection, FromRow};

use super::Store;
use super::audit::{Actor, Changes, Target, record};
use super::links::revoke_invitations_of;
use super::members::Member;
use super::page::{Page, PageRequest, newest, oldest};
use super::projects::Project;
use crate::clock;
use crate::error::{Error, Result, conflict, not_found};

/// A member of a project.
#[derive(Debug, Clone, FromRow)]
pub struct Membership {
    /// Who.
    #[sqlx(flatten)]
    pub member: Member,
    /// `owner`, `admin`, `developer` or `viewer`.
    pub role: String,
    /// Microseconds.
    pub joined_at: i64,
}

/// A project that a member may see.
#[derive(Debug, Clone, FromRow)]
pub struct MyProject {
    /// Which.
    #[sqlx(flatten)]
    pub project: Project,
    /// The member's role in it.
    pub role: String,
}

impl Store {
    /// The projects of a member, newest first.
    pub async fn projects_of(&self, member: &Member, page: &PageRequest) -> Result<Page<MyProject>> {
        let (created_at, id) = match &page.after {
            Some(id) => {
                let last = self.project_of(member, id).await?.project;
                (last.created_at, last.id)
            }
            None => newest(),
        };
        let found = if member.is_operator() {
            sqlx::query_as(
                "SELECT p.*, 'owner' AS role FROM projects p
                 WHERE p.deleted_at IS NULL AND $1 <> '' AND (p.created_at, p.id) < ($2, $3)
                 ORDER BY p.created_at DESC, p.id DESC LIMIT CAST($4 AS BIGINT)",
            )
        } else {
            sqlx::query_as(
                "SELECT p.*, s.role FROM memberships s JOIN projects p ON p.id = s.project_id
                 WHERE s.member_id = $1 AND p.deleted_at IS NULL AND (p.created_at, p.id) < ($2, $3)
                 ORDER BY p.created_at DESC, p.id DESC LIMIT CAST($4 AS BIGINT)",
            )
        };
        let rows = found.bind(&member.id).bind(created_at).bind(id).bind(page.limit + 1);
        Ok(Page::cut(rows.fetch_all(self.reader()).await?, page.limit))
    }

    /// One of them; to others it is as if it were not there.
    pub async fn project_of(&self, member: &Member, project_id: &str) -> Result<MyProject> {
        let found = if member.is_operator() {
            sqlx::query_as(
                "SELECT p.*, 'owner' AS role FROM projects p
                 WHERE p.id = $2 AND p.deleted_at IS NULL AND $1 <> ''",
            )
        } else {
            sqlx::query_as(
                "SELECT p.*, s.role FROM memberships s JOIN projects p ON p.id = s.project_id
                 WHERE s.member_id = $1 AND s.project_id = $2 AND p.deleted_at IS NULL",
            )
        };
        let found = found.bind(&member.id).bind(project_id).fetch_optional(self.reader()).await?;
        found.ok_or_else(|| not_found("project"))
    }

    /// The members of a project, in the order in which they joined.
    pub async fn members(&self, project_id: &str, page: &PageRequest) -> Result<Page<Membership>> {
        let (joined_at, id) = match &page.after {
            Some(id) => {
                let last = self.membership(project_id, id).await?;
                (last.joined_at, last.member.id)
            }
            None => oldest(),
        };
        let rows = sqlx::query_as(
            "SELECT m.*, s.role, s.created_at AS joined_at
             FROM memberships s JOIN members m ON m.id = s.member_id
             WHERE s.project_id = $1 AND (s.created_at, s.member_id) > ($2, $3)
             ORDER BY s.created_at, s.member_id LIMIT CAST($4 AS BIGINT)",
        );
        let rows = rows.bind(project_id).bind(joined_at).bind(id).bind(page.limit + 1);
        Ok(Page::cut(rows.fetch_all(self.reader()).await?, page.limit))
    }

    /// One of them.
    pub async fn membership(&self, project_id: &str, member_id: &str) -> Result<Membership> {
        let found = sqlx::query_as(
            "SELECT m.*, s.role, s.created_at AS joined_at
             FROM memberships s JOIN members m ON m.id = s.member_id
             WHERE s.project_id = $1 AND s.member_id = $2",
        );
        let found = found.bind(project_id).bind(member_id).fetch_optional(self.reader()).await?;
        found.ok_or_else(|| not_found("member"))
    }

    /// Gives a member of a project another role; `member` is what the caller may change. A project keeps an owner.
    pub async fn change_role(
        &self,
        project_id: String,
        member: Membership,
        role: &'static str,
        by: Actor,
    ) -> Result<()> {
        self.write(move |db| {
            Box::pin(async move {
                let changed = sqlx::query(
                    "UPDATE memberships SET role = $4 WHERE project_id = $1 AND member_id = $2 AND role = $3",
                );
                let changed = changed.bind(&project_id).bind(&member.member.id).bind(&member.role).bind(role);
                if changed.execute(&mut *db).await?.rows_affected() == 0 {
                    return Err(changed_meanwhile());
                }
                require_owner(db, &project_id, &member.role).await?;
                revoke_invitations_of(db, &project_id, &member.member.id).await?;
                let changes = Changes::none().field("role", member.role, role);
                let target = Target::new("member", member.member.id, member.member.email);
                record(db, &by, &project_id, "member.role_changed", target, changes).await
            })
        })
        .await
    }

    /// Takes a member out of a project; `member` is what the caller may take out. A project keeps an owner.
    pub async fn remove_member(&self, project_id: String, member: Membership, by: Actor) -> Result<()> {
        self.write(move |db| {
            Box::pin(async move {
                let gone = sqlx::query(
                    "DELETE FROM memberships WHERE project_id = $1 AND member_id = $2 AND role = $3",
                );
                let gone = gone.bind(&project_id).bind(&member.member.id).bind(&member.role);
                if gone.execute(&mut *db).await?.rows_affected() == 0 {
                    return Err(changed_meanwhile());
                }
                require_owner(db, &project_id, &member.role).await?;
                revoke_invitations_of(db, &project_id, &member.member.id).await?;
                let changes = Changes::none().field("role", member.role, "");
                let target = Target::new("member", member.member.id, member.member.email);
                record(db, &by, &project_id, "member.removed", target, changes).await
            })
        })
        .await
    }
}

/// Whoever may change a viewer may not change the owner that the viewer has become in between.
fn changed_meanwhile() -> Error {
    conflict("this member was changed or removed meanwhile; look again")
}

/// Makes somebody a member of a project, or gives them another role.
pub(super) async fn set_role(
    db: &mut AnyConnection,
    project_id: &str,
    member_id: &str,
    role: &str,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO memberships (project_id, member_id, role, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (project_id, member_id) DO UPDATE SET role = excluded.role",
    )
    .bind(project_id)
    .bind(member_id)
    .bind(role)
    .bind(clock::now())
    .execute(db)
    .await?;
    Ok(())
}

/// Undoes what would leave a project that had an owner without one.
async fn require_owner(db: &mut AnyConnection, project_id: &str, role_before: &str) -> Result<()> {
    if role_before != "owner" {
        return Ok(());
    }
    // So that two who go at the same moment do so one after the other.
    sqlx::query("UPDATE projects SET updated_at = updated_at WHERE id = $1")
        .bind(project_id)
        .execute(&mut *db)
        .await?;
    let owner = sqlx::query("SELECT 1 FROM memberships WHERE project_id = $1 AND role = 'owner' LIMIT 1");
    match owner.bind(project_id).fetch_optional(db).await? {
        Some(_) => Ok(()),
        None => Err(conflict("this is the project's last owner; make somebody else an owner first")),
    }
}
