//! Messages: the tree of an interaction.

use sqlx::{AnyConnection, FromRow};

use super::Store;
use super::agents::Agent;
use super::page::{Cursor, Page, PageRequest, oldest};
use crate::error::{Result, conflict, forbidden, not_found, unknown};
use crate::{clock, ids};

/// One message of an interaction's tree.
#[derive(Debug, Clone, FromRow)]
pub struct Message {
    /// `msg_…`
    pub id: String,
    /// The interaction it is of.
    pub interaction_id: String,
    /// What it answers; none for a root.
    pub parent_id: Option<String>,
    /// 0 for a root.
    pub depth: i64,
    /// `user` or `agent`.
    pub sent_by: String,
    /// `completed`, `in_progress`, `cancelled` or `failed`.
    pub status: String,
    /// The text.
    pub content: String,
    /// Microseconds.
    pub created_at: i64,
    /// What the user thinks of it: `up`, `down` or empty.
    pub rating: String,
    /// And why.
    pub feedback_comment: String,
}

// The columns of [`Message`], of a table called `m` or of the one that was written to.
macro_rules! columns {
    ("m") => {
        "m.id, m.interaction_id, m.parent_id, m.depth, m.sent_by, m.status, m.content, m.created_at, m.rating, \
         m.feedback_comment"
    };
    () => {
        "id, interaction_id, parent_id, depth, sent_by, status, content, created_at, rating, feedback_comment"
    };
}
pub(super) use columns;

/// A message to be stored.
#[derive(Debug)]
pub struct NewMessage {
    interaction_id: String,
    parent_id: Option<String>,
    sent_by: &'static str,
    content: String,
}

impl NewMessage {
    /// What a user says.
    pub fn by_user(interaction_id: &str, parent_id: Option<String>, content: String) -> Self {
        Self { interaction_id: interaction_id.to_owned(), parent_id, sent_by: "user", content }
    }

    /// What the agent says first.
    pub fn greeting(interaction_id: &str, content: String) -> Self {
        Self { interaction_id: interaction_id.to_owned(), parent_id: None, sent_by: "agent", content }
    }
}

/// A message that is being asked, with all that its reply depends on.
#[derive(Debug, Clone, FromRow)]
pub struct Asked {
    /// Who is to reply.
    #[sqlx(flatten)]
    pub agent: Agent,
    /// The interaction that the message is of.
    #[sqlx(rename = "asked_interaction_id")]
    pub interaction_id: String,
    /// `user` or `agent`.
    #[sqlx(rename = "asked_sent_by")]
    pub sent_by: String,
    /// The user's ID.
    #[sqlx(rename = "user_id")]
    pub user_id: String,
    /// The app's own ID of the user.
    #[sqlx(rename = "user_external_id")]
    pub user_external_id: String,
    /// May be empty.
    #[sqlx(rename = "user_first_name")]
    pub user_first_name: String,
    /// May be empty.
    #[sqlx(rename = "user_last_name")]
    pub user_last_name: String,
    /// 0 for a test user.
    pub user_live_mode: i64,
    /// How many replies to it are being written, on whichever node.
    pub being_answered: i64,
    /// Whether a configuration that is not saved takes the place of the agent's.
    #[sqlx(default)]
    pub draft: bool,
}

impl Asked {
    /// Whether the user is one who tries things out.
    pub fn is_of_test_user(&self) -> bool {
        self.user_live_mode == 0
    }
}

/// A message on the way from the root to the asked one.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Said {
    /// `user` or `agent`.
    pub sent_by: String,
    /// The text.
    pub content: String,
}

impl Store {
    /// An interaction's messages over all branches, oldest first, a parent always before its children.
    pub async fn messages(
        &self,
        project_id: &str,
        external_id: &str,
        interaction_id: &str,
        page: &PageRequest,
    ) -> Result<Page<Message>> {
        let interaction = self.interaction(project_id, external_id, interaction_id).await?;
        let (created_at, id) = match &page.after {
            Some(id) => self.message_cursor(project_id, &interaction.id, id).await?,
            None => oldest(),
        };
        let rows = sqlx::query_as(concat!(
            "SELECT ",
            columns!("m"),
            " FROM messages m
             JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
             WHERE m.interaction_id = $2 AND (m.created_at, m.id) > ($3, $4) AND m.listed = 1
             ORDER BY m.created_at, m.id LIMIT CAST($5 AS BIGINT)"
        ));
        let rows = rows.bind(project_id).bind(&interaction.id).bind(created_at).bind(id).bind(page.limit + 1);
        Ok(Page::cut(rows.fetch_all(self.reader()).await?, page.limit))
    }

    /// Where a message stands in the list of its interaction.
    pub(super) async fn message_cursor(
        &self,
        project_id: &str,
        interaction_id: &str,
        id: &str,
    ) -> Result<Cursor> {
        let row = sqlx::query_as(
            "SELECT m.created_at, m.id FROM messages m
             JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
             WHERE m.interaction_id = $2 AND m.id = $3",
        );
        let row = row.bind(project_id).bind(interaction_id).bind(id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("message"))
    }

    /// One message of a user.
    pub async fn message(&self, project_id: &str, external_id: &str, id: &str) -> Result<Message> {
        let row = sqlx::query_as(concat!(
            "SELECT ",
            columns!("m"),
            " FROM messages m JOIN interactions i ON i.id = m.interaction_id
             WHERE m.id = $3 AND i.project_id = $1
               AND i.user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)"
        ));
        let row = row.bind(project_id).bind(external_id).bind(id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("message"))
    }

    /// Stores what a user says. The agent must be active, the parent of the same interaction.
    pub async fn create_message(
        &self,
        project_id: String,
        external_id: String,
        new: NewMessage,
    ) -> Result<Message> {
        self.write(move |db| {
            Box::pin(async move {
                let counted = sqlx::query(
                    "UPDATE interactions SET total_message_count = total_message_count + 1, updated_at = $4
                     WHERE project_id = $1 AND id = $3
                       AND user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)
                       AND EXISTS (SELECT 1 FROM agents a WHERE a.id = interactions.agent_id AND a.active = 1)",
                )
                .bind(&project_id)
                .bind(&external_id)
                .bind(&new.interaction_id)
                .bind(clock::now())
                .execute(&mut *db)
                .await?;
                if counted.rows_affected() == 0 {
                    let found = sqlx::query(
                        "SELECT 1 FROM interactions WHERE project_id = $1 AND id = $3
                           AND user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)",
                    );
                    let found = found.bind(&project_id).bind(&external_id).bind(&new.interaction_id);
                    return Err(match found.fetch_optional(db).await? {
                        Some(_) => forbidden("this agent is not active"),
                        None => not_found("interaction"),
                    });
                }
                insert(db, new).await
            })
        })
        .await
    }

    /// The message that a user asks an agent to reply to.
    pub async fn asked(&self, project_id: &str, external_id: &str, id: &str) -> Result<Asked> {
        let row = sqlx::query_as(
            "SELECT a.*, m.interaction_id AS asked_interaction_id, m.sent_by AS asked_sent_by, u.id AS user_id,
                u.external_id AS user_external_id, u.first_name AS user_first_name, u.last_name AS user_last_name,
                u.live_mode AS user_live_mode,
                (SELECT CAST(COUNT(*) AS BIGINT) FROM messages r
                 WHERE r.parent_id = m.id AND r.status = 'in_progress') AS being_answered
             FROM messages m
             JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
             JOIN users u ON u.id = i.user_id AND u.project_id = $1 AND u.external_id = $2
             JOIN agents a ON a.id = i.agent_id AND a.project_id = $1
             WHERE m.id = $3",
        );
        let row = row.bind(project_id).bind(external_id).bind(id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("message"))
    }

    /// The messages from the root to `id`, oldest first; of a long way only the end, once it has `enough` characters.
    pub async fn path(&self, project_id: &str, id: &str, enough: i64) -> Result<Vec<Said>> {
        let rows = sqlx::query_as(
            "WITH RECURSIVE path (interaction_id, parent_id, depth, sent_by, content, size) AS (
                SELECT m.interaction_id, m.parent_id, m.depth, m.sent_by, m.content, CAST(LENGTH(m.content) AS BIGINT)
                FROM messages m JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
                WHERE m.id = $2
              UNION ALL
                SELECT m.interaction_id, m.parent_id, m.depth, m.sent_by, m.content, path.size + LENGTH(m.content)
                FROM path JOIN messages m ON m.id = path.parent_id AND m.interaction_id = path.interaction_id
                WHERE path.size < $3
             )
             SELECT sent_by, content FROM path ORDER BY depth",
        );
        Ok(rows.bind(project_id).bind(id).bind(enough).fetch_all(self.reader()).await?)
    }
}

/// Inserts a message below its parent, or as a root.
async fn insert(db: &mut AnyConnection, new: NewMessage) -> Result<Message> {
    let Some(parent_id) = &new.parent_id else { return insert_root(db, new).await };
    let now = clock::now();
    // Another node's clock may be ahead of ours: a child is never older than its parent.
    let inserted = sqlx::query_as(concat!(
        "INSERT INTO messages (id, interaction_id, parent_id, depth, sent_by, status, content, created_at, ended_at)
         SELECT $1, p.interaction_id, p.id, p.depth + 1, $4, 'completed', $5,
                CASE WHEN p.created_at < $6 THEN $6 ELSE p.created_at + 1 END, $6
         FROM messages p WHERE p.id = $3 AND p.interaction_id = $2 AND p.listed = 1
         RETURNING ",
        columns!()
    ))
    .bind(ids::MESSAGE.make(now))
    .bind(&new.interaction_id)
    .bind(parent_id)
    .bind(new.sent_by)
    .bind(&new.content)
    .bind(now);
    inserted
        .fetch_optional(db)
        .await?
        .ok_or_else(|| conflict("parent_id: there is no such message in this interaction"))
}

/// Inserts a message without a parent.
pub(super) async fn insert_root(db: &mut AnyConnection, new: NewMessage) -> Result<Message> {
    if new.parent_id.is_some() {
        return Err(unknown("a root has no parent"));
    }
    let now = clock::now();
    let inserted = sqlx::query_as(concat!(
        "INSERT INTO messages (id, interaction_id, parent_id, depth, sent_by, status, content, created_at, ended_at)
         VALUES ($1, $2, NULL, 0, $3, 'completed', $4, $5, $5) RETURNING ",
        columns!()
    ));
    let inserted = inserted.bind(ids::MESSAGE.make(now)).bind(&new.interaction_id).bind(new.sent_by);
    Ok(inserted.bind(&new.content).bind(now).fetch_one(db).await?)
}
