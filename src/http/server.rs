//! The HTTP server: accepts connections, bounds them, and shuts them down gracefully.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1::{Builder, Connection};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::connection::{ConnectionService, Stream, prepare};
use super::service::Service;
use crate::config::Config;

/// The extra time for telling callers that their reply was aborted.
const ABORT_NOTICE: Duration = Duration::from_secs(2);
/// The pause after a connection that could not be accepted, such as when the process has too many open files.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

/// Serves until `shutdown` completes, then lets running requests finish within `http.shutdown_timeout`.
///
/// HTTP/1 only: detecting the version would take 8 KB more per connection and has no time limit.
pub async fn serve(
    router: Router,
    listener: TcpListener,
    config: Arc<Config>,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let limits = config.http.clone();
    let service = Arc::new(Service::new(router, config));
    let mut builder = Builder::new();
    builder
        .timer(TokioTimer::new())
        // Runs from the end of the previous request.
        .header_read_timeout(limits.idle_timeout)
        .max_buf_size(limits.header_limit);
    let connections = Connections::default();
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, address) = tokio::select! {
            accepted = accept(&listener) => accepted,
            () = &mut shutdown => break,
        };
        if let Ok(stream) = prepare(stream, limits.write_timeout) {
            let service = ConnectionService::new(Arc::clone(&service), address);
            let is_used = service.is_used();
            let connection = builder.serve_connection(TokioIo::new(stream), service);
            connections.spawn(connection, is_used, limits.read_timeout);
        }
    }
    drop(listener);
    tracing::info!("shutting down; waiting for running requests");
    connections.shut_down(limits.shutdown_timeout + ABORT_NOTICE).await;
    Ok(())
}

async fn accept(listener: &tokio::net::TcpListener) -> (TcpStream, SocketAddr) {
    use io::ErrorKind as E;
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            // The caller has already disconnected.
            Err(error) if matches!(error.kind(), E::ConnectionAborted | E::ConnectionReset) => {}
            Err(error) => {
                tracing::error!(%error, "cannot accept a connection");
                sleep(ACCEPT_AGAIN).await;
            }
        }
    }
}

/// The open connections.
#[derive(Debug, Default)]
struct Connections {
    tracker: TaskTracker,
    /// Tells connections to end after the request that they are answering.
    stopping: CancellationToken,
    /// Tells connections to end now.
    aborted: CancellationToken,
}

impl Connections {
    /// Serves a connection. One that has not sent the head of its first request within `first` is closed.
    fn spawn(
        &self,
        connection: Connection<TokioIo<Stream>, ConnectionService>,
        is_used: Arc<AtomicBool>,
        first: Duration,
    ) {
        let (stopping, aborted) = (self.stopping.clone(), self.aborted.clone());
        self.tracker.spawn(async move {
            let mut connection = pin!(connection);
            // Errors are the caller's fault: it disconnected, was too slow, or did not speak HTTP.
            tokio::select! {
                outcome = timeout(first, connection.as_mut()) => {
                    if outcome.is_ok() || !is_used.load(Ordering::Relaxed) {
                        return;
                    }
                }
                () = stopping.cancelled() => {}
            }
            tokio::select! {
                _ended = connection.as_mut() => return,
                () = stopping.cancelled() => connection.as_mut().graceful_shutdown(),
            }
            tokio::select! {
                _ended = connection => {}
                () = aborted.cancelled() => {}
            }
        });
    }

    async fn shut_down(&self, limit: Duration) {
        self.tracker.close();
        self.stopping.cancel();
        if timeout(limit, self.tracker.wait()).await.is_err() {
            tracing::warn!(connections = self.tracker.len(), "closing connections that did not end in time");
            self.aborted.cancel();
            self.tracker.wait().await;
        }
    }
}
