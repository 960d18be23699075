//! The HTTP server: connections, their limits, and an orderly end.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use hyper_util::rt::TokioTimer;

use super::connection::Acceptor;
use crate::config::Http;

/// What callers get beyond that time to hear how their reply was given up.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Serves until `shutdown` is done, then lets running requests finish within `limits.shutdown_timeout`.
pub async fn serve(
    router: Router,
    listener: TcpListener,
    limits: &Http,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let handle: Handle<SocketAddr> = Handle::new();
    let acceptor = Acceptor { write_timeout: limits.write_timeout };
    // HTTP/1 alone: to find out which version a caller speaks takes 8 KB more a connection, and has no time limit.
    let mut server = axum_server::from_tcp(listener)?.acceptor(acceptor).handle(handle.clone()).http1_only();
    server
        .http_builder()
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.read_timeout)
        .max_buf_size(limits.header_limit);
    let serving = server.serve(router.into_make_service_with_connect_info::<SocketAddr>());
    tokio::pin!(serving);
    tokio::select! {
        outcome = &mut serving => return outcome,
        () = shutdown => tracing::info!("shutting down: running requests may finish"),
    }
    handle.graceful_shutdown(Some(limits.shutdown_timeout + LAST_WORDS));
    serving.await
}
