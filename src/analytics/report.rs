//! The analytics of a range: in total, step by step, by agent and by model.

use std::collections::{BTreeMap, HashMap};

use futures_util::try_join;

use super::histogram::Histogram;
use super::range_cover::cover;
use crate::error::Result;
use crate::store::Store;
use crate::store::analytics::{AgentModelSums, AnalyticsFilter, StepTimes, Steps, Sums};

/// Analytics of a range, a step, an agent or a model.
#[derive(Debug, Clone, Default)]
pub struct Metrics {
    /// What can be added up.
    pub sums: Sums,
    /// Users who said something; 0 where it is asked by model, which is nobody's.
    pub active_users: i64,
    /// How long replies took to their first token.
    pub times: Histogram,
}

/// All of them.
#[derive(Debug, Default)]
pub struct Report {
    /// Of the whole range.
    pub totals: Metrics,
    /// Of each step of it, those where nothing happened too, by their place since the Unix epoch.
    pub series: BTreeMap<i64, Metrics>,
    /// By agent: `(id, name, figure)`, the most replies first.
    pub agents: Vec<(String, String, Metrics)>,
    /// By model, likewise.
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
        all.input_tokens += sums.input_tokens;
        all.output_tokens += sums.output_tokens;
        all.cost += sums.cost;
        all.unpriced += sums.unpriced;
        all.up += sums.up;
        all.down += sums.down;
    }
}

/// The analytics of a project in a range.
pub async fn report(store: &Store, project_id: &str, filter: &AnalyticsFilter) -> Result<Report> {
    let pieces = cover(filter.step, filter.from, filter.to);
    let asked = Asked { store, project_id, filter, pieces: &pieces };
    let (steps, (step_users, all_users), (speakers, step_times)) =
        try_join!(store.sums_by_step(project_id, filter), asked.users(), asked.speakers())?;
    let mut series: BTreeMap<i64, Metrics> =
        (filter.from..filter.to).map(|start| (start, Metrics::default())).collect();
    let mut totals = Metrics { active_users: all_users, ..Metrics::default() };
    for step in steps {
        totals.add(&step.sums);
        series.entry(step.start).or_default().add(&step.sums);
    }
    for times in step_times {
        totals.times.add(times.bucket, times.replies);
        series.entry(times.start).or_default().times.add(times.bucket, times.replies);
    }
    for (start, users) in step_users {
        series.entry(start).or_default().active_users += users;
    }
    let mut agents: HashMap<String, Metrics> = HashMap::new();
    let mut models: HashMap<String, Metrics> = HashMap::new();
    for (speaker, times) in speakers {
        let agent = agents.entry(speaker.agent_id).or_default();
        agent.add(&speaker.sums);
        let model = models.entry(speaker.model).or_default();
        model.add(&speaker.sums);
        for (bucket, replies) in times {
            agent.times.add(bucket, replies);
            model.times.add(bucket, replies);
        }
    }
    // What users said, and what failed before any model was asked.
    models.remove("");
    Ok(Report { totals, series, agents: asked.named(agents).await?, models: sorted(models) })
}

/// An agent and a model, and the times of their replies: `(bucket, replies)`.
type Speaker = (AgentModelSums, Vec<(i64, i64)>);

/// What is asked.
struct Asked<'a> {
    store: &'a Store,
    project_id: &'a str,
    filter: &'a AnalyticsFilter,
    pieces: &'a [Steps; 5],
}

impl Asked<'_> {
    /// Each agent and model, and the times of each step.
    async fn speakers(&self) -> Result<(Vec<Speaker>, Vec<StepTimes>)> {
        let Self { store, project_id, filter, pieces } = *self;
        let by_step = async {
            match filter.agent_id.is_none() && filter.model.is_none() {
                true => store.times_by_step(project_id, filter).await,
                false => store.chosen_times_by_step(project_id, filter).await,
            }
        };
        let (sums, times, by_step) = try_join!(
            store.sums_by_agent_and_model(project_id, filter),
            store.times_by_agent_and_model(project_id, filter, pieces),
            by_step
        )?;
        let mut found: HashMap<(String, String), Vec<(i64, i64)>> = HashMap::new();
        for times in times {
            found.entry((times.agent_id, times.model)).or_default().push((times.bucket, times.replies));
        }
        let speakers = sums.into_iter().map(|sums| {
            let times = found.remove(&(sums.agent_id.clone(), sums.model.clone())).unwrap_or_default();
            (sums, times)
        });
        Ok((speakers.collect(), by_step))
    }

    /// Who was active: in each step, and in all.
    async fn users(&self) -> Result<(Vec<(i64, i64)>, i64)> {
        let Self { store, project_id, filter, pieces } = *self;
        if filter.model.is_some() {
            return Ok((Vec::new(), 0));
        }
        let agent_id = filter.agent_id.as_deref().unwrap_or_default();
        let all = store.users_of(project_id, agent_id, filter, pieces).await?;
        Ok((store.users_by_step(project_id, filter).await?, all))
    }

    /// The agents with their names and users.
    async fn named(&self, mut agents: HashMap<String, Metrics>) -> Result<Vec<(String, String, Metrics)>> {
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
        let sorted = sorted(agents).into_iter();
        Ok(sorted
            .map(|(id, figure)| {
                let name = names.get(&id).cloned().unwrap_or_default();
                (id, name, figure)
            })
            .collect())
    }
}

/// The most replies first.
fn sorted(analytics: HashMap<String, Metrics>) -> Vec<(String, Metrics)> {
    let mut analytics: Vec<_> = analytics.into_iter().collect();
    analytics.sort_unstable_by(|(one, a), (other, b)| {
        b.sums.replies.cmp(&a.sums.replies).then_with(|| one.cmp(other))
    });
    analytics
}
