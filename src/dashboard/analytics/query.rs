//! Query parameters of analytics.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::users::parse_live_mode;
use crate::clock::{self, Micros};
use crate::dashboard::interactions::parse_time;
use crate::error::{Result, invalid};
use crate::ids;
use crate::store::figures::{DAY, FigureFilter, HOUR};
use crate::store::rolling::HOURS_KEPT;

/// Maximum number of days in a range.
const MAX_DAYS: i64 = 3 * 366;
/// Maximum number of hours in a range, if the step is an hour.
const MAX_HOURS: i64 = 31 * 24;

/// Query parameters of analytics.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GetAnalytics {
    /// A time in the first step. Default: 30 days before `to`, or 24 hours if `step` is `hour`.
    from: Option<String>,
    /// A time in the last step, or its end. Default: now.
    to: Option<String>,
    /// `day` (default) or `hour`. Hours are kept for 90 days.
    step: Option<String>,
    /// Only this agent, which may be deleted.
    agent_id: Option<String>,
    /// Only replies of this model.
    model: Option<String>,
    /// `true` (default): live users only; `false`: test users only; `all`: both.
    live_mode: Option<String>,
}

/// Query parameters of analytics as CSV.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GetAnalyticsCsv {
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
    /// One row per `time` (default), `agent` or `model`.
    by: Option<String>,
}

/// What the rows of a CSV table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupBy {
    /// Hours or days.
    Time,
    /// Agents.
    Agent,
    /// Models.
    Model,
}

impl GroupBy {
    fn parse(name: Option<&str>) -> Result<Self> {
        match name {
            None | Some("time") => Ok(Self::Time),
            Some("agent") => Ok(Self::Agent),
            Some("model") => Ok(Self::Model),
            Some(_) => Err(invalid("by: must be time, agent or model")),
        }
    }

    /// Returns the name in a query.
    pub fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Agent => "agent",
            Self::Model => "model",
        }
    }
}

impl GetAnalyticsCsv {
    /// Separates the grouping from the other parameters.
    pub(super) fn split(self) -> Result<(GroupBy, GetAnalytics)> {
        let Self { from, to, step, agent_id, model, live_mode, by } = self;
        let group_by = GroupBy::parse(by.as_deref())?;
        Ok((group_by, GetAnalytics { from, to, step, agent_id, model, live_mode }))
    }
}

impl GetAnalytics {
    /// Validates the parameters. `now` is the default end of the range.
    pub(super) fn filter(self, now: Micros) -> Result<FigureFilter> {
        let (step, from, to) = self.range(now)?;
        Ok(FigureFilter {
            step,
            from,
            to,
            agent_id: self.agent_id.as_deref().map(|id| ids::AGENT.check(id)).transpose()?.map(str::to_owned),
            model: self.model,
            live_mode: match self.live_mode.as_deref() {
                None => Some(true),
                Some("all") => None,
                other => parse_live_mode(other)?,
            },
        })
    }

    /// Returns the length of a step in seconds, the first step, and the one after the last.
    fn range(&self, now: Micros) -> Result<(i64, i64, i64)> {
        let (step, max, default_length) = match self.step.as_deref() {
            None | Some("day") => (DAY, MAX_DAYS, 30),
            Some("hour") => (HOUR, MAX_HOURS, 24),
            Some(_) => return Err(invalid("step: must be hour or day")),
        };
        let length = step * 1_000_000;
        let to = parse_time("to", self.to.as_deref())?.unwrap_or(now);
        let from = parse_time("from", self.from.as_deref())?;
        let from = from.unwrap_or_else(|| to.saturating_sub(default_length * length));
        if from < 0 || from >= to {
            return Err(invalid("from: must be before to, and not before 1970"));
        }
        // The step that contains `to` belongs to the range, unless `to` is its start.
        let (from, to) = (from / length, (to - 1) / length + 1);
        if to - from > max {
            let unit = if step == DAY { "days" } else { "hours" };
            return Err(invalid(format!("from: the range must not be longer than {max} {unit}")));
        }
        if step == HOUR && from < clock::hour(now) - HOURS_KEPT {
            return Err(invalid("from: hours are kept for 90 days; use days instead"));
        }
        Ok((step, from, to))
    }
}
