//! The analytics of a range: in total, by step, by agent and by model.

use std::collections::{BTreeMap, HashMap};

use futures_util::try_join;

use super::histogram::Histogram;
use super::range_cover::cover;
use crate::error::Result;
use crate::store::Store;
use crate::store::analytics::{AgentModelSums, AnalyticsFilter, StepSums, StepTimes, Steps, Sums};

/// The metrics of a range, a step, an agent or a model.
#[derive(Debug, Clone, Default)]
pub struct Metrics {
    /// Metrics that can be added up.
    pub sums: Sums,
    /// Users who sent a message; 0 for a model, because user messages have none.
    pub active_users: i64,
    /// Times to the first token.
    pub times: Histogram,
}

/// An analytics report.
#[derive(Debug, Default)]
pub struct Report {
    /// Metrics of the whole range.
    pub totals: Metrics,
    /// Metrics of each step of the range, by its number since the Unix epoch. Steps without activity are included.
    pub series: BTreeMap<i64, Metrics>,
    /// Metrics by agent, as `(id, name, metrics)`, most replies first.
    pub agents: Vec<(String, String, Metrics)>,
    /// Metrics by model, most replies first.
    pub models: Vec<(String, Metrics)>,
}

impl Metrics {
    fn add(&mut self, sums: &Sums) {
        let all = &mut self.sums;
        all.interactions += sums.interactions;
        all.messages += sums.messages;
        all.replies += sums.replies;
        all.failures += sums.failures;
        all.cancelled += sums.cancelled;
        all.cut_by_length += sums.cut_by_length;
        all.cut_by_filter += sums.cut_by_filter;
        all.input_tokens += sums.input_tokens;
        all.output_tokens += sums.output_tokens;
        all.cost += sums.cost;
        all.unpriced += sums.unpriced;
        all.up += sums.up;
        all.down += sums.down;
    }

    fn add_times(&mut self, times: &[(i64, i64)]) {
        for &(bucket, replies) in times {
            self.times.add(bucket, replies);
        }
    }
}

/// Computes the analytics of a project in a range.
pub async fn report(store: &Store, project_id: &str, filter: &AnalyticsFilter) -> Result<Report> {
    let pieces = cover(filter.step, filter.from, filter.to);
    let query = ReportQuery { store, project_id, filter, pieces: &pieces };
    let (steps, (step_users, all_users), (pairs, step_times)) =
        try_join!(store.sums_by_step(project_id, filter), query.active_users(), query.by_agent_and_model())?;
    let mut totals = Metrics { active_users: all_users, ..Metrics::default() };
    steps.iter().for_each(|step| totals.add(&step.sums));
    step_times.iter().for_each(|times| totals.times.add(times.bucket, times.replies));

    let mut agents: HashMap<String, Metrics> = HashMap::new();
    let mut models: HashMap<String, Metrics> = HashMap::new();
    for pair in pairs {
        for metrics in
            [agents.entry(pair.sums.agent_id).or_default(), models.entry(pair.sums.model).or_default()]
        {
            metrics.add(&pair.sums.sums);
            metrics.add_times(&pair.times);
        }
    }
    // User messages, and replies that failed before a model was asked.
    models.remove("");
    let series = series(filter, steps, step_times, step_users);
    Ok(Report { totals, series, agents: query.with_names(agents).await?, models: by_replies(models) })
}

/// Returns the metrics of each step of the range.
fn series(
    filter: &AnalyticsFilter,
    steps: Vec<StepSums>,
    times: Vec<StepTimes>,
    users: Vec<(i64, i64)>,
) -> BTreeMap<i64, Metrics> {
    let empty = (filter.from..filter.to).map(|start| (start, Metrics::default()));
    let mut series: BTreeMap<i64, Metrics> = empty.collect();
    for step in steps {
        series.entry(step.start).or_default().add(&step.sums);
    }
    for times in times {
        series.entry(times.start).or_default().times.add(times.bucket, times.replies);
    }
    for (start, users) in users {
        series.entry(start).or_default().active_users += users;
    }
    series
}

/// The sums and times to the first token of an agent with a model.
struct AgentModel {
    sums: AgentModelSums,
    /// Times as `(bucket, replies)`.
    times: Vec<(i64, i64)>,
}

/// The queries of a report.
struct ReportQuery<'a> {
    store: &'a Store,
    project_id: &'a str,
    filter: &'a AnalyticsFilter,
    pieces: &'a [Steps; 5],
}

impl ReportQuery<'_> {
    /// Returns each agent with each of its models, and the times to the first token of each step.
    async fn by_agent_and_model(&self) -> Result<(Vec<AgentModel>, Vec<StepTimes>)> {
        let Self { store, project_id, filter, pieces } = *self;
        let step_times = async {
            match filter.agent_id.is_none() && filter.model.is_none() {
                true => store.times_by_step(project_id, filter).await,
                false => store.chosen_times_by_step(project_id, filter).await,
            }
        };
        let (sums, times, step_times) = try_join!(
            store.sums_by_agent_and_model(project_id, filter),
            store.times_by_agent_and_model(project_id, filter, pieces),
            step_times
        )?;
        let mut found: HashMap<(String, String), Vec<(i64, i64)>> = HashMap::new();
        for times in times {
            found.entry((times.agent_id, times.model)).or_default().push((times.bucket, times.replies));
        }
        let pairs = sums.into_iter().map(|sums| {
            let times = found.remove(&(sums.agent_id.clone(), sums.model.clone())).unwrap_or_default();
            AgentModel { sums, times }
        });
        Ok((pairs.collect(), step_times))
    }

    /// Returns how many users were active in each step, as `(step, users)`, and in the whole range.
    async fn active_users(&self) -> Result<(Vec<(i64, i64)>, i64)> {
        let Self { store, project_id, filter, pieces } = *self;
        if filter.model.is_some() {
            return Ok((Vec::new(), 0));
        }
        let agent_id = filter.agent_id.as_deref().unwrap_or_default();
        let all = store.users_of(project_id, agent_id, filter, pieces).await?;
        Ok((store.users_by_step(project_id, filter).await?, all))
    }

    /// Adds the agents' names and active users.
    async fn with_names(
        &self,
        mut agents: HashMap<String, Metrics>,
    ) -> Result<Vec<(String, String, Metrics)>> {
        let Self { store, project_id, filter, pieces } = *self;
        if filter.model.is_none() {
            for (agent_id, users) in store.users_by_agent(project_id, filter, pieces).await? {
                agents.entry(agent_id).or_default().active_users = users;
            }
        }
        let names: HashMap<String, String> = match agents.is_empty() {
            true => HashMap::new(),
            false => store.agent_names(project_id).await?.into_iter().collect(),
        };
        let named = by_replies(agents).into_iter().map(|(id, metrics)| {
            let name = names.get(&id).cloned().unwrap_or_default();
            (id, name, metrics)
        });
        Ok(named.collect())
    }
}

/// Sorts by number of replies, most first.
fn by_replies(metrics: HashMap<String, Metrics>) -> Vec<(String, Metrics)> {
    let mut metrics: Vec<_> = metrics.into_iter().collect();
    metrics.sort_unstable_by(|(one, a), (other, b)| {
        b.sums.replies.cmp(&a.sums.replies).then_with(|| one.cmp(other))
    });
    metrics
}
