//! The rollup: adds messages and interactions to the analytics tables.
//!
//! A message counts once it has ended, an interaction once it is created; `analytics_progress` holds the time up to which
//! everything is counted. It moves in the transaction that counts, and only from where the counting node found it: several
//! nodes never count twice, and a crash loses nothing. A counted message that changes is taken out and put back.

use super::Store;
use crate::clock::{self, Micros};
use crate::error::Result;

/// How long a row may take to become visible to the counting node: transactions, and clocks that differ.
const LAG: Micros = 10_000_000;

/// Rows that are counted in one write, because other writes wait meanwhile.
const AT_ONCE: i64 = 500;

/// How many hours are kept. Days are kept forever.
pub const HOURS_KEPT: i64 = 90 * 24;

/// What is counted; the number is the row in `analytics_progress`.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Messages = 1,
    Interactions = 2,
}

impl Store {
    /// Counts some rows that are not counted yet. Returns whether there may be more.
    pub async fn roll_up(&self) -> Result<bool> {
        let more_messages = self.roll_up_some(Kind::Messages).await?;
        Ok(self.roll_up_some(Kind::Interactions).await? || more_messages)
    }

    async fn roll_up_some(&self, kind: Kind) -> Result<bool> {
        let horizon = clock::now() - LAG;
        let (counted,): (Micros,) = sql::query_as("SELECT counted FROM analytics_progress WHERE id = $1")
            .bind(kind as i64)
            .fetch_one(&self.long_reader())
            .await?;
        let Some(last) = self.last_of_some(kind, counted, horizon).await? else { return Ok(false) };
        transaction!(self, |db| {
            let moved =
                sql::query("UPDATE analytics_progress SET counted = $3 WHERE id = $1 AND counted = $2")
                    .bind(kind as i64)
                    .bind(counted)
                    .bind(last)
                    .execute(&mut *db)
                    .await?;
            // Otherwise another node has counted these rows.
            if moved == 1 {
                match kind {
                    Kind::Messages => count_messages(db, counted, last).await?,
                    Kind::Interactions => count_interactions(db, counted, last).await?,
                }
            }
            Ok(())
        })
        .await?;
        Ok(true)
    }

    /// Returns the time of the last of the next [`AT_ONCE`] rows.
    async fn last_of_some(&self, kind: Kind, counted: Micros, horizon: Micros) -> Result<Option<Micros>> {
        let last = sql::query_as(match kind {
            Kind::Messages => {
                "SELECT MAX(ended_at) FROM (SELECT ended_at FROM messages WHERE ended_at > $1 AND ended_at <= $2
                    ORDER BY ended_at LIMIT CAST($3 AS BIGINT)) batch"
            }
            Kind::Interactions => {
                "SELECT MAX(created_at) FROM (SELECT created_at FROM interactions
                    WHERE created_at > $1 AND created_at <= $2
                    ORDER BY created_at LIMIT CAST($3 AS BIGINT)) batch"
            }
        });
        let (last,): (Option<Micros>,) =
            last.bind(counted).bind(horizon).bind(AT_ONCE).fetch_one(&self.long_reader()).await?;
        Ok(last)
    }

    /// Returns the time up to which everything is counted.
    pub async fn counted_until(&self) -> Result<Micros> {
        let (first,): (Option<Micros>,) = sql::query_as(
            "SELECT MIN(at) FROM (
                SELECT MIN(ended_at) AS at FROM messages
                WHERE ended_at > (SELECT counted FROM analytics_progress WHERE id = 1)
                UNION ALL
                SELECT MIN(created_at) FROM interactions
                WHERE created_at > (SELECT counted FROM analytics_progress WHERE id = 2)) uncounted",
        )
        .fetch_one(&self.long_reader())
        .await?;
        let horizon = clock::now() - LAG;
        Ok(first.map_or(horizon, |first| horizon.min(first - 1)))
    }

    /// Deletes an hour of a project that is older than [`HOURS_KEPT`]. Returns whether there may be more.
    pub async fn forget_an_hour(&self) -> Result<bool> {
        let oldest_kept = clock::hour(clock::now()) - HOURS_KEPT;
        let found: Option<(String, i64)> = sql::query_as(
            "SELECT project_id, start FROM analytics WHERE step = 3600 AND start < $1 ORDER BY start LIMIT 1",
        )
        .bind(oldest_kept)
        .fetch_optional(&self.long_reader())
        .await?;
        let Some((project_id, start)) = found else { return Ok(false) };
        transaction!(self, |db| {
                for statement in [
                    "DELETE FROM analytics_users WHERE project_id = $1 AND step = 3600 AND start = $2 AND live IN (0, 1)
                       AND agent_id IN (SELECT '' UNION SELECT f.agent_id FROM analytics f
                           WHERE f.project_id = $1 AND f.step = 3600 AND f.start = $2)",
                    "DELETE FROM analytics_times WHERE project_id = $1 AND step = 3600 AND start = $2 AND live IN (0, 1)
                       AND agent_id IN (SELECT '' UNION SELECT f.agent_id FROM analytics f
                           WHERE f.project_id = $1 AND f.step = 3600 AND f.start = $2)
                       AND model IN (SELECT '' UNION SELECT f.model FROM analytics f
                           WHERE f.project_id = $1 AND f.step = 3600 AND f.start = $2)",
                    "DELETE FROM analytics WHERE project_id = $1 AND step = 3600 AND start = $2",
                ] {
                    sql::query(statement).bind(&project_id).bind(start).execute(&mut *db).await?;
                }
                Ok(true)
            })
        .await
    }
}

/// Bounds a number that a provider reported: a sum that overflows would stop the analytics of all projects.
macro_rules! at_most {
    ($value:literal, $most:literal) => {
        concat!("(CASE WHEN ", $value, " > ", $most, " THEN ", $most, " ELSE ", $value, " END)")
    };
}

/// Adds messages to the sums: `$sign` is 1, or -1 to take them out; `$which` selects them.
macro_rules! messages {
    ($sign:literal, $which:literal) => {
        concat!(
            "INSERT INTO analytics (project_id, step, start, agent_id, model, live, interactions, messages, replies,
                failures, cancelled, cut_by_length, cut_by_filter, input_tokens, output_tokens, cost, unpriced, up, down)
             SELECT i.project_id, s.step, m.ended_at / (s.step * 1000000) AS start, i.agent_id, m.model, u.live_mode, 0, ",
            sum!($sign, "m.sent_by = 'user'", "1"),
            sum!($sign, "m.sent_by = 'agent'", "1"),
            sum!($sign, "m.status = 'failed'", "1"),
            sum!($sign, "m.status = 'cancelled'", "1"),
            sum!($sign, "m.finish_reason = 'length'", "1"),
            sum!($sign, "m.finish_reason = 'content_filter'", "1"),
            sum!($sign, "m.input_tokens IS NOT NULL", at_most!("m.input_tokens", "1000000000")),
            sum!($sign, "m.output_tokens IS NOT NULL", at_most!("m.output_tokens", "1000000000")),
            sum!($sign, "m.cost IS NOT NULL", at_most!("m.cost", "1000000000000000")),
            sum!($sign, "m.cost IS NULL AND m.output_tokens IS NOT NULL", "1"),
            sum!($sign, "m.rating = 'up'", "1"),
            sum!($sign, "m.rating = 'down'", "1", ""),
            from_messages!(),
            $which,
            // A greeting is not a reply.
            " AND (m.sent_by = 'user' OR m.parent_id IS NOT NULL)
             GROUP BY i.project_id, s.step, m.ended_at / (s.step * 1000000), i.agent_id, m.model, u.live_mode
             ORDER BY i.project_id, s.step, start, i.agent_id, m.model, u.live_mode
             ON CONFLICT (project_id, step, start, agent_id, model, live) DO UPDATE SET
                messages = analytics.messages + excluded.messages, replies = analytics.replies + excluded.replies,
                failures = analytics.failures + excluded.failures, cancelled = analytics.cancelled + excluded.cancelled,
                cut_by_length = analytics.cut_by_length + excluded.cut_by_length,
                cut_by_filter = analytics.cut_by_filter + excluded.cut_by_filter,
                input_tokens = analytics.input_tokens + excluded.input_tokens,
                output_tokens = analytics.output_tokens + excluded.output_tokens,
                cost = analytics.cost + excluded.cost, unpriced = analytics.unpriced + excluded.unpriced,
                up = analytics.up + excluded.up, down = analytics.down + excluded.down"
        )
    };
}

/// Adds times to first token, in the buckets of `analytics::histogram`: once for the agent and model, once for the project.
macro_rules! times {
    ($sign:literal, $which:literal) => {
        concat!(
            "INSERT INTO analytics_times (project_id, step, start, agent_id, model, live, bucket, replies)
             SELECT project_id, step, start, agent_id, model, live, bucket, ",
            $sign,
            " * COUNT(*) FROM (
                SELECT i.project_id, s.step, m.ended_at / (s.step * 1000000) AS start,
                    CASE WHEN s.together = 1 THEN '' ELSE i.agent_id END AS agent_id,
                    CASE WHEN s.together = 1 THEN '' ELSE m.model END AS model, u.live_mode AS live, ",
            bucket!(),
            " AS bucket",
            from_messages!("long"),
            $which,
            " AND m.time_to_first_token_ms IS NOT NULL AND m.parent_id IS NOT NULL) timed
             GROUP BY project_id, step, start, agent_id, model, live, bucket
             ORDER BY project_id, step, start, agent_id, model, live, bucket
             ON CONFLICT (project_id, step, agent_id, model, live, start, bucket)
             DO UPDATE SET replies = analytics_times.replies + excluded.replies"
        )
    };
}

macro_rules! sum {
    ($sign:literal, $when:literal, $what:expr) => {
        sum!($sign, $when, $what, ", ")
    };
    ($sign:literal, $when:literal, $what:expr, $end:literal) => {
        concat!("CAST(", $sign, " * SUM(CASE WHEN ", $when, " THEN ", $what, " ELSE 0 END) AS BIGINT)", $end)
    };
}

/// SQLite joins in the order in which a cross join is written.
macro_rules! from_messages {
    () => {
        " FROM messages m CROSS JOIN interactions i CROSS JOIN users u
          CROSS JOIN (SELECT CAST(3600 AS BIGINT) AS step UNION ALL SELECT 86400) s
          WHERE i.id = m.interaction_id AND u.id = i.user_id AND "
    };
    ("long") => {
        " FROM messages m CROSS JOIN interactions i CROSS JOIN users u
          CROSS JOIN (SELECT CAST(3600 AS BIGINT) AS step, 0 AS together UNION ALL SELECT 86400, 0
            UNION ALL SELECT 2419200, 0 UNION ALL SELECT 3600, 1 UNION ALL SELECT 86400, 1
            UNION ALL SELECT 2419200, 1) s
          WHERE i.id = m.interaction_id AND u.id = i.user_id AND "
    };
}

/// One bucket per millisecond up to 16; then eight per doubling, so that a bucket is at most an eighth wider than its start.
macro_rules! bucket {
    () => {
        "CASE WHEN m.time_to_first_token_ms < 0 THEN 0
            WHEN m.time_to_first_token_ms < 16 THEN m.time_to_first_token_ms
            WHEN m.time_to_first_token_ms < 32 THEN 8 + m.time_to_first_token_ms / 2
            WHEN m.time_to_first_token_ms < 64 THEN 16 + m.time_to_first_token_ms / 4
            WHEN m.time_to_first_token_ms < 128 THEN 24 + m.time_to_first_token_ms / 8
            WHEN m.time_to_first_token_ms < 256 THEN 32 + m.time_to_first_token_ms / 16
            WHEN m.time_to_first_token_ms < 512 THEN 40 + m.time_to_first_token_ms / 32
            WHEN m.time_to_first_token_ms < 1024 THEN 48 + m.time_to_first_token_ms / 64
            WHEN m.time_to_first_token_ms < 2048 THEN 56 + m.time_to_first_token_ms / 128
            WHEN m.time_to_first_token_ms < 4096 THEN 64 + m.time_to_first_token_ms / 256
            WHEN m.time_to_first_token_ms < 8192 THEN 72 + m.time_to_first_token_ms / 512
            WHEN m.time_to_first_token_ms < 16384 THEN 80 + m.time_to_first_token_ms / 1024
            WHEN m.time_to_first_token_ms < 32768 THEN 88 + m.time_to_first_token_ms / 2048
            WHEN m.time_to_first_token_ms < 65536 THEN 96 + m.time_to_first_token_ms / 4096
            WHEN m.time_to_first_token_ms < 131072 THEN 104 + m.time_to_first_token_ms / 8192
            WHEN m.time_to_first_token_ms < 262144 THEN 112 + m.time_to_first_token_ms / 16384
            WHEN m.time_to_first_token_ms < 524288 THEN 120 + m.time_to_first_token_ms / 32768
            WHEN m.time_to_first_token_ms < 1048576 THEN 128 + m.time_to_first_token_ms / 65536
            ELSE 144 END"
    };
}

async fn count_messages(db: &mut sql::Connection, after: Micros, until: Micros) -> Result<()> {
    for statement in [
        messages!("1", "m.ended_at > $1 AND m.ended_at <= $2"),
        times!("1", "m.ended_at > $1 AND m.ended_at <= $2"),
        concat!(
            "INSERT INTO analytics_users (project_id, step, start, agent_id, live, user_id)
             SELECT DISTINCT i.project_id, s.step, m.ended_at / (s.step * 1000000) AS start,
                CASE WHEN s.together = 1 THEN '' ELSE i.agent_id END AS agent_id, u.live_mode, u.id",
            from_messages!("long"),
            "m.ended_at > $1 AND m.ended_at <= $2 AND m.sent_by = 'user'
             ORDER BY i.project_id, s.step, start, agent_id, u.live_mode, u.id
             ON CONFLICT (project_id, step, agent_id, live, start, user_id) DO NOTHING"
        ),
        "UPDATE users SET last_active_at = batch.last FROM
            (SELECT i.user_id, MAX(m.ended_at) AS last FROM messages m CROSS JOIN interactions i WHERE i.id = m.interaction_id
                AND m.ended_at > $1 AND m.ended_at <= $2 AND m.sent_by = 'user' GROUP BY i.user_id) batch
             WHERE users.id = batch.user_id AND users.last_active_at < batch.last",
    ] {
        sql::query(statement).bind(after).bind(until).execute(&mut *db).await?;
    }
    Ok(())
}

async fn count_interactions(db: &mut sql::Connection, after: Micros, until: Micros) -> Result<()> {
    sql::query(
        "INSERT INTO analytics (project_id, step, start, agent_id, model, live, interactions, messages, replies,
            failures, cancelled, input_tokens, output_tokens, cost, unpriced, up, down)
         SELECT i.project_id, s.step, i.created_at / (s.step * 1000000) AS start, i.agent_id, '', u.live_mode, COUNT(*),
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0
         FROM interactions i CROSS JOIN users u
         CROSS JOIN (SELECT CAST(3600 AS BIGINT) AS step UNION ALL SELECT 86400) s
         WHERE u.id = i.user_id AND i.created_at > $1 AND i.created_at <= $2
         GROUP BY i.project_id, s.step, i.created_at / (s.step * 1000000), i.agent_id, u.live_mode
         ORDER BY i.project_id, s.step, start, i.agent_id, u.live_mode
         ON CONFLICT (project_id, step, start, agent_id, model, live) DO UPDATE SET
            interactions = analytics.interactions + excluded.interactions",
    )
    .bind(after)
    .bind(until)
    .execute(db)
    .await?;
    Ok(())
}

/// Takes a message out of the analytics before it changes, if it has been counted. It must be [put
/// back](put_back) in the same transaction. No other node counts until that transaction has ended.
pub(super) async fn take_out(db: &mut sql::Connection, project_id: &str, id: &str) -> Result<bool> {
    // Statements after this one see everything that others have counted.
    sql::query("UPDATE analytics_progress SET counted = counted WHERE id = 1").execute(&mut *db).await?;
    let counted = sql::query(
        "SELECT 1 FROM messages m JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
         WHERE m.id = $2 AND m.ended_at <= (SELECT counted FROM analytics_progress WHERE id = 1)",
    );
    let counted = counted.bind(project_id).bind(id).exists(&mut *db).await?;
    if counted {
        for statement in [
            messages!("-1", "i.project_id = $1 AND m.id = $2"),
            times!("-1", "i.project_id = $1 AND m.id = $2"),
        ] {
            sql::query(statement).bind(project_id).bind(id).execute(&mut *db).await?;
        }
    }
    Ok(counted)
}

/// Puts back a message that was [taken out](take_out).
pub(super) async fn put_back(db: &mut sql::Connection, project_id: &str, id: &str) -> Result<()> {
    for statement in
        [messages!("1", "i.project_id = $1 AND m.id = $2"), times!("1", "i.project_id = $1 AND m.id = $2")]
    {
        sql::query(statement).bind(project_id).bind(id).execute(&mut *db).await?;
    }
    Ok(())
}
