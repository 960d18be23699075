//! Reading requests: bodies, queries and IDs in paths, with errors that name the field.

use std::convert::Infallible;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::header::CONTENT_LENGTH;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use crate::app::App;
use crate::error::{Error, Result, invalid, too_large};

/// A JSON object in the body. The content type is not looked at: without cookies nothing depends on it.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        let limit = app.config.http.body_limit;
        let announced =
            request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        if announced.is_some_and(|length: usize| length > limit) {
            return Err(too_large(limit));
        }
        let bytes = read(request.into_body(), limit, app).await?;
        // Derived types would also take an array, field by field.
        if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
            return Err(invalid("the body must be a JSON object"));
        }
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let path = error.path().to_string();
            at_field(&path, &error.into_inner().to_string())
        })?;
        json.end().map_err(|error| invalid(format!("the body is not valid JSON: {error}")))?;
        Ok(Self(value))
    }
}

async fn read(body: Body, limit: usize, app: &App) -> Result<axum::body::Bytes> {
    match timeout(app.config.http.read_timeout, to_bytes(body, limit)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => {
            let source = std::error::Error::source(&error);
            if source.is_some_and(|source| source.is::<http_body_util::LengthLimitError>()) {
                return Err(too_large(limit));
            }
            Err(invalid("the body broke off"))
        }
        Err(_) => Err(invalid("the body did not arrive in time")),
    }
}

/// Query parameters.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = serde_urlencoded::Deserializer::new(url::form_urlencoded::parse(query.as_bytes()));
        serde_path_to_error::deserialize(pairs).map(Self).map_err(|error| {
            let path = error.path().to_string();
            at_field(&path, &error.into_inner().to_string())
        })
    }
}

/// The `{id}` of a path. What is no text is kept as an ID that nothing has.
#[derive(Debug)]
pub struct Id(pub String);

impl FromRequestParts<App> for Id {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> std::result::Result<Self, Infallible> {
        let path = Path::<String>::from_request_parts(parts, app).await;
        Ok(Self(path.map(|Path(id)| id).unwrap_or_default()))
    }
}

/// `field: what is wrong`, in the words of JSON rather than of this program.
fn at_field(path: &str, problem: &str) -> Error {
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
