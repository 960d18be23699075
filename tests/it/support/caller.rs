//! Callers of the server, each with its own headers, and their responses.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

use super::exchange;

#[derive(Clone)]
pub struct Caller {
    http: Client,
    url: String,
    headers: HeaderMap,
}

#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Caller {
    pub fn new(http: Client, url: &str) -> Self {
        Self { http, url: url.to_owned(), headers: HeaderMap::new() }
    }

    pub fn with(&self, name: &str, value: &str) -> Self {
        self.with_bytes(name, value.as_bytes())
    }

    /// Returns the same caller for another base URL.
    pub fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// Adds a header whose value need not be ASCII.
    pub fn with_bytes(&self, name: &str, value: &[u8]) -> Self {
        let mut with = self.clone();
        let name = HeaderName::from_bytes(name.to_ascii_lowercase().as_bytes()).unwrap();
        with.headers.append(name, HeaderValue::from_bytes(value).unwrap());
        with
    }

    pub async fn get(&self, path: &str) -> Response {
        self.call(Method::GET, path, None).await
    }

    pub async fn delete(&self, path: &str) -> Response {
        self.call(Method::DELETE, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Response {
        self.call(Method::POST, path, Some(body.to_string())).await
    }

    pub async fn post_text(&self, path: &str, body: &str) -> Response {
        self.call(Method::POST, path, Some(body.to_owned())).await
    }

    /// Returns a request that is not sent yet.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url)).headers(self.headers.clone())
    }

    pub async fn call(&self, method: Method, path: &str, body: Option<String>) -> Response {
        let mut request = self.request(method.clone(), path);
        if let Some(body) = body.clone() {
            request = request
                .header("Content-Type", "application/json")
                .header("X-Fern-Language", "JavaScript")
                .body(body);
        }
        let response = request.send().await.unwrap();
        let response = Response {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        };
        exchange::check(method.as_str(), path, body.as_deref(), response.status, &response.text);
        response
    }
}

impl Response {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// Returns the body of a success.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json()
    }

    /// Returns the message of an error with this status and code.
    #[track_caller]
    pub fn error(&self, status: u16, code: &str) -> String {
        assert_eq!(self.status, status, "{}", self.text);
        let json = self.json();
        assert_eq!(json["error"]["code"], code, "{}", self.text);
        assert_eq!(json.as_object().unwrap().len(), 1, "{}", self.text);
        assert_eq!(json["error"].as_object().unwrap().len(), 2, "{}", self.text);
        let message = json["error"]["message"].as_str().unwrap().to_owned();
        assert!(!message.is_empty());
        message
    }

    #[track_caller]
    pub fn invalid(&self) -> String {
        self.error(400, "invalid_request")
    }

    #[track_caller]
    pub fn not_found(&self) -> String {
        self.error(404, "resource_not_found")
    }
}
