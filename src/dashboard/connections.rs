//! A project's own connections to providers of models.
//!
//! A stored key goes to the address that it was entered for and to no other: whoever changes the address enters the key
//! again. Otherwise a connection could be led to somebody who collects keys.

use std::time::Instant;

use axum::Json as Answer;
use axum::extract::State;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use super::session::Empty;
use crate::api::fields::present;
use crate::app::App;
use crate::auth::{Developer, Viewer};
use crate::clock::{self, millis};
use crate::config::{Connection as Settings, ConnectionKind as Kind};
use crate::error::{Result, invalid, not_found};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json};
use crate::http::pagination::List;
use crate::ids;
use crate::models::{Failure, FailureKind};
use crate::store::connections::Connection as Row;

/// Characters of an address at most.
const URL: usize = 2_048;
/// Characters of a key at most.
const KEY: usize = 4_096;

/// The protocol of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionKind {
    /// OpenAI's own service.
    Openai,
    /// Anthropic's.
    Anthropic,
    /// Google's Gemini.
    Gemini,
    /// Any server that speaks OpenAI's protocol.
    OpenaiCompatible,
    /// A model that runs in the server itself.
    Local,
    /// The built-in demo.
    Demo,
}

impl ConnectionKind {
    /// The one with a name of the settings or the store.
    pub(super) fn named(name: &str) -> Self {
        match Kind::from_name(name) {
            Some(Kind::Openai) => Self::Openai,
            Some(Kind::Anthropic) => Self::Anthropic,
            Some(Kind::Gemini) => Self::Gemini,
            Some(Kind::OpenaiCompatible) => Self::OpenaiCompatible,
            _ if name == Kind::Local.name() => Self::Local,
            _ => Self::Demo,
        }
    }

    /// The same as settings have it, if a project may have it.
    fn of_a_project(self) -> Result<Kind> {
        match self {
            Self::Openai => Ok(Kind::Openai),
            Self::Anthropic => Ok(Kind::Anthropic),
            Self::Gemini => Ok(Kind::Gemini),
            Self::OpenaiCompatible => Ok(Kind::OpenaiCompatible),
            Self::Local | Self::Demo => Err(invalid(
                "kind: must be openai, anthropic, gemini or openai_compatible; the others are the server's own",
            )),
        }
    }
}

/// Whose a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionSource {
    /// The project's, which changes it here.
    Project,
    /// The server's, of its settings.
    Server,
}

/// A connection to a provider. Its key is never shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct Connection {
    /// Empty for one of the server's.
    id: String,
    /// Always `connection`.
    object: &'static str,
    /// What the full names of its models begin with.
    name: String,
    kind: ConnectionKind,
    /// Empty for the kind's own service, and for the server's connections.
    base_url: String,
    has_key: bool,
    source: ConnectionSource,
    created_at: Option<i64>,
    updated_at: Option<i64>,
}

impl From<Row> for Connection {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            object: "connection",
            name: row.name,
            kind: ConnectionKind::named(&row.kind),
            base_url: row.base_url,
            has_key: !row.sealed_key.is_empty(),
            source: ConnectionSource::Project,
            created_at: Some(millis(row.created_at)),
            updated_at: Some(millis(row.updated_at)),
        }
    }
}

/// A new connection.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateConnection {
    /// A lower-case letter, then up to 31 of these, digits, `-` and `_`.
    name: String,
    kind: ConnectionKind,
    /// http or https; needed for `openai_compatible`.
    base_url: Option<String>,
    #[schema(value_type = Option<String>)]
    api_key: Option<SecretString>,
}

/// A change of a connection; absent fields stay as they are, `null` clears. With another kind or base URL the key has to be
/// entered again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateConnection {
    kind: Option<ConnectionKind>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    base_url: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    api_key: Option<Option<SecretString>>,
}

/// A connection to be tried, which need not be stored.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TestConnection {
    kind: ConnectionKind,
    base_url: Option<String>,
    #[schema(value_type = Option<String>)]
    api_key: Option<SecretString>,
    /// The connection whose stored key is used if none is given; only at the address that it is stored with.
    id: Option<String>,
}

/// How a try went.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConnectionTest {
    /// Always `connection_test`.
    object: &'static str,
    ok: bool,
    /// Names without the connection's. Empty with `ok`: it can be asked, but does not list its models.
    models: Vec<String>,
    /// What went wrong; empty if nothing did.
    error: &'static str,
    latency_ms: u64,
}

/// List connections
///
/// The project's, oldest first, then those of the server that count in it.
#[utoipa::path(get, path = "/projects/{project_id}/connections", operation_id = "listConnections",
    tag = "Connections", params(("project_id" = String, Path)),
    responses((status = 200, body = List<Connection>), (status = "default", body = ErrorBody)))]
pub async fn list(State(app): State<App>, caller: Viewer) -> Result<Answer<List<Connection>>> {
    let rows = app.store.connections(&caller.project.id).await?;
    let servers =
        app.models.servers().into_iter().filter(|server| rows.iter().all(|row| row.name != server.name));
    // Where the operator's models are is the operator's own business.
    let servers: Vec<Connection> = servers
        .map(|server| Connection {
            id: String::new(),
            object: "connection",
            name: server.name.to_owned(),
            kind: ConnectionKind::named(server.kind),
            base_url: String::new(),
            has_key: server.has_key,
            source: ConnectionSource::Server,
            created_at: None,
            updated_at: None,
        })
        .collect();
    Ok(Answer(List { data: rows.into_iter().map(Into::into).chain(servers).collect(), has_more: false }))
}

/// Create a connection
#[utoipa::path(post, path = "/projects/{project_id}/connections", operation_id = "createConnection",
    tag = "Connections", params(("project_id" = String, Path)), request_body = CreateConnection,
    responses((status = 200, body = Connection), (status = "default", body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Developer,
    Json(body): Json<CreateConnection>,
) -> Result<Answer<Connection>> {
    let name = valid_name(body.name)?;
    let settings = valid(&app, body.kind, body.base_url, body.api_key)?;
    let (project_id, now) = (caller.project.id.clone(), clock::now());
    let id = ids::CONNECTION.make(now);
    let row = Row {
        name,
        kind: settings.kind.name().to_owned(),
        sealed_key: sealed(&app, &project_id, &id, settings.api_key.as_ref())?,
        base_url: settings.base_url.unwrap_or_default(),
        id,
        project_id,
        created_at: now,
        updated_at: now,
    };
    app.store.create_connection(row.clone(), caller.actor()).await?;
    app.models.forget(&row.project_id).await;
    Ok(Answer(row.into()))
}

/// Update a connection
///
/// In force at the next reply.
#[utoipa::path(post, path = "/projects/{project_id}/connections/{id}", operation_id = "updateConnection",
    tag = "Connections", params(("project_id" = String, Path), ("id" = String, Path)),
    request_body = UpdateConnection,
    responses((status = 200, body = Connection), (status = "default", body = ErrorBody)))]
pub async fn update(
    State(app): State<App>,
    caller: Developer,
    Id(id): Id,
    Json(body): Json<UpdateConnection>,
) -> Result<Answer<Connection>> {
    let before = app.store.connection(&caller.project.id, known(&id)?).await?;
    let kind = body.kind.unwrap_or_else(|| ConnectionKind::named(&before.kind));
    let base_url = body.base_url.unwrap_or_else(|| Some(before.base_url.clone()));
    let settings = valid(&app, kind, base_url, body.api_key.clone().flatten())?;
    if body.api_key.is_none() && !before.sealed_key.is_empty() && !leads_to(&settings, &before) {
        return Err(invalid("api_key: enter it again, for it goes to another address now"));
    }
    let sealed_key = match body.api_key {
        None => before.sealed_key.clone(),
        Some(_) => sealed(&app, &before.project_id, &before.id, settings.api_key.as_ref())?,
    };
    let after = Row {
        kind: settings.kind.name().to_owned(),
        base_url: settings.base_url.unwrap_or_default(),
        sealed_key,
        ..before.clone()
    };
    let row = app.store.update_connection(before, after, caller.actor()).await?;
    app.models.forget(&row.project_id).await;
    Ok(Answer(row.into()))
}

/// Delete a connection
///
/// Its key is gone with it. Agents whose model it was have none until they get another one.
#[utoipa::path(delete, path = "/projects/{project_id}/connections/{id}", operation_id = "deleteConnection",
    tag = "Connections", params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Connection), (status = "default", body = ErrorBody)))]
pub async fn delete(State(app): State<App>, caller: Developer, Id(id): Id) -> Result<Answer<Connection>> {
    let id = known(&id)?.to_owned();
    let row = app.store.delete_connection(caller.project.id.clone(), id, caller.actor()).await?;
    app.models.forget(&row.project_id).await;
    Ok(Answer(row.into()))
}

/// Try a connection before it is stored
///
/// Asks its provider for the list of its models.
#[utoipa::path(post, path = "/projects/{project_id}/connections/test", operation_id = "testConnection",
    tag = "Connections", params(("project_id" = String, Path)), request_body = TestConnection,
    responses((status = 200, body = ConnectionTest), (status = "default", body = ErrorBody)))]
pub async fn test(
    State(app): State<App>,
    caller: Developer,
    Json(body): Json<TestConnection>,
) -> Result<Answer<ConnectionTest>> {
    let settings = checked(body.kind, body.base_url, body.api_key)?;
    if let (Some(id), None) = (&body.id, &settings.api_key) {
        let row = app.store.connection(&caller.project.id, known(id)?).await?;
        if !row.sealed_key.is_empty() {
            if !leads_to(&settings, &row) {
                return Err(invalid("api_key: enter it again, for it goes to another address now"));
            }
            return Ok(tried(app.models.test_stored(&row)).await);
        }
    }
    Ok(tried(app.models.test(&settings)).await)
}

/// Try a connection
#[utoipa::path(post, path = "/projects/{project_id}/connections/{id}/test", operation_id = "testStoredConnection",
    tag = "Connections", params(("project_id" = String, Path), ("id" = String, Path)), request_body = Empty,
    responses((status = 200, body = ConnectionTest), (status = "default", body = ErrorBody)))]
pub async fn test_stored(
    State(app): State<App>,
    caller: Developer,
    Id(id): Id,
    Json(Empty {}): Json<Empty>,
) -> Result<Answer<ConnectionTest>> {
    let row = app.store.connection(&caller.project.id, known(&id)?).await?;
    Ok(tried(app.models.test_stored(&row)).await)
}

async fn tried(
    call: impl Future<Output = std::result::Result<Vec<String>, Failure>>,
) -> Answer<ConnectionTest> {
    let start = Instant::now();
    let outcome = call.await;
    let latency_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (models, error) = match outcome {
        Ok(models) => (models, ""),
        Err(failure) => {
            tracing::debug!(kind = ?failure.kind, detail = failure.detail, "a connection was tried in vain");
            (Vec::new(), advice(failure.kind))
        }
    };
    Answer(ConnectionTest { object: "connection_test", ok: error.is_empty(), models, error, latency_ms })
}

/// What is wrong with a connection, in words that hold nothing of the provider's own, which may quote a key.
fn advice(kind: FailureKind) -> &'static str {
    use FailureKind as K;
    match kind {
        K::Unreachable => "the provider cannot be reached; check the base URL: http or https, host, port",
        K::TimedOut => "the provider did not answer in time",
        K::Unauthorized => "the provider refuses the key",
        K::RateLimited => "the provider takes no more requests just now; try again in a while",
        K::Sealed => "the stored key cannot be opened any more; enter it again",
        K::Private => "the base URL leads to a private address, which this server does not call",
        K::Refused => {
            "the provider has no models there; check the base URL: most end in the version, such as /v1"
        }
        K::Nonsense | K::Empty | K::TooLong | K::CutOff => {
            "what answers there is no provider of this kind; check kind and base URL"
        }
        K::Broken | K::NotConnected | K::Busy | K::Unloadable | K::DoesNotFit => {
            "the provider failed; try again in a moment"
        }
    }
}

/// A connection that a project may have.
fn valid(
    app: &App,
    kind: ConnectionKind,
    base_url: Option<String>,
    api_key: Option<SecretString>,
) -> Result<Settings> {
    let settings = checked(kind, base_url, api_key)?;
    match app.models.check(&settings) {
        Ok(()) => Ok(settings),
        Err(FailureKind::Private) => {
            Err(invalid("base_url: leads to a private address, which this server does not call"))
        }
        Err(_) => Err(invalid("base_url: is not an address that can be called")),
    }
}

/// A connection whose fields are well-formed.
fn checked(
    kind: ConnectionKind,
    base_url: Option<String>,
    api_key: Option<SecretString>,
) -> Result<Settings> {
    let kind = kind.of_a_project()?;
    let base_url = base_url.map(|url| url.trim().to_owned()).filter(|url| !url.is_empty());
    match &base_url {
        Some(url) => valid_url(url)?,
        None if kind == Kind::OpenaiCompatible => {
            return Err(invalid("base_url: missing; where is the server?"));
        }
        None => {}
    }
    Ok(Settings { base_url, api_key: api_key.map(valid_key).transpose()?.flatten(), ..Settings::of(kind) })
}

fn valid_url(text: &str) -> Result<()> {
    let wrong = || invalid("base_url: must be an http or https address, such as https://llm.example.com/v1");
    let url = Url::parse(text).map_err(|_| wrong())?;
    if text.len() > URL || !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(wrong());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("base_url: must hold no user and no password; keys belong into api_key"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid("base_url: must not have a part after ? or #"));
    }
    Ok(())
}

/// A key as a header can carry it; empty is none.
fn valid_key(key: SecretString) -> Result<Option<SecretString>> {
    let text = key.expose_secret().trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.len() > KEY || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(invalid(format!(
            "api_key: must be up to {KEY} letters, digits and signs of ASCII without a space"
        )));
    }
    Ok(Some(text.into()))
}

fn valid_name(name: String) -> Result<String> {
    let mut bytes = name.bytes();
    let fits = bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'));
    if !fits || name.len() > 32 {
        return Err(invalid(
            "name: must be a lower-case letter, then up to 31 lower-case letters, digits, - and _",
        ));
    }
    if matches!(name.as_str(), "demo" | "local") {
        return Err(invalid("name: is the server's own; choose another one"));
    }
    Ok(name)
}

/// Whether settings lead to where the stored connection does.
fn leads_to(settings: &Settings, row: &Row) -> bool {
    let same = |url: &str| url.trim_end_matches('/').to_owned();
    settings.kind.name() == row.kind
        && same(settings.base_url.as_deref().unwrap_or_default()) == same(&row.base_url)
}

fn sealed(app: &App, project_id: &str, id: &str, key: Option<&SecretString>) -> Result<String> {
    key.map_or(Ok(String::new()), |key| app.models.secrets().seal(project_id, id, key))
}

fn known(id: &str) -> Result<&str> {
    if ids::CONNECTION.matches(id) { Ok(id) } else { Err(not_found("connection")) }
}
