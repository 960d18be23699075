//! A member of the dashboard.

use sql::FromRow;

use crate::error::{Result, conflict};

/// Somebody who can sign in to the dashboard.
#[derive(Debug, Clone, FromRow)]
pub struct Member {
    /// `mem_…`
    pub id: String,
    /// In lower case, and unique.
    pub email: String,
    /// The display name.
    pub name: String,
    /// An argon2id string.
    pub password_hash: String,
    /// Whether this member operates the server: an operator is an owner in every project.
    pub operator: bool,
    /// When the member was last active, approximately; microseconds.
    pub seen_at: Option<i64>,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub updated_at: i64,
}

/// Stores a member. Returns a conflict if the email address is taken.
pub(super) async fn insert_member(db: &mut sql::Connection, member: &Member) -> Result<()> {
    let inserted = sql::query(
        "INSERT INTO members (id, email, name, password_hash, operator, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (email) DO NOTHING",
    )
    .bind(&member.id)
    .bind(&member.email)
    .bind(&member.name)
    .bind(&member.password_hash)
    .bind(member.operator)
    .bind(member.created_at)
    .bind(member.updated_at)
    .execute(db)
    .await?;
    if inserted == 0 {
        return Err(conflict("a member with this email address already exists; sign in first"));
    }
    Ok(())
}
