//! An agent's configuration, and what it was before.

use axum::Json as Answer;
use axum::extract::{RawPathParams, State};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use super::session::Empty;
use crate::api::agents::known;
use crate::api::configs::{AgentConfig, UpdateAgentConfig};
use crate::app::App;
use crate::auth::{Developer, Viewer};
use crate::clock::millis;
use crate::error::{Result, invalid, not_found};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json, Query, object};
use crate::http::pagination::List;
use crate::store::agents::{Agent as Row, Basis};
use crate::store::versions::Version;

/// The configuration in force, and which version it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionedConfig {
    #[serde(flatten)]
    config: AgentConfig,
    version: i64,
}

impl From<Row> for VersionedConfig {
    fn from(row: Row) -> Self {
        Self { version: row.version, config: row.into() }
    }
}

/// Who made a version.
#[derive(Debug, Serialize, ToSchema)]
pub struct Author {
    /// `member`, `key` or `system`.
    kind: String,
    id: String,
    name: String,
}

/// What a configuration was.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConfigVersion {
    /// Always `config_version`.
    object: &'static str,
    /// 1 for the first.
    number: i64,
    author: Author,
    created_at: i64,
    /// The number of the version that was restored, if one was.
    restored_from: Option<i64>,
    /// The fields that differ from the version before.
    changed: Vec<String>,
    config: AgentConfig,
}

/// Which page of the versions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListVersions {
    /// 1 to 100; absent: 20.
    limit: Option<String>,
    /// The number of the last version of the page before.
    starting_after: Option<String>,
}

/// A change of a configuration: what the Admin API takes, and `based_on`.
#[derive(Debug, ToSchema)]
#[schema(as = UpdateVersionedConfig)]
pub struct Update {
    #[schema(inline)]
    #[allow(dead_code, reason = "only for the specification")]
    config: UpdateAgentConfig,
    /// The version that was edited: 409 if another one is in force by now.
    #[allow(dead_code, reason = "only for the specification")]
    based_on: Option<i64>,
}

/// Get an agent's configuration
#[utoipa::path(get, path = "/projects/{project_id}/agents/{id}/config", operation_id = "getAgentConfig",
    tag = "Agents", params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = VersionedConfig), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: Viewer, Id(id): Id) -> Result<Answer<VersionedConfig>> {
    Ok(Answer(app.store.agent(&caller.project.id, known(&id)?).await?.into()))
}

/// Update an agent's configuration
///
/// In force from the next reply on, as a new version.
#[utoipa::path(post, path = "/projects/{project_id}/agents/{id}/config", operation_id = "updateAgentConfig",
    tag = "Agents", params(("project_id" = String, Path), ("id" = String, Path)), request_body = Update,
    responses((status = 200, body = VersionedConfig),
        (status = 409, body = ErrorBody, description = "Another version is in force by now."),
        (status = "default", body = ErrorBody)))]
pub async fn update(
    State(app): State<App>,
    caller: Developer,
    Id(id): Id,
    Json(mut body): Json<Map<String, Value>>,
) -> Result<Answer<VersionedConfig>> {
    let version = match body.remove("based_on") {
        None | Some(Value::Null) => None,
        Some(number) => {
            Some(number.as_i64().ok_or_else(|| invalid("based_on: must be the number of a version"))?)
        }
    };
    let update: UpdateAgentConfig = object(body)?;
    let basis = Basis { version, restored: None };
    let (project_id, id) = (caller.project.id.clone(), known(&id)?.to_owned());
    Ok(Answer(app.store.update_config(project_id, id, update.patch()?, basis, caller.actor()).await?.into()))
}

/// List the versions of an agent's configuration
///
/// Newest first.
#[utoipa::path(get, path = "/projects/{project_id}/agents/{id}/versions", operation_id = "listConfigVersions",
    tag = "Agents", params(("project_id" = String, Path), ("id" = String, Path), ListVersions),
    responses((status = 200, body = List<ConfigVersion>), (status = "default", body = ErrorBody)))]
pub async fn versions(
    State(app): State<App>,
    caller: Viewer,
    Id(id): Id,
    Query(query): Query<ListVersions>,
) -> Result<Answer<List<ConfigVersion>>> {
    let limit = match query.limit.as_deref().map(str::parse::<usize>) {
        None => 20,
        Some(Ok(limit @ 1..=100)) => limit,
        Some(_) => return Err(invalid("limit: must be an integer from 1 to 100")),
    };
    let before = match query.starting_after.as_deref().map(str::parse::<i64>) {
        None => i64::MAX,
        Some(number) => number.map_err(|_| not_found("version"))?,
    };
    let agent = app.store.agent(&caller.project.id, known(&id)?).await?;
    // One more: what the last one of the page has changed is told by the one before it.
    let wanted = i64::try_from(limit).unwrap_or_default() + 1;
    let mut found = app.store.versions(&agent.project_id, &id, before, wanted).await?;
    if found.is_empty() && before > agent.version {
        found = vec![first(&agent)?];
    }
    let has_more = found.len() > limit;
    let data = (0..found.len().min(limit)).map(|at| shown(&id, &found[at], found.get(at + 1)));
    Ok(Answer(List { data: data.collect::<Result<_>>()?, has_more }))
}

/// The version of an agent from before there were any.
fn first(agent: &Row) -> Result<Version> {
    let config = serde_json::to_string(&crate::store::versions::StoredConfig::of(agent));
    Ok(Version {
        number: agent.version,
        author_kind: "system".to_owned(),
        author_id: String::new(),
        author_name: "server".to_owned(),
        restored_from: None,
        config: config.map_err(crate::error::unknown)?,
        created_at: agent.created_at,
    })
}

fn shown(agent_id: &str, version: &Version, before: Option<&Version>) -> Result<ConfigVersion> {
    let config = version.stored()?;
    let changed = match before {
        Some(before) => before.stored()?.changes(&config).fields(),
        None => Vec::new(),
    };
    Ok(ConfigVersion {
        object: "config_version",
        number: version.number,
        author: Author {
            kind: version.author_kind.clone(),
            id: version.author_id.clone(),
            name: version.author_name.clone(),
        },
        created_at: millis(version.created_at),
        restored_from: version.restored_from,
        changed,
        config: AgentConfig::new(agent_id.to_owned(), config),
    })
}

/// Restore a version
///
/// As a new one.
#[utoipa::path(post, path = "/projects/{project_id}/agents/{id}/versions/{number}/restore",
    operation_id = "restoreConfigVersion", tag = "Agents",
    params(("project_id" = String, Path), ("id" = String, Path), ("number" = i64, Path)), request_body = Empty,
    responses((status = 200, body = VersionedConfig), (status = "default", body = ErrorBody)))]
pub async fn restore(
    State(app): State<App>,
    caller: Developer,
    Id(id): Id,
    parameters: RawPathParams,
    Json(Empty {}): Json<Empty>,
) -> Result<Answer<VersionedConfig>> {
    let number =
        parameters.iter().find_map(|(name, value)| (name == "number").then(|| value.parse::<i64>().ok()));
    let number = number.flatten().ok_or_else(|| not_found("version"))?;
    let project_id = caller.project.id.clone();
    let config = app.store.version(&project_id, known(&id)?, number).await?.stored()?;
    let basis = Basis { version: None, restored: Some(number) };
    Ok(Answer(app.store.update_config(project_id, id, config.patch(), basis, caller.actor()).await?.into()))
}
