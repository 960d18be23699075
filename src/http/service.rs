//! What answers a request: the routes, surrounded by what all of them share.
//!
//! This is outside of the routes on purpose: axum clones and boxes each layer of a router for each request, which
//! costs more than most of them do.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::http::{Request, Response};
use bytes::Bytes;
use futures_util::future::Either;
use tower_http::cors::{Cors, ResponseFuture};
use tower_service::Service as _;

use super::{cors, request_context};
use crate::config::Config;

/// The paths of the dashboard.
const DASHBOARD: &str = "/dashboard";

/// Answers requests with the routes of a router.
#[derive(Debug, Clone)]
pub struct Service {
    /// Outside of everything else, so that a page can read every error, including time-outs and panics.
    public: Cors<Routes>,
    /// No other origin may use the dashboard, so CORS does not cover it.
    dashboard: Routes,
}

/// The future of a response.
pub type Answer = Either<ResponseFuture<Tracked>, Tracked>;
type Tracked = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

impl Service {
    /// Returns the service for these routes.
    pub fn new(router: Router, config: Arc<Config>) -> Self {
        let routes = Routes { router, config };
        Self { public: cors::layer(routes.clone()), dashboard: routes }
    }

    /// Answers a request.
    pub fn call<B>(&self, request: Request<B>) -> Answer
    where
        B: HttpBody<Data = Bytes, Error: Into<axum::BoxError>> + Send + 'static,
    {
        let request = request.map(Body::new);
        let after = request.uri().path().strip_prefix(DASHBOARD);
        match after.is_some_and(|path| path.is_empty() || path.starts_with('/')) {
            true => Either::Right(self.dashboard.answer(request)),
            false => Either::Left(self.public.clone().call(request)),
        }
    }
}

/// The routes, and what is done around each request.
#[derive(Debug, Clone)]
struct Routes {
    router: Router,
    config: Arc<Config>,
}

impl Routes {
    fn answer(&self, request: Request<Body>) -> Tracked {
        let (mut router, config) = (self.router.clone(), Arc::clone(&self.config));
        Box::pin(
            async move { Ok(request_context::track(&config, request, |request| router.call(request)).await) },
        )
    }
}

impl tower_service::Service<Request<Body>> for Routes {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Tracked;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Tracked {
        self.answer(request)
    }
}
