//! Models that agents can use.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::AdminCaller;
use crate::config::ConnectionKind;
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::extract::Json;
use crate::models::model_catalog::Offer;
use crate::models::model_resolver::ModelResolver;
use crate::models::registry::Registry;

/// A model that agents can use.
#[derive(Debug, Serialize, ToSchema)]
pub struct Model {
    /// `<connection>.<model>`, as in an agent's configuration.
    #[schema(example = "openai.gpt-4o")]
    id: String,
    /// Always `model`.
    #[schema(example = "model")]
    object: &'static str,
    /// The connection that the model belongs to.
    #[schema(example = "openai")]
    connection: String,
    /// Context window in tokens, for input and output together, as this server limits it.
    #[schema(example = 128_000)]
    context_window: usize,
    /// The model that replaces this one because its provider has retired it; otherwise empty.
    alias_of: String,
}

/// A connection to a model provider, and whether the provider listed its models.
#[derive(Debug, Serialize, ToSchema)]
pub struct Connection {
    #[schema(example = "openai")]
    name: String,
    /// Always `connection`.
    #[schema(example = "connection")]
    object: &'static str,
    kind: ConnectionKind,
    status: ConnectionStatus,
    /// What failed, for people; otherwise empty.
    message: String,
}

/// Whether a provider listed its models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionStatus {
    /// It did.
    Ok,
    /// It did not. Agents can use its models nevertheless.
    Failed,
}

/// Models and the connections that they belong to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Models {
    /// Sorted by ID.
    data: Vec<Model>,
    /// Always `false`.
    has_more: bool,
    /// Sorted by name.
    connections: Vec<Connection>,
}

impl From<&Offer> for Connection {
    fn from(offer: &Offer) -> Self {
        let (status, message) = match offer.models {
            Ok(_) => (ConnectionStatus::Ok, String::new()),
            Err(kind) => (ConnectionStatus::Failed, kind.message_for_developers()),
        };
        Self { name: offer.connection.clone(), object: "connection", kind: offer.kind, status, message }
    }
}

/// List models
///
/// The models of the project's and the server's connections as their providers list them, including models that cannot
/// chat, and the names of retired models that are replaced by another one. Lists are cached for five minutes.
#[utoipa::path(get, path = "/models", operation_id = "listModels", tag = "Models", security(("admin" = [])),
    responses((status = 200, body = Models), (status = "default", body = ErrorBody)))]
pub async fn list(State(app): State<App>, caller: AdminCaller) -> Result<Json<Models>> {
    let resolver = app.models.of(&app.store, &caller.project.id).await?;
    let offers = resolver.offers().await;
    let connections = offers.iter().map(Connection::from).collect();
    Ok(Json(Models { data: models(&app.models, &resolver, &offers), has_more: false, connections }))
}

fn models(registry: &Registry, resolver: &ModelResolver<'_>, offers: &[Offer]) -> Vec<Model> {
    let model = |id: &str, alias_of: &str| {
        let resolved = if alias_of.is_empty() { id } else { alias_of };
        Some(Model {
            id: id.to_owned(),
            object: "model",
            connection: resolved.split_once('.')?.0.to_owned(),
            context_window: resolver.context_window(resolved),
            alias_of: alias_of.to_owned(),
        })
    };
    let aliases = registry.aliases().filter_map(|(name, resolved)| model(name, resolved));
    let aliases = aliases.filter(|alias| offers.iter().any(|offer| offer.connection == alias.connection));
    let listed = offers.iter().flat_map(|offer| {
        let names = offer.models.iter().flat_map(|names| names.iter());
        names.filter_map(|name| model(&format!("{}.{name}", offer.connection), ""))
    });
    let mut models: Vec<Model> = aliases.chain(listed).collect();
    // The sort is stable: if a name is an alias and also listed, the alias is kept, as when the model is resolved.
    models.sort_by(|a, b| a.id.cmp(&b.id));
    models.dedup_by(|later, first| later.id == first.id);
    models
}
