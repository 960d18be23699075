//! Extractors for bodies, queries and IDs in paths, whose errors name the field.

use std::convert::Infallible;
use std::fmt::Display;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{FromRef, FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::header::{CONTENT_LENGTH, EXPECT};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_json::{Map, Value};
use tokio::time::timeout;

use crate::config::Config;
use crate::error::{Error, Result, invalid, too_large};

/// A JSON body: a request's object, or a response. The request's content type is ignored, as nothing depends on it
/// without cookies.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<S, T> FromRequest<S> for Json<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
    Arc<Config>: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        read_json(request, &Arc::<Config>::from_ref(state)).await.map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// Reads a JSON object in a handler that has already read the request's head.
pub async fn read_json<T: DeserializeOwned>(request: Request, config: &Config) -> Result<T> {
    let limit = config.http.body_limit;
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > limit) {
        // A caller who expects a `100 Continue` has sent nothing yet.
        if !request.headers().contains_key(EXPECT) {
            discard(request.into_body(), config).await;
        }
        return Err(too_large(limit));
    }
    let bytes = read(request.into_body(), limit, config).await?;
    // Derived types would also accept an array, field by field.
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(invalid("the body must be a JSON object"));
    }
    let mut json = serde_json::Deserializer::from_slice(&bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        // There is no field to name: perhaps not even its name could be read.
        let is_about_all = path == "." || path == "?";
        match error.inner().classify() {
            Category::Syntax | Category::Eof if is_about_all => not_json(error.inner()),
            _ => at_field(&path, &error.into_inner().to_string()),
        }
    })?;
    json.end().map_err(|error| not_json(&error))?;
    Ok(value)
}

/// Deserializes what is left of a body after a handler has removed some of its fields.
pub fn object<T: DeserializeOwned>(object: Map<String, Value>) -> Result<T> {
    serde_path_to_error::deserialize(Value::Object(object)).map_err(|error| {
        let path = error.path().to_string();
        at_field(&path, &error.into_inner().to_string())
    })
}

/// Deserializes an object that is a field of a body.
pub fn object_at<T: DeserializeOwned>(field: &str, object: Map<String, Value>) -> Result<T> {
    serde_path_to_error::deserialize(Value::Object(object)).map_err(|error| {
        let path = match error.path().to_string().as_str() {
            "." => field.to_owned(),
            inner => format!("{field}.{inner}"),
        };
        at_field(&path, &error.into_inner().to_string())
    })
}

fn not_json(problem: &impl Display) -> Error {
    invalid(format!("the body is not valid JSON: {problem}"))
}

async fn read(mut body: Body, limit: usize, config: &Config) -> Result<Bytes> {
    match timeout(config.http.read_timeout, Limited::new(&mut body, limit).collect()).await {
        Ok(Ok(read)) => Ok(read.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            discard(body, config).await;
            Err(too_large(limit))
        }
        Ok(Err(_)) => Err(invalid("the body was cut off")),
        Err(_) => Err(invalid("the body did not arrive in time")),
    }
}

/// Maximum bytes of a body over the limit that are read nevertheless.
const DISCARDED: usize = 16 << 20;

/// Reads the rest of a body and throws it away: closing a connection while the caller is still sending resets it, and
/// then the caller does not read the response.
async fn discard(mut body: Body, config: &Config) {
    let discarding = async {
        let mut left = DISCARDED;
        while let Some(Ok(frame)) = body.frame().await {
            let size = frame.data_ref().map_or(0, Bytes::len);
            match left.checked_sub(size) {
                Some(rest) => left = rest,
                None => break,
            }
        }
    };
    // The response is sent in any case.
    let _in_time = timeout(config.http.read_timeout, discarding).await;
}

/// Query parameters.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = serde_urlencoded::Deserializer::new(url::form_urlencoded::parse(query.as_bytes()));
        serde_path_to_error::deserialize(pairs).map(Self).map_err(|error| {
            let path = error.path().to_string();
            at_field(&path, &error.into_inner().to_string())
        })
    }
}

/// The `{id}` of a path. A parameter that is not UTF-8 becomes an empty ID, which matches nothing.
#[derive(Debug)]
pub struct Id(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> std::result::Result<Self, Infallible> {
        let parameters = RawPathParams::from_request_parts(parts, state).await.ok();
        let id =
            parameters.iter().flatten().find_map(|(name, value)| (name == "id").then(|| value.to_owned()));
        Ok(Self(id.unwrap_or_default()))
    }
}

/// Returns the error `field: problem`, in terms of JSON rather than of Rust.
fn at_field(path: &str, problem: &str) -> Error {
    // Not even the name of the field could be read.
    let path = if path == "?" { "." } else { path };
    let problem = problem.split(", expected one of").next().unwrap_or(problem);
    let problem = problem.split(", there are no fields").next().unwrap_or(problem);
    let problem = problem
        .replace("expected f64", "expected a number")
        .replace("expected i64", "expected an integer")
        .replace("expected a boolean", "expected true or false");
    let problem = match problem.find("expected struct ") {
        Some(at) => format!("{}expected an object", &problem[..at]),
        None => problem,
    };
    if let (true, Some(at)) = (path != ".", problem.rfind(" at line ")) {
        return at_field(path, &problem[..at]);
    }
    if problem.starts_with('.') {
        return invalid(format!("{path}{problem}"));
    }
    if path == "." || problem.contains(&format!("`{path}`")) {
        invalid(problem)
    } else {
        invalid(format!("{path}: {problem}"))
    }
}
