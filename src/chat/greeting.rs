//! Starting an interaction, and the greeting with which an agent opens it.

use super::prompt::{self, Scope};
use super::replies::Replies;
use crate::error::{Result, conflict, forbidden};
use crate::store::agents::{Agent, InitialTurn};
use crate::store::interactions::{Interaction, NewInteraction};
use crate::store::messages::Message;
use crate::store::users::User;
use crate::text::{MESSAGE_LENGTH, is_visible};

impl Replies {
    /// Starts an interaction of a user with an agent, and stores the agent's greeting if it speaks first.
    /// Returns the one that was started before with the same client ID, if there is one.
    pub async fn start_interaction(
        &self,
        project_id: &str,
        external_id: &str,
        agent_id: &str,
        client_id: &str,
    ) -> Result<(Interaction, Option<Message>)> {
        let started = match self.new_interaction(project_id, external_id, agent_id, client_id).await {
            Ok(Some((_, new, _))) => self.store.create_interaction(new).await,
            Ok(None) => Err(conflict("client_id: the interaction with this ID is being deleted")),
            Err(error) => Err(error),
        };
        match started {
            // Perhaps it failed because the same interaction was started before.
            Err(error) if !client_id.is_empty() => {
                self.known_interaction(project_id, external_id, agent_id, client_id).await?.ok_or(error)
            }
            started => started,
        }
    }

    /// Returns an agent, the interaction that a user wants to start with it, and whether the agent has a
    /// draft configuration for this user. `None` if the user already has an interaction with this client ID.
    pub(super) async fn new_interaction(
        &self,
        project_id: &str,
        external_id: &str,
        agent_id: &str,
        client_id: &str,
    ) -> Result<Option<(Agent, NewInteraction, bool)>> {
        let found = self.store.participants(project_id, external_id, agent_id, client_id).await?;
        if found.is_repeated {
            return Ok(None);
        }
        let (user, is_new_user) = found.user(external_id);
        let mut agent = found.agent;
        // Test users try out agents before live users may talk to them.
        if !agent.active && user.live_mode {
            return Err(forbidden("this agent is not active"));
        }
        let mut draft = false;
        if !user.live_mode
            && let Some(config) = self.store.draft(project_id, &user.id, &agent.id).await?
        {
            config.apply(&mut agent);
            draft = true;
        }
        let new = NewInteraction {
            greeting: greeting(&agent, &user)?,
            initial_turn: agent.initial_turn,
            agent_id: agent.id.clone(),
            user,
            is_new_user,
            client_id: client_id.to_owned(),
        };
        Ok(Some((agent, new, draft)))
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
