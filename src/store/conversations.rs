//! A project's conversations as the dashboard lists them. Each filter has an index.

use sql::FromRow;

use super::Store;
use super::interactions::Interaction;
use super::pagination::{Page, PageRequest, newest};
use super::users::User;
use crate::clock::Micros;
use crate::error::{Result, not_found};

/// A conversation, as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Conversation {
    /// The interaction.
    #[row(flatten)]
    pub interaction: Interaction,
    /// The agent's internal name.
    pub agent_name: String,
    /// The number of failed replies.
    pub failed_count: i64,
    /// The number of replies that are rated up.
    pub up_count: i64,
    /// The number of replies that are rated down.
    pub down_count: i64,
    /// The beginning of the user's first message, if there is one.
    pub preview: Option<String>,
    /// The user's external ID.
    pub user_external_id: String,
    /// The user's given name.
    pub user_first_name: String,
    /// The user's family name.
    pub user_last_name: String,
    /// Whether the user is a live user.
    pub user_live_mode: bool,
    /// When the user was created; microseconds.
    pub user_created_at: i64,
    /// When the user was last changed; microseconds.
    pub user_updated_at: i64,
}

impl Conversation {
    /// Returns the user.
    pub fn user(&self, project_id: &str) -> User {
        User {
            id: self.interaction.user_id.clone(),
            project_id: project_id.to_owned(),
            external_id: self.user_external_id.clone(),
            first_name: self.user_first_name.clone(),
            last_name: self.user_last_name.clone(),
            live_mode: self.user_live_mode,
            created_at: self.user_created_at,
            updated_at: self.user_updated_at,
        }
    }
}

/// Which conversations to list.
#[derive(Debug, Clone, Default)]
pub struct ConversationFilter {
    /// Only with this agent.
    pub agent_id: Option<String>,
    /// Only of this user.
    pub user_id: Option<String>,
    /// Only with a reply that has this rating; `true` for up.
    pub rated_up: Option<bool>,
    /// Only with a reply that failed.
    pub failed: bool,
    /// Only of live users, or only of test users.
    pub live_mode: Option<bool>,
    /// Started at this time or later.
    pub from: Option<Micros>,
    /// Started before this time.
    pub to: Option<Micros>,
}

/// The columns of [`Conversation`], of `interactions i`, `users u` and `agents a`.
macro_rules! columns {
    () => {
        "i.*, a.name AS agent_name, u.external_id AS user_external_id, u.first_name AS user_first_name,
            u.last_name AS user_last_name, u.live_mode AS user_live_mode, u.created_at AS user_created_at,
            u.updated_at AS user_updated_at,
            (SELECT substr(p.content, 1, 200) FROM messages p
             WHERE p.interaction_id = i.id AND p.sent_by = 'user' ORDER BY p.created_at, p.id LIMIT 1) AS preview"
    };
}
pub(super) use columns;

// `$condition` scopes to the project and picks the index that yields the rows in order, so it is the most selective one;
// the other filters are applied on top.
macro_rules! listed {
    ($condition:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM interactions i JOIN users u ON u.id = i.user_id JOIN agents a ON a.id = i.agent_id
             WHERE ",
            $condition,
            " AND (i.created_at, i.id) < ($2, $3) AND i.created_at >= $4
               AND ($5 = '' OR i.user_id = $5) AND ($6 = '' OR i.agent_id = $6)
               AND ($7 = 0 OR i.failed_count > 0) AND ($8 = 0 OR i.up_count > 0) AND ($9 = 0 OR i.down_count > 0)
               AND ($10 < 0 OR i.live_mode = $10)
             ORDER BY i.created_at DESC, i.id DESC LIMIT CAST($11 AS BIGINT)"
        )
    };
}

impl Store {
    /// Returns a project's conversations, newest first.
    pub async fn conversations(
        &self,
        project_id: &str,
        filter: &ConversationFilter,
        page: &PageRequest,
    ) -> Result<Page<Conversation>> {
        let (created_at, id) = page.start(newest(), |id| self.any_interaction_cursor(project_id, id)).await?;
        let (created_at, id) = match filter.to {
            Some(to) if to <= created_at => (to, String::new()),
            _ => (created_at, id),
        };
        let (up, down) = (filter.rated_up == Some(true), filter.rated_up == Some(false));
        let rows = if filter.user_id.is_some() {
            sql::query_as(listed!(
                "i.user_id = (SELECT o.id FROM users o WHERE o.project_id = $1 AND o.id = $5)"
            ))
        } else if filter.failed {
            sql::query_as(listed!("i.project_id = $1 AND i.failed_count > 0"))
        } else if down {
            sql::query_as(listed!("i.project_id = $1 AND i.down_count > 0"))
        } else if up {
            sql::query_as(listed!("i.project_id = $1 AND i.up_count > 0"))
        } else if filter.agent_id.is_some() {
            sql::query_as(listed!(
                "i.agent_id = (SELECT o.id FROM agents o WHERE o.project_id = $1 AND o.id = $6)"
            ))
        } else if filter.live_mode.is_some() {
            sql::query_as(listed!("i.project_id = $1 AND i.live_mode = $10"))
        } else {
            sql::query_as(listed!("i.project_id = $1"))
        };
        let rows = rows
            .bind(project_id)
            .bind(created_at)
            .bind(id)
            .bind(filter.from.unwrap_or(i64::MIN))
            .bind(filter.user_id.as_deref().unwrap_or_default())
            .bind(filter.agent_id.as_deref().unwrap_or_default())
            .bind(filter.failed)
            .bind(up)
            .bind(down)
            .bind(filter.live_mode.map_or(-1, i64::from))
            .bind(page.limit + 1);
        Page::fetch(rows, page.limit, self.reader(), |row: &Conversation| {
            (row.interaction.created_at, row.interaction.id.clone())
        })
        .await
    }

    /// Returns a conversation of a project.
    pub async fn conversation(&self, project_id: &str, id: &str) -> Result<Conversation> {
        let rows = sql::query_as(listed!("i.project_id = $1 AND i.id = $12"));
        let row = rows
            .bind(project_id)
            .bind(i64::MAX)
            .bind("")
            .bind(i64::MIN)
            .bind("")
            .bind("")
            .bind(false)
            .bind(false)
            .bind(false)
            .bind(-1_i64)
            .bind(1_i64)
            .bind(id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("interaction"))
    }
}
