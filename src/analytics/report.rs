//! The analytics of a range: in total, step by step, by agent and by model.

use std::collections::{BTreeMap, HashMap};

use futures_util::{StreamExt, TryStreamExt, stream, try_join};

use super::histogram::Histogram;
use super::range_cover::cover;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::figures::{FigureFilter, SpeakerSums, StepTimes, Steps, Sums};

/// Queries of one report at the same time, so that a project of many agents does not wait for each on its own, nor take
/// all readers.
const AT_ONCE: usize = 4;

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
pub async fn report(store: &Store, project_id: &str, filter: &FigureFilter) -> Result<Report> {
    let pieces = cover(filter.step, filter.from, filter.to);
    let asked = Asked { store, project_id, filter, pieces: &pieces };
    let (steps, (step_users, all_users), (speakers, step_times)) =
        try_join!(store.figures_by_step(project_id, filter), asked.users(), asked.speakers())?;
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
type Speaker = (SpeakerSums, Vec<(i64, i64)>);

/// What is asked.
struct Asked<'a> {
    store: &'a Store,
    project_id: &'a str,
    filter: &'a FigureFilter,
    pieces: &'a [Steps; 5],
}

impl Asked<'_> {
    /// Each agent and model, and the times of each step.
    async fn speakers(&self) -> Result<(Vec<Speaker>, Vec<StepTimes>)> {
        let Self { store, project_id, filter, pieces } = *self;
        let (mut speakers, mut step_times) = (Vec::new(), Vec::new());
        let all = filter.agent_id.is_none() && filter.model.is_none();
        if all {
            step_times = store.times_by_step(project_id, ("", ""), filter).await?;
        }
        let found = store.figures_by_speaker(project_id, filter).await?.into_iter();
        let mut asked = stream::iter(found.map(|sums| async move {
            let speaker = (sums.agent_id.as_str(), sums.model.as_str());
            let (mut times, mut by_step) = (Vec::new(), Vec::new());
            if sums.sums.replies > 0 {
                times = store.times_of(project_id, speaker, filter, pieces).await?;
                if !all {
                    by_step = store.times_by_step(project_id, speaker, filter).await?;
                }
            }
            Ok::<_, Error>((sums, times, by_step))
        }))
        .buffered(AT_ONCE);
        while let Some((sums, times, by_step)) = asked.try_next().await? {
            step_times.extend(by_step);
            speakers.push((sums, times));
        }
        Ok((speakers, step_times))
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
            stream::iter(agents.iter_mut().map(Ok::<_, Error>))
                .try_for_each_concurrent(AT_ONCE, |(agent_id, figure)| async move {
                    figure.active_users = store.users_of(project_id, agent_id, filter, pieces).await?;
                    Ok(())
                })
                .await?;
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
