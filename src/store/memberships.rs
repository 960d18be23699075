//! Members' roles in projects.

use sql::FromRow;

use super::Store;
use super::audit::{Actor, Changes, Target, record};
use super::links::revoke_invitations_of;
use super::member::Member;
use super::pagination::{Page, PageRequest, newest, oldest};
use super::project::Project;
use crate::error::{Error, Result, conflict, not_found};

pub use super::role::Role;

/// A member of a project.
#[derive(Debug, Clone, FromRow)]
pub struct Membership {
    /// The member.
    #[row(flatten)]
    pub member: Member,
    /// The role.
    pub role: Role,
    /// Microseconds.
    pub joined_at: i64,
}

/// A project that a member may see.
#[derive(Debug, Clone, FromRow)]
pub struct MyProject {
    /// The project.
    #[row(flatten)]
    pub project: Project,
    /// The member's role in it.
    pub role: Role,
}

impl Store {
    /// Returns a member's projects, newest first.
    pub async fn projects_of(&self, member: &Member, page: &PageRequest) -> Result<Page<MyProject>> {
        let last = async |id| {
            let last = self.project_of(member, id).await?.project;
            Ok((last.created_at, last.id))
        };
        let (created_at, id) = page.start(newest(), last).await?;
        let found = if member.operator {
            sql::query_as(
                "SELECT p.*, 'owner' AS role FROM projects p
                 WHERE p.deleted_at IS NULL AND $1 <> '' AND (p.created_at, p.id) < ($2, $3)
                 ORDER BY p.created_at DESC, p.id DESC LIMIT CAST($4 AS BIGINT)",
            )
        } else {
            sql::query_as(
                "SELECT p.*, s.role FROM memberships s JOIN projects p ON p.id = s.project_id
                 WHERE s.member_id = $1 AND p.deleted_at IS NULL AND (p.created_at, p.id) < ($2, $3)
                 ORDER BY p.created_at DESC, p.id DESC LIMIT CAST($4 AS BIGINT)",
            )
        };
        let rows = found.bind(&member.id).bind(created_at).bind(id).bind(page.limit + 1);
        Page::fetch(rows, page.limit, self.reader(), |row: &MyProject| {
            (row.project.created_at, row.project.id.clone())
        })
        .await
    }

    /// Returns a project of a member. Projects of others do not exist for the member.
    pub async fn project_of(&self, member: &Member, project_id: &str) -> Result<MyProject> {
        let found = if member.operator {
            sql::query_as(
                "SELECT p.*, 'owner' AS role FROM projects p
                 WHERE p.id = $2 AND p.deleted_at IS NULL AND $1 <> ''",
            )
        } else {
            sql::query_as(
                "SELECT p.*, s.role FROM memberships s JOIN projects p ON p.id = s.project_id
                 WHERE s.member_id = $1 AND s.project_id = $2 AND p.deleted_at IS NULL",
            )
        };
        let found = found.bind(&member.id).bind(project_id).fetch_optional(self.reader()).await?;
        found.ok_or_else(|| not_found("project"))
    }

    /// Returns a project's members in the order they joined.
    pub async fn members(&self, project_id: &str, page: &PageRequest) -> Result<Page<Membership>> {
        let last = async |id| {
            let last = self.membership(project_id, id).await?;
            Ok((last.joined_at, last.member.id))
        };
        let (joined_at, id) = page.start(oldest(), last).await?;
        let rows = sql::query_as(
            "SELECT m.*, s.role, s.created_at AS joined_at
             FROM memberships s JOIN members m ON m.id = s.member_id
             WHERE s.project_id = $1 AND (s.created_at, s.member_id) > ($2, $3)
             ORDER BY s.created_at, s.member_id LIMIT CAST($4 AS BIGINT)",
        );
        let rows = rows.bind(project_id).bind(joined_at).bind(id).bind(page.limit + 1);
        Page::fetch(rows, page.limit, self.reader(), |row: &Membership| {
            (row.joined_at, row.member.id.clone())
        })
        .await
    }

    /// Returns a member of a project.
    pub async fn membership(&self, project_id: &str, member_id: &str) -> Result<Membership> {
        let found = sql::query_as(
            "SELECT m.*, s.role, s.created_at AS joined_at
             FROM memberships s JOIN members m ON m.id = s.member_id
             WHERE s.project_id = $1 AND s.member_id = $2",
        );
        let found = found.bind(project_id).bind(member_id).fetch_optional(self.reader()).await?;
        found.ok_or_else(|| not_found("member"))
    }

    /// Changes a member's role. A conflict if the member is no longer as given, or is the last owner.
    pub async fn change_role(
        &self,
        project_id: String,
        member: Membership,
        role: Role,
        by: Actor,
    ) -> Result<()> {
        transaction!(self, |db| {
            let changed = sql::query(
                "UPDATE memberships SET role = $4 WHERE project_id = $1 AND member_id = $2 AND role = $3",
            );
            let changed = changed.bind(&project_id).bind(&member.member.id).bind(member.role).bind(role);
            if changed.execute(&mut *db).await? == 0 {
                return Err(changed_meanwhile());
            }
            require_owner(db, &project_id, member.role).await?;
            revoke_invitations_of(db, &project_id, &member.member.id).await?;
            let changes = Changes::none().field("role", member.role.as_str(), role.as_str());
            let target = Target::new("member", member.member.id, member.member.email);
            record(db, &by, &project_id, "member.role_changed", target, changes).await
        })
        .await
    }

    /// Removes a member from a project. A conflict if the member is no longer as given, or is the last owner.
    pub async fn remove_member(&self, project_id: String, member: Membership, by: Actor) -> Result<()> {
        transaction!(self, |db| {
            let gone =
                sql::query("DELETE FROM memberships WHERE project_id = $1 AND member_id = $2 AND role = $3");
            let gone = gone.bind(&project_id).bind(&member.member.id).bind(member.role);
            if gone.execute(&mut *db).await? == 0 {
                return Err(changed_meanwhile());
            }
            require_owner(db, &project_id, member.role).await?;
            revoke_invitations_of(db, &project_id, &member.member.id).await?;
            let changes = Changes::none().field("role", member.role.as_str(), "");
            let target = Target::new("member", member.member.id, member.member.email);
            record(db, &by, &project_id, "member.removed", target, changes).await
        })
        .await
    }
}

/// The caller's permission was checked for the member's previous role. The member may have become an owner
/// since.
fn changed_meanwhile() -> Error {
    conflict("this member was changed or removed in the meantime; reload and try again")
}

/// Fails if the project has just lost its last owner.
async fn require_owner(db: &mut sql::Connection, project_id: &str, role_before: Role) -> Result<()> {
    if role_before != Role::Owner {
        return Ok(());
    }
    // Locks the project, so that two owners who leave at the same time do so one after the other.
    sql::query("UPDATE projects SET updated_at = updated_at WHERE id = $1")
        .bind(project_id)
        .execute(&mut *db)
        .await?;
    let owner = sql::query("SELECT 1 FROM memberships WHERE project_id = $1 AND role = 'owner' LIMIT 1");
    match owner.bind(project_id).exists(db).await? {
        true => Ok(()),
        false => Err(conflict("this is the project's last owner; make another member an owner first")),
    }
}
