//! What models cost.

use axum::Json as Answer;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::pagination::List;

/// What models cost whose full name begins so.
#[derive(Debug, Serialize, ToSchema)]
pub struct Price {
    /// The longest beginning that fits counts.
    model: String,
    /// US dollars for a million tokens that the model reads.
    input: f64,
    /// US dollars for a million tokens that the model writes.
    output: f64,
}

/// List prices
///
/// As the settings of the server have them.
#[utoipa::path(get, path = "/projects/{project_id}/prices", operation_id = "listPrices", tag = "Figures",
    params(("project_id" = String, Path)),
    responses((status = 200, body = List<Price>), (status = "default", body = ErrorBody)))]
pub async fn list(State(app): State<App>, _: Viewer) -> Result<Answer<List<Price>>> {
    let prices = app.models.prices().all().into_iter();
    let data = prices.map(|(model, price)| Price {
        model: model.to_owned(),
        input: price.input,
        output: price.output,
    });
    Ok(Answer(List { data: data.collect(), has_more: false }))
}
