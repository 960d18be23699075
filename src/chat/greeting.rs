//! Starting an interaction, and the greeting with which an agent opens it.

use super::prompt::{self, Scope};
use super::replies::Replies;
use crate::error::Result;
use crate::store::agents::{Agent, InitialTurn};
use crate::store::interactions::Interaction;
use crate::store::messages::Message;
use crate::store::users::User;
use crate::text::{MESSAGE_LENGTH, is_visible};

impl Replies {
    /// Starts an interaction of a user with an agent, and stores the agent's greeting if it speaks first.
    pub async fn start_interaction(
        &self,
        project_id: &str,
        external_id: &str,
        agent_id: String,
    ) -> Result<(Interaction, Option<Message>)> {
        // Compiled here because the transaction that renders it must not take long.
        prompt::prepare(&self.store.agent(project_id, &agent_id).await?.greeting_message)?;
        let (project_id, external_id) = (project_id.to_owned(), external_id.to_owned());
        self.store.create_interaction(project_id, external_id, agent_id, greeting).await
    }
}

/// Returns the agent's greeting for this user. `None` if the user speaks first or the greeting renders to nothing
/// visible.
fn greeting(agent: &Agent, user: &User) -> Result<Option<String>> {
    if agent.initial_turn != InitialTurn::Agent {
        return Ok(None);
    }
    let text = prompt::render(&agent.greeting_message, &Scope::new(agent, user))?;
    Ok(is_visible(&text).then(|| text.chars().take(MESSAGE_LENGTH).collect()))
}
