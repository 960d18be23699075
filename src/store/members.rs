//! Members: the people who use the dashboard.

use sqlx::{AnyConnection, FromRow};

use super::links::take_link;
use super::sessions::{NewSession, insert_session};
use super::{ON, Store};
use crate::clock::{self, Micros};
use crate::error::{Result, conflict, credentials, not_found};

/// Somebody who can log in.
#[derive(Debug, Clone, FromRow)]
pub struct Member {
    /// `mem_…`
    pub id: String,
    /// In lower case; nobody else's.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// An argon2id string.
    pub password_hash: String,
    /// 1 for whoever set the server up: an owner in every project.
    pub operator: i64,
    /// When they last did something, about; microseconds.
    pub seen_at: Option<i64>,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub updated_at: i64,
}

impl Member {
    /// Whether this is an owner in every project.
    pub fn is_operator(&self) -> bool {
        self.operator == ON
    }
}

impl Store {
    /// Whether nobody has set this server up yet.
    pub async fn has_no_member(&self) -> Result<bool> {
        Ok(sqlx::query("SELECT 1 FROM members LIMIT 1").fetch_optional(self.reader()).await?.is_none())
    }

    /// Stores the first member, whom the setup link with this hash is for, and logs them in. Every other setup link is
    /// worth nothing from then on.
    pub async fn create_first_member(
        &self,
        link_hash: String,
        member: Member,
        session: NewSession,
    ) -> Result<()> {
        self.write(move |db| {
            Box::pin(async move {
                take_link(db, "setup", &link_hash).await?;
                let others = sqlx::query("SELECT 1 FROM members LIMIT 1").fetch_optional(&mut *db).await?;
                if others.is_some() {
                    return Err(credentials("token: this server has been set up already; log in"));
                }
                sqlx::query("DELETE FROM links WHERE kind = 'setup'").execute(&mut *db).await?;
                insert_member(db, &member).await?;
                insert_session(db, &member.id, &session).await
            })
        })
        .await
    }

    /// The member with this e-mail address, in lower case.
    pub async fn member_by_email(&self, email: &str) -> Result<Option<Member>> {
        let found = sqlx::query_as("SELECT * FROM members WHERE email = $1").bind(email);
        Ok(found.fetch_optional(self.reader()).await?)
    }

    /// The newest members, at most `limit`.
    pub async fn all_members(&self, limit: i64) -> Result<Vec<Member>> {
        let found = sqlx::query_as(
            "SELECT * FROM members ORDER BY created_at DESC, id DESC LIMIT CAST($1 AS BIGINT)",
        );
        Ok(found.bind(limit).fetch_all(self.reader()).await?)
    }

    /// Changes what a member is called.
    pub async fn rename_member(&self, id: String, name: String) -> Result<Member> {
        self.write_single(move |db| {
            Box::pin(async move {
                sqlx::query_as("UPDATE members SET name = $2, updated_at = $3 WHERE id = $1 RETURNING *")
                    .bind(id)
                    .bind(name)
                    .bind(clock::now())
                    .fetch_optional(db)
                    .await?
                    .ok_or_else(|| not_found("member"))
            })
        })
        .await
    }

    /// Changes a password: every session ends, and a new one begins.
    pub async fn change_password(
        &self,
        member_id: String,
        password_hash: String,
        session: NewSession,
    ) -> Result<()> {
        self.write(move |db| {
            Box::pin(async move { set_password(db, &member_id, &password_hash, &session).await })
        })
        .await
    }

    /// The same with a link for it, by which the member is known.
    pub async fn reset_password(
        &self,
        link_hash: String,
        password_hash: String,
        session: NewSession,
    ) -> Result<Member> {
        self.write(move |db| {
            Box::pin(async move {
                let link = take_link(db, "reset", &link_hash).await?;
                let found: Option<Member> = sqlx::query_as("SELECT * FROM members WHERE email = $1")
                    .bind(&link.email)
                    .fetch_optional(&mut *db)
                    .await?;
                let member = found.ok_or_else(|| not_found("member"))?;
                set_password(db, &member.id, &password_hash, &session).await?;
                Ok(member)
            })
        })
        .await
    }

    /// Notes that a member was seen, who in this session was last seen then: of several who note it, one does.
    pub async fn see_member(
        &self,
        id: String,
        session_hash: String,
        last_seen: Micros,
        expires_at: Micros,
    ) -> Result<()> {
        self.write(move |db| {
            Box::pin(async move {
                let now = clock::now();
                let noted = sqlx::query(
                    "UPDATE sessions SET seen_at = $2, expires_at = $3 WHERE hash = $1 AND seen_at = $4",
                )
                .bind(session_hash)
                .bind(now)
                .bind(expires_at)
                .bind(last_seen)
                .execute(&mut *db)
                .await?;
                if noted.rows_affected() == 1 {
                    sqlx::query("UPDATE members SET seen_at = $2 WHERE id = $1")
                        .bind(id)
                        .bind(now)
                        .execute(db)
                        .await?;
                }
                Ok(())
            })
        })
        .await
    }
}

async fn set_password(
    db: &mut AnyConnection,
    member_id: &str,
    password_hash: &str,
    session: &NewSession,
) -> Result<()> {
    sqlx::query("UPDATE members SET password_hash = $2, updated_at = $3 WHERE id = $1")
        .bind(member_id)
        .bind(password_hash)
        .bind(clock::now())
        .execute(&mut *db)
        .await?;
    sqlx::query("DELETE FROM sessions WHERE member_id = $1").bind(member_id).execute(&mut *db).await?;
    insert_session(db, member_id, session).await
}

/// Stores a member; an e-mail address is one member's.
pub(super) async fn insert_member(db: &mut AnyConnection, member: &Member) -> Result<()> {
    let inserted = sqlx::query(
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
    if inserted.rows_affected() == 0 {
        return Err(conflict("there is a member with this e-mail address already; log in first"));
    }
    Ok(())
}
