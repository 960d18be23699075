//! The values that templates can use.

use serde::Serialize;

use super::escapes::{ESCAPED, Escaped};
use crate::store::agents::Agent;
use crate::store::users::User;

/// The values that a template can use.
#[derive(Debug, Serialize)]
pub struct Scope<'a> {
    pub(super) user: UserScope<'a>,
    pub(super) agent: AgentScope<'a>,
    /// The texts that escapes stand for; see [`super::escapes`].
    pub(super) escaped: Escaped,
}

#[derive(Debug, Serialize)]
pub(super) struct UserScope<'a> {
    pub(super) id: &'a str,
    pub(super) external_id: &'a str,
    pub(super) first_name: &'a str,
    pub(super) last_name: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct AgentScope<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) description: &'a str,
    pub(super) display_name: &'a str,
    pub(super) display_description: &'a str,
}

impl<'a> Scope<'a> {
    /// Returns the scope of a user who talks to an agent.
    pub fn new(agent: &'a Agent, user: &'a User) -> Self {
        Self::with_user(agent, &user.id, &user.external_id, &user.first_name, &user.last_name)
    }

    /// Returns the scope of a user, given by its fields, who talks to an agent.
    pub fn with_user(
        agent: &'a Agent,
        id: &'a str,
        external_id: &'a str,
        first_name: &'a str,
        last_name: &'a str,
    ) -> Self {
        let user = UserScope { id, external_id, first_name, last_name };
        let agent = AgentScope {
            id: &agent.id,
            name: &agent.name,
            description: &agent.description,
            display_name: &agent.display_name,
            display_description: &agent.display_description,
        };
        Self { user, agent, escaped: ESCAPED }
    }

    /// Returns a scope with empty values, for checking a template.
    pub(super) fn empty() -> Self {
        let user = UserScope { id: "", external_id: "", first_name: "", last_name: "" };
        let agent =
            AgentScope { id: "", name: "", description: "", display_name: "", display_description: "" };
        Self { user, agent, escaped: ESCAPED }
    }
}
