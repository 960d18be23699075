//! Counting attempts to sign in, for all nodes together.

use std::time::Duration;

use super::Store;
use crate::clock::{self, Micros};
use crate::error::{Error, Result, rate_limited};

/// How often something may be attempted.
#[derive(Debug, Clone)]
pub struct AttemptLimit {
    /// A hash of what is limited.
    pub key: String,
    /// The attempts of a burst.
    pub burst: i64,
    /// The time after which one more is allowed.
    pub every: Micros,
}

impl Store {
    /// Counts an attempt under all these limits. If one of them is exceeded, counts it under none, and returns an error
    /// with the time to wait. The limits are locked in the order given, which must be the same for all callers.
    pub async fn count_attempt(&self, limits: Vec<AttemptLimit>) -> Result<()> {
        transaction!(self, |db| {
            for limit in &limits {
                count(db, limit).await?;
            }
            Ok(())
        })
        .await
    }

    /// Takes a successful attempt back. What is limited to failures alone, such as an office's address, is not used up
    /// by people who know their password.
    pub async fn forgive_attempt(&self, limits: Vec<AttemptLimit>) -> Result<()> {
        transaction!(self, |db| {
            for limit in limits {
                sql::query("UPDATE sign_in_attempts SET free_at = free_at - $2 WHERE key = $1")
                    .bind(limit.key)
                    .bind(limit.every)
                    .execute(&mut *db)
                    .await?;
            }
            Ok(())
        })
        .await
    }

    /// Returns whether a member has signed in with the browser that has this cookie.
    pub async fn is_known_browser(&self, email: &str, hash: &str) -> Result<bool> {
        let found = sql::query(
            "SELECT 1 FROM known_browsers b JOIN members m ON m.id = b.member_id
             WHERE b.hash = $1 AND m.email = $2 AND b.expires_at > $3",
        );
        Ok(found.bind(hash).bind(email).bind(clock::now()).exists(self.reader()).await?)
    }

    /// Deletes what no longer limits anything, and browsers that have not been used for long.
    pub async fn tidy_sign_ins(&self) -> Result<()> {
        single_write!(self, |db| {
            let now = clock::now();
            sql::query("DELETE FROM sign_in_attempts WHERE free_at < $1").bind(now).execute(&mut *db).await?;
            sql::query("DELETE FROM known_browsers WHERE expires_at < $1").bind(now).execute(db).await?;
            Ok(())
        })
        .await
    }
}

async fn count(db: &mut sql::Connection, limit: &AttemptLimit) -> Result<()> {
    let (now, patience) = (clock::now(), (limit.burst - 1) * limit.every);
    let counted = sql::query(
        "INSERT INTO sign_in_attempts (key, free_at) VALUES ($1, $2 + $3)
         ON CONFLICT (key) DO UPDATE SET free_at =
            CASE WHEN sign_in_attempts.free_at < $2 THEN $2 ELSE sign_in_attempts.free_at END + $3
         WHERE sign_in_attempts.free_at <= $2 + $4",
    );
    let counted = counted.bind(&limit.key).bind(now).bind(limit.every).bind(patience);
    if counted.execute(&mut *db).await? > 0 {
        return Ok(());
    }
    let free_at = sql::query_scalar("SELECT free_at FROM sign_in_attempts WHERE key = $1");
    let free_at: i64 = free_at.bind(&limit.key).fetch_optional(db).await?.unwrap_or(now);
    let wait = Duration::from_micros((free_at - patience - now).max(1_000_000).unsigned_abs());
    Err(too_many(wait))
}

fn too_many(wait: Duration) -> Error {
    rate_limited("too many attempts; try again in a while").retry_after(Some(wait))
}
