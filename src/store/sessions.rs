//! Sessions: who is logged in to the dashboard. Of the cookie only a hash is stored.

use sqlx::AnyConnection;

use super::Store;
use super::members::Member;
use crate::clock::{self, Micros};
use crate::error::Result;

/// A session that begins.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// SHA-256 of the cookie's value, in hexadecimal.
    pub hash: String,
    /// When it ends if nothing is done with it.
    pub expires_at: Micros,
}

/// A session that goes on.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Seen {
    /// Whose it is.
    #[sqlx(flatten)]
    pub member: Member,
    /// When something was last done with it, about; microseconds.
    pub session_seen_at: i64,
}

impl Store {
    /// Logs a member in. Sessions that have ended are removed by the way.
    pub async fn create_session(&self, member_id: String, session: NewSession) -> Result<()> {
        self.write(move |db| {
            Box::pin(async move {
                sqlx::query("DELETE FROM sessions WHERE expires_at < $1")
                    .bind(clock::now())
                    .execute(&mut *db)
                    .await?;
                insert_session(db, &member_id, &session).await
            })
        })
        .await
    }

    /// Whose session has this hash, if it has not ended.
    pub async fn session(&self, hash: &str) -> Result<Option<Seen>> {
        let found = sqlx::query_as(
            "SELECT m.*, s.seen_at AS session_seen_at FROM sessions s JOIN members m ON m.id = s.member_id
             WHERE s.hash = $1 AND s.expires_at > $2",
        );
        Ok(found.bind(hash).bind(clock::now()).fetch_optional(self.reader()).await?)
    }

    /// Logs out.
    pub async fn end_session(&self, hash: String) -> Result<()> {
        self.write_single(move |db| {
            Box::pin(async move {
                sqlx::query("DELETE FROM sessions WHERE hash = $1").bind(hash).execute(db).await?;
                Ok(())
            })
        })
        .await
    }

    /// Logs a member out everywhere.
    pub async fn end_sessions(&self, member_id: String) -> Result<()> {
        self.write_single(move |db| {
            Box::pin(async move {
                sqlx::query("DELETE FROM sessions WHERE member_id = $1").bind(member_id).execute(db).await?;
                Ok(())
            })
        })
        .await
    }
}

pub(super) async fn insert_session(
    db: &mut AnyConnection,
    member_id: &str,
    session: &NewSession,
) -> Result<()> {
    let now = clock::now();
    sqlx::query(
        "INSERT INTO sessions (hash, member_id, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)",
    )
    .bind(&session.hash)
    .bind(member_id)
    .bind(now)
    .bind(session.expires_at)
    .execute(&mut *db)
    .await?;
    sqlx::query("UPDATE members SET seen_at = $2 WHERE id = $1")
        .bind(member_id)
        .bind(now)
        .execute(db)
        .await?;
    Ok(())
}
