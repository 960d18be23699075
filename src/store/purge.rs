//! Removing much: a few rows in a write, for all other writes wait meanwhile. A project that was deleted is gone for
//! everybody at once, and its rows follow; an agent or a user goes after its interactions.

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

/// Whose interactions are removed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whose {
    /// Those with an agent.
    Agent,
    /// Those of a user.
    User,
}

/// Interactions of an agent or a user that are removed in one write.
const INTERACTIONS: i64 = 50;

impl Store {
    /// Removes the interactions of an agent or a user of a project.
    pub(super) async fn remove_interactions(&self, whose: Whose, project_id: &str, id: &str) -> Result<()> {
        let statement = match whose {
            Whose::Agent => {
                "DELETE FROM interactions WHERE id IN
                    (SELECT id FROM interactions WHERE agent_id = (SELECT id FROM agents WHERE project_id = $1 AND id = $2) LIMIT CAST($3 AS BIGINT))"
            }
            Whose::User => {
                "DELETE FROM interactions WHERE id IN
                    (SELECT id FROM interactions WHERE user_id = (SELECT id FROM users WHERE project_id = $1 AND id = $2) LIMIT CAST($3 AS BIGINT))"
            }
        };
        loop {
            let (project_id, id) = (project_id.to_owned(), id.to_owned());
            let gone = self.write_single(move |db| {
                Box::pin(async move {
                    let gone = sqlx::query(statement).bind(project_id).bind(id).bind(INTERACTIONS);
                    Ok(gone.execute(db).await?.rows_affected())
                })
            });
            if gone.await? == 0 {
                return Ok(());
            }
        }
    }

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
