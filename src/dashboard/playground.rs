//! The playground: talking to agents as a test user, through the real Client API.

use axum::Json as Answer;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::configs::{AgentConfig, UpdateAgentConfig};
use crate::api::{agents, users};
use crate::app::App;
use crate::auth::{Developer, ProjectCaller, hmac};
use crate::chat::prompt;
use crate::clock::{self, Micros, millis};
use crate::error::{Result, invalid};
use crate::http::error_response::ErrorBody;
use crate::http::extract::Json;
use crate::store::users::User;
use crate::store::versions::StoredConfig;

/// How long a draft is used that nobody clears.
const DRAFT: Micros = 3_600_000_000;
/// How long a test user's proof is good.
const PROOF: Micros = 24 * 3_600_000_000;

/// Who talks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaygroundUser {
    /// A test user.
    user_id: String,
}

/// What a test user calls the Client API with.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaygroundCredentials {
    /// Always `playground_credentials`.
    object: &'static str,
    publishable_key: String,
    external_id: String,
    /// What proves the external ID, for a day and as long as it is a test user's.
    hmac: String,
}

/// A configuration that is not saved, and who tries it out with whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetDraft {
    agent_id: String,
    /// A test user.
    user_id: String,
    /// What differs from what is saved.
    config: UpdateAgentConfig,
}

/// Whose draft, with whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearDraft {
    agent_id: String,
    user_id: String,
}

/// The configuration that a test user's replies and greetings are made with.
#[derive(Debug, Serialize, ToSchema)]
pub struct Draft {
    /// Always `draft`.
    object: &'static str,
    agent_id: String,
    user_id: String,
    /// Now, if there is none any more.
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
) -> Result<Answer<PlaygroundCredentials>> {
    let user = test_user(&app, &caller, &body.user_id).await?;
    Ok(Answer(PlaygroundCredentials {
        object: "playground_credentials",
        publishable_key: caller.project.publishable_key.clone(),
        hmac: hmac::playground(&caller.project.hmac_secret, &user.external_id, clock::now() + PROOF),
        external_id: user.external_id,
    }))
}

/// Try a configuration out
///
/// For an hour, or until it is cleared, the test user's replies and greetings by this agent are made with it.
#[utoipa::path(post, path = "/projects/{project_id}/playground/draft", operation_id = "setDraft",
    tag = "Playground", params(("project_id" = String, Path)), request_body = SetDraft,
    responses((status = 200, body = Draft), (status = "default", body = ErrorBody)))]
pub async fn set_draft(
    State(app): State<App>,
    caller: Developer,
    Json(body): Json<SetDraft>,
) -> Result<Answer<Draft>> {
    let project_id = &caller.project.id;
    let patch = body.config.patch()?;
    let mut agent = app.store.agent(project_id, agents::known(&body.agent_id)?).await?;
    let user = test_user(&app, &caller, &body.user_id).await?;
    agent.change(patch);
    // The write that renders it must wait for nothing.
    prompt::prepare(&agent.greeting_message)?;
    let (config, expires_at) = (StoredConfig::of(&agent), clock::now() + DRAFT);
    app.store.set_draft(project_id.clone(), user.id.clone(), agent.id.clone(), config, expires_at).await?;
    Ok(Answer(Draft {
        object: "draft",
        agent_id: body.agent_id,
        user_id: user.id,
        expires_at: millis(expires_at),
        config: agent.into(),
    }))
}

/// Go back to the saved configuration
#[utoipa::path(post, path = "/projects/{project_id}/playground/draft/clear", operation_id = "clearDraft",
    tag = "Playground", params(("project_id" = String, Path)), request_body = ClearDraft,
    responses((status = 200, body = Draft), (status = "default", body = ErrorBody)))]
pub async fn clear_draft(
    State(app): State<App>,
    caller: Developer,
    Json(body): Json<ClearDraft>,
) -> Result<Answer<Draft>> {
    let project_id = &caller.project.id;
    let agent = app.store.agent(project_id, agents::known(&body.agent_id)?).await?;
    let user = test_user(&app, &caller, &body.user_id).await?;
    app.store.clear_draft(project_id.clone(), user.id.clone(), agent.id.clone()).await?;
    Ok(Answer(Draft {
        object: "draft",
        agent_id: body.agent_id,
        user_id: user.id,
        expires_at: millis(clock::now()),
        config: agent.into(),
    }))
}

/// A user of the project who tries things out. Nobody speaks in the name of a live one.
async fn test_user(app: &App, caller: &ProjectCaller, id: &str) -> Result<User> {
    let user = app.store.user(&caller.project.id, users::known(id)?, None).await?;
    match user.live_mode {
        0 => Ok(user),
        _ => {
            Err(invalid("user_id: this is a live user; the playground is for test users (live_mode: false)"))
        }
    }
}
