//! Sessions of the dashboard. Only a hash of each cookie is stored.

use super::Store;
use super::member::Member;
use crate::clock::{self, Micros};
use crate::error::Result;

/// A new session.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// SHA-256 of the cookie's value, in hexadecimal.
    pub hash: String,
    /// When it ends if it is not used.
    pub expires_at: Micros,
    /// The same hash of the cookie that tells the browser.
    pub browser: String,
    /// When the browser is forgotten.
    pub browser_expires_at: Micros,
}

/// A session that has not ended.
#[derive(Debug, Clone, sql::FromRow)]
pub struct Seen {
    /// The member.
    #[row(flatten)]
    pub member: Member,
    /// When it was last used, approximately; microseconds.
    pub session_seen_at: i64,
}

impl Store {
    /// Signs a member in, and deletes sessions that have ended.
    pub async fn create_session(&self, member_id: String, session: NewSession) -> Result<()> {
        transaction!(self, |db| {
            sql::query("DELETE FROM sessions WHERE expires_at < $1")
                .bind(clock::now())
                .execute(&mut *db)
                .await?;
            insert_session(db, &member_id, &session).await
        })
        .await
    }

    /// Returns the session with this hash, unless it has ended.
    pub async fn session(&self, hash: &str) -> Result<Option<Seen>> {
        let found = sql::query_as(
            "SELECT m.*, s.seen_at AS session_seen_at FROM sessions s JOIN members m ON m.id = s.member_id
             WHERE s.hash = $1 AND s.expires_at > $2",
        );
        Ok(found.bind(hash).bind(clock::now()).fetch_optional(self.reader()).await?)
    }

    /// Ends a session.
    pub async fn end_session(&self, hash: String) -> Result<()> {
        single_write!(self, |db| {
            sql::query("DELETE FROM sessions WHERE hash = $1").bind(hash).execute(db).await?;
            Ok(())
        })
        .await
    }

    /// Ends all sessions of a member.
    pub async fn end_sessions(&self, member_id: String) -> Result<()> {
        single_write!(self, |db| {
            sql::query("DELETE FROM sessions WHERE member_id = $1").bind(member_id).execute(db).await?;
            Ok(())
        })
        .await
    }
}

pub(super) async fn insert_session(
    db: &mut sql::Connection,
    member_id: &str,
    session: &NewSession,
) -> Result<()> {
    let now = clock::now();
    sql::query(
        "INSERT INTO sessions (hash, member_id, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)",
    )
    .bind(&session.hash)
    .bind(member_id)
    .bind(now)
    .bind(session.expires_at)
    .execute(&mut *db)
    .await?;
    sql::query("INSERT INTO known_browsers (hash, member_id, expires_at) VALUES ($1, $2, $3)")
        .bind(&session.browser)
        .bind(member_id)
        .bind(session.browser_expires_at)
        .execute(&mut *db)
        .await?;
    sql::query("UPDATE members SET seen_at = $2 WHERE id = $1").bind(member_id).bind(now).execute(db).await?;
    Ok(())
}
