//! All routes of the server: the two APIs, the dashboard, the documentation and the widget.

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::http::not_found::no_such_path;
use crate::http::{assets, docs, icon, packages};
use crate::{api, dashboard, http, welcome};

/// Returns all routes.
pub fn router(app: App) -> Router {
    let (routes, _) = api::routes::table().split_for_parts();
    docs::routes()
        .merge(routes)
        .merge(assets::routes())
        .merge(api::agent_images::files())
        .merge(packages::routes())
        .merge(icon::routes())
        .merge(welcome::routes())
        .merge(dashboard_routes())
        .fallback(no_such_path)
        .method_not_allowed_fallback(no_such_path)
        .with_state(app)
}

/// Returns the dashboard's pages and API.
fn dashboard_routes() -> Router<App> {
    let api = OpenApiRouter::new().nest("/dashboard/api", dashboard::router::table());
    let (api, _) = api.split_for_parts();
    api.merge(http::dashboard::routes())
}
