//! What goes on in a project, in numbers.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::analytics_csv::{By, table};
use super::interactions::time;
use crate::analytics::{self, report};
use crate::api::agents;
use crate::api::monitoring::dollars;
use crate::api::users::live_mode;
use crate::app::App;
use crate::auth::Viewer;
use crate::clock::{self, Micros, millis};
use crate::error::{Result, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::Query;
use crate::store::figures::{DAY, FigureFilter, HOUR};
use crate::store::rolling::HOURS_KEPT;

/// Days in one answer, at most.
const MOST_DAYS: i64 = 3 * 366;
/// Hours in one answer, at most.
const MOST_HOURS: i64 = 31 * 24;

/// Analytics of a range, a step, an agent or a model.
#[derive(Debug, Serialize, ToSchema)]
pub struct Metrics {
    pub(super) interactions: i64,
    /// Of users.
    pub(super) messages: i64,
    /// However they ended.
    pub(super) replies: i64,
    /// Replies that failed.
    pub(super) failures: i64,
    /// Replies that were cancelled.
    pub(super) cancelled: i64,
    /// Users who said something; 0 where it is asked by model.
    pub(super) active_users: i64,
    pub(super) input_tokens: i64,
    pub(super) output_tokens: i64,
    /// US dollars.
    pub(super) cost: f64,
    /// Replies whose model has no price.
    pub(super) unpriced: i64,
    /// Replies that are rated up.
    pub(super) up: i64,
    /// Replies that are rated down.
    pub(super) down: i64,
    /// Milliseconds to the first token that half of the replies took at most, up to a sixteenth more or less.
    pub(super) ttft_p50_ms: Option<i64>,
    /// The same for 95 of 100.
    pub(super) ttft_p95_ms: Option<i64>,
}

/// Analytics of an hour or a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepMetrics {
    /// Its beginning.
    start: i64,
    #[serde(flatten)]
    figure: Metrics,
}

/// Analytics of an agent.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentMetrics {
    agent_id: String,
    /// As it is called, or was when it was deleted.
    name: String,
    #[serde(flatten)]
    figure: Metrics,
}

/// Analytics of a model.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelMetrics {
    model: String,
    #[serde(flatten)]
    figure: Metrics,
}

/// Analytics of a range of time.
#[derive(Debug, Serialize, ToSchema)]
pub struct Analytics {
    object: &'static str,
    /// The beginning of the first step.
    from: i64,
    /// The end of the last step.
    to: i64,
    /// `hour` or `day`, both in UTC.
    step: &'static str,
    /// Until when everything is counted.
    counted_until: i64,
    totals: Metrics,
    /// Every step, also those where nothing happened.
    series: Vec<StepMetrics>,
    agents: Vec<AgentMetrics>,
    models: Vec<ModelMetrics>,
}

impl From<&analytics::Metrics> for Metrics {
    fn from(figure: &analytics::Metrics) -> Self {
        let sums = &figure.sums;
        Self {
            interactions: sums.interactions,
            messages: sums.messages,
            replies: sums.replies,
            failures: sums.failures,
            cancelled: sums.cancelled,
            active_users: figure.active_users,
            input_tokens: sums.input_tokens,
            output_tokens: sums.output_tokens,
            cost: dollars(sums.cost),
            unpriced: sums.unpriced,
            up: sums.up,
            down: sums.down,
            ttft_p50_ms: figure.times.percentile(0.5),
            ttft_p95_ms: figure.times.percentile(0.95),
        }
    }
}

/// Which analytics.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GetAnalytics {
    /// From the step that this is in; absent: 30 days, or a day of hours, before `to`.
    from: Option<String>,
    /// Up to the step that this is in, or begins; absent: now.
    to: Option<String>,
    /// `day` or `hour`; absent: `day`. Hours are kept for 90 days.
    step: Option<String>,
    /// Of one agent only, which may be deleted.
    agent_id: Option<String>,
    /// Of replies of one model only.
    model: Option<String>,
    /// `true`: of live users, as if absent; `false`: of test users; `all`: of both.
    live_mode: Option<String>,
}

/// The same, as a table.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GetTable {
    /// See analytics.
    from: Option<String>,
    /// See analytics.
    to: Option<String>,
    /// See analytics.
    step: Option<String>,
    /// See analytics.
    agent_id: Option<String>,
    /// See analytics.
    model: Option<String>,
    /// See analytics.
    live_mode: Option<String>,
    /// What each row is of: `time`, `agent` or `model`; absent: `time`.
    by: Option<String>,
}

impl GetAnalytics {
    fn filter(self, now: Micros) -> Result<FigureFilter> {
        let (step, most, usual) = match self.step.as_deref() {
            None | Some("day") => (DAY, MOST_DAYS, 30),
            Some("hour") => (HOUR, MOST_HOURS, 24),
            Some(_) => return Err(invalid("step: must be hour or day")),
        };
        let length = step * 1_000_000;
        let to = time("to", self.to.as_deref())?.unwrap_or(now);
        let from = time("from", self.from.as_deref())?.unwrap_or_else(|| to.saturating_sub(usual * length));
        if from < 0 || from >= to {
            return Err(invalid("from: must be before to, and not before 1970"));
        }
        // The step that `to` is in belongs to the range, unless `to` is its beginning.
        let (from, to) = (from / length, (to - 1) / length + 1);
        if to - from > most {
            let name = if step == DAY { "days" } else { "hours" };
            return Err(invalid(format!("from: at most {most} {name} can be asked for at once")));
        }
        if step == HOUR && from < clock::hour(now) - HOURS_KEPT {
            return Err(invalid("from: hours are kept for 90 days; ask for days instead"));
        }
        Ok(FigureFilter {
            step,
            from,
            to,
            agent_id: self.agent_id.as_deref().map(agents::known).transpose()?.map(str::to_owned),
            model: self.model,
            live_mode: match self.live_mode.as_deref() {
                None => Some(true),
                Some("all") => None,
                other => live_mode(other)?,
            },
        })
    }
}

/// Get analytics
///
/// From tables that are filled every few seconds.
#[utoipa::path(get, path = "/projects/{project_id}/analytics", operation_id = "getAnalytics", tag = "Analytics",
    params(("project_id" = String, Path), GetAnalytics),
    responses((status = 200, body = Analytics), (status = "default", body = ErrorBody)))]
pub async fn get(
    State(app): State<App>,
    caller: Viewer,
    Query(query): Query<GetAnalytics>,
) -> Result<Answer<Analytics>> {
    let filter = query.filter(clock::now())?;
    let counted_until = app.store.counted_until().await?;
    let found = report(&app.store, &caller.project.id, &filter).await?;
    let begin = |step: i64| step * filter.step * 1_000;
    Ok(Answer(Analytics {
        object: "analytics",
        from: begin(filter.from),
        to: begin(filter.to),
        step: if filter.step == DAY { "day" } else { "hour" },
        counted_until: millis(counted_until),
        totals: (&found.totals).into(),
        series: found
            .series
            .iter()
            .map(|(&step, figure)| StepMetrics { start: begin(step), figure: figure.into() })
            .collect(),
        agents: found
            .agents
            .into_iter()
            .map(|(agent_id, name, figure)| AgentMetrics { agent_id, name, figure: (&figure).into() })
            .collect(),
        models: found
            .models
            .into_iter()
            .map(|(model, figure)| ModelMetrics { model, figure: (&figure).into() })
            .collect(),
    }))
}

/// Get analytics as a file
///
/// Values that are separated by commas, with a head, for spreadsheets.
#[utoipa::path(get, path = "/projects/{project_id}/analytics.csv", operation_id = "getAnalyticsTable", tag = "Analytics",
    params(("project_id" = String, Path), GetTable),
    responses((status = 200, body = String, content_type = "text/csv"), (status = "default", body = ErrorBody)))]
pub async fn csv(State(app): State<App>, caller: Viewer, Query(query): Query<GetTable>) -> Result<Response> {
    let GetTable { from, to, step, agent_id, model, live_mode, by } = query;
    let by = By::named(by.as_deref())?;
    let filter = GetAnalytics { from, to, step, agent_id, model, live_mode }.filter(clock::now())?;
    let found = report(&app.store, &caller.project.id, &filter).await?;
    let name = format!("attachment; filename=\"analytics-by-{}.csv\"", by.name());
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, table(&found, by, filter.step)?).into_response())
}
