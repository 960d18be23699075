//! Prices of models.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{Developer, Viewer};
use crate::error::{Result, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::Json;
use crate::http::fields::{NAME, text};
use crate::http::pagination::List;
use crate::store::prices::ProjectPrice;

/// Most that a million tokens can cost, in US dollars.
const MOST: f64 = 1_000_000.0;

/// Who has set a price.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PriceSource {
    /// A member of the project.
    Project,
    /// The server's settings.
    Server,
}

/// The price of a model and its dated versions, or of all models of a connection without a price of their own.
#[derive(Debug, Serialize, ToSchema)]
pub struct Price {
    /// `<connection>.<model>`, or `<connection>.` for all models of a connection.
    model: String,
    /// US dollars per million input tokens.
    input: f64,
    /// US dollars per million output tokens.
    output: f64,
    source: PriceSource,
}

/// A price to set, or to remove with neither `input` nor `output`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPrice {
    /// `<connection>.<model>`, or `<connection>.` for all models of a connection.
    #[schema(min_length = 2, max_length = 256)]
    model: String,
    /// US dollars per million input tokens.
    #[schema(minimum = 0, maximum = 1_000_000)]
    input: Option<f64>,
    /// US dollars per million output tokens.
    #[schema(minimum = 0, maximum = 1_000_000)]
    output: Option<f64>,
}

/// List prices
///
/// The prices that the project has set, and those of the server that they leave.
#[utoipa::path(get, path = "/projects/{project_id}/prices", operation_id = "listPrices", tag = "Analytics",
    params(("project_id" = String, Path)),
    responses((status = 200, body = List<Price>), (status = "default", body = ErrorBody)))]
pub async fn list(State(app): State<App>, caller: Viewer) -> Result<Json<List<Price>>> {
    prices(&app, &caller.project.id).await.map(Json)
}

/// Set a price
///
/// Applies to later replies. Without `input` and `output` the server's price applies again, if there is one. Returns all
/// prices.
#[utoipa::path(post, path = "/projects/{project_id}/prices", operation_id = "setPrice", tag = "Analytics",
    params(("project_id" = String, Path)), request_body = SetPrice,
    responses((status = 200, body = List<Price>), (status = "default", body = ErrorBody)))]
pub async fn set(
    State(app): State<App>,
    caller: Developer,
    Json(body): Json<SetPrice>,
) -> Result<Json<List<Price>>> {
    let project_id = caller.project.id.clone();
    let model = text("model", body.model, NAME)?;
    if model.split_once('.').is_none_or(|(connection, _)| connection.is_empty()) {
        return Err(invalid(
            "model: must be <connection>.<model>, or <connection>. for all models of a connection",
        ));
    }
    match (amount("input", body.input)?, amount("output", body.output)?) {
        (None, None) => app.store.remove_price(project_id, model, caller.actor()).await?,
        (Some(input), Some(output)) => {
            app.store.set_price(project_id, ProjectPrice { model, input, output }, caller.actor()).await?;
        }
        (None, _) => return Err(invalid("input: is missing")),
        (_, None) => return Err(invalid("output: is missing")),
    }
    app.models.forget(&caller.project.id).await;
    prices(&app, &caller.project.id).await.map(Json)
}

fn amount(field: &str, dollars: Option<f64>) -> Result<Option<f64>> {
    match dollars {
        Some(dollars) if !(0.0..=MOST).contains(&dollars) => {
            Err(invalid(format!("{field}: must be from 0 to {MOST}")))
        }
        dollars => Ok(dollars),
    }
}

/// Returns all prices that apply in a project, sorted by model.
async fn prices(app: &App, project_id: &str) -> Result<List<Price>> {
    let own = app.store.prices(project_id).await?;
    let of_server = app.models.prices().all().into_iter();
    let of_server = of_server.filter(|(model, _)| !own.iter().any(|price| price.model == *model));
    let mut data: Vec<Price> = of_server
        .map(|(model, price)| Price {
            model: model.to_owned(),
            input: price.input,
            output: price.output,
            source: PriceSource::Server,
        })
        .collect();
    data.extend(own.into_iter().map(|ProjectPrice { model, input, output }| Price {
        model,
        input,
        output,
        source: PriceSource::Project,
    }));
    data.sort_by(|a, b| a.model.cmp(&b.model));
    Ok(List::complete(data))
}
