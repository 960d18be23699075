//! The trace of a reply: the request to its model, kept for the agent's developers. Recorded for test users
//! only.

use serde_json::json;

use crate::models::model::Model;
use crate::models::{Request, Role};

/// Returns the request as JSON, in the form of the dashboard's API.
pub(super) fn of(model: &Model, request: &Request, draft: bool) -> String {
    let turns = request.messages.iter().map(|turn| {
        let role = match turn.role {
            Role::User => "user",
            Role::Agent => "agent",
        };
        json!({ "role": role, "content": turn.content })
    });
    json!({
        "model": model.name,
        "draft": draft,
        "system": request.system,
        "turns": turns.collect::<Vec<_>>(),
        "settings": model.settings_sent(request),
    })
    .to_string()
}
