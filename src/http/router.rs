//! The one table of routes. `routes!` also puts a route into `openapi.json`, and the route test goes over that: a route
//! cannot be added without saying there who may call it.

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use axum::middleware::from_fn_with_state;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{assets, cors, dashboard, docs, request_context, root};
use crate::api::{
    agents, configs, feedback, interactions, messages, models, operations, project, replies, users,
};
use crate::app::App;
use crate::error::{Error, not_found};

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");

fn table() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(crate::api::Description::openapi())
        .routes(routes!(agents::list, agents::create))
        .routes(routes!(agents::get, agents::update, agents::delete))
        .routes(routes!(agents::activate))
        .routes(routes!(agents::deactivate))
        .routes(routes!(configs::get, configs::update))
        .routes(routes!(interactions::list, interactions::create))
        .routes(routes!(interactions::get, interactions::update, interactions::delete))
        .routes(routes!(messages::list, messages::create))
        .routes(routes!(messages::get))
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
        .routes(routes!(operations::openapi))
}

/// The specification of all routes.
pub fn openapi() -> Document {
    table().into_openapi()
}

/// Everything that the server answers.
pub fn router(app: App) -> Router {
    let (routes, _) = table().split_for_parts();
    // Callers are told apart by headers that a cache in between does not know of: nothing of theirs may be kept there.
    let routes = routes.layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, NO_STORE));
    let public = docs::routes()
        .merge(routes)
        .merge(assets::routes())
        .merge(root::routes())
        .fallback(no_such_path)
        .method_not_allowed_fallback(no_such_path);
    // Outermost, so that a page can read every error, a time-out and a panic too.
    let public = watched(public, &app).layer(cors::layer());
    // Pages of other origins have no business with the dashboard: it stays outside of what they may read.
    public.merge(watched(dashboard(), &app)).with_state(app)
}

/// The dashboard and its own API.
fn dashboard() -> Router<App> {
    let api = OpenApiRouter::new().nest("/dashboard/api", crate::dashboard::router::table());
    let (api, _) = api.split_for_parts();
    api.layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, NO_STORE))
        .merge(dashboard::routes())
        .method_not_allowed_fallback(no_such_path)
}

fn watched(router: Router<App>, app: &App) -> Router<App> {
    router
        .layer(SetResponseHeaderLayer::overriding(X_CONTENT_TYPE_OPTIONS, NO_SNIFF))
        .layer(from_fn_with_state(app.clone(), request_context::track))
}

pub(super) async fn no_such_path() -> Error {
    not_found("path, or not with this method")
}
