//! Interactions: conversations of one user with one agent. A Client API caller is a project and an external
//! ID.

use sql::FromRow;

use super::Store;
use super::agents::{Agent, InitialTurn};
use super::messages::{Message, NewMessage, columns, insert_root, known_client_id};
use super::pagination::{Cursor, Page, PageRequest, newest};
use super::search_index::index_name;
use super::users::{User, insert_user};
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
    /// Who speaks first.
    pub initial_turn: InitialTurn,
    /// The ID that the client chose for it; empty if none.
    pub client_id: String,
    /// Across all branches.
    pub total_message_count: i64,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds; changes with every message.
    pub updated_at: i64,
}

/// An interaction to be stored.
#[derive(Debug, Clone)]
pub struct NewInteraction {
    /// The user. Created if `is_new_user` is set.
    pub user: User,
    /// Whether this is the user's first write.
    pub is_new_user: bool,
    /// The agent, which must be active unless a test user starts the interaction.
    pub agent_id: String,
    /// Who speaks first.
    pub initial_turn: InitialTurn,
    /// The agent's greeting, if it has one for this user.
    pub greeting: Option<String>,
    /// The ID that the client chose for it; empty if none.
    pub client_id: String,
}

/// Who a user talks to in a new interaction.
#[derive(Debug, FromRow)]
pub struct Participants {
    /// The agent.
    #[row(flatten)]
    pub agent: Agent,
    user_id: Option<String>,
    user_first_name: Option<String>,
    user_last_name: Option<String>,
    user_live_mode: Option<bool>,
    /// Whether the user has an interaction with this client ID already.
    pub is_repeated: bool,
}

impl Participants {
    /// Returns the user, and whether it is a new one that is not stored yet.
    pub fn user(&self, external_id: &str) -> (User, bool) {
        let now = clock::now();
        let user = User {
            id: self.user_id.clone().unwrap_or_else(|| ids::USER.make(now)),
            project_id: self.agent.project_id.clone(),
            external_id: external_id.to_owned(),
            first_name: self.user_first_name.clone().unwrap_or_default(),
            last_name: self.user_last_name.clone().unwrap_or_default(),
            live_mode: self.user_live_mode.unwrap_or(true),
            created_at: now,
            updated_at: now,
        };
        (user, self.user_id.is_none())
    }
}

/// A change to an interaction; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct InteractionPatch {
    /// The name that the user gave it.
    pub name: Option<String>,
    /// Whether it is archived.
    pub archived: Option<bool>,
}

impl Store {
    /// Returns an agent and the user who wants to talk to it, and whether the user has an interaction with
    /// this client ID.
    pub async fn participants(
        &self,
        project_id: &str,
        external_id: &str,
        agent_id: &str,
        client_id: &str,
    ) -> Result<Participants> {
        let row = sql::query_as(
            "SELECT a.*, u.id AS user_id, u.first_name AS user_first_name, u.last_name AS user_last_name,
                u.live_mode AS user_live_mode,
                CASE WHEN EXISTS (SELECT 1 FROM interactions r
                    WHERE r.user_id = u.id AND r.client_id = $4 AND r.client_id <> '') THEN 1 ELSE 0 END AS is_repeated
             FROM agents a LEFT JOIN users u ON u.project_id = $1 AND u.external_id = $2
             WHERE a.project_id = $1 AND a.id = $3",
        );
        let row = row.bind(project_id).bind(external_id).bind(agent_id).bind(client_id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("agent"))
    }

    /// Creates an interaction with the agent's greeting, and the user if this is their first write.
    pub async fn create_interaction(&self, new: NewInteraction) -> Result<(Interaction, Option<Message>)> {
        transaction!(self, |db| { insert_interaction(db, new, 0).await }).await
    }

    /// Returns a user's interaction with this client ID.
    pub async fn interaction_with_client_id(
        &self,
        project_id: &str,
        external_id: &str,
        client_id: &str,
    ) -> Result<Option<Interaction>> {
        let row = sql::query_as(
            "SELECT * FROM interactions WHERE project_id = $1 AND client_id = $3 AND client_id <> ''
               AND user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)",
        );
        let row = row.bind(project_id).bind(external_id).bind(client_id);
        Ok(row.fetch_optional(self.reader()).await?)
    }

    /// Returns the greeting of a user's interaction.
    pub async fn greeting(&self, project_id: &str, interaction_id: &str) -> Result<Option<Message>> {
        let row = sql::query_as(concat!(
            "SELECT ",
            columns!("m"),
            " FROM messages m JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
             WHERE m.interaction_id = $2 AND m.depth = 0 AND m.sent_by = 'agent'
             ORDER BY m.created_at, m.id LIMIT 1"
        ));
        Ok(row.bind(project_id).bind(interaction_id).fetch_optional(self.reader()).await?)
    }

    /// Returns a user's interactions, newest first; with `agent_id`, only those with that agent.
    pub async fn interactions(
        &self,
        project_id: &str,
        external_id: &str,
        agent_id: Option<&str>,
        page: &PageRequest,
    ) -> Result<Page<Interaction>> {
        let (created_at, id) =
            page.start(newest(), |id| self.interaction_cursor(project_id, external_id, id)).await?;
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
        Page::fetch(rows, page.limit, self.reader(), |row: &Interaction| (row.created_at, row.id.clone()))
            .await
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
            let is_renamed = patch.name.is_some();
            let changed: Option<Interaction> = sql::query_as(
                "UPDATE interactions SET name = COALESCE($4, name), archived = COALESCE($5, archived),
                        updated_at = $6
                     WHERE project_id = $1 AND id = $3
                       AND user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)
                     RETURNING *",
            )
            .bind(&project_id)
            .bind(external_id)
            .bind(id)
            .bind(patch.name)
            .bind(patch.archived)
            .bind(clock::now())
            .fetch_optional(&mut *db)
            .await?;
            let changed = changed.ok_or_else(|| not_found("interaction"))?;
            if is_renamed {
                index_name(db, &project_id, (&changed.id, changed.created_at), &changed.name).await?;
            }
            Ok(changed)
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
        transaction!(self, |db| {
            let named: Option<Interaction> = sql::query_as(
                "UPDATE interactions SET name = $3 WHERE project_id = $1 AND id = $2 AND name = '' RETURNING *",
            )
            .bind(&project_id)
            .bind(id)
            .bind(name)
            .fetch_optional(&mut *db)
            .await?;
            match named {
                Some(named) => index_name(db, &project_id, (&named.id, named.created_at), &named.name).await,
                None => Ok(()),
            }
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

/// Inserts an interaction with the agent's greeting, and the user if they are new. Its message count includes
/// the number of `messages` that will follow the greeting.
pub(super) async fn insert_interaction(
    db: &mut sql::Connection,
    new: NewInteraction,
    messages: i64,
) -> Result<(Interaction, Option<Message>)> {
    let NewInteraction { user, is_new_user, agent_id, initial_turn, greeting, client_id } = new;
    let user_id = if is_new_user { insert_user(db, &user).await? } else { user.id };
    let now = clock::now();
    let inserted = sql::query_as(
        "INSERT INTO interactions (id, project_id, user_id, agent_id, name, archived, initial_turn,
            total_message_count, created_at, updated_at, live_mode, client_id)
         SELECT $4, a.project_id, u.id, a.id, '', 0, $5, $6, $7, $7, u.live_mode, $8
         FROM agents a JOIN users u ON u.project_id = a.project_id AND u.id = $2
         WHERE a.project_id = $1 AND a.id = $3 AND (a.active = 1 OR u.live_mode = 0) RETURNING *",
    )
    .bind(&user.project_id)
    .bind(&user_id)
    .bind(&agent_id)
    .bind(ids::INTERACTION.make(now))
    .bind(initial_turn)
    .bind(messages + i64::from(greeting.is_some()))
    .bind(now)
    .bind(client_id)
    .fetch_optional(&mut *db)
    .await
    .map_err(known_client_id)?;
    // The agent and the user existed a moment ago, so one of them has changed.
    let interaction: Interaction = inserted.ok_or_else(|| forbidden("this agent is not active"))?;
    let greeting = match greeting {
        Some(content) => Some(insert_root(db, NewMessage::greeting(&interaction.id, content)).await?),
        None => None,
    };
    Ok((interaction, greeting))
}

/// Counts the failed and the rated replies of an interaction, by which lists of conversations filter. Counts
/// them again after each change, so that the counts cannot drift. Each `WHERE` repeats the predicate of a
/// partial index, so that the index is used.
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
