//! A keep-alive connection that uses hyper directly: as little as possible between the clock and the socket.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, StatusCode,
    body::Incoming,
    client::conn::http1::{SendRequest, handshake},
    header::{ACCEPT, CONTENT_TYPE, HOST, HeaderMap, HeaderValue, SET_COOKIE},
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

    /// Returns whether the connection can still be used; a server closes idle ones.
    pub fn is_open(&self) -> bool {
        !self.sender.is_closed()
    }

    /// Sends a request and reads the whole response, which must be 200.
    pub async fn send(&mut self, method: Method, path: &str, body: Bytes) -> Result<Bytes> {
        let request = self.request(method, path, body)?;
        let answer = self.answer(request, path).await?;
        Ok(answer.collect().await.with_context(|| format!("reading from {path}"))?.to_bytes())
    }

    /// Sends a request for server-sent events. The response must be 200; returns it as it arrives.
    pub async fn listen(&mut self, method: Method, path: &str, body: Bytes) -> Result<Incoming> {
        let mut request = self.request(method, path, body)?;
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
        self.answer(request, path).await
    }

    fn request(&self, method: Method, path: &str, body: Bytes) -> Result<Request<Full<Bytes>>> {
        let mut request = Request::new(Full::new(body));
        *request.uri_mut() = path.parse()?;
        request.headers_mut().clone_from(&self.headers);
        if method == Method::POST {
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        *request.method_mut() = method;
        Ok(request)
    }

    async fn answer(&mut self, request: Request<Full<Bytes>>, path: &str) -> Result<Incoming> {
        self.sender.ready().await.context("the connection was closed")?;
        let answer = self.sender.send_request(request).await.with_context(|| format!("sending to {path}"))?;
        let (status, body) = (answer.status(), answer.into_body());
        if status != StatusCode::OK {
            let body = body.collect().await.with_context(|| format!("reading from {path}"))?.to_bytes();
            bail!("{path} answered {status}: {}", String::from_utf8_lossy(&body));
        }
        Ok(body)
    }

    /// `POST`s JSON and returns the cookie of the response.
    pub async fn post_for_cookie(&mut self, path: &str, body: &Value) -> Result<String> {
        let request = self.request(Method::POST, path, body.to_string().into())?;
        self.sender.ready().await.context("the connection was closed")?;
        let answer = self.sender.send_request(request).await.with_context(|| format!("sending to {path}"))?;
        let cookie = answer.headers().get(SET_COOKIE).with_context(|| format!("no cookie from {path}"))?;
        let cookie = cookie.to_str()?.split(';').next().unwrap_or_default();
        Ok(cookie.to_owned())
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

/// Returns the text at `field`, or an error that shows the actual value.
pub fn text<'a>(object: &'a Value, field: &str) -> Result<&'a str> {
    object[field].as_str().with_context(|| format!("no text in {field}: {object}"))
}
