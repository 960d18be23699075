//! Preview of templates.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Viewer;
use crate::chat::prompt::{self, Scope};
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json};
use crate::http::fields::{TEMPLATE, text};
use crate::ids;

/// A template to render.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewTemplate {
    template: String,
    /// The user to render it for. Default: an example user.
    user_id: Option<String>,
}

/// The result of rendering a template.
#[derive(Debug, Serialize, ToSchema)]
pub struct Preview {
    /// Always `preview`.
    object: &'static str,
    /// The rendered text; empty if there is an error.
    text: String,
    /// Why the template does not render; `null` if it does.
    error: Option<PreviewError>,
    /// Warnings about what will probably not work as intended, such as fields that do not exist.
    warnings: Vec<String>,
}

/// Why a template does not render.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewError {
    message: String,
    /// Starts at 1; `null` if unknown.
    line: Option<usize>,
    /// Starts at 1; `null` if unknown.
    column: Option<usize>,
}

/// Preview a template
#[utoipa::path(post, path = "/projects/{project_id}/agents/{id}/preview", operation_id = "previewTemplate",
    tag = "Agents", params(("project_id" = String, Path), ("id" = String, Path)), request_body = PreviewTemplate,
    responses((status = 200, body = Preview), (status = "default", body = ErrorBody)))]
pub async fn preview(
    State(app): State<App>,
    caller: Viewer,
    Id(id): Id,
    Json(body): Json<PreviewTemplate>,
) -> Result<Json<Preview>> {
    let template = text("template", body.template, TEMPLATE)?;
    let agent = app.store.agent(&caller.project.id, ids::AGENT.check(&id)?).await?;
    let user = match &body.user_id {
        Some(user_id) => Some(app.store.user(&caller.project.id, ids::USER.check(user_id)?, None).await?),
        None => None,
    };
    let scope = match &user {
        Some(user) => Scope::new(&agent, user),
        None => Scope::with_user(&agent, "u_example", "user-1", "Ada", "Lovelace"),
    };
    let (text, error) = match prompt::preview(&template, &scope) {
        Ok(text) => (text, None),
        Err(problem) => {
            let (line, column) = problem.place.unzip();
            (String::new(), Some(PreviewError { message: problem.message, line, column }))
        }
    };
    Ok(Json(Preview { object: "preview", text, error, warnings: prompt::warnings("template", &template) }))
}
