//! The trace of a reply: the request to its model, kept for the agent's developers. Recorded for test users
//! only.

use serde_json::json;

use crate::models::model::Model;
use crate::models::{Role, Sent};

/// Returns the request as JSON, in the form of the dashboard's API.
pub(super) fn of(model: &Model, sent: &Sent<'_>, draft: bool) -> String {
    let (system, turns) = sent.conversation();
    let turns = turns.map(|(role, content)| {
        let role = match role {
            Role::User => "user",
            Role::Agent => "agent",
        };
        json!({ "role": role, "content": content })
    });
    json!({
        "model": model.name,
        "draft": draft,
        "system": system,
        "turns": turns.collect::<Vec<_>>(),
        "settings": sent.settings(),
    })
    .to_string()
}
