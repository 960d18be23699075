//! Interactions: one user's conversations with one agent. A client caller is a project and an external ID.

use sqlx::FromRow;

use super::Store;
use super::agents::Agent;
use super::drafts::draft_in;
use super::messages::{Message, NewMessage, insert_root};
use super::page::{Cursor, Page, PageRequest, newest};
use super::users::{User, find_or_create};
use crate::error::{Result, forbidden, not_found};
use crate::{clock, ids};

/// A conversation.
#[derive(Debug, Clone, FromRow)]
pub struct Interaction {
    /// `int_…`
    pub id: String,
    /// Whom the user talks to.
    pub agent_id: String,
    /// Whose it is.
    pub user_id: String,
    /// May be empty.
    pub name: String,
    /// 1 when put away.
    pub archived: i64,
    /// `user` or `agent`: who was to speak first.
    pub initial_turn: String,
    /// Over all branches.
    pub total_message_count: i64,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds; moves with every message.
    pub updated_at: i64,
}

/// A change of an interaction; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct InteractionPatch {
    /// What the user calls it.
    pub name: Option<String>,
    /// Whether it is put away.
    pub archived: Option<bool>,
}

impl Store {
    /// Starts an interaction, making the user if this is its first write. `greet` gives the agent's first message, if
    /// it has one for this user.
    pub async fn create_interaction<G>(
        &self,
        project_id: String,
        external_id: String,
        agent_id: String,
        greet: G,
    ) -> Result<(Interaction, Option<Message>)>
    where
        G: FnOnce(&Agent, &User) -> Result<Option<String>> + Send + 'static,
    {
        self.write(move |db| {
            Box::pin(async move {
                let mut agent: Agent = sqlx::query_as("SELECT * FROM agents WHERE project_id = $1 AND id = $2")
                    .bind(&project_id)
                    .bind(&agent_id)
                    .fetch_optional(&mut *db)
                    .await?
                    .ok_or_else(|| not_found("agent"))?;
                if !agent.is_active() {
                    return Err(forbidden("this agent is not active"));
                }
                let user = find_or_create(db, &project_id, &external_id).await?;
                if user.live_mode == 0
                    && let Some(config) = draft_in(db, &project_id, &user.id, &agent.id).await?
                {
                    config.apply(&mut agent);
                }
                let greeting = greet(&agent, &user)?;
                let now = clock::now();
                let interaction: Interaction = sqlx::query_as(
                    "INSERT INTO interactions (id, project_id, user_id, agent_id, name, archived, initial_turn,
                        total_message_count, created_at, updated_at, live_mode)
                     VALUES ($1, $2, $3, $4, '', 0, $5, $6, $7, $7, $8) RETURNING *",
                )
                .bind(ids::INTERACTION.make(now))
                .bind(&project_id)
                .bind(&user.id)
                .bind(&agent.id)
                .bind(&agent.initial_turn)
                .bind(i64::from(greeting.is_some()))
                .bind(now)
                .bind(user.live_mode)
                .fetch_one(&mut *db)
                .await?;
                let message = match greeting {
                    Some(content) => Some(insert_root(db, NewMessage::greeting(&interaction.id, content)).await?),
                    None => None,
                };
                Ok((interaction, message))
            })
        })
        .await
    }

    /// A user's interactions, newest first; `agent_id` keeps those with one agent.
    pub async fn interactions(
        &self,
        project_id: &str,
        external_id: &str,
        agent_id: Option<&str>,
        page: &PageRequest,
    ) -> Result<Page<Interaction>> {
        let (created_at, id) = match &page.after {
            Some(id) => self.interaction_cursor(project_id, external_id, id).await?,
            None => newest(),
        };
        let rows = match agent_id {
            None => sqlx::query_as(
                "SELECT * FROM interactions
                 WHERE user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)
                   AND (created_at, id) < ($3, $4)
                 ORDER BY created_at DESC, id DESC LIMIT CAST($5 AS BIGINT)",
            ),
            Some(_) => sqlx::query_as(
                "SELECT * FROM interactions
                 WHERE user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)
                   AND (created_at, id) < ($3, $4) AND agent_id = $6
                 ORDER BY created_at DESC, id DESC LIMIT CAST($5 AS BIGINT)",
            ),
        };
        let mut rows = rows.bind(project_id).bind(external_id).bind(created_at).bind(id).bind(page.limit + 1);
        if let Some(agent_id) = agent_id {
            rows = rows.bind(agent_id);
        }
        Ok(Page::cut(rows.fetch_all(self.reader()).await?, page.limit))
    }

    async fn interaction_cursor(&self, project_id: &str, external_id: &str, id: &str) -> Result<Cursor> {
        let found = self.interaction(project_id, external_id, id).await?;
        Ok((found.created_at, found.id))
    }

    /// One interaction of a user.
    pub async fn interaction(&self, project_id: &str, external_id: &str, id: &str) -> Result<Interaction> {
        let row = sqlx::query_as(
            "SELECT * FROM interactions WHERE project_id = $1 AND id = $3
               AND user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)",
        );
        let row = row.bind(project_id).bind(external_id).bind(id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("interaction"))
    }

    /// Renames an interaction of a user, or puts it away.
    pub async fn update_interaction(
        &self,
        project_id: String,
        external_id: String,
        id: String,
        patch: InteractionPatch,
    ) -> Result<Interaction> {
        self.write(move |db| {
            Box::pin(async move {
                sqlx::query_as(
                    "UPDATE interactions SET name = COALESCE($4, name), archived = COALESCE($5, archived),
                        updated_at = $6
                     WHERE project_id = $1 AND id = $3
                       AND user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)
                     RETURNING *",
                )
                .bind(project_id)
                .bind(external_id)
                .bind(id)
                .bind(patch.name)
                .bind(patch.archived.map(i64::from))
                .bind(clock::now())
                .fetch_optional(db)
                .await?
                .ok_or_else(|| not_found("interaction"))
            })
        })
        .await
    }

    /// Removes an interaction of a user and its messages.
    pub async fn delete_interaction(
        &self,
        project_id: String,
        external_id: String,
        id: String,
    ) -> Result<Interaction> {
        self.write(move |db| {
            Box::pin(async move {
                sqlx::query_as(
                    "DELETE FROM interactions WHERE project_id = $1 AND id = $3
                       AND user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)
                     RETURNING *",
                )
                .bind(project_id)
                .bind(external_id)
                .bind(id)
                .fetch_optional(db)
                .await?
                .ok_or_else(|| not_found("interaction"))
            })
        })
        .await
    }
}
