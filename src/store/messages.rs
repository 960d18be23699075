//! Messages: the tree of an interaction.

use sql::FromRow;

use super::Store;
use super::agents::Agent;
use super::pagination::{Cursor, Page, PageRequest, oldest};
use super::parts::{self, Part};
use super::user::User;
use crate::error::{Error, Result, conflict, forbidden, not_found, unknown};
use crate::{clock, ids};

sql::text_enum! {
    /// Who sent a message.
    pub enum Sender {
        /// The user.
        User = "user",
        /// The agent.
        Agent = "agent",
    }
}

sql::text_enum! {
    /// The state of a message.
    pub enum MessageStatus {
        /// A reply that is being written.
        InProgress = "in_progress",
        /// Complete; messages of users always are.
        Completed = "completed",
        /// A reply that was cancelled.
        Cancelled = "cancelled",
        /// A reply that failed.
        Failed = "failed",
    }
}

sql::text_enum! {
    /// Why an agent's message ended.
    pub enum FinishReason {
        /// It was complete.
        Stop = "stop",
        /// A token limit cut it off.
        Length = "length",
        /// A content filter cut it off.
        ContentFilter = "content_filter",
        /// The model called tools.
        ToolCalls = "tool_calls",
        /// Somebody stopped it.
        Cancelled = "cancelled",
        /// It failed.
        Error = "error",
    }
}

sql::text_enum! {
    /// What a user thinks of a reply.
    pub enum Rating {
        /// No rating.
        Unrated = "",
        /// Good.
        Up = "up",
        /// Bad.
        Down = "down",
    }
}

/// A message of an interaction's tree.
#[derive(Debug, Clone, FromRow)]
pub struct Message {
    /// `msg_…`
    pub id: String,
    /// The interaction.
    pub interaction_id: String,
    /// The parent; `None` for a root.
    pub parent_id: Option<String>,
    /// 0 for a root.
    pub depth: i64,
    /// Who sent it.
    pub sent_by: Sender,
    /// The state.
    pub status: MessageStatus,
    /// The text.
    pub content: String,
    /// The structure of its parts; see [`Message::parts`].
    pub parts: Option<String>,
    /// Why it ended, if that is stored; see [`Message::finish_reason`].
    #[row(rename = "finish_reason")]
    pub stored_finish_reason: Option<FinishReason>,
    /// The ID that the client chose for it; empty if none.
    pub client_id: String,
    /// Microseconds.
    pub created_at: i64,
    /// The user's rating.
    pub rating: Rating,
    /// The user's comment.
    pub feedback_comment: String,
    /// Whether its user must not see the model's reasoning. Only set by reads on behalf of users.
    #[row(default)]
    pub hides_reasoning: bool,
}

impl Message {
    /// Returns why an agent's message ended, even if the message is older than the column. `None` while it is
    /// being written, and for users' messages.
    pub fn finish_reason(&self) -> Option<FinishReason> {
        match (self.sent_by, self.status) {
            (Sender::User, _) | (_, MessageStatus::InProgress) => None,
            (_, MessageStatus::Completed) => Some(self.stored_finish_reason.unwrap_or(FinishReason::Stop)),
            (_, MessageStatus::Cancelled) => Some(FinishReason::Cancelled),
            (_, MessageStatus::Failed) => Some(FinishReason::Error),
        }
    }

    /// Returns what the message consists of, without what is hidden from its user.
    pub fn parts(&self) -> Vec<Part> {
        let mut all = parts::decode(self.content.clone(), self.parts.as_deref());
        if self.hides_reasoning {
            all.retain(|part| !matches!(part, Part::Reasoning(_)));
        }
        all
    }
}

// The columns of [`Message`]: of a table called `m` with its interaction `i`, or of the `messages` that were
// written to, with or without what their user may see.
macro_rules! columns {
    ("m") => {
        "m.id, m.interaction_id, m.parent_id, m.depth, m.sent_by, m.status, m.content, m.parts, m.finish_reason, \
         m.client_id, m.created_at, m.rating, m.feedback_comment, \
         CASE WHEN m.parts IS NULL AND m.status <> 'in_progress' THEN 0 \
            ELSE (SELECT 1 - a.show_reasoning FROM agents a WHERE a.id = i.agent_id) END AS hides_reasoning"
    };
    () => {
        "id, interaction_id, parent_id, depth, sent_by, status, content, parts, finish_reason, client_id, created_at, \
         rating, feedback_comment"
    };
    ("for user") => {
        "id, interaction_id, parent_id, depth, sent_by, status, content, parts, finish_reason, client_id, created_at, \
         rating, feedback_comment, (SELECT 1 - a.show_reasoning FROM interactions i JOIN agents a ON a.id = i.agent_id \
         WHERE i.id = messages.interaction_id) AS hides_reasoning"
    };
}
pub(super) use columns;

/// A message to be stored.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// `msg_…`; created with the row if absent.
    pub(super) id: Option<String>,
    pub(super) interaction_id: String,
    pub(super) parent_id: Option<String>,
    pub(super) sent_by: Sender,
    pub(super) content: String,
    pub(super) client_id: String,
}

impl NewMessage {
    /// Creates a message of a user.
    pub fn by_user(
        interaction_id: &str,
        parent_id: Option<String>,
        content: String,
        client_id: String,
    ) -> Self {
        let interaction_id = interaction_id.to_owned();
        Self { id: None, interaction_id, parent_id, sent_by: Sender::User, content, client_id }
    }

    /// Returns the interaction that it belongs to.
    pub fn interaction_id(&self) -> &str {
        &self.interaction_id
    }

    /// Returns the message that it replies to.
    pub fn parent_id(&self) -> Option<&str> {
        self.parent_id.as_deref()
    }

    /// Returns the text.
    pub fn content(&self) -> &str {
        &self.content
    }

    /// Returns the ID that the client chose for it; empty if none.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Creates an agent's greeting.
    pub fn greeting(interaction_id: &str, content: String) -> Self {
        let interaction_id = interaction_id.to_owned();
        let client_id = String::new();
        Self { id: None, interaction_id, parent_id: None, sent_by: Sender::Agent, content, client_id }
    }
}

/// A user's message that the agent is asked to reply to, with everything that the reply depends on.
#[derive(Debug, Clone, FromRow)]
pub struct Question {
    /// The agent that replies.
    #[row(flatten)]
    pub agent: Agent,
    /// The interaction.
    #[row(rename = "asked_interaction_id")]
    pub interaction_id: String,
    /// Who sent it.
    #[row(rename = "asked_sent_by")]
    pub sent_by: Sender,
    /// The user's ID.
    #[row(rename = "user_id")]
    pub user_id: String,
    /// The app's own ID of the user.
    #[row(rename = "user_external_id")]
    pub user_external_id: String,
    /// May be empty.
    #[row(rename = "user_first_name")]
    pub user_first_name: String,
    /// May be empty.
    #[row(rename = "user_last_name")]
    pub user_last_name: String,
    /// Whether the user is a live user, not a test user.
    pub user_live_mode: bool,
    /// The reply to it that is in progress, on any node.
    #[row(default)]
    pub reply_in_progress: Option<String>,
    /// Whether an unsaved configuration replaces the agent's.
    #[row(default)]
    pub draft: bool,
}

impl Question {
    /// Returns the first question of an interaction that is not stored yet.
    pub fn of_new_interaction(agent: Agent, user: &User, draft: bool) -> Self {
        Self {
            agent,
            interaction_id: String::new(),
            sent_by: Sender::User,
            user_id: user.id.clone(),
            user_external_id: user.external_id.clone(),
            user_first_name: user.first_name.clone(),
            user_last_name: user.last_name.clone(),
            user_live_mode: user.live_mode,
            reply_in_progress: None,
            draft,
        }
    }

    /// Returns whether the user is a test user.
    pub fn is_of_test_user(&self) -> bool {
        !self.user_live_mode
    }
}

/// A message on the path from the root to the question.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Said {
    /// Who sent it.
    pub sent_by: Sender,
    /// The text.
    pub content: String,
}

impl Store {
    /// Returns the messages of an interaction across all branches, oldest first; parents come before their children.
    pub async fn messages(
        &self,
        project_id: &str,
        external_id: &str,
        interaction_id: &str,
        page: &PageRequest,
    ) -> Result<Page<Message>> {
        let interaction = self.interaction(project_id, external_id, interaction_id).await?;
        let (created_at, id) =
            page.start(oldest(), |id| self.message_cursor(project_id, &interaction.id, id)).await?;
        let rows = sql::query_as(concat!(
            "SELECT ",
            columns!("m"),
            " FROM messages m
             JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
             WHERE m.interaction_id = $2 AND (m.created_at, m.id) > ($3, $4) AND m.listed = 1
             ORDER BY m.created_at, m.id LIMIT CAST($5 AS BIGINT)"
        ));
        let rows = rows.bind(project_id).bind(&interaction.id).bind(created_at).bind(id).bind(page.limit + 1);
        Page::fetch(rows, page.limit, self.reader(), |row: &Message| (row.created_at, row.id.clone())).await
    }

    /// Returns the position of a message in the list of its interaction.
    pub(super) async fn message_cursor(
        &self,
        project_id: &str,
        interaction_id: &str,
        id: &str,
    ) -> Result<Cursor> {
        let row = sql::query_as(
            "SELECT m.created_at, m.id FROM messages m
             JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
             WHERE m.interaction_id = $2 AND m.id = $3",
        );
        let row = row.bind(project_id).bind(interaction_id).bind(id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("message"))
    }

    /// Returns a message of a user.
    pub async fn message(&self, project_id: &str, external_id: &str, id: &str) -> Result<Message> {
        let row = sql::query_as(concat!(
            "SELECT ",
            columns!("m"),
            " FROM messages m JOIN interactions i ON i.id = m.interaction_id
             WHERE m.id = $3 AND i.project_id = $1
               AND i.user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)"
        ));
        let row = row.bind(project_id).bind(external_id).bind(id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("message"))
    }

    /// Stores a message of a user. The agent must be active unless it is a test user, and the parent in the same interaction.
    pub async fn create_message(
        &self,
        project_id: String,
        external_id: String,
        new: NewMessage,
    ) -> Result<Message> {
        transaction!(self, |db| {
            count_messages(db, &project_id, &external_id, &new.interaction_id, 1).await?;
            insert(db, new).await
        })
        .await
    }

    /// Returns the message with this client ID in a user's interaction.
    pub async fn message_with_client_id(
        &self,
        project_id: &str,
        external_id: &str,
        interaction_id: &str,
        client_id: &str,
    ) -> Result<Option<Message>> {
        let row = sql::query_as(concat!(
            "SELECT ",
            columns!("m"),
            " FROM messages m JOIN interactions i ON i.id = m.interaction_id
             WHERE m.interaction_id = $3 AND m.client_id = $4 AND m.client_id <> '' AND i.project_id = $1
               AND i.user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)"
        ));
        let row = row.bind(project_id).bind(external_id).bind(interaction_id).bind(client_id);
        Ok(row.fetch_optional(self.reader()).await?)
    }

    /// Returns a message of a user as a question.
    pub async fn question(&self, project_id: &str, external_id: &str, id: &str) -> Result<Question> {
        let row = sql::query_as(
            "SELECT a.*, m.interaction_id AS asked_interaction_id, m.sent_by AS asked_sent_by, u.id AS user_id,
                u.external_id AS user_external_id, u.first_name AS user_first_name, u.last_name AS user_last_name,
                u.live_mode AS user_live_mode,
                (SELECT r.id FROM messages r WHERE r.parent_id = m.id AND r.status = 'in_progress')
                    AS reply_in_progress
             FROM messages m
             JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1
             JOIN users u ON u.id = i.user_id AND u.project_id = $1 AND u.external_id = $2
             JOIN agents a ON a.id = i.agent_id AND a.project_id = $1
             WHERE m.id = $3",
        );
        let row = row.bind(project_id).bind(external_id).bind(id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("message"))
    }

    /// Returns the messages from the root to `id`, oldest first. Leaves out the beginning of a path with more
    /// than `enough` characters.
    pub async fn path(&self, project_id: &str, id: &str, enough: i64) -> Result<Vec<Said>> {
        let rows = sql::query_as(
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

/// Counts new messages of a user's interaction, whose agent must be active unless it is a test user. Locks the interaction.
pub(super) async fn count_messages(
    db: &mut sql::Connection,
    project_id: &str,
    external_id: &str,
    interaction_id: &str,
    messages: i64,
) -> Result<()> {
    let counted = sql::query(
        "UPDATE interactions SET total_message_count = total_message_count + $5, updated_at = $4
         WHERE project_id = $1 AND id = $3
           AND user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)
           AND (live_mode = 0
            OR EXISTS (SELECT 1 FROM agents a WHERE a.id = interactions.agent_id AND a.active = 1))",
    );
    let counted = counted.bind(project_id).bind(external_id).bind(interaction_id).bind(clock::now());
    if counted.bind(messages).execute(&mut *db).await? > 0 {
        return Ok(());
    }
    let found = sql::query(
        "SELECT 1 FROM interactions WHERE project_id = $1 AND id = $3
           AND user_id = (SELECT id FROM users WHERE project_id = $1 AND external_id = $2)",
    );
    let found = found.bind(project_id).bind(external_id).bind(interaction_id);
    Err(if found.exists(db).await? {
        forbidden("this agent is not active")
    } else {
        not_found("interaction")
    })
}

/// Returns the error for a parent that cannot be replied to.
pub fn no_parent() -> Error {
    conflict(
        "parent_id: there is no such message in this interaction, or it is a reply that is still being written",
    )
}

/// Inserts a message below its parent, or as a root.
pub(super) async fn insert(db: &mut sql::Connection, new: NewMessage) -> Result<Message> {
    let Some(parent_id) = &new.parent_id else { return insert_root(db, new).await };
    let now = clock::now();
    // Another node's clock may be ahead of ours, but a child is never older than its parent.
    let inserted = sql::query_as(concat!(
        "INSERT INTO messages (id, interaction_id, parent_id, depth, sent_by, status, content, created_at, ended_at,
            client_id)
         SELECT $1, p.interaction_id, p.id, p.depth + 1, $4, 'completed', $5,
                CASE WHEN p.created_at < $6 THEN $6 ELSE p.created_at + 1 END, $6, $7
         FROM messages p WHERE p.id = $3 AND p.interaction_id = $2 AND p.listed = 1
           AND p.status <> 'in_progress'
         RETURNING ",
        columns!()
    ))
    .bind(new.id.unwrap_or_else(|| ids::MESSAGE.make(now)))
    .bind(&new.interaction_id)
    .bind(parent_id)
    .bind(new.sent_by)
    .bind(&new.content)
    .bind(now)
    .bind(&new.client_id);
    inserted.fetch_optional(db).await.map_err(known_client_id)?.ok_or_else(no_parent)
}

/// Inserts a message without a parent.
pub(super) async fn insert_root(db: &mut sql::Connection, new: NewMessage) -> Result<Message> {
    if new.parent_id.is_some() {
        return Err(unknown("a root has no parent"));
    }
    let now = clock::now();
    let inserted = sql::query_as(concat!(
        "INSERT INTO messages (id, interaction_id, parent_id, depth, sent_by, status, content, created_at, ended_at,
            client_id)
         VALUES ($1, $2, NULL, 0, $3, 'completed', $4, $5, $5, $6) RETURNING ",
        columns!()
    ))
    .bind(new.id.unwrap_or_else(|| ids::MESSAGE.make(now)))
    .bind(&new.interaction_id)
    .bind(new.sent_by)
    .bind(&new.content)
    .bind(now)
    .bind(&new.client_id);
    inserted.fetch_one(db).await.map_err(known_client_id)
}

/// Returns the error for a row that could not be inserted: a conflict if its client ID is taken. The caller
/// then reads the row that has it.
pub(super) fn known_client_id(error: sql::Error) -> Error {
    if error.is_unique_violation() {
        conflict("client_id: this ID has been used before")
    } else {
        error.into()
    }
}
