//! The traffic of each agent, from the rollup.

use sql::FromRow;

use super::Store;
use crate::error::Result;

/// What live users did with an agent on a day.
#[derive(Debug, Clone, FromRow)]
pub struct Traffic {
    /// `ag_…`
    pub agent_id: String,
    /// Days since the Unix epoch, UTC.
    pub day: i64,
    /// Interactions that were started.
    pub interactions: i64,
    /// Replies of the agent.
    pub replies: i64,
    /// Replies that failed.
    pub failures: i64,
}

/// Numbers of the objects that belong to an agent or a user.
#[derive(Debug, Clone, Copy, FromRow)]
pub struct Counts {
    /// Interactions.
    pub interactions: i64,
    /// Messages in them.
    pub messages: i64,
    /// Users they belong to.
    pub users: i64,
}

impl Store {
    /// Returns the traffic of a project's agents from the day `since` on.
    pub async fn traffic(&self, project_id: &str, since: i64) -> Result<Vec<Traffic>> {
        let rows = sql::query_as(
            "SELECT agent_id, start AS day, CAST(SUM(interactions) AS BIGINT) AS interactions,
                    CAST(SUM(replies) AS BIGINT) AS replies, CAST(SUM(failures) AS BIGINT) AS failures
             FROM analytics WHERE project_id = $1 AND step = 86400 AND start >= $2 AND live = 1
             GROUP BY agent_id, start",
        );
        Ok(rows.bind(project_id).bind(since).fetch_all(&self.long_reader()).await?)
    }

    /// Counts what belongs to an agent.
    pub async fn agent_counts(&self, project_id: &str, agent_id: &str) -> Result<Counts> {
        let row = sql::query_as(
            "SELECT COUNT(*) AS interactions, CAST(COALESCE(SUM(total_message_count), 0) AS BIGINT) AS messages,
                    COUNT(DISTINCT user_id) AS users
             FROM interactions WHERE agent_id = (SELECT id FROM agents WHERE project_id = $1 AND id = $2)",
        );
        Ok(row.bind(project_id).bind(agent_id).fetch_one(&self.long_reader()).await?)
    }

    /// Counts what belongs to a user.
    pub async fn user_counts(&self, project_id: &str, user_id: &str) -> Result<Counts> {
        let row = sql::query_as(
            "SELECT COUNT(*) AS interactions, CAST(COALESCE(SUM(total_message_count), 0) AS BIGINT) AS messages,
                    COUNT(DISTINCT user_id) AS users
             FROM interactions WHERE user_id = (SELECT id FROM users WHERE project_id = $1 AND id = $2)",
        );
        Ok(row.bind(project_id).bind(user_id).fetch_one(&self.long_reader()).await?)
    }
}
