//! The pages under `/docs`: for browsers, so with a policy on what they may load, and kept by caches until they change.

use axum::Router;
use axum::handler::HandlerWithoutStateExt;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_swagger_ui::SwaggerUi;

use crate::docs::{self, File};
use crate::error::not_found;

/// Scripts and styles are files of this server; there is nothing else, and nothing in the pages themselves.
const PAGES: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The page that sends requests styles itself as it goes, and has its icons in itself.
const TRY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Guides and reference under `/docs`, and a page that sends requests under `/docs/try`.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    // It reads /openapi.json. By default it would show a badge of an outside validator wherever the address looks public.
    let config = utoipa_swagger_ui::Config::from("/openapi.json").validator_url("none");
    let pages = Router::new().nest_service("/docs", answer.into_service());
    let requests = Router::from(SwaggerUi::new("/docs/try").config(config));
    policy(pages, PAGES).merge(policy(requests, TRY))
}

fn policy<S: Clone + Send + Sync + 'static>(router: Router<S>, policy: &'static str) -> Router<S> {
    let policy = HeaderValue::from_static(policy);
    router.layer(SetResponseHeaderLayer::overriding(CONTENT_SECURITY_POLICY, policy))
}

async fn answer(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return not_found("path, or not with this method").into_response();
    }
    match docs::file(uri.path().trim_matches('/')) {
        Some(file) if headers.get(IF_NONE_MATCH).is_some_and(|known| names(known, file)) => {
            (StatusCode::NOT_MODIFIED, kept(file)).into_response()
        }
        Some(file) => (kept(file), [(CONTENT_TYPE, file.content_type)], file.body.as_str()).into_response(),
        None => {
            let html = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
            (StatusCode::NOT_FOUND, html, docs::missing()).into_response()
        }
    }
}

/// Caches ask each time whether it is still this one, which a new version of the program may have changed.
fn kept(file: &'static File) -> [(axum::http::HeaderName, &'static str); 2] {
    [(CACHE_CONTROL, "no-cache"), (ETAG, file.etag.as_str())]
}

/// Whether a browser says that it has this file.
fn names(known: &HeaderValue, file: &File) -> bool {
    let known = known.to_str().unwrap_or_default();
    known.split(',').any(|one| one.trim().trim_start_matches("W/") == file.etag)
}
