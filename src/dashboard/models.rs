//! The models that a project's agents can have.

use axum::Json as Answer;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::connections::{ConnectionKind, ConnectionSource};
use crate::api::models::problem;
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::http::error_response::ErrorBody;

/// What the connections offer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Models {
    /// Always `models`.
    object: &'static str,
    /// As the providers list them.
    models: Vec<ListedModel>,
    connections: Vec<ModelSource>,
    /// Of the connections that are there.
    aliases: Vec<ModelAlias>,
}

/// A model that a provider lists.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedModel {
    /// `<connection>.<name>`, as an agent's configuration names it.
    id: String,
    connection: String,
    name: String,
}

/// Where models come from.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelSource {
    name: String,
    kind: ConnectionKind,
    source: ConnectionSource,
    /// Why its models could not be listed; empty if they could.
    error: &'static str,
}

/// A name that its provider has retired.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelAlias {
    name: String,
    /// What is asked in its place.
    sent_as: String,
}

/// List models
///
/// Remembered for five minutes.
#[utoipa::path(get, path = "/projects/{project_id}/models", operation_id = "listModels", tag = "Connections",
    params(("project_id" = String, Path)),
    responses((status = 200, body = Models), (status = "default", body = ErrorBody)))]
pub async fn list(State(app): State<App>, caller: Viewer) -> Result<Answer<Models>> {
    let offers = app.models.of(&app.store, &caller.project.id).await?.offers().await;
    let is_there = |model: &str| {
        let connection = model.split_once('.').map(|(connection, _)| connection);
        offers.iter().any(|offer| Some(offer.connection.as_str()) == connection)
    };
    let mut aliases: Vec<ModelAlias> = app
        .models
        .aliases()
        .filter(|(_, sent_as)| is_there(sent_as))
        .map(|(name, sent_as)| ModelAlias { name: name.to_owned(), sent_as: sent_as.to_owned() })
        .collect();
    aliases.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    let models = offers.iter().flat_map(|offer| {
        offer.models.iter().flat_map(|names| names.iter()).map(|name| ListedModel {
            id: format!("{}.{name}", offer.connection),
            connection: offer.connection.clone(),
            name: name.clone(),
        })
    });
    let connections = offers.iter().map(|offer| ModelSource {
        name: offer.connection.clone(),
        kind: ConnectionKind::named(offer.kind),
        source: if offer.own { ConnectionSource::Project } else { ConnectionSource::Server },
        error: offer.models.as_ref().map_or_else(|kind| problem(*kind), |_| ""),
    });
    Ok(Answer(Models {
        object: "models",
        models: models.collect(),
        connections: connections.collect(),
        aliases,
    }))
}
