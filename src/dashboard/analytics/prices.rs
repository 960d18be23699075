//! Prices of models.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::extract::Json;
use crate::http::pagination::List;

/// The price of a model and its dated versions, or of all models of a connection without a price of their own.
#[derive(Debug, Serialize, ToSchema)]
pub struct Price {
    /// `<connection>.<model>`, or `<connection>.` for all models of a connection.
    model: String,
    /// US dollars per million input tokens.
    input: f64,
    /// US dollars per million output tokens.
    output: f64,
}

/// List prices
///
/// The prices in the server's settings.
#[utoipa::path(get, path = "/projects/{project_id}/prices", operation_id = "listPrices", tag = "Analytics",
    params(("project_id" = String, Path)),
    responses((status = 200, body = List<Price>), (status = "default", body = ErrorBody)))]
pub async fn list(State(app): State<App>, _: Viewer) -> Result<Json<List<Price>>> {
    let prices = app.models.prices().all().into_iter();
    let data = prices.map(|(model, price)| Price {
        model: model.to_owned(),
        input: price.input,
        output: price.output,
    });
    Ok(Json(List { data: data.collect(), has_more: false }))
}
