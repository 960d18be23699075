//! What users do: lists of a project's users by when they were last active.

use sql::FromRow;

use super::Store;
use super::pagination::{Cursor, Page, PageRequest, newest};
use super::user::User;
use crate::clock::Micros;
use crate::error::{Result, not_found};

/// A user, and how much they have written.
#[derive(Debug, Clone, FromRow)]
pub struct UserActivity {
    /// The user.
    #[row(flatten)]
    pub user: User,
    /// Their interactions.
    pub interactions: i64,
    /// The messages in them, of both sides.
    pub messages: i64,
    /// When one of their interactions last changed, if they have any.
    pub active_at: Option<Micros>,
    last_active_at: Micros,
}

impl UserActivity {
    /// Returns the user's position in a list by activity.
    pub(super) fn position(&self) -> Cursor {
        (self.last_active_at, self.user.id.clone())
    }
}

/// The columns of [`UserActivity`] of `users u`.
macro_rules! activity {
    () => {
        "u.*, (SELECT COUNT(*) FROM interactions i WHERE i.user_id = u.id) AS interactions,
            (SELECT CAST(COALESCE(SUM(i.total_message_count), 0) AS BIGINT) FROM interactions i WHERE i.user_id = u.id)
                AS messages,
            (SELECT MAX(i.updated_at) FROM interactions i WHERE i.user_id = u.id) AS active_at"
    };
}
pub(super) use activity;

impl Store {
    /// Returns a project's users, those who were active last first; with `live_mode`, only live or only test users.
    pub(super) async fn users_by_activity(
        &self,
        project_id: &str,
        live_mode: Option<bool>,
        page: &PageRequest,
    ) -> Result<Page<UserActivity>> {
        let (last_active_at, id) = self.activity_cursor(project_id, page).await?;
        let rows = match live_mode {
            None => sql::query_as(concat!(
                "SELECT ",
                activity!(),
                " FROM users u WHERE u.project_id = $1 AND (u.last_active_at, u.id) < ($2, $3)
                 ORDER BY u.last_active_at DESC, u.id DESC LIMIT CAST($4 AS BIGINT)"
            )),
            Some(_) => sql::query_as(concat!(
                "SELECT ",
                activity!(),
                " FROM users u WHERE u.project_id = $1 AND (u.last_active_at, u.id) < ($2, $3) AND u.live_mode = $5
                 ORDER BY u.last_active_at DESC, u.id DESC LIMIT CAST($4 AS BIGINT)"
            )),
        };
        let mut rows = rows.bind(project_id).bind(last_active_at).bind(id).bind(page.limit + 1);
        if let Some(live_mode) = live_mode {
            rows = rows.bind(live_mode);
        }
        Page::fetch(rows, page.limit, &self.long_reader(), UserActivity::position).await
    }

    /// Returns where a page of users by activity starts.
    pub(super) async fn activity_cursor(&self, project_id: &str, page: &PageRequest) -> Result<Cursor> {
        let last = async |id| {
            let row = sql::query_as("SELECT last_active_at, id FROM users WHERE project_id = $1 AND id = $2");
            row.bind(project_id)
                .bind(id)
                .fetch_optional(self.reader())
                .await?
                .ok_or_else(|| not_found("user"))
        };
        page.start(newest(), last).await
    }
}
