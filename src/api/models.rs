//! Models that agents can have.

use axum::Json as Answer;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::AdminCaller;
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::models::FailureKind;
use crate::models::model_catalog::Offer;
use crate::models::model_resolver::ModelResolver;
use crate::models::registry::Registry;

/// A model that an agent's configuration can name.
#[derive(Debug, Serialize, ToSchema)]
pub struct Model {
    /// `<connection>.<model>`, as an agent's configuration names it.
    #[schema(example = "openai.gpt-4o")]
    id: String,
    /// Always `model`.
    #[schema(example = "model")]
    object: &'static str,
    /// The connection that it is asked through.
    #[schema(example = "openai")]
    connection: String,
    /// Tokens that this server lets it read and write together.
    #[schema(example = 128_000)]
    context_window: usize,
    /// The model that is asked in its place, where its provider has retired it; otherwise empty.
    alias_of: String,
}

/// A connection, and whether its provider listed its models.
#[derive(Debug, Serialize, ToSchema)]
pub struct Connection {
    #[schema(example = "openai")]
    name: String,
    /// Always `connection`.
    #[schema(example = "connection")]
    object: &'static str,
    /// `openai`, `anthropic`, `gemini`, `openai_compatible`, or that of a built-in one.
    #[schema(example = "openai")]
    kind: &'static str,
    /// `ok`, or `failed`: then its models can be named all the same.
    #[schema(example = "ok")]
    status: &'static str,
    /// What failed, for people; otherwise empty.
    message: &'static str,
}

/// The models and the connections that they come from.
#[derive(Debug, Serialize, ToSchema)]
pub struct Models {
    /// By their IDs.
    data: Vec<Model>,
    /// Always false.
    has_more: bool,
    /// By their names.
    connections: Vec<Connection>,
}

impl From<&Offer> for Connection {
    fn from(offer: &Offer) -> Self {
        let (status, message) = match offer.models {
            Ok(_) => ("ok", ""),
            Err(kind) => ("failed", problem(kind)),
        };
        Self { name: offer.connection.clone(), object: "connection", kind: offer.kind, status, message }
    }
}

/// List models
///
/// What the connections of the project and of this server offer, as their providers list it, and the names that are sent
/// as another one. The lists are remembered for five minutes.
#[utoipa::path(get, path = "/models", operation_id = "listModels", tag = "Models", security(("admin" = [])),
    responses((status = 200, body = Models), (status = "default", body = ErrorBody)))]
pub async fn list(State(app): State<App>, caller: AdminCaller) -> Result<Answer<Models>> {
    let connected = app.models.of(&app.store, &caller.project.id).await?;
    let offers = connected.offers().await;
    let connections = offers.iter().map(Connection::from).collect();
    Ok(Answer(Models { data: models(&app.models, &connected, &offers), has_more: false, connections }))
}

fn models(registry: &Registry, connected: &ModelResolver<'_>, offers: &[Offer]) -> Vec<Model> {
    let model = |id: &str, alias_of: &str| {
        let asked = if alias_of.is_empty() { id } else { alias_of };
        Some(Model {
            id: id.to_owned(),
            object: "model",
            connection: asked.split_once('.')?.0.to_owned(),
            context_window: connected.context_window(asked),
            alias_of: alias_of.to_owned(),
        })
    };
    let aliases = registry.aliases().filter_map(|(name, asked)| model(name, asked));
    let aliases = aliases.filter(|alias| offers.iter().any(|offer| offer.connection == alias.connection));
    let listed = offers.iter().flat_map(|offer| {
        let names = offer.models.iter().flat_map(|names| names.iter());
        names.filter_map(|name| model(&format!("{}.{name}", offer.connection), ""))
    });
    let mut models: Vec<Model> = aliases.chain(listed).collect();
    // Stable: of a name that is both, the alias counts, as it does when it is asked.
    models.sort_by(|a, b| a.id.cmp(&b.id));
    models.dedup_by(|later, first| later.id == first.id);
    models
}

/// In words that hold nothing of the provider's own, which may quote a key.
pub(crate) fn problem(kind: FailureKind) -> &'static str {
    use FailureKind as K;
    match kind {
        K::Unreachable | K::CutOff | K::NotConnected => "the provider cannot be reached",
        K::TimedOut => "the provider did not answer in time",
        K::RateLimited => "the provider takes no more requests just now",
        K::Broken | K::Busy | K::Unloadable | K::DoesNotFit => "the provider failed",
        K::Unauthorized => "the provider refuses this server's key",
        K::Refused => "the provider does not list its models",
        K::Sealed => "its key cannot be opened any more: enter it again",
        K::Private => "it leads to a private address, which this server does not call",
        K::Nonsense | K::Empty | K::TooLong => {
            "the provider answered with something that is no list of models"
        }
    }
}
