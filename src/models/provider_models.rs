//! Listing a provider's models, in the three protocols of such lists.

use std::time::Duration;

use reqwest::RequestBuilder;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use tokio::time::timeout;
use url::Url;

use super::credentials::Credentials;
use super::failure::{Failure, FailureKind};
use super::http_client::{base_of, join, read_body, transport_failure};
use super::ssrf_guard::may_be_public;
use super::wire::{ANTHROPIC_VERSION, WireFormat};
use crate::config::{Connection, ConnectionKind};

/// Time limit for all pages together.
const TIME: Duration = Duration::from_secs(5);
/// Maximum size of a page in bytes.
const SIZE: usize = 4 << 20;
/// Maximum number of pages.
const PAGES: usize = 20;
/// Maximum length of a name, which leaves room for the connection's name before it.
const NAME: usize = 200;

/// Lists a connection's models.
#[derive(Debug)]
pub(super) struct ProviderModels {
    kind: ConnectionKind,
    wire: WireFormat,
    base: Url,
    credentials: Credentials,
    http: reqwest::Client,
}

/// Names, and the cursor of the next page.
type Page = (Vec<String>, Option<String>);

impl ProviderModels {
    pub(super) fn new(http: &reqwest::Client, connection: &Connection) -> Result<Self, String> {
        Ok(Self {
            kind: connection.kind,
            wire: WireFormat::of(connection.kind, connection.api),
            base: base_of(connection)?,
            credentials: Credentials::new(connection)?,
            http: http.clone(),
        })
    }

    pub(super) fn kind(&self) -> ConnectionKind {
        self.kind
    }

    /// Returns all names, sorted.
    pub(super) async fn names(&self) -> Result<Vec<String>, Failure> {
        let asked = timeout(TIME, self.pages()).await;
        let mut names = asked.unwrap_or_else(|elapsed| Err(failure(FailureKind::TimedOut, elapsed)))?;
        names.retain(|name| can_be_named(name));
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }

    /// Returns whether the SSRF guard accepts the URL. Names are only checked when they are resolved.
    pub(super) fn may_be_public(&self) -> bool {
        may_be_public(&self.base)
    }

    /// Probes a server that lists no models: asks for a model that does not exist and judges by the error. Fails only if
    /// the server refuses the key.
    pub(super) async fn can_be_asked(&self) -> Result<bool, Failure> {
        let model = "connection-test";
        let turns = json!([{"role": "user", "content": "ping"}]);
        let question = match self.wire {
            WireFormat::OpenAiChat => {
                json!({"model": model, "messages": turns, "max_tokens": 1, "stream": false})
            }
            WireFormat::OpenAiResponses => {
                json!({"model": model, "input": turns, "max_output_tokens": 16, "stream": false})
            }
            WireFormat::Anthropic | WireFormat::Gemini => return Ok(false),
        };
        let request = self.http.post(join(&self.base, &self.wire.path(model)));
        let request = request.header("content-type", "application/json").body(question.to_string());
        let Ok(Ok((status, body))) = timeout(TIME, self.answer(request)).await else { return Ok(false) };
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        match status {
            401 | 403 => Err(failure(FailureKind::Unauthorized, status)),
            200 => Ok(body["choices"].is_array() || body["output"].is_array()),
            // The server knows its models and has none of this name.
            400 | 404 | 422 => Ok(body["error"].is_object()),
            _ => Ok(false),
        }
    }

    async fn pages(&self) -> Result<Vec<String>, Failure> {
        let (mut names, mut next) = (Vec::new(), None);
        for _ in 0..PAGES {
            let (more, then) = self.page(next.as_deref()).await?;
            names.extend(more);
            next = then;
            if next.is_none() {
                break;
            }
        }
        Ok(names)
    }

    async fn page(&self, after: Option<&str>) -> Result<Page, Failure> {
        let mut url = join(&self.base, "models");
        let (size, cursor) = match self.kind {
            ConnectionKind::Anthropic => ("limit", "after_id"),
            ConnectionKind::Gemini => ("pageSize", "pageToken"),
            // A complete list, without pages.
            _ => {
                let list: Ids = self.body(self.http.get(url)).await?;
                return Ok((list.names(), None));
            }
        };
        url.query_pairs_mut().append_pair(size, "1000");
        if let Some(after) = after {
            url.query_pairs_mut().append_pair(cursor, after);
        }
        let request = self.http.get(url);
        if self.kind == ConnectionKind::Gemini {
            let list: GeminiModels = self.body(request).await?;
            return Ok(list.page());
        }
        let list: Ids = self.body(request.header(ANTHROPIC_VERSION.0, ANTHROPIC_VERSION.1)).await?;
        let next = list.last_id.clone().filter(|_| list.has_more == Some(true));
        Ok((list.names(), next))
    }

    /// Sends a request; returns status and body.
    async fn answer(&self, request: RequestBuilder) -> Result<(u16, Vec<u8>), Failure> {
        let broken = |error: reqwest::Error| failure(transport_failure(&error), error.without_url());
        let mut response = self.credentials.add_to(request).send().await.map_err(broken)?;
        let (body, whole) = read_body(&mut response, SIZE).await.map_err(broken)?;
        if !whole {
            return Err(failure(FailureKind::TooLong, "the list of models is too long"));
        }
        Ok((response.status().as_u16(), body))
    }

    async fn body<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Failure> {
        let (status, body) = self.answer(request).await?;
        let said = || format!("{status}: {}", self.credentials.brief(&String::from_utf8_lossy(&body)));
        let kind = match status {
            200 => return serde_json::from_slice(&body).map_err(|_| failure(FailureKind::Nonsense, said())),
            429 => FailureKind::RateLimited,
            401 | 403 => FailureKind::Unauthorized,
            408 | 500.. => FailureKind::Broken,
            _ => FailureKind::Refused,
        };
        Err(failure(kind, said()))
    }
}

fn failure(kind: FailureKind, detail: impl ToString) -> Failure {
    Failure::new(kind, detail.to_string())
}

/// Returns whether an agent's configuration accepts the name.
fn can_be_named(name: &str) -> bool {
    !name.is_empty()
        && name.chars().count() <= NAME
        && !name.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// A list in OpenAI's protocol or Anthropic's.
#[derive(Debug, Deserialize)]
struct Ids {
    #[serde(deserialize_with = "list_or_null")]
    data: Vec<IdOf>,
    has_more: Option<bool>,
    last_id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct IdOf {
    id: String,
}

impl Ids {
    fn names(self) -> Vec<String> {
        self.data.into_iter().map(|model| model.id).collect()
    }
}

/// Reads a list, which is `null` on some servers without models.
fn list_or_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IdOf>, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// A list in Gemini's protocol, which leaves out empty fields.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct GeminiModels {
    #[serde(default)]
    models: Vec<GeminiModel>,
    next_page_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct GeminiModel {
    name: String,
    #[serde(default)]
    supported_generation_methods: Vec<String>,
}

impl GeminiModels {
    /// Returns the models that write text.
    fn page(self) -> Page {
        let writes = |model: &GeminiModel| {
            model.supported_generation_methods.iter().any(|way| way == "generateContent")
        };
        let name = |model: GeminiModel| model.name.trim_start_matches("models/").to_owned();
        let names = self.models.into_iter().filter(writes).map(name).collect();
        (names, self.next_page_token.filter(|token| !token.is_empty()))
    }
}
