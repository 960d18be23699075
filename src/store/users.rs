//! Users: the people who use a project's app, known by the app's own ID of them.

use super::Store;
use super::audit::{Actor, Changes, Target, record};
use super::pagination::{Cursor, Page, PageRequest, newest};
use super::purge::InteractionOwner;
use super::user_words::index;
use crate::clock;
use crate::error::{Result, invalid, not_found};

pub use super::user::User;

/// A change of a user; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct UserPatch {
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
}

impl Store {
    /// Stores a new user; an error if the project has a user with this external ID.
    pub async fn create_user(&self, user: User) -> Result<User> {
        transaction!(self, |db| {
                let created: Option<User> = sql::query_as(
                    "INSERT INTO users (id, project_id, external_id, first_name, last_name, live_mode, created_at,
                        updated_at, last_active_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7) ON CONFLICT (project_id, external_id) DO NOTHING
                     RETURNING *",
                )
                .bind(user.id)
                .bind(user.project_id)
                .bind(user.external_id)
                .bind(user.first_name)
                .bind(user.last_name)
                .bind(user.live_mode)
                .bind(user.created_at)
                .bind(user.updated_at)
                .fetch_optional(&mut *db)
                .await?;
                let taken = || invalid("external_id: a user with this external_id already exists");
                let user = created.ok_or_else(taken)?;
                index(db, &user).await?;
                Ok(user)
            })
        .await
    }

    /// Returns a project's users, newest first; with `live_mode`, only live or only test users.
    pub async fn users(
        &self,
        project_id: &str,
        live_mode: Option<bool>,
        page: &PageRequest,
    ) -> Result<Page<User>> {
        let (created_at, id) = page.start(newest(), |id| self.user_cursor(project_id, id)).await?;
        let rows = match live_mode {
            None => sql::query_as(
                "SELECT * FROM users WHERE project_id = $1 AND (created_at, id) < ($2, $3)
                 ORDER BY created_at DESC, id DESC LIMIT CAST($4 AS BIGINT)",
            ),
            Some(_) => sql::query_as(
                "SELECT * FROM users WHERE project_id = $1 AND (created_at, id) < ($2, $3) AND live_mode = $5
                 ORDER BY created_at DESC, id DESC LIMIT CAST($4 AS BIGINT)",
            ),
        };
        let mut rows = rows.bind(project_id).bind(created_at).bind(id).bind(page.limit + 1);
        if let Some(live_mode) = live_mode {
            rows = rows.bind(live_mode);
        }
        Page::fetch(rows, page.limit, self.reader(), |row: &User| (row.created_at, row.id.clone())).await
    }

    pub(super) async fn user_cursor(&self, project_id: &str, id: &str) -> Result<Cursor> {
        let row = sql::query_as("SELECT created_at, id FROM users WHERE project_id = $1 AND id = $2");
        row.bind(project_id).bind(id).fetch_optional(self.reader()).await?.ok_or_else(|| not_found("user"))
    }

    /// Returns a user of a project; with `external_id`, only if it is that user.
    pub async fn user(&self, project_id: &str, id: &str, external_id: Option<&str>) -> Result<User> {
        let row = sql::query_as(
            "SELECT * FROM users WHERE project_id = $1 AND id = $2 AND external_id = COALESCE($3, external_id)",
        );
        let row = row.bind(project_id).bind(id).bind(external_id);
        row.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("user"))
    }

    /// Returns whether there is a test user with this external ID.
    pub async fn is_test_user(&self, project_id: &str, external_id: &str) -> Result<bool> {
        let found =
            sql::query("SELECT 1 FROM users WHERE project_id = $1 AND external_id = $2 AND live_mode = 0");
        Ok(found.bind(project_id).bind(external_id).exists(self.reader()).await?)
    }

    /// Changes a user; with `external_id`, only if it is that user. `by` is set if somebody else changes the user.
    pub async fn update_user(
        &self,
        project_id: String,
        id: String,
        external_id: Option<String>,
        patch: UserPatch,
        by: Option<Actor>,
    ) -> Result<User> {
        transaction!(self, |db| {
                let before: Option<User> = sql::query_as(
                    "UPDATE users SET updated_at = updated_at
                     WHERE project_id = $1 AND id = $2 AND external_id = COALESCE($3, external_id) RETURNING *",
                )
                .bind(&project_id)
                .bind(&id)
                .bind(external_id)
                .fetch_optional(&mut *db)
                .await?;
                let before = before.ok_or_else(|| not_found("user"))?;
                let after: User = sql::query_as(
                    "UPDATE users SET first_name = COALESCE($3, first_name), last_name = COALESCE($4, last_name),
                        updated_at = $5
                     WHERE project_id = $1 AND id = $2 RETURNING *",
                )
                .bind(&project_id)
                .bind(&id)
                .bind(patch.first_name)
                .bind(patch.last_name)
                .bind(clock::now())
                .fetch_one(&mut *db)
                .await?;
                let changes = Changes::none()
                    .field("first_name", before.first_name.as_str(), after.first_name.as_str())
                    .field("last_name", before.last_name.as_str(), after.last_name.as_str());
                if !changes.is_empty() {
                    index(db, &after).await?;
                    // Names are personal data: the log says that they changed, not what they are.
                    if let Some(by) = &by {
                        record(db, by, &project_id, "user.updated", target(&after), Changes::none()).await?;
                    }
                }
                Ok(after)
            })
        .await
    }

    /// Deletes a user. The interactions are deleted first, a few per write, because other writes wait meanwhile.
    pub async fn delete_user(&self, project_id: String, id: String, by: Actor) -> Result<User> {
        self.user(&project_id, &id, None).await?;
        self.remove_interactions(InteractionOwner::User, &project_id, &id).await?;
        transaction!(self, |db| {
            let gone: Option<User> =
                sql::query_as("DELETE FROM users WHERE project_id = $1 AND id = $2 RETURNING *")
                    .bind(&project_id)
                    .bind(&id)
                    .fetch_optional(&mut *db)
                    .await?;
            let user = gone.ok_or_else(|| not_found("user"))?;
            record(db, &by, &project_id, "user.deleted", target(&user), Changes::none()).await?;
            Ok(user)
        })
        .await
    }
}

/// Returns a user as an audit target: only the ID, which identifies nobody once the user is deleted.
fn target(user: &User) -> Target {
    Target::new("user", &user.id, "")
}

/// Inserts a user at their first write, and returns their ID. Two first writes at the same time return the
/// same one.
pub(super) async fn insert_user(db: &mut sql::Connection, user: &User) -> Result<String> {
    sql::query(
        "INSERT INTO users (id, project_id, external_id, first_name, last_name, live_mode, created_at, updated_at,
            last_active_at)
         VALUES ($1, $2, $3, '', '', 1, $4, $4, $4) ON CONFLICT (project_id, external_id) DO NOTHING",
    )
    .bind(&user.id)
    .bind(&user.project_id)
    .bind(&user.external_id)
    .bind(user.created_at)
    .execute(&mut *db)
    .await?;
    let found = sql::query_scalar("SELECT id FROM users WHERE project_id = $1 AND external_id = $2");
    let found = found.bind(&user.project_id).bind(&user.external_id).fetch_optional(db).await?;
    found.ok_or_else(|| not_found("user"))
}
