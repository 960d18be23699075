//! The project of a secret key.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{AdminCaller, origins};
use crate::clock::millis;
use crate::error::{Result, invalid, unknown};
use crate::http::error_response::ErrorBody;
use crate::http::extract::Json;
use crate::http::fields::{NAME, present, text};
use crate::store::projects::{Project as Row, ProjectPatch};
use crate::text::is_visible;

/// Maximum number of allowed origins.
const MAX_ORIGINS: usize = 100;

/// A project: a tenant with its own agents, users and conversations.
#[derive(Debug, Serialize, ToSchema)]
pub struct Project {
    id: String,
    /// Always `project`.
    #[schema(example = "project")]
    object: &'static str,
    name: String,
    /// The key that browsers and apps send.
    #[schema(example = "pk_…")]
    publishable_key: String,
    /// Whether Client API requests require an HMAC that proves the user.
    hmac_enabled: bool,
    /// Origins of the web pages that may use the Client API; empty for any.
    #[schema(example = json!(["https://example.com"]))]
    allowed_origins: Vec<String>,
    created_at: i64,
    updated_at: i64,
}

impl From<Row> for Project {
    fn from(row: Row) -> Self {
        Self {
            allowed_origins: row.origins(),
            id: row.id,
            object: "project",
            name: row.name,
            publishable_key: row.publishable_key,
            hmac_enabled: row.hmac_enabled,
            created_at: millis(row.created_at),
            updated_at: millis(row.updated_at),
        }
    }
}

/// Changes to a project. Absent fields stay as they are; `null` clears a field.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateProject {
    /// 1 to 256 characters, at least one of them visible.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 256)]
    name: Option<Option<String>>,
    /// If `true`, Client API requests without the right HMAC get 401.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<bool>)]
    hmac_enabled: Option<Option<bool>>,
    /// At most 100 origins of the form `scheme://host[:port]`; empty for any. Client API requests with
    /// another `Origin` get 403; requests without an `Origin` are accepted.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Vec<String>>, max_items = 100, example = json!(["https://app.example.com"]))]
    allowed_origins: Option<Option<Vec<String>>>,
}

/// Get the project
///
/// The project that the secret key belongs to.
#[utoipa::path(get, path = "/project", operation_id = "getProject", tag = "Project", security(("admin" = [])),
    responses((status = 200, body = Project), (status = "default", body = ErrorBody)))]
pub async fn get(State(app): State<App>, caller: AdminCaller) -> Result<Json<Project>> {
    // The caller's copy may be half a second old.
    Ok(Json(app.store.project(&caller.project.id).await?.into()))
}

/// Update the project
///
/// Changes take effect within one second.
#[utoipa::path(post, path = "/project", operation_id = "updateProject", tag = "Project",
    request_body = UpdateProject, security(("admin" = [])),
    responses((status = 200, body = Project), (status = "default", body = ErrorBody)))]
pub async fn update(
    State(app): State<App>,
    caller: AdminCaller,
    Json(body): Json<UpdateProject>,
) -> Result<Json<Project>> {
    let patch = ProjectPatch {
        name: body.name.map(|name| name.map_or(Ok(String::new()), valid_name)).transpose()?,
        // `null` must not turn HMAC off by accident.
        hmac_enabled: body
            .hmac_enabled
            .map(|on| on.ok_or_else(|| invalid("hmac_enabled: cannot be cleared")))
            .transpose()?,
        allowed_origins: body
            .allowed_origins
            .map(Option::unwrap_or_default)
            .map(valid_origins)
            .transpose()?,
    };
    let row = app.store.update_project(caller.project.id.clone(), patch, caller.actor()).await?;
    app.auth.projects.forget(&row.publishable_key).await;
    Ok(Json(row.into()))
}

/// Validates the name of a project or a key.
pub(crate) fn valid_name(name: String) -> Result<String> {
    let name = text("name", name, NAME)?;
    if is_visible(&name) { Ok(name) } else { Err(invalid("name: must contain a visible character")) }
}

/// Validates origins and returns them in the form in which they are stored.
pub(crate) fn valid_origins(origins: Vec<String>) -> Result<String> {
    if origins.len() > MAX_ORIGINS {
        return Err(invalid(format!("allowed_origins: must not contain more than {MAX_ORIGINS} origins")));
    }
    let origins = origins.into_iter().enumerate().map(|(at, origin)| {
        let field = format!("allowed_origins[{at}]");
        let wrong = || invalid(format!("{field}: must be scheme://host[:port], such as https://example.com"));
        origins::normalised(&text(&field, origin, NAME)?).ok_or_else(wrong)
    });
    serde_json::to_string(&origins.collect::<Result<Vec<_>>>()?).map_err(unknown)
}
