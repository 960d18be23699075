//! Projects that were deleted are gone for everybody at once; their rows go little by little, for all writes wait
//! meanwhile.

use super::Store;
use crate::error::Result;

/// What goes, a few rows at a time and in this order, before the project itself; what is few goes with it.
const PARTS: &[Part] = &[
    Part {
        at_once: 20,
        statement: "DELETE FROM interactions WHERE id IN
            (SELECT id FROM interactions WHERE project_id = $1 LIMIT CAST($2 AS BIGINT))",
    },
    Part {
        at_once: 200,
        statement: "DELETE FROM users WHERE id IN
            (SELECT id FROM users WHERE project_id = $1 LIMIT CAST($2 AS BIGINT))",
    },
    Part {
        at_once: 20,
        statement: "DELETE FROM agents WHERE id IN
            (SELECT id FROM agents WHERE project_id = $1 LIMIT CAST($2 AS BIGINT))",
    },
    Part {
        at_once: 1_000,
        statement: "DELETE FROM figure_users WHERE (project_id, step, agent_id, live, start, user_id) IN
            (SELECT project_id, step, agent_id, live, start, user_id FROM figure_users WHERE project_id = $1
             LIMIT CAST($2 AS BIGINT))",
    },
    Part {
        at_once: 1_000,
        statement: "DELETE FROM figure_times WHERE (project_id, step, agent_id, model, live, start, bucket) IN
            (SELECT project_id, step, agent_id, model, live, start, bucket FROM figure_times WHERE project_id = $1
             LIMIT CAST($2 AS BIGINT))",
    },
    Part {
        at_once: 1_000,
        statement: "DELETE FROM figures WHERE (project_id, step, start, agent_id, model, live) IN
            (SELECT project_id, step, start, agent_id, model, live FROM figures WHERE project_id = $1
             LIMIT CAST($2 AS BIGINT))",
    },
    Part {
        at_once: 500,
        statement: "DELETE FROM audit WHERE id IN
            (SELECT id FROM audit WHERE project_id = $1 LIMIT CAST($2 AS BIGINT))",
    },
];

struct Part {
    at_once: i64,
    statement: &'static str,
}

impl Store {
    /// Removes some of what is left of a deleted project; whether there may be more.
    pub async fn purge_some(&self) -> Result<bool> {
        let found: Option<(String,)> = sqlx::query_as(
            "SELECT id FROM projects WHERE deleted_at IS NOT NULL ORDER BY deleted_at LIMIT 1",
        )
        .fetch_optional(self.reader())
        .await?;
        let Some((id,)) = found else { return Ok(false) };
        self.write(move |db| {
            Box::pin(async move {
                for part in PARTS {
                    let gone = sqlx::query(part.statement).bind(&id).bind(part.at_once);
                    if gone.execute(&mut *db).await?.rows_affected() > 0 {
                        return Ok(true);
                    }
                }
                sqlx::query("DELETE FROM projects WHERE id = $1 AND deleted_at IS NOT NULL")
                    .bind(&id)
                    .execute(db)
                    .await?;
                Ok(true)
            })
        })
        .await
    }
}
