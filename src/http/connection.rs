//! A connection before it carries requests.

use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::net::TcpStream;
use tokio_io_timeout::TimeoutStream;

/// Takes connections.
#[derive(Debug, Clone)]
pub struct Acceptor {
    /// How long a caller may read nothing while something is to be written. Without a limit, callers who never read
    /// would hold their connection and what is to be written for ever.
    pub write_timeout: Duration,
}

impl<S> Accept<TcpStream, S> for Acceptor {
    type Stream = Pin<Box<TimeoutStream<TcpStream>>>;
    type Service = S;
    type Future = Ready<io::Result<(Self::Stream, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        // A piece of a reply is smaller than a packet: it must not wait for the next one.
        let prepared = stream.set_nodelay(true).map(|()| {
            let mut stream = TimeoutStream::new(stream);
            stream.set_write_timeout(Some(self.write_timeout));
            (Box::pin(stream), service)
        });
        ready(prepared)
    }
}
