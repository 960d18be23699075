//! Analytics of a project, and the prices that its costs are computed with.

mod csv;
pub mod prices;
mod query;
mod types;

use axum::extract::{OriginalUri, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};

pub(super) use csv::escape_formula;
pub use query::{GetAnalytics, GetAnalyticsCsv, GroupBy};
pub use types::{AgentMetrics, Analytics, Metrics, ModelMetrics, StepMetrics};

use crate::analytics::report;
use crate::app::App;
use crate::auth::Viewer;
use crate::clock;
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Json, Query};

/// Get analytics
///
/// Metrics of a range of time: in total, by hour or day, by agent and by model. They are aggregated in the background every
/// few seconds; `counted_until` says how far.
#[utoipa::path(get, path = "/projects/{project_id}/analytics", operation_id = "getAnalytics", tag = "Analytics",
    params(("project_id" = String, Path), GetAnalytics),
    responses((status = 200, body = Analytics), (status = "default", body = ErrorBody)))]
pub async fn get(
    State(app): State<App>,
    caller: Viewer,
    Query(query): Query<GetAnalytics>,
) -> Result<Json<Analytics>> {
    let filter = query.filter(clock::now())?;
    let counted_until = app.store.counted_until().await?;
    let found = report(&app.store, &caller.project.id, &filter).await?;
    Ok(Json(Analytics::new(found, &filter, counted_until)))
}

/// Get analytics as CSV
///
/// Comma-separated values with a header row, for spreadsheets.
#[utoipa::path(get, path = "/projects/{project_id}/analytics.csv", operation_id = "getAnalyticsCsv", tag = "Analytics",
    params(("project_id" = String, Path), GetAnalyticsCsv),
    responses((status = 200, body = String, content_type = "text/csv"), (status = "default", body = ErrorBody)))]
pub async fn csv(
    State(app): State<App>,
    caller: Viewer,
    Query(query): Query<GetAnalyticsCsv>,
) -> Result<Response> {
    let (group_by, query) = query.split()?;
    let filter = query.filter(clock::now())?;
    let found = report(&app.store, &caller.project.id, &filter).await?;
    let name = format!("attachment; filename=\"analytics-by-{}.csv\"", group_by.name());
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, csv::table(&found, group_by, filter.step)?).into_response())
}

/// Redirects the former address of [`get`], which ended in `figures`.
pub(super) async fn redirect(OriginalUri(uri): OriginalUri) -> Redirect {
    moved(uri.path().trim_end_matches("figures"), "analytics", uri.query())
}

/// Redirects the former address of [`csv`], which ended in `figures.csv`.
pub(super) async fn redirect_csv(OriginalUri(uri): OriginalUri) -> Redirect {
    moved(uri.path().trim_end_matches("figures.csv"), "analytics.csv", uri.query())
}

fn moved(base: &str, name: &str, query: Option<&str>) -> Redirect {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    Redirect::permanent(&format!("{base}{name}{query}"))
}
