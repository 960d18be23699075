//! Counts of Client API requests by the result of their HMAC check, per project and hour.

use sql::FromRow;

use super::Store;
use crate::clock;
use crate::error::Result;

/// Requests by the result of checking their hash.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromRow)]
pub struct HmacCounts {
    /// With a valid hash.
    pub valid: i64,
    /// Without a hash.
    pub missing: i64,
    /// With a wrong hash.
    pub wrong: i64,
    /// Those of `valid` whose hash is valid only with the previous secret.
    pub retiring: i64,
}

/// The requests of a project in an hour.
#[derive(Debug, Clone)]
pub struct HourCounts {
    /// `prj_…`
    pub project_id: String,
    /// Hours since the Unix epoch.
    pub hour: i64,
    /// The requests.
    pub counts: HmacCounts,
}

/// Hours are kept for a week; the dashboard shows a day.
const HOURS_KEPT: i64 = 7 * 24;
/// Rows that are removed in one write.
const REMOVED_AT_ONCE: i64 = 500;
/// Rows in one statement.
const AT_ONCE: usize = 8;

impl Store {
    /// Adds to the stored counts, and deletes some expired ones. Skips projects that no longer exist.
    pub async fn add_hmac_counts(&self, mut counts: Vec<HourCounts>) -> Result<()> {
        // In a fixed order, so that two nodes cannot deadlock.
        counts.sort_by(|a, b| (&a.project_id, a.hour).cmp(&(&b.project_id, b.hour)));
        let oldest_kept = clock::hour(clock::now()) - HOURS_KEPT;
        transaction!(self, |db| {
            for some in counts.chunks(AT_ONCE) {
                add(db, some).await?;
            }
            sql::query(
                "DELETE FROM hmac_counts WHERE (project_id, hour) IN
                    (SELECT project_id, hour FROM hmac_counts WHERE hour < $1 ORDER BY hour LIMIT CAST($2 AS BIGINT))",
            )
            .bind(oldest_kept)
            .bind(REMOVED_AT_ONCE)
            .execute(db)
            .await?;
            Ok(())
        })
        .await
    }

    /// Returns the sum of a project's counts from the hour `since` on.
    pub async fn hmac_counts(&self, project_id: &str, since: i64) -> Result<HmacCounts> {
        let sum = sql::query_as(
            "SELECT CAST(COALESCE(SUM(valid), 0) AS BIGINT) AS valid, CAST(COALESCE(SUM(missing), 0) AS BIGINT) AS missing,
                    CAST(COALESCE(SUM(wrong), 0) AS BIGINT) AS wrong, CAST(COALESCE(SUM(retiring), 0) AS BIGINT) AS retiring
             FROM hmac_counts WHERE project_id = $1 AND hour >= $2",
        );
        Ok(sum.bind(project_id).bind(since).fetch_one(self.reader()).await?)
    }
}

/// Adds up to [`AT_ONCE`] counts. Unused places name no project.
async fn add(db: &mut sql::Connection, counts: &[HourCounts]) -> Result<()> {
    let mut insert = sql::query(
        "WITH added (project_id, hour, valid, missing, wrong, retiring) AS (VALUES
            (CAST($1 AS TEXT), CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS BIGINT),
                CAST($6 AS BIGINT)), ($7, $8, $9, $10, $11, $12), ($13, $14, $15, $16, $17, $18),
            ($19, $20, $21, $22, $23, $24), ($25, $26, $27, $28, $29, $30), ($31, $32, $33, $34, $35, $36),
            ($37, $38, $39, $40, $41, $42), ($43, $44, $45, $46, $47, $48))
         INSERT INTO hmac_counts (project_id, hour, valid, missing, wrong, retiring)
         SELECT p.id, a.hour, a.valid, a.missing, a.wrong, a.retiring
         FROM added a JOIN projects p ON p.id = a.project_id WHERE a.project_id <> ''
         ORDER BY p.id, a.hour
         ON CONFLICT (project_id, hour) DO UPDATE SET valid = hmac_counts.valid + excluded.valid,
            missing = hmac_counts.missing + excluded.missing, wrong = hmac_counts.wrong + excluded.wrong,
            retiring = hmac_counts.retiring + excluded.retiring",
    );
    for place in 0..AT_ONCE {
        let row = counts.get(place);
        let HmacCounts { valid, missing, wrong, retiring } = row.map(|row| row.counts).unwrap_or_default();
        insert = insert
            .bind(row.map_or("", |row| row.project_id.as_str()))
            .bind(row.map_or(0, |row| row.hour))
            .bind(valid)
            .bind(missing)
            .bind(wrong)
            .bind(retiring);
    }
    insert.execute(db).await?;
    Ok(())
}
