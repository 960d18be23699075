//! Reads analytics from the tables that the [rollup](super::rollup) fills.

use sql::{FromRow, QueryAs};

use super::Store;
use crate::error::Result;

/// The steps of the tables, in seconds.
pub const HOUR: i64 = 3_600;
/// See [`HOUR`].
pub const DAY: i64 = 86_400;
/// See [`HOUR`]. There are no sums for it.
pub const PERIOD: i64 = 28 * DAY;

/// Which analytics to read.
#[derive(Debug, Clone)]
pub struct AnalyticsFilter {
    /// [`HOUR`] or [`DAY`].
    pub step: i64,
    /// The first step, counted from the Unix epoch.
    pub from: i64,
    /// The step after the last one.
    pub to: i64,
    /// Only this agent.
    pub agent_id: Option<String>,
    /// Only this model.
    pub model: Option<String>,
    /// Only live users, or only test users.
    pub live_mode: Option<bool>,
}

impl AnalyticsFilter {
    /// Binds the placeholders of [`chosen!`].
    fn bind<'q, T: FromRow>(&'q self, query: QueryAs<'q, T>, project_id: &'q str) -> QueryAs<'q, T> {
        query
            .bind(project_id)
            .bind(self.step)
            .bind(self.from)
            .bind(self.to)
            .bind(self.agent_id.as_deref())
            .bind(self.model.as_deref())
            .bind(self.live_mode)
    }

    /// Returns the values to look for in the column `live`.
    fn lives(&self) -> &'static [i64] {
        match self.live_mode {
            Some(true) => &[1],
            Some(false) => &[0],
            None => &[0, 1],
        }
    }
}

/// A range of steps of one length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// The length in seconds.
    pub step: i64,
    /// The first.
    pub from: i64,
    /// The one after the last. The range is empty if it is not above the first.
    pub to: i64,
}

/// Sums over a range.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromRow)]
pub struct Sums {
    /// Interactions that were started.
    pub interactions: i64,
    /// Messages of users.
    pub messages: i64,
    /// Replies of agents, however they ended.
    pub replies: i64,
    /// Replies that failed.
    pub failures: i64,
    /// Replies that were cancelled.
    pub cancelled: i64,
    /// Replies that a token limit cut off.
    pub cut_by_length: i64,
    /// Replies that a content filter cut off.
    pub cut_by_filter: i64,
    /// Input tokens.
    pub input_tokens: i64,
    /// Output tokens.
    pub output_tokens: i64,
    /// Cost in billionths of a US dollar.
    pub cost: i64,
    /// Replies whose model has no price.
    pub unpriced: i64,
    /// Replies that are rated up.
    pub up: i64,
    /// Replies that are rated down.
    pub down: i64,
}

/// The sums of a step.
#[derive(Debug, FromRow)]
pub struct StepSums {
    /// The step, counted from the Unix epoch.
    pub start: i64,
    /// Its sums.
    #[row(flatten)]
    pub sums: Sums,
}

/// The sums of an agent and a model.
#[derive(Debug, FromRow)]
pub struct AgentModelSums {
    /// `ag_…`
    pub agent_id: String,
    /// Empty for what involves no model.
    pub model: String,
    /// Their sums.
    #[row(flatten)]
    pub sums: Sums,
}

/// The number of replies of an agent and a model whose time to first token is in a bucket.
#[derive(Debug, FromRow)]
pub struct AgentModelTimes {
    /// `ag_…`
    pub agent_id: String,
    /// `<connection>.<model>`
    pub model: String,
    /// See [`histogram`](crate::analytics::histogram).
    pub bucket: i64,
    /// The number of replies.
    pub replies: i64,
}

/// The number of replies in a step whose time to first token is in a bucket.
#[derive(Debug, FromRow)]
pub struct StepTimes {
    /// The step, counted from the Unix epoch.
    pub start: i64,
    /// See [`histogram`](crate::analytics::histogram).
    pub bucket: i64,
    /// The number of replies.
    pub replies: i64,
}

macro_rules! sums {
    () => {
        "CAST(SUM(interactions) AS BIGINT) AS interactions, CAST(SUM(messages) AS BIGINT) AS messages,
         CAST(SUM(replies) AS BIGINT) AS replies, CAST(SUM(failures) AS BIGINT) AS failures,
         CAST(SUM(cancelled) AS BIGINT) AS cancelled, CAST(SUM(cut_by_length) AS BIGINT) AS cut_by_length,
         CAST(SUM(cut_by_filter) AS BIGINT) AS cut_by_filter, CAST(SUM(input_tokens) AS BIGINT) AS input_tokens,
         CAST(SUM(output_tokens) AS BIGINT) AS output_tokens, CAST(SUM(cost) AS BIGINT) AS cost,
         CAST(SUM(unpriced) AS BIGINT) AS unpriced, CAST(SUM(up) AS BIGINT) AS up, CAST(SUM(down) AS BIGINT) AS down"
    };
}

macro_rules! chosen {
    () => {
        " WHERE project_id = $1 AND step = $2 AND start >= $3 AND start < $4
            AND agent_id = COALESCE($5, agent_id) AND model = COALESCE($6, model) AND live = COALESCE($7, live) "
    };
}

/// A table of the pieces of a range: the length `step`, and the range `first..last` of its `start`.
macro_rules! pieces {
    () => {
        "WITH pieces (step, first, last) AS (VALUES
            (CAST($8 AS BIGINT), CAST($9 AS BIGINT), CAST($10 AS BIGINT)), ($11, $12, $13), ($14, $15, $16),
            ($17, $18, $19), ($20, $21, $22)) "
    };
}

/// Binds the placeholders of [`pieces!`].
fn in_pieces<'q, T: FromRow>(mut query: QueryAs<'q, T>, pieces: &[Steps; 5]) -> QueryAs<'q, T> {
    for piece in pieces {
        query = query.bind(piece.step).bind(piece.from).bind(piece.to);
    }
    query
}

impl Store {
    /// Returns the sums of each step that has any.
    pub async fn sums_by_step(&self, project_id: &str, filter: &AnalyticsFilter) -> Result<Vec<StepSums>> {
        self.chosen(
            concat!("SELECT start, ", sums!(), " FROM analytics", chosen!(), "GROUP BY start"),
            project_id,
            filter,
        )
        .await
    }

    /// Returns the sums of each agent and model.
    pub async fn sums_by_agent_and_model(
        &self,
        project_id: &str,
        filter: &AnalyticsFilter,
    ) -> Result<Vec<AgentModelSums>> {
        self.chosen(
            concat!(
                "SELECT agent_id, model, ",
                sums!(),
                " FROM analytics",
                chosen!(),
                "GROUP BY agent_id, model"
            ),
            project_id,
            filter,
        )
        .await
    }

    /// Returns the times to first token in each step of the whole project.
    pub async fn times_by_step(&self, project_id: &str, filter: &AnalyticsFilter) -> Result<Vec<StepTimes>> {
        let mut steps = Vec::new();
        for live in filter.lives() {
            let rows = sql::query_as(
                "SELECT start, bucket, replies FROM analytics_times
                 WHERE project_id = $1 AND step = $2 AND agent_id = '' AND model = '' AND live = $3
                   AND start >= $4 AND start < $5",
            );
            let rows = rows.bind(project_id).bind(filter.step).bind(live).bind(filter.from).bind(filter.to);
            let rows: Vec<StepTimes> = rows.fetch_all(&self.long_reader()).await?;
            steps.extend(rows);
        }
        Ok(steps)
    }

    /// Returns the times to first token in each step, of the chosen agents and models.
    pub async fn chosen_times_by_step(
        &self,
        project_id: &str,
        filter: &AnalyticsFilter,
    ) -> Result<Vec<StepTimes>> {
        self.chosen(
            concat!(
                "SELECT t.start, t.bucket, CAST(SUM(t.replies) AS BIGINT) AS replies
                 FROM (SELECT DISTINCT agent_id, model, live FROM analytics",
                chosen!(),
                "AND replies > 0) s CROSS JOIN analytics_times t
                 WHERE t.project_id = $1 AND t.step = $2 AND t.agent_id = s.agent_id AND t.model = s.model
                   AND t.live = s.live AND t.start >= $3 AND t.start < $4
                 GROUP BY t.start, t.bucket"
            ),
            project_id,
            filter,
        )
        .await
    }

    /// Returns the times to first token of each agent and model in a range that consists of `pieces`. The agents and
    /// models are listed first, so that each piece of each is one range of the primary key.
    pub async fn times_by_agent_and_model(
        &self,
        project_id: &str,
        filter: &AnalyticsFilter,
        pieces: &[Steps; 5],
    ) -> Result<Vec<AgentModelTimes>> {
        let rows = sql::query_as(concat!(
            pieces!(),
            "SELECT t.agent_id, t.model, t.bucket, CAST(SUM(t.replies) AS BIGINT) AS replies
             FROM (SELECT DISTINCT agent_id, model, live FROM analytics",
            chosen!(),
            "AND replies > 0) s CROSS JOIN pieces p CROSS JOIN analytics_times t
             WHERE t.project_id = $1 AND t.step = p.step AND t.agent_id = s.agent_id AND t.model = s.model
               AND t.live = s.live AND t.start >= p.first AND t.start < p.last
             GROUP BY t.agent_id, t.model, t.bucket"
        ));
        Ok(in_pieces(filter.bind(rows, project_id), pieces).fetch_all(&self.long_reader()).await?)
    }

    /// Returns how many users sent messages to each agent in a range that consists of `pieces`: `(agent_id, users)`.
    pub async fn users_by_agent(
        &self,
        project_id: &str,
        filter: &AnalyticsFilter,
        pieces: &[Steps; 5],
    ) -> Result<Vec<(String, i64)>> {
        let rows = sql::query_as(concat!(
            pieces!(),
            "SELECT u.agent_id, COUNT(DISTINCT u.user_id)
             FROM (SELECT DISTINCT agent_id, live FROM analytics",
            chosen!(),
            ") s CROSS JOIN pieces p CROSS JOIN analytics_users u
             WHERE u.project_id = $1 AND u.step = p.step AND u.agent_id = s.agent_id AND u.live = s.live
               AND u.start >= p.first AND u.start < p.last
             GROUP BY u.agent_id"
        ));
        Ok(in_pieces(filter.bind(rows, project_id), pieces).fetch_all(&self.long_reader()).await?)
    }

    async fn chosen<T: FromRow>(
        &self,
        query: &'static str,
        project_id: &str,
        filter: &AnalyticsFilter,
    ) -> Result<Vec<T>> {
        Ok(filter.bind(sql::query_as(query), project_id).fetch_all(&self.long_reader()).await?)
    }

    /// Returns how many users sent messages in each step: `(start, users)`.
    pub async fn users_by_step(&self, project_id: &str, filter: &AnalyticsFilter) -> Result<Vec<(i64, i64)>> {
        let mut steps: Vec<(i64, i64)> = Vec::new();
        // A user is either live or not, so nobody is counted twice.
        for live in filter.lives() {
            let rows = sql::query_as(
                "SELECT start, COUNT(*) FROM analytics_users
                 WHERE project_id = $1 AND step = $2 AND agent_id = $3 AND live = $4 AND start >= $5 AND start < $6
                 GROUP BY start",
            )
            .bind(project_id)
            .bind(filter.step)
            .bind(filter.agent_id.as_deref().unwrap_or_default())
            .bind(live)
            .bind(filter.from)
            .bind(filter.to);
            let rows: Vec<(i64, i64)> = rows.fetch_all(&self.long_reader()).await?;
            steps.extend(rows);
        }
        Ok(steps)
    }

    /// Returns how many users sent messages to an agent (to any agent if the ID is empty) in a range that
    /// consists of `pieces`.
    pub async fn users_of(
        &self,
        project_id: &str,
        agent_id: &str,
        filter: &AnalyticsFilter,
        pieces: &[Steps; 5],
    ) -> Result<i64> {
        let mut users = 0;
        for live in filter.lives() {
            let mut row = sql::query_as(
                "SELECT COUNT(*) FROM (
                    SELECT user_id FROM analytics_users WHERE project_id = $1 AND agent_id = $2 AND live = $3
                       AND step = $4 AND start >= $5 AND start < $6
                    UNION SELECT user_id FROM analytics_users WHERE project_id = $1 AND agent_id = $2 AND live = $3
                       AND step = $7 AND start >= $8 AND start < $9
                    UNION SELECT user_id FROM analytics_users WHERE project_id = $1 AND agent_id = $2 AND live = $3
                       AND step = $10 AND start >= $11 AND start < $12
                    UNION SELECT user_id FROM analytics_users WHERE project_id = $1 AND agent_id = $2 AND live = $3
                       AND step = $13 AND start >= $14 AND start < $15
                    UNION SELECT user_id FROM analytics_users WHERE project_id = $1 AND agent_id = $2 AND live = $3
                       AND step = $16 AND start >= $17 AND start < $18) active",
            )
            .bind(project_id)
            .bind(agent_id)
            .bind(live);
            for piece in pieces {
                row = row.bind(piece.step).bind(piece.from).bind(piece.to);
            }
            let (some,): (i64,) = row.fetch_one(&self.long_reader()).await?;
            users += some;
        }
        Ok(users)
    }

    /// Returns a project's agents with their names; for deleted agents, with their last name.
    pub async fn agent_names(&self, project_id: &str) -> Result<Vec<(String, String)>> {
        let rows = sql::query_as(
            "SELECT id, name FROM agents WHERE project_id = $1
             UNION ALL
             SELECT target_id, target_name FROM audit WHERE project_id = $1 AND action = 'agent.deleted'",
        );
        Ok(rows.bind(project_id).fetch_all(&self.long_reader()).await?)
    }
}
