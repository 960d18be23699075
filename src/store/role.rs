//! A member's role in a project.

use crate::clock;
use crate::error::Result;

sql::text_enum! {
    /// A member's role in a project; each may do all that those before it may.
    #[derive(utoipa::ToSchema)]
    #[schema(rename_all = "snake_case")]
    pub enum Role {
        /// Reads everything but secrets.
        Viewer = "viewer",
        /// Changes settings, agents, users and conversations; no members, no secrets.
        Developer = "developer",
        /// Members and secrets, too.
        Admin = "admin",
        /// Owners, too, and deleting the project.
        Owner = "owner",
    }
    expected "must be owner, admin, developer or viewer"
    // An unknown stored role gets the least privilege.
    unknown => Viewer
}

/// Adds a member to a project, or changes the role.
pub(super) async fn set_role(
    db: &mut sql::Connection,
    project_id: &str,
    member_id: &str,
    role: Role,
) -> Result<()> {
    sql::query(
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
