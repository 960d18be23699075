//! The playground: chatting with agents as a test user, through the Client API.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::configs::{AgentConfig, UpdateAgentConfig};
use crate::app::App;
use crate::auth::{Developer, ProjectCaller, hmac};
use crate::clock::{self, Micros, millis};
use crate::error::{Result, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::Json;
use crate::ids;
use crate::store::users::User;
use crate::store::versions::StoredConfig;

/// Lifetime of a draft.
const DRAFT_LIFETIME: Micros = 3_600_000_000;
/// Lifetime of a test user's HMAC.
const HMAC_LIFETIME: Micros = 24 * 3_600_000_000;

/// The user to chat as.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaygroundUser {
    /// ID of a test user.
    user_id: String,
}

/// Client API credentials of a test user.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaygroundCredentials {
    /// Always `playground_credentials`.
    object: &'static str,
    publishable_key: String,
    external_id: String,
    /// HMAC of the external ID, valid for a day and only for test users.
    hmac: String,
}

/// A draft configuration to try out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetDraft {
    agent_id: String,
    /// ID of a test user.
    user_id: String,
    /// Changes to the saved configuration.
    config: UpdateAgentConfig,
}

/// The draft to clear.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearDraft {
    agent_id: String,
    user_id: String,
}

/// The configuration that an agent uses with a test user.
#[derive(Debug, Serialize, ToSchema)]
pub struct Draft {
    /// Always `draft`.
    object: &'static str,
    agent_id: String,
    user_id: String,
    /// The current time if the draft was cleared.
    expires_at: i64,
    config: AgentConfig,
}

/// Get a test user's credentials
#[utoipa::path(post, path = "/projects/{project_id}/playground/credentials", operation_id = "getCredentials",
    tag = "Playground", params(("project_id" = String, Path)), request_body = PlaygroundUser,
    responses((status = 200, body = PlaygroundCredentials), (status = "default", body = ErrorBody)))]
pub async fn credentials(
    State(app): State<App>,
    caller: Developer,
    Json(body): Json<PlaygroundUser>,
) -> Result<Json<PlaygroundCredentials>> {
    let user = test_user(&app, &caller, &body.user_id).await?;
    Ok(Json(PlaygroundCredentials {
        object: "playground_credentials",
        publishable_key: caller.project.publishable_key.clone(),
        hmac: hmac::playground(&caller.project.hmac_secret, &user.external_id, clock::now() + HMAC_LIFETIME),
        external_id: user.external_id,
    }))
}

/// Set a draft configuration
///
/// For one hour, or until it is cleared, the agent uses it for replies and greetings to this test user.
#[utoipa::path(post, path = "/projects/{project_id}/playground/draft", operation_id = "setDraft",
    tag = "Playground", params(("project_id" = String, Path)), request_body = SetDraft,
    responses((status = 200, body = Draft), (status = "default", body = ErrorBody)))]
pub async fn set_draft(
    State(app): State<App>,
    caller: Developer,
    Json(body): Json<SetDraft>,
) -> Result<Json<Draft>> {
    let project_id = &caller.project.id;
    let patch = body.config.patch()?;
    let mut agent = app.store.agent(project_id, ids::AGENT.check(&body.agent_id)?).await?;
    let user = test_user(&app, &caller, &body.user_id).await?;
    agent.change(patch)?;
    let (config, expires_at) = (StoredConfig::of(&agent), clock::now() + DRAFT_LIFETIME);
    app.store.set_draft(project_id.clone(), user.id.clone(), agent.id.clone(), config, expires_at).await?;
    Ok(Json(Draft {
        object: "draft",
        agent_id: body.agent_id,
        user_id: user.id,
        expires_at: millis(expires_at),
        config: agent.into(),
    }))
}

/// Clear a draft configuration
///
/// The agent uses the saved configuration again.
#[utoipa::path(post, path = "/projects/{project_id}/playground/draft/clear", operation_id = "clearDraft",
    tag = "Playground", params(("project_id" = String, Path)), request_body = ClearDraft,
    responses((status = 200, body = Draft), (status = "default", body = ErrorBody)))]
pub async fn clear_draft(
    State(app): State<App>,
    caller: Developer,
    Json(body): Json<ClearDraft>,
) -> Result<Json<Draft>> {
    let project_id = &caller.project.id;
    let agent = app.store.agent(project_id, ids::AGENT.check(&body.agent_id)?).await?;
    let user = test_user(&app, &caller, &body.user_id).await?;
    app.store.clear_draft(project_id.clone(), user.id.clone(), agent.id.clone()).await?;
    Ok(Json(Draft {
        object: "draft",
        agent_id: body.agent_id,
        user_id: user.id,
        expires_at: millis(clock::now()),
        config: agent.into(),
    }))
}

/// Returns a test user of the project. Nobody may chat in the name of a live user.
async fn test_user(app: &App, caller: &ProjectCaller, id: &str) -> Result<User> {
    let user = app.store.user(&caller.project.id, ids::USER.check(id)?, None).await?;
    match user.live_mode {
        false => Ok(user),
        true => Err(invalid("user_id: must be a test user (live_mode: false)")),
    }
}
