//! All routes of the server: the two APIs, the dashboard, the documentation and the widget.

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use axum::middleware::from_fn_with_state;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::http::not_found::no_such_path;
use crate::http::{assets, cors, docs, icon, packages, request_context};
use crate::{api, dashboard, http, welcome};

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// Returns all routes.
pub fn router(app: App) -> Router {
    let (routes, _) = api::routes::table().split_for_parts();
    // Responses depend on headers that caches do not know about, so caches must not store them.
    let routes = routes.layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, NO_STORE));
    let public = docs::routes()
        .merge(routes)
        .merge(assets::routes())
        .merge(api::agent_images::files())
        .merge(packages::routes())
        .merge(icon::routes())
        .merge(welcome::routes())
        .fallback(no_such_path)
        .method_not_allowed_fallback(no_such_path);
    // Outermost, so that a page can read every error, including time-outs and panics.
    let public = tracked(public, &app).layer(cors::layer());
    // No other origin may use the dashboard, so CORS does not cover it.
    public.merge(tracked(dashboard_routes(), &app)).with_state(app)
}

/// Returns the dashboard's pages and API.
fn dashboard_routes() -> Router<App> {
    let api = OpenApiRouter::new().nest("/dashboard/api", dashboard::router::table());
    let (api, _) = api.split_for_parts();
    api.layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, NO_STORE))
        .merge(http::dashboard::routes())
        .method_not_allowed_fallback(no_such_path)
}

fn tracked(router: Router<App>, app: &App) -> Router<App> {
    router
        .layer(SetResponseHeaderLayer::overriding(X_CONTENT_TYPE_OPTIONS, NO_SNIFF))
        .layer(from_fn_with_state(Arc::clone(&app.config), request_context::track))
}
