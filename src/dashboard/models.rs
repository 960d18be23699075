//! Models that a project's agents can use.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::connections::ConnectionSource;
use crate::app::App;
use crate::auth::Viewer;
use crate::config::ConnectionKind;
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::extract::Json;

/// The models of all connections of a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct Models {
    /// Always `models`.
    object: &'static str,
    /// Models as their providers list them.
    models: Vec<ListedModel>,
    connections: Vec<ModelSource>,
    /// Replaced names of models of these connections.
    aliases: Vec<ModelAlias>,
}

/// A model as its provider lists it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedModel {
    /// `<connection>.<name>`, as in an agent's configuration.
    id: String,
    connection: String,
    name: String,
    /// Context window in tokens, as the server limits it.
    context_window: usize,
    /// US dollars per million input tokens; `null` if the model has no price.
    input_price: Option<f64>,
    /// US dollars per million output tokens; `null` if the model has no price.
    output_price: Option<f64>,
    /// Whether it is recommended, by the setting `models.recommended`.
    recommended: bool,
}

/// A connection that models belong to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelSource {
    name: String,
    kind: ConnectionKind,
    source: ConnectionSource,
    /// Why listing the models failed; otherwise empty.
    error: String,
}

/// A retired model name.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelAlias {
    name: String,
    /// The model that replaces it.
    sent_as: String,
}

/// List models
///
/// Cached for five minutes.
#[utoipa::path(get, path = "/projects/{project_id}/models", operation_id = "listModels", tag = "Connections",
    params(("project_id" = String, Path)),
    responses((status = 200, body = Models), (status = "default", body = ErrorBody)))]
pub async fn list(State(app): State<App>, caller: Viewer) -> Result<Json<Models>> {
    let resolver = app.models.of(&app.store, &caller.project.id).await?;
    let offers = resolver.offers().await;
    let has_connection = |model: &str| {
        let connection = model.split_once('.').map(|(connection, _)| connection);
        offers.iter().any(|offer| Some(offer.connection.as_str()) == connection)
    };
    let mut aliases: Vec<ModelAlias> = app
        .models
        .aliases()
        .filter(|(_, sent_as)| has_connection(sent_as))
        .map(|(name, sent_as)| ModelAlias { name: name.to_owned(), sent_as: sent_as.to_owned() })
        .collect();
    aliases.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    let models = offers.iter().flat_map(|offer| {
        offer.models.iter().flat_map(|names| names.iter()).map(|name| {
            let id = format!("{}.{name}", offer.connection);
            let price = resolver.price(&id);
            ListedModel {
                connection: offer.connection.clone(),
                name: name.clone(),
                context_window: resolver.context_window(&id),
                input_price: price.map(|price| price.input),
                output_price: price.map(|price| price.output),
                recommended: app.models.is_recommended(&id, offer.kind),
                id,
            }
        })
    });
    let connections = offers.iter().map(|offer| ModelSource {
        name: offer.connection.clone(),
        kind: offer.kind,
        source: if offer.of_project { ConnectionSource::Project } else { ConnectionSource::Server },
        error: offer.models.as_ref().map_or_else(|kind| kind.message_for_developers(), |_| String::new()),
    });
    Ok(Json(Models {
        object: "models",
        models: models.collect(),
        connections: connections.collect(),
        aliases,
    }))
}
