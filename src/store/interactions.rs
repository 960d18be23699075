//! Interactions: conversations of one user with one agent. A client caller is a project and an external ID.

use sql::FromRow;

use super::Store;
use super::agents::{Agent, InitialTurn};
use super::drafts::draft_in;
use super::messages::{Message, NewMessage, insert_root};
use super::pagination::{Cursor, Page, PageRequest, newest};
use super::users::{User, find_or_create};
use crate::error::{Result, forbidden, not_found};
use crate::{clock, ids};

/// A conversation.
#[derive(Debug, Clone, FromRow)]
pub struct Interaction {
    /// `int_…`
    pub id: String,
    /// The agent.
    pub agent_id: String,
    /// The user.
    pub user_id: String,
    /// May be empty.
    pub name: String,
    /// Whether the user has archived it.
    pub archived: bool,
    /// Who was to speak first.
    pub initial_turn: InitialTurn,
    /// Across all branches.
    pub total_message_count: i64,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds; changes with every message.
    pub updated_at: i64,
}

/// A change of an interaction; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct InteractionPatch {
    /// The name that the user gave it.
    pub name: Option<String>,
    /// Whether it is archived.
    pub archived: Option<bool>,
}

impl Store {
    /// Creates an interaction, and the user if this is its first write. `greet` returns the greeting of the agent, if it
    /// has one for this user.
    pub async fn create_interaction<G>(
        &self,
        project_id: String,
        external_id: String,
        agent_id: String,
        greet: G,
    ) -> Result<(Interaction, Option<Message>)>
    where
        G: FnOnce(&Agent, &User) -> Result<Option<String>> + Clone + Send + 'static,
    {
        transaction!(self, |db| {
            let mut agent: Agent = sql::query_as("SELECT * FROM agents WHERE project_id = $1 AND id = $2")
                .bind(&project_id)
                .bind(&agent_id)
                .fetch_optional(&mut *db)
                .await?
                .ok_or_else(|| not_found("agent"))?;
            if !agent.active {
                return Err(forbidden("this agent is not active"));
            }
            let user = find_or_create(db, &project_id, &external_id).await?;
            if !user.live_mode
                && let Some(config) = draft_in(&mut *db, &project_id, &user.id, &agent.id).await?
            {
                config.apply(&mut agent);
            }
            let greeting = greet(&agent, &user)?;
            let now = clock::now();
            let interaction: Interaction = sql::query_as(
                "INSERT INTO interactions (id, project_id, user_id, agent_id, name, archived, initial_turn,
                        total_message_count, created_at, updated_at, live_mode)
                     VALUES ($1, $2, $3, $4, '', 0, $5, $6, $7, $7, $8) RETURNING *",
            )
            .bind(ids::INTERACTION.make(now))
            .bind(&project_id)
            .bind(&user.id)
            .bind(&agent.id)
            .bind(agent.initial_turn)
            .bind(greeting.is_some())
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
        .await
    }

    /// Returns a user's interactions, newest first; with `agent_id`, only those with that agent.
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
            None => sql::query_as(
                "SELECT * FROM interactions
                 WHERE user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)
                   AND (created_at, id) < ($3, $4)
                 ORDER BY created_at DESC, id DESC LIMIT CAST($5 AS BIGINT)",
            ),
            Some(_) => sql::query_as(
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

    /// Returns an interaction of a user.
    pub async fn interaction(&self, project_id: &str, external_id: &str, id: &str) -> Result<Interaction> {
        let row = sql::query_as(
            "SELECT * FROM interactions WHERE project_id = $1 AND id = $3
               AND user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)",
        );
        let row = row.bind(project_id).bind(external_id).bind(id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("interaction"))
    }

    /// Renames or archives an interaction of a user.
    pub async fn update_interaction(
        &self,
        project_id: String,
        external_id: String,
        id: String,
        patch: InteractionPatch,
    ) -> Result<Interaction> {
        transaction!(self, |db| {
            sql::query_as(
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
            .bind(patch.archived)
            .bind(clock::now())
            .fetch_optional(db)
            .await?
            .ok_or_else(|| not_found("interaction"))
        })
        .await
    }

    /// Returns whether an interaction of a project has no name yet.
    pub async fn is_unnamed(&self, project_id: &str, id: &str) -> Result<bool> {
        let row = sql::query_as("SELECT name FROM interactions WHERE project_id = $1 AND id = $2");
        let row: Option<(String,)> = row.bind(project_id).bind(id).fetch_optional(self.reader()).await?;
        Ok(row.is_some_and(|(name,)| name.is_empty()))
    }

    /// Gives an interaction a name, unless somebody has given it one meanwhile.
    pub async fn name_if_unnamed(&self, project_id: String, id: String, name: String) -> Result<()> {
        single_write!(self, |db| {
            sql::query("UPDATE interactions SET name = $3 WHERE project_id = $1 AND id = $2 AND name = ''")
                .bind(project_id)
                .bind(id)
                .bind(name)
                .execute(db)
                .await?;
            Ok(())
        })
        .await
    }

    /// Deletes an interaction of a user and its messages.
    pub async fn delete_interaction(
        &self,
        project_id: String,
        external_id: String,
        id: String,
    ) -> Result<Interaction> {
        transaction!(self, |db| {
            sql::query_as(
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
        .await
    }
}

/// Counts the replies of an interaction that failed or are rated, which lists of conversations filter by. They are
/// counted again whenever one changes, so that the counts cannot drift. Each `WHERE` repeats the predicate of a partial
/// index, so that the index is used.
pub(super) async fn count_replies(
    db: &mut sql::Connection,
    project_id: &str,
    interaction_id: &str,
) -> Result<()> {
    sql::query(
        "UPDATE interactions SET
            failed_count = (SELECT COUNT(*) FROM messages m WHERE m.interaction_id = $2 AND m.status = 'failed'),
            up_count = (SELECT COUNT(*) FROM messages m WHERE m.interaction_id = $2 AND m.rating <> '' AND m.rating = 'up'),
            down_count = (SELECT COUNT(*) FROM messages m WHERE m.interaction_id = $2 AND m.rating <> '' AND m.rating = 'down')
         WHERE project_id = $1 AND id = $2",
    )
    .bind(project_id)
    .bind(interaction_id)
    .execute(db)
    .await?;
    Ok(())
}
