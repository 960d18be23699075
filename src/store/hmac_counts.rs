//! How the hashes of client requests turned out, per project and hour.

use sqlx::FromRow;

use super::Store;
use crate::error::Result;

/// Requests by how their hash turned out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromRow)]
pub struct HmacCounts {
    /// With the right hash.
    pub valid: i64,
    /// Without one.
    pub missing: i64,
    /// With another.
    pub wrong: i64,
    /// Those of the valid ones that only the secret proves which is being replaced.
    pub retiring: i64,
}

impl Store {
    /// Adds `counts` of one hour (since the Unix epoch) to what is stored; a project that is gone is passed over.
    pub async fn add_hmac_counts(&self, project_id: String, hour: i64, counts: HmacCounts) -> Result<()> {
        self.write(move |db| {
            Box::pin(async move {
                sqlx::query(
                    "INSERT INTO hmac_counts (project_id, hour, valid, missing, wrong, retiring)
                     SELECT id, $2, $3, $4, $5, $6 FROM projects WHERE id = $1
                     ON CONFLICT (project_id, hour) DO UPDATE SET valid = hmac_counts.valid + excluded.valid,
                        missing = hmac_counts.missing + excluded.missing, wrong = hmac_counts.wrong + excluded.wrong,
                        retiring = hmac_counts.retiring + excluded.retiring",
                )
                .bind(&project_id)
                .bind(hour)
                .bind(counts.valid)
                .bind(counts.missing)
                .bind(counts.wrong)
                .bind(counts.retiring)
                .execute(db)
                .await?;
                Ok(())
            })
        })
        .await
    }

    /// The sum of a project's counts from the hour `since` on.
    pub async fn hmac_counts(&self, project_id: &str, since: i64) -> Result<HmacCounts> {
        let sum = sqlx::query_as(
            "SELECT CAST(COALESCE(SUM(valid), 0) AS BIGINT) AS valid, CAST(COALESCE(SUM(missing), 0) AS BIGINT) AS missing,
                    CAST(COALESCE(SUM(wrong), 0) AS BIGINT) AS wrong, CAST(COALESCE(SUM(retiring), 0) AS BIGINT) AS retiring
             FROM hmac_counts WHERE project_id = $1 AND hour >= $2",
        );
        Ok(sum.bind(project_id).bind(since).fetch_one(self.reader()).await?)
    }
}
