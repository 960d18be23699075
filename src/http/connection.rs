//! One connection: its socket, and the service that passes on its requests.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use tokio::net::TcpStream;
use tokio_io_timeout::TimeoutStream;

use super::service::{Answer, Service};

/// A socket whose writes have a time limit.
pub type Stream = Pin<Box<TimeoutStream<TcpStream>>>;

/// Prepares an accepted socket. `write_timeout` says how long a write may stall: without a limit, callers who never
/// read would hold their connection and its buffers forever.
pub fn prepare(stream: TcpStream, write_timeout: Duration) -> io::Result<Stream> {
    // A delta is smaller than a packet and must not wait for the next one.
    stream.set_nodelay(true)?;
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(write_timeout));
    Ok(Box::pin(stream))
}

/// Passes on the requests of one connection, together with the caller's address.
#[derive(Debug, Clone)]
pub struct ConnectionService {
    service: Arc<Service>,
    address: SocketAddr,
    is_used: Arc<AtomicBool>,
}

impl ConnectionService {
    /// Returns the service of a connection from `address`.
    pub fn new(service: Arc<Service>, address: SocketAddr) -> Self {
        Self { service, address, is_used: Arc::default() }
    }

    /// Returns a flag that tells whether the connection has sent a request.
    pub fn is_used(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_used)
    }
}

impl hyper::service::Service<Request<Incoming>> for ConnectionService {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Answer;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        self.is_used.store(true, Ordering::Relaxed);
        request.extensions_mut().insert(ConnectInfo(self.address));
        self.service.call(request)
    }
}
