//! Members: the people who use the dashboard.

use super::Store;
use super::links::{LinkKind, take_link};
use super::member::insert_member;
use super::sessions::{NewSession, insert_session};
use crate::clock::{self, Micros};
use crate::error::{Result, credentials, not_found};

pub use super::member::Member;

impl Store {
    /// Returns whether the server has no member yet.
    pub async fn has_no_member(&self) -> Result<bool> {
        Ok(!sql::query("SELECT 1 FROM members LIMIT 1").exists(self.reader()).await?)
    }

    /// Stores the first member, using up the setup link with this hash, and signs them in. All other setup links stop
    /// working.
    pub async fn create_first_member(
        &self,
        link_hash: String,
        member: Member,
        session: NewSession,
    ) -> Result<()> {
        transaction!(self, |db| {
            take_link(db, LinkKind::Setup, &link_hash).await?;
            let others = sql::query("SELECT 1 FROM members LIMIT 1").exists(&mut *db).await?;
            if others {
                return Err(credentials("token: this server is already set up; sign in"));
            }
            sql::query("DELETE FROM links WHERE kind = 'setup'").execute(&mut *db).await?;
            insert_member(db, &member).await?;
            insert_session(db, &member.id, &session).await
        })
        .await
    }

    /// Returns the member with this email address, which must be in lower case.
    pub async fn member_by_email(&self, email: &str) -> Result<Option<Member>> {
        let found = sql::query_as("SELECT * FROM members WHERE email = $1").bind(email);
        Ok(found.fetch_optional(self.reader()).await?)
    }

    /// Returns the newest members, at most `limit`.
    pub async fn all_members(&self, limit: i64) -> Result<Vec<Member>> {
        let found =
            sql::query_as("SELECT * FROM members ORDER BY created_at DESC, id DESC LIMIT CAST($1 AS BIGINT)");
        Ok(found.bind(limit).fetch_all(self.reader()).await?)
    }

    /// Renames a member.
    pub async fn rename_member(&self, id: String, name: String) -> Result<Member> {
        single_write!(self, |db| {
            sql::query_as("UPDATE members SET name = $2, updated_at = $3 WHERE id = $1 RETURNING *")
                .bind(id)
                .bind(name)
                .bind(clock::now())
                .fetch_optional(db)
                .await?
                .ok_or_else(|| not_found("member"))
        })
        .await
    }

    /// Changes a password. All sessions end, and a new one begins.
    pub async fn change_password(
        &self,
        member_id: String,
        password_hash: String,
        session: NewSession,
    ) -> Result<()> {
        transaction!(self, |db| { set_password(db, &member_id, &password_hash, &session).await }).await
    }

    /// Changes the password of the member that a reset link is for, using up the link.
    pub async fn reset_password(
        &self,
        link_hash: String,
        password_hash: String,
        session: NewSession,
    ) -> Result<Member> {
        transaction!(self, |db| {
            let link = take_link(db, LinkKind::Reset, &link_hash).await?;
            let found: Option<Member> = sql::query_as("SELECT * FROM members WHERE email = $1")
                .bind(&link.email)
                .fetch_optional(&mut *db)
                .await?;
            let member = found.ok_or_else(|| not_found("member"))?;
            set_password(db, &member.id, &password_hash, &session).await?;
            Ok(member)
        })
        .await
    }

    /// Stores that a member is active. Of several requests that saw the same `last_seen`, one succeeds.
    pub async fn see_member(
        &self,
        id: String,
        session_hash: String,
        last_seen: Micros,
        expires_at: Micros,
    ) -> Result<()> {
        transaction!(self, |db| {
            let now = clock::now();
            let noted = sql::query(
                "UPDATE sessions SET seen_at = $2, expires_at = $3 WHERE hash = $1 AND seen_at = $4",
            )
            .bind(session_hash)
            .bind(now)
            .bind(expires_at)
            .bind(last_seen)
            .execute(&mut *db)
            .await?;
            if noted == 1 {
                sql::query("UPDATE members SET seen_at = $2 WHERE id = $1")
                    .bind(id)
                    .bind(now)
                    .execute(db)
                    .await?;
            }
            Ok(())
        })
        .await
    }
}

async fn set_password(
    db: &mut sql::Connection,
    member_id: &str,
    password_hash: &str,
    session: &NewSession,
) -> Result<()> {
    sql::query("UPDATE members SET password_hash = $2, updated_at = $3 WHERE id = $1")
        .bind(member_id)
        .bind(password_hash)
        .bind(clock::now())
        .execute(&mut *db)
        .await?;
    sql::query("DELETE FROM sessions WHERE member_id = $1").bind(member_id).execute(&mut *db).await?;
    sql::query("DELETE FROM known_browsers WHERE member_id = $1").bind(member_id).execute(&mut *db).await?;
    insert_session(db, member_id, session).await
}
