//! The HTTP server: connections, their limits, and an orderly end.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::accept::NoDelayAcceptor;
use hyper_util::rt::TokioTimer;

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
    // Without a delay, for a piece of a reply is smaller than a packet. HTTP/1 alone, for finding out which version a caller
    // speaks takes 8 KB more for each connection, and has no time limit.
    let mut server =
        axum_server::from_tcp(listener)?.acceptor(NoDelayAcceptor::new()).handle(handle.clone()).http1_only();
    server
        .http_builder()
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.read_timeout)
        .max_buf_size(limits.header_limit)
        // The pieces of a reply are small: copying them into one buffer is cheaper than handing them over one by one.
        .writev(false);
    let serving = server.serve(router.into_make_service());
    tokio::pin!(serving);
    tokio::select! {
        outcome = &mut serving => return outcome,
        () = shutdown => tracing::info!("shutting down: running requests may finish"),
    }
    handle.graceful_shutdown(Some(limits.shutdown_timeout + LAST_WORDS));
    serving.await
}
