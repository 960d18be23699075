//! One kept-alive connection, over hyper directly: as little as possible between the clock and the socket.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, StatusCode,
    client::conn::http1::{SendRequest, handshake},
    header::{CONTENT_TYPE, HOST, HeaderMap, HeaderValue},
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// A connection that sends the same headers with every request.
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
    headers: HeaderMap,
}

impl Connection {
    /// Connects to `address`.
    pub async fn open(address: SocketAddr, mut headers: HeaderMap) -> Result<Self> {
        let socket = TcpStream::connect(address).await.with_context(|| format!("connecting to {address}"))?;
        socket.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(socket)).await?;
        // Ends by itself when the connection is closed by either side.
        tokio::spawn(connection);
        headers.insert(HOST, HeaderValue::from_str(&address.to_string())?);
        Ok(Self { sender, headers })
    }

    /// Sends a request and reads the whole answer, which must be 200.
    pub async fn send(&mut self, method: Method, path: &str, body: Bytes) -> Result<Bytes> {
        self.sender.ready().await.context("the connection was closed")?;
        let mut request = Request::new(Full::new(body));
        *request.uri_mut() = path.parse()?;
        request.headers_mut().clone_from(&self.headers);
        if method == Method::POST {
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        *request.method_mut() = method;
        let answer = self.sender.send_request(request).await.with_context(|| format!("sending to {path}"))?;
        let status = answer.status();
        let body =
            answer.into_body().collect().await.with_context(|| format!("reading from {path}"))?.to_bytes();
        ensure!(status == StatusCode::OK, "{path} answered {status}: {}", String::from_utf8_lossy(&body));
        Ok(body)
    }

    /// `GET`s JSON.
    pub async fn get(&mut self, path: &str) -> Result<Value> {
        json_of(&self.send(Method::GET, path, Bytes::new()).await?)
    }

    /// `POST`s JSON and gets JSON.
    pub async fn post(&mut self, path: &str, body: &Value) -> Result<Value> {
        json_of(&self.send(Method::POST, path, body.to_string().into()).await?)
    }
}

fn json_of(body: &[u8]) -> Result<Value> {
    serde_json::from_slice(body).with_context(|| format!("not JSON: {}", String::from_utf8_lossy(body)))
}

/// The text at `field`, or an error that shows what came instead.
pub fn text<'a>(object: &'a Value, field: &str) -> Result<&'a str> {
    object[field].as_str().with_context(|| format!("no text in {field}: {object}"))
}
