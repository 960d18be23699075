//! Reading the figures, from the tables that [`rolling`](super::rolling) fills.

use sqlx::FromRow;

use super::Store;
use crate::error::Result;

/// The steps of the tables, in seconds.
pub const HOUR: i64 = 3_600;
/// See [`HOUR`].
pub const DAY: i64 = 86_400;
/// See [`HOUR`]; not of sums.
pub const PERIOD: i64 = 28 * DAY;

/// Which figures.
#[derive(Debug, Clone)]
pub struct FigureFilter {
    /// [`HOUR`] or [`DAY`].
    pub step: i64,
    /// The first step, counted from the Unix epoch.
    pub from: i64,
    /// The step after the last.
    pub to: i64,
    /// Of one agent only.
    pub agent_id: Option<String>,
    /// Of one model only.
    pub model: Option<String>,
    /// Of live or of test users only.
    pub live_mode: Option<bool>,
}

impl FigureFilter {
    /// The values of the column `live`.
    fn lives(&self) -> &'static [i64] {
        match self.live_mode {
            Some(true) => &[1],
            Some(false) => &[0],
            None => &[0, 1],
        }
    }
}

/// Steps of one length: from the first up to the one before the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// In seconds.
    pub step: i64,
    /// The first.
    pub from: i64,
    /// The one after the last; not above the first if there are none.
    pub to: i64,
}

/// Sums.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromRow)]
pub struct Sums {
    /// Begun.
    pub interactions: i64,
    /// Of users.
    pub messages: i64,
    /// Of agents, however they ended.
    pub replies: i64,
    /// Replies that failed.
    pub failures: i64,
    /// Replies that were cancelled.
    pub cancelled: i64,
    /// Read by models.
    pub input_tokens: i64,
    /// Written by models.
    pub output_tokens: i64,
    /// Billionths of a US dollar.
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
    #[sqlx(flatten)]
    pub sums: Sums,
}

/// The sums of an agent and a model.
#[derive(Debug, FromRow)]
pub struct SpeakerSums {
    /// `ag_…`
    pub agent_id: String,
    /// Empty for what no model has to do with.
    pub model: String,
    /// Their sums.
    #[sqlx(flatten)]
    pub sums: Sums,
}

/// How many replies of a step took how long to their first token.
#[derive(Debug, FromRow)]
pub struct StepTimes {
    /// The step, counted from the Unix epoch.
    pub start: i64,
    /// See [`times`](crate::analytics::times).
    pub bucket: i64,
    /// How many.
    pub replies: i64,
}

macro_rules! sums {
    () => {
        "CAST(SUM(interactions) AS BIGINT) AS interactions, CAST(SUM(messages) AS BIGINT) AS messages,
         CAST(SUM(replies) AS BIGINT) AS replies, CAST(SUM(failures) AS BIGINT) AS failures,
         CAST(SUM(cancelled) AS BIGINT) AS cancelled, CAST(SUM(input_tokens) AS BIGINT) AS input_tokens,
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

impl Store {
    /// The sums of each step that has some.
    pub async fn figures_by_step(&self, project_id: &str, filter: &FigureFilter) -> Result<Vec<StepSums>> {
        self.chosen(
            concat!("SELECT start, ", sums!(), " FROM figures", chosen!(), "GROUP BY start"),
            project_id,
            filter,
        )
        .await
    }

    /// The sums of each agent and model.
    pub async fn figures_by_speaker(
        &self,
        project_id: &str,
        filter: &FigureFilter,
    ) -> Result<Vec<SpeakerSums>> {
        self.chosen(
            concat!(
                "SELECT agent_id, model, ",
                sums!(),
                " FROM figures",
                chosen!(),
                "GROUP BY agent_id, model"
            ),
            project_id,
            filter,
        )
        .await
    }

    /// Times to the first token in each step, of an agent and a model; of all for empty names.
    pub async fn times_by_step(
        &self,
        project_id: &str,
        (agent_id, model): (&str, &str),
        filter: &FigureFilter,
    ) -> Result<Vec<StepTimes>> {
        let mut steps = Vec::new();
        for live in filter.lives() {
            let rows = sqlx::query_as(
                "SELECT start, bucket, replies FROM figure_times
                 WHERE project_id = $1 AND step = $2 AND agent_id = $3 AND model = $4 AND live = $5
                   AND start >= $6 AND start < $7",
            )
            .bind(project_id)
            .bind(filter.step)
            .bind(agent_id)
            .bind(model)
            .bind(live)
            .bind(filter.from)
            .bind(filter.to);
            let rows: Vec<StepTimes> = rows.fetch_all(self.reader()).await?;
            steps.extend(rows);
        }
        Ok(steps)
    }

    /// Times to the first token of an agent and a model, in a range that these pieces make up: `(bucket, replies)`.
    pub async fn times_of(
        &self,
        project_id: &str,
        (agent_id, model): (&str, &str),
        filter: &FigureFilter,
        pieces: &[Steps; 5],
    ) -> Result<Vec<(i64, i64)>> {
        let mut times = Vec::new();
        for live in filter.lives() {
            for piece in pieces.iter().filter(|piece| piece.from < piece.to) {
                let rows = sqlx::query_as(
                    "SELECT bucket, CAST(SUM(replies) AS BIGINT) FROM figure_times
                     WHERE project_id = $1 AND step = $2 AND agent_id = $3 AND model = $4 AND live = $5
                       AND start >= $6 AND start < $7
                     GROUP BY bucket",
                )
                .bind(project_id)
                .bind(piece.step)
                .bind(agent_id)
                .bind(model)
                .bind(live)
                .bind(piece.from)
                .bind(piece.to);
                let rows: Vec<(i64, i64)> = rows.fetch_all(self.reader()).await?;
                times.extend(rows);
            }
        }
        Ok(times)
    }

    async fn chosen<T>(&self, query: &'static str, project_id: &str, filter: &FigureFilter) -> Result<Vec<T>>
    where
        T: for<'r> FromRow<'r, sqlx::any::AnyRow> + Send + Unpin,
    {
        let rows = sqlx::query_as(query)
            .bind(project_id)
            .bind(filter.step)
            .bind(filter.from)
            .bind(filter.to)
            .bind(filter.agent_id.as_deref())
            .bind(filter.model.as_deref())
            .bind(filter.live_mode.map(i64::from));
        Ok(rows.fetch_all(self.reader()).await?)
    }

    /// How many users said something in each step: `(start, users)`.
    pub async fn users_by_step(&self, project_id: &str, filter: &FigureFilter) -> Result<Vec<(i64, i64)>> {
        let mut steps: Vec<(i64, i64)> = Vec::new();
        // A user is either live or not, so that nobody is counted twice.
        for live in filter.lives() {
            let rows = sqlx::query_as(
                "SELECT start, COUNT(*) FROM figure_users
                 WHERE project_id = $1 AND step = $2 AND agent_id = $3 AND live = $4 AND start >= $5 AND start < $6
                 GROUP BY start",
            )
            .bind(project_id)
            .bind(filter.step)
            .bind(filter.agent_id.as_deref().unwrap_or_default())
            .bind(live)
            .bind(filter.from)
            .bind(filter.to);
            let rows: Vec<(i64, i64)> = rows.fetch_all(self.reader()).await?;
            steps.extend(rows);
        }
        Ok(steps)
    }

    /// How many users said something to an agent, or to any for the empty name, in a range that these pieces make up.
    pub async fn users_of(
        &self,
        project_id: &str,
        agent_id: &str,
        filter: &FigureFilter,
        pieces: &[Steps; 5],
    ) -> Result<i64> {
        let mut users = 0;
        for live in filter.lives() {
            let mut row = sqlx::query_as(
                "SELECT COUNT(*) FROM (
                    SELECT user_id FROM figure_users WHERE project_id = $1 AND agent_id = $2 AND live = $3
                       AND step = $4 AND start >= $5 AND start < $6
                    UNION SELECT user_id FROM figure_users WHERE project_id = $1 AND agent_id = $2 AND live = $3
                       AND step = $7 AND start >= $8 AND start < $9
                    UNION SELECT user_id FROM figure_users WHERE project_id = $1 AND agent_id = $2 AND live = $3
                       AND step = $10 AND start >= $11 AND start < $12
                    UNION SELECT user_id FROM figure_users WHERE project_id = $1 AND agent_id = $2 AND live = $3
                       AND step = $13 AND start >= $14 AND start < $15
                    UNION SELECT user_id FROM figure_users WHERE project_id = $1 AND agent_id = $2 AND live = $3
                       AND step = $16 AND start >= $17 AND start < $18) active",
            )
            .bind(project_id)
            .bind(agent_id)
            .bind(live);
            for piece in pieces {
                row = row.bind(piece.step).bind(piece.from).bind(piece.to);
            }
            let (some,): (i64,) = row.fetch_one(self.reader()).await?;
            users += some;
        }
        Ok(users)
    }

    /// What agents of a project are called, or were when they were deleted.
    pub async fn agent_names(&self, project_id: &str) -> Result<Vec<(String, String)>> {
        let rows = sqlx::query_as(
            "SELECT id, name FROM agents WHERE project_id = $1
             UNION ALL
             SELECT target_id, target_name FROM audit WHERE project_id = $1 AND action = 'agent.deleted'",
        );
        Ok(rows.bind(project_id).fetch_all(self.reader()).await?)
    }
}
