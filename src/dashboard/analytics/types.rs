//! Analytics as the dashboard shows them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::analytics;
use crate::api::monitoring::dollars;
use crate::clock::{Micros, millis};
use crate::store::analytics::{AnalyticsFilter, DAY};

/// Metrics of a range, a step, an agent or a model.
#[derive(Debug, Serialize, ToSchema)]
pub struct Metrics {
    /// Conversations that were started.
    pub interactions: i64,
    /// Messages that users sent.
    pub messages: i64,
    /// Replies that ended, including failed and cancelled ones.
    pub replies: i64,
    /// Replies that failed.
    pub failures: i64,
    /// Replies that were cancelled.
    pub cancelled: i64,
    /// Replies that a token limit cut off.
    pub cut_by_length: i64,
    /// Replies that a content filter cut off.
    pub cut_by_filter: i64,
    /// Users who sent a message; 0 for a model.
    pub active_users: i64,
    /// Tokens that models read.
    pub input_tokens: i64,
    /// Tokens that models wrote.
    pub output_tokens: i64,
    /// Cost in US dollars, without unpriced replies.
    pub cost: f64,
    /// Replies whose model has no price.
    pub unpriced: i64,
    /// Replies that are rated up.
    pub up: i64,
    /// Replies that are rated down.
    pub down: i64,
    /// Median time to the first token in milliseconds, accurate to a sixteenth.
    pub ttft_p50_ms: Option<i64>,
    /// 95th percentile of the time to the first token in milliseconds, accurate to a sixteenth.
    pub ttft_p95_ms: Option<i64>,
}

/// Metrics of an hour or a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepMetrics {
    /// Start of the step.
    start: i64,
    #[serde(flatten)]
    metrics: Metrics,
}

/// Metrics of an agent.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentMetrics {
    agent_id: String,
    /// The agent's name, or its last name if it was deleted.
    name: String,
    #[serde(flatten)]
    metrics: Metrics,
}

/// Metrics of a model.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelMetrics {
    model: String,
    #[serde(flatten)]
    metrics: Metrics,
}

/// Analytics of a range of time.
#[derive(Debug, Serialize, ToSchema)]
pub struct Analytics {
    /// Always `analytics`.
    object: &'static str,
    /// Start of the first step.
    from: i64,
    /// End of the last step.
    to: i64,
    /// `hour` or `day`, both in UTC.
    step: &'static str,
    /// Time until which all activity is included.
    counted_until: i64,
    /// Metrics of the whole range.
    totals: Metrics,
    /// Metrics of every step, including steps without activity.
    series: Vec<StepMetrics>,
    /// Metrics by agent, most replies first.
    agents: Vec<AgentMetrics>,
    /// Metrics by model, most replies first.
    models: Vec<ModelMetrics>,
}

impl Analytics {
    /// Creates the response for a report.
    pub(super) fn new(report: analytics::Report, filter: &AnalyticsFilter, counted_until: Micros) -> Self {
        let start = |step: i64| step * filter.step * 1_000;
        let series = report.series.into_iter();
        let agents = report.agents.into_iter();
        let models = report.models.into_iter();
        Self {
            object: "analytics",
            from: start(filter.from),
            to: start(filter.to),
            step: if filter.step == DAY { "day" } else { "hour" },
            counted_until: millis(counted_until),
            totals: (&report.totals).into(),
            series: series
                .map(|(step, metrics)| StepMetrics { start: start(step), metrics: (&metrics).into() })
                .collect(),
            agents: agents
                .map(|(agent_id, name, metrics)| AgentMetrics { agent_id, name, metrics: (&metrics).into() })
                .collect(),
            models: models
                .map(|(model, metrics)| ModelMetrics { model, metrics: (&metrics).into() })
                .collect(),
        }
    }
}

impl From<&analytics::Metrics> for Metrics {
    fn from(metrics: &analytics::Metrics) -> Self {
        let sums = &metrics.sums;
        Self {
            interactions: sums.interactions,
            messages: sums.messages,
            replies: sums.replies,
            failures: sums.failures,
            cancelled: sums.cancelled,
            cut_by_length: sums.cut_by_length,
            cut_by_filter: sums.cut_by_filter,
            active_users: metrics.active_users,
            input_tokens: sums.input_tokens,
            output_tokens: sums.output_tokens,
            cost: dollars(sums.cost),
            unpriced: sums.unpriced,
            up: sums.up,
            down: sums.down,
            ttft_p50_ms: metrics.times.percentile(0.5),
            ttft_p95_ms: metrics.times.percentile(0.95),
        }
    }
}
