//! An agent's configuration and its versions.

use axum::extract::{RawPathParams, State};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{Object, Schema, SchemaType, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use super::session::Empty;
use crate::api::configs::{AgentConfig, UpdateAgentConfig};
use crate::app::App;
use crate::auth::{Developer, Viewer};
use crate::clock::millis;
use crate::error::{Result, invalid, not_found};
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json, Query, object};
use crate::http::pagination::{List, parse_limit};
use crate::ids;
use crate::store::agents::{Agent as Row, Basis};
use crate::store::audit::ActorKind;
use crate::store::versions::Version;

/// The current configuration and its version.
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

/// Who created a version.
#[derive(Debug, Serialize, ToSchema)]
pub struct Author {
    /// `member`, `key` or `system`.
    kind: ActorKind,
    id: String,
    name: String,
}

/// A version of a configuration.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConfigVersion {
    /// Always `config_version`.
    object: &'static str,
    /// Versions are numbered from 1.
    number: i64,
    author: Author,
    created_at: i64,
    /// Number of the version that was restored, if any.
    restored_from: Option<i64>,
    /// Names of the fields that differ from the previous version.
    changed: Vec<String>,
    config: AgentConfig,
}

/// Query parameters of the list of versions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListVersions {
    /// Number of versions to return, from 1 to 100. Default: 20.
    limit: Option<String>,
    /// Number of the last version of the previous page.
    starting_after: Option<String>,
}

/// Changes to a configuration: those of the Admin API, and `based_on`.
#[derive(Debug)]
pub struct UpdateVersionedConfig;

impl PartialSchema for UpdateVersionedConfig {
    fn schema() -> RefOr<Schema> {
        let mut schema = UpdateAgentConfig::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            let based_on = Object::builder()
                .schema_type(SchemaType::Array(vec![Type::Integer, Type::Null]))
                .description(Some("The version that was edited: 409 if it is no longer the current one."));
            object.properties.insert("based_on".to_owned(), based_on.into());
        }
        schema
    }
}

impl ToSchema for UpdateVersionedConfig {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        UpdateAgentConfig::schemas(schemas);
    }
}

/// Get an agent's configuration
#[utoipa::path(get, path = "/projects/{project_id}/agents/{id}/config", operation_id = "getAgentConfig",
    tag = "Agents", params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = VersionedConfig), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: Viewer, Id(id): Id) -> Result<Json<VersionedConfig>> {
    Ok(Json(app.store.agent(&caller.project.id, ids::AGENT.check(&id)?).await?.into()))
}

/// Update an agent's configuration
///
/// Creates a new version, which applies from the next reply.
#[utoipa::path(post, path = "/projects/{project_id}/agents/{id}/config", operation_id = "updateAgentConfig",
    tag = "Agents", params(("project_id" = String, Path), ("id" = String, Path)), request_body = UpdateVersionedConfig,
    responses((status = 200, body = VersionedConfig),
        (status = 409, body = ErrorBody, description = "`based_on` is no longer the current version."),
        (status = "default", body = ErrorBody)))]
pub async fn update(
    State(app): State<App>,
    caller: Developer,
    Id(id): Id,
    Json(mut body): Json<Map<String, Value>>,
) -> Result<Json<VersionedConfig>> {
    let version = match body.remove("based_on") {
        None | Some(Value::Null) => None,
        Some(number) => Some(number.as_i64().ok_or_else(|| invalid("based_on: must be a version number"))?),
    };
    let update: UpdateAgentConfig = object(body)?;
    let basis = Basis { version, restored: None };
    let (project_id, id) = (caller.project.id.clone(), ids::AGENT.check(&id)?.to_owned());
    Ok(Json(app.store.update_config(project_id, id, update.patch()?, basis, caller.actor()).await?.into()))
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
) -> Result<Json<List<ConfigVersion>>> {
    let limit = query.limit.as_deref().map_or(Ok(20), parse_limit)?;
    let before = match query.starting_after.as_deref().map(str::parse::<i64>) {
        None => i64::MAX,
        Some(number) => number.map_err(|_| not_found("version"))?,
    };
    let agent = app.store.agent(&caller.project.id, ids::AGENT.check(&id)?).await?;
    let (project_id, store) = (&agent.project_id, &app.store);
    let mut page = store.versions(project_id, &id, before, limit).await?;
    if page.data.is_empty() && before > agent.version {
        page.data = vec![Version::first(&agent)?];
    }
    // The changes of a version depend on the previous one, which for the last of a page is on the next page.
    let next = match page.data.last() {
        Some(last) if page.next.is_some() => store.versions(project_id, &id, last.number, 1).await?.data,
        _ => Vec::new(),
    };
    let before = page.data.iter().skip(1).chain(&next).map(Some).chain([None]);
    let data = page.data.iter().zip(before).map(|(version, before)| config_version(&id, version, before));
    let next_cursor = match page.data.last() {
        Some(last) if page.next.is_some() => last.number.to_string(),
        _ => String::new(),
    };
    Ok(Json(List { data: data.collect::<Result<_>>()?, has_more: page.next.is_some(), next_cursor }))
}

fn config_version(agent_id: &str, version: &Version, before: Option<&Version>) -> Result<ConfigVersion> {
    let config = version.stored()?;
    let changed = match before {
        Some(before) => before.stored()?.changes(&config).fields(),
        None => Vec::new(),
    };
    Ok(ConfigVersion {
        object: "config_version",
        number: version.number,
        author: Author {
            kind: version.author_kind,
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
/// Creates a new version with the configuration of an earlier one.
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
) -> Result<Json<VersionedConfig>> {
    let number =
        parameters.iter().find_map(|(name, value)| (name == "number").then(|| value.parse::<i64>().ok()));
    let number = number.flatten().ok_or_else(|| not_found("version"))?;
    let project_id = caller.project.id.clone();
    let config = app.store.version(&project_id, ids::AGENT.check(&id)?, number).await?.stored()?;
    let basis = Basis { version: None, restored: Some(number) };
    Ok(Json(app.store.update_config(project_id, id, config.patch(), basis, caller.actor()).await?.into()))
}
