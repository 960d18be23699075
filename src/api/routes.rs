//! The table of the public routes. `routes!` also adds a route to `openapi.json`, and the route test covers
//! every route of that document: nobody can add a route without deciding there who may call it.

use std::sync::LazyLock;

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::description::Description;
use super::{
    agent_images, agents, configs, feedback, interactions, messages, models, operations, project, replies,
    turns, users,
};
use crate::app::App;

/// The document as text, created once.
static DOCUMENT: LazyLock<String> = LazyLock::new(document);

/// Returns all public routes.
pub fn table() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(agents::list, agents::create))
        .routes(routes!(agents::get, agents::update, agents::delete))
        .routes(routes!(agent_images::upload))
        .routes(routes!(agents::activate))
        .routes(routes!(agents::deactivate))
        .routes(routes!(configs::get, configs::update))
        .routes(routes!(interactions::list, interactions::create))
        .routes(routes!(interactions::get, interactions::update, interactions::delete))
        .routes(routes!(messages::list, messages::create))
        .routes(routes!(messages::get))
        .routes(routes!(turns::create))
        .routes(routes!(replies::ask))
        .routes(routes!(replies::stream))
        .routes(routes!(replies::cancel))
        .routes(routes!(feedback::rate))
        .routes(routes!(users::list, users::create))
        .routes(routes!(users::get, users::update, users::delete))
        .routes(routes!(models::list))
        .routes(routes!(project::get, project::update))
        .routes(routes!(operations::health))
        .routes(routes!(operations::ready))
        .routes(routes!(specification))
}

/// Returns the specification of all public routes.
pub fn openapi() -> Document {
    table().into_openapi()
}

/// Returns the specification as it is served and committed.
pub fn document() -> String {
    let text = openapi().to_pretty_json().unwrap_or_default();
    format!("{text}\n")
}

/// Get the OpenAPI document
#[utoipa::path(get, path = "/openapi.json", operation_id = "openapi", tag = "Operations", security(()),
    responses((status = 200, body = Object, content_type = "application/json")))]
pub async fn specification() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], DOCUMENT.as_str())
}
