//! The routes of the dashboard API.

use axum::routing::get;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{
    account, agents, analytics, audit, audit_export, configs, connections, conversation_export, export, hmac,
    interactions, invitations, keys, members, messages, models, playground, preview, projects, session,
    users,
};
use crate::app::App;

/// Returns all routes with their specification.
#[expect(clippy::disallowed_methods, reason = "former addresses are not in the specification")]
pub fn table() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(super::Description::openapi())
        .routes(routes!(session::get))
        .routes(routes!(session::setup))
        .routes(routes!(session::login))
        .routes(routes!(session::logout))
        .routes(routes!(session::logout_everywhere))
        .routes(routes!(account::update))
        .routes(routes!(account::change_password))
        .routes(routes!(account::reset_password))
        .routes(routes!(invitations::look))
        .routes(routes!(invitations::accept))
        .routes(routes!(projects::list, projects::create))
        .routes(routes!(projects::get, projects::update))
        .routes(routes!(projects::delete))
        .routes(routes!(hmac::get))
        .routes(routes!(hmac::reveal))
        .routes(routes!(hmac::rotate))
        .routes(routes!(hmac::retire))
        .routes(routes!(keys::list, keys::create))
        .routes(routes!(keys::revoke))
        .routes(routes!(connections::list, connections::create))
        .routes(routes!(connections::update, connections::delete))
        .routes(routes!(connections::test))
        .routes(routes!(connections::test_stored))
        .routes(routes!(models::list))
        .routes(routes!(members::list))
        .routes(routes!(members::update, members::remove))
        .routes(routes!(invitations::list, invitations::create))
        .routes(routes!(invitations::revoke))
        .routes(routes!(agents::list, agents::create))
        .routes(routes!(agents::get, agents::update, agents::delete))
        .routes(routes!(agents::upload_image))
        .routes(routes!(agents::deletion))
        .routes(routes!(agents::activate))
        .routes(routes!(agents::deactivate))
        .routes(routes!(configs::get, configs::update))
        .routes(routes!(configs::versions))
        .routes(routes!(configs::restore))
        .routes(routes!(preview::preview))
        .routes(routes!(playground::credentials))
        .routes(routes!(playground::set_draft))
        .routes(routes!(playground::clear_draft))
        .routes(routes!(users::list, users::create))
        .routes(routes!(users::get, users::update, users::delete))
        .routes(routes!(users::deletion))
        .routes(routes!(export::export))
        .routes(routes!(interactions::list))
        .routes(routes!(conversation_export::export))
        .routes(routes!(interactions::get, interactions::delete))
        .routes(routes!(interactions::messages))
        .routes(routes!(messages::stream))
        .routes(routes!(messages::trace))
        .routes(routes!(analytics::get))
        .routes(routes!(analytics::csv))
        .routes(routes!(analytics::prices::list, analytics::prices::set))
        .routes(routes!(audit::list))
        .routes(routes!(audit_export::export))
        // Former addresses, not in the specification.
        .route("/projects/{project_id}/figures", get(analytics::redirect))
        .route("/projects/{project_id}/figures.csv", get(analytics::redirect_csv))
}

/// Returns the specification, from which the dashboard's TypeScript types are generated.
pub fn document() -> String {
    let document: Document = table().into_openapi();
    format!("{}\n", document.to_pretty_json().unwrap_or_default())
}
