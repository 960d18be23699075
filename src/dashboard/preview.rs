//! What a template becomes, before it is saved.

use axum::Json as Answer;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::agents::known;
use crate::api::fields::{TEMPLATE, text};
use crate::api::users;
use crate::app::App;
use crate::auth::Viewer;
use crate::chat::prompt::{self, Scope};
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json};

/// A template, and whom it would be for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewTemplate {
    template: String,
    /// Absent for a made-up user.
    user_id: Option<String>,
}

/// What it becomes.
#[derive(Debug, Serialize, ToSchema)]
pub struct Preview {
    /// Always `preview`.
    object: &'static str,
    /// Empty if it does not render.
    text: String,
    /// `null` if it does.
    error: Option<PreviewError>,
}

/// Why a template does not render.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewError {
    message: String,
    /// From 1 on; `null` if it is not known.
    line: Option<usize>,
    /// From 1 on; `null` if it is not known.
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
) -> Result<Answer<Preview>> {
    let template = text("template", body.template, TEMPLATE)?;
    let agent = app.store.agent(&caller.project.id, known(&id)?).await?;
    let user = match &body.user_id {
        Some(user_id) => Some(app.store.user(&caller.project.id, users::known(user_id)?, None).await?),
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
    Ok(Answer(Preview { object: "preview", text, error }))
}
