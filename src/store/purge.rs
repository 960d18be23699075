//! Deletes many rows, a few per write, because other writes wait meanwhile. A deleted project disappears for
//! callers at once, and its rows are deleted later; agents and users are deleted after their interactions.

use super::Store;
use crate::error::Result;

/// Rows that are deleted before the project itself, in this order and a few at a time. Rows of small tables
/// are deleted with the project.
const PARTS: &[Part] = &[
    Part {
        at_once: 10,
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
        statement: "DELETE FROM analytics_users WHERE (project_id, step, agent_id, live, start, user_id) IN
            (SELECT project_id, step, agent_id, live, start, user_id FROM analytics_users WHERE project_id = $1
             LIMIT CAST($2 AS BIGINT))",
    },
    Part {
        at_once: 1_000,
        statement: "DELETE FROM analytics_times WHERE (project_id, step, agent_id, model, live, start, bucket) IN
            (SELECT project_id, step, agent_id, model, live, start, bucket FROM analytics_times WHERE project_id = $1
             LIMIT CAST($2 AS BIGINT))",
    },
    Part {
        at_once: 1_000,
        statement: "DELETE FROM analytics WHERE (project_id, step, start, agent_id, model, live) IN
            (SELECT project_id, step, start, agent_id, model, live FROM analytics WHERE project_id = $1
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

/// Whose interactions to delete.
#[derive(Debug, Clone, Copy)]
pub(super) enum InteractionOwner {
    /// Those with an agent.
    Agent,
    /// Those of a user.
    User,
}

/// Interactions that are deleted in one write. Their words leave the search index with them, which costs more than the rows.
const INTERACTIONS: i64 = 10;

impl Store {
    /// Deletes the interactions of an agent or a user of a project.
    pub(super) async fn remove_interactions(
        &self,
        owner: InteractionOwner,
        project_id: &str,
        id: &str,
    ) -> Result<()> {
        let statement = match owner {
            InteractionOwner::Agent => {
                "DELETE FROM interactions WHERE id IN
                    (SELECT id FROM interactions WHERE agent_id = (SELECT id FROM agents WHERE project_id = $1 AND id = $2) LIMIT CAST($3 AS BIGINT))"
            }
            InteractionOwner::User => {
                "DELETE FROM interactions WHERE id IN
                    (SELECT id FROM interactions WHERE user_id = (SELECT id FROM users WHERE project_id = $1 AND id = $2) LIMIT CAST($3 AS BIGINT))"
            }
        };
        loop {
            let (project_id, id) = (project_id.to_owned(), id.to_owned());
            let gone = single_write!(self, |db| {
                let gone = sql::query(statement).bind(project_id).bind(id).bind(INTERACTIONS);
                Ok(gone.execute(db).await?)
            });
            if gone.await? == 0 {
                return Ok(());
            }
        }
    }

    /// Deletes some rows of a deleted project. Returns whether there may be more.
    pub async fn purge_some(&self) -> Result<bool> {
        let found: Option<(String,)> =
            sql::query_as("SELECT id FROM projects WHERE deleted_at IS NOT NULL ORDER BY deleted_at LIMIT 1")
                .fetch_optional(&self.long_reader())
                .await?;
        let Some((id,)) = found else { return Ok(false) };
        transaction!(self, |db| {
            for part in PARTS {
                let gone = sql::query(part.statement).bind(&id).bind(part.at_once);
                if gone.execute(&mut *db).await? > 0 {
                    return Ok(true);
                }
            }
            sql::query("DELETE FROM projects WHERE id = $1 AND deleted_at IS NOT NULL")
                .bind(&id)
                .execute(db)
                .await?;
            Ok(true)
        })
        .await
    }
}
