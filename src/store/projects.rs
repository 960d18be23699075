//! Projects.

use sql::FromRow;

use super::Store;
use super::audit::{Actor, Changes, record};
use super::keys::{NewSecretKey, insert_key};
use super::project::{project_to_change, target};
use super::role::{Role, set_role};
use crate::clock;
use crate::error::{Result, conflict, not_found};

pub use super::project::Project;

/// A secret key with its project.
#[derive(Debug, Clone, FromRow)]
pub struct KeyProject {
    /// The project.
    #[row(flatten)]
    pub project: Project,
    /// `key_…`
    pub key_id: String,
    /// The key's name.
    pub key_name: String,
}

/// A change of a project; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct ProjectPatch {
    /// The name.
    pub name: Option<String>,
    /// Whether a client must prove its external ID.
    pub hmac_enabled: Option<bool>,
    /// A JSON array; see [`Project::origins`].
    pub allowed_origins: Option<String>,
}

impl Store {
    /// Stores a project and its first secret key.
    pub async fn create_project(&self, project: Project, key: NewSecretKey, by: Actor) -> Result<()> {
        transaction!(self, |db| {
            insert_project(db, &project, &by).await?;
            insert_key(db, &project.id, &key).await
        })
        .await
    }

    /// Stores a project that a member has created, who becomes its owner.
    pub async fn create_own_project(&self, project: Project, member_id: String, by: Actor) -> Result<()> {
        transaction!(self, |db| {
            insert_project(db, &project, &by).await?;
            set_role(db, &project.id, &member_id, Role::Owner).await
        })
        .await
    }

    /// Returns the project with this publishable key.
    pub async fn project_by_publishable_key(&self, key: &str) -> Result<Option<Project>> {
        let found = sql::query_as("SELECT * FROM projects WHERE publishable_key = $1 AND deleted_at IS NULL")
            .bind(key);
        Ok(found.fetch_optional(self.reader()).await?)
    }

    /// Returns the secret key with this hash, and its project.
    pub async fn project_by_key_hash(&self, hash: &str) -> Result<Option<KeyProject>> {
        let found = sql::query_as(
            "SELECT p.*, k.id AS key_id, k.name AS key_name
             FROM projects p JOIN secret_keys k ON k.project_id = p.id
             WHERE k.hash = $1 AND p.deleted_at IS NULL",
        );
        Ok(found.bind(hash).fetch_optional(self.reader()).await?)
    }

    /// Returns a project.
    pub async fn project(&self, id: &str) -> Result<Project> {
        let found = sql::query_as("SELECT * FROM projects WHERE id = $1 AND deleted_at IS NULL").bind(id);
        found.fetch_optional(self.reader()).await?.ok_or_else(|| not_found("project"))
    }

    /// Returns the newest projects, at most `limit`.
    pub async fn projects(&self, limit: i64) -> Result<Vec<Project>> {
        let found = sql::query_as(
            "SELECT * FROM projects WHERE deleted_at IS NULL
             ORDER BY created_at DESC, id DESC LIMIT CAST($1 AS BIGINT)",
        )
        .bind(limit);
        Ok(found.fetch_all(self.reader()).await?)
    }

    /// Changes a project.
    pub async fn update_project(&self, id: String, patch: ProjectPatch, by: Actor) -> Result<Project> {
        transaction!(self, |db| {
            let before = project_to_change(db, &id).await?;
            let after: Project = sql::query_as(
                "UPDATE projects SET name = COALESCE($2, name), hmac_enabled = COALESCE($3, hmac_enabled),
                        allowed_origins = COALESCE($4, allowed_origins), updated_at = $5
                     WHERE id = $1 RETURNING *",
            )
            .bind(&id)
            .bind(patch.name)
            .bind(patch.hmac_enabled)
            .bind(patch.allowed_origins)
            .bind(clock::now())
            .fetch_one(&mut *db)
            .await?;
            let changes = Changes::none().field("name", before.name.as_str(), after.name.as_str()).field(
                "allowed_origins",
                before.origins(),
                after.origins(),
            );
            if !changes.is_empty() {
                record(db, &by, &id, "project.updated", target(&after), changes).await?;
            }
            if before.hmac_enabled != after.hmac_enabled {
                let action = if after.hmac_enabled { "hmac.enabled" } else { "hmac.disabled" };
                record(db, &by, &id, action, target(&after), Changes::none()).await?;
            }
            Ok(after)
        })
        .await
    }

    /// Deletes a project: it disappears for all callers at once, and a job deletes its rows.
    pub async fn delete_project(&self, id: String, by: Actor) -> Result<Project> {
        transaction!(self, |db| {
            let project = project_to_change(db, &id).await?;
            sql::query("UPDATE projects SET deleted_at = $2, updated_at = $2 WHERE id = $1")
                .bind(&id)
                .bind(clock::now())
                .execute(&mut *db)
                .await?;
            sql::query("DELETE FROM links WHERE project_id = $1").bind(&id).execute(&mut *db).await?;
            record(db, &by, &id, "project.deleted", target(&project), Changes::none()).await?;
            Ok(project)
        })
        .await
    }

    /// Replaces the HMAC secret. The current one stays valid until [`Store::retire_hmac_secret`]. Returns a
    /// conflict if the one before is still valid.
    pub async fn rotate_hmac_secret(&self, id: String, secret: String, by: Actor) -> Result<Project> {
        transaction!(self, |db| {
                let before = project_to_change(db, &id).await?;
                if !before.hmac_secret_before.is_empty() {
                    return Err(conflict("the previous HMAC secret is still valid; retire it first"));
                }
                let after: Project = sql::query_as(
                    "UPDATE projects SET hmac_secret_before = hmac_secret, hmac_secret = $2, hmac_rotated_at = $3,
                        updated_at = $3
                     WHERE id = $1 RETURNING *",
                )
                .bind(&id)
                .bind(secret)
                .bind(clock::now())
                .fetch_one(&mut *db)
                .await?;
                record(db, &by, &id, "hmac.rotated", target(&after), Changes::none()).await?;
                Ok(after)
            })
        .await
    }

    /// Ends the validity of the previous HMAC secret. Returns a conflict if there is none.
    pub async fn retire_hmac_secret(&self, id: String, by: Actor) -> Result<Project> {
        transaction!(self, |db| {
            let before = project_to_change(db, &id).await?;
            if before.hmac_secret_before.is_empty() {
                return Err(conflict("there is no previous HMAC secret to retire"));
            }
            let after: Project = sql::query_as(
                "UPDATE projects SET hmac_secret_before = '', updated_at = $2 WHERE id = $1 RETURNING *",
            )
            .bind(&id)
            .bind(clock::now())
            .fetch_one(&mut *db)
            .await?;
            record(db, &by, &id, "hmac.retired", target(&after), Changes::none()).await?;
            Ok(after)
        })
        .await
    }

    /// Returns a project so that its HMAC secrets can be shown, and records this in the audit log.
    pub async fn reveal_hmac_secret(&self, id: String, by: Actor) -> Result<Project> {
        transaction!(self, |db| {
            let project = project_to_change(db, &id).await?;
            record(db, &by, &id, "hmac.revealed", target(&project), Changes::none()).await?;
            Ok(project)
        })
        .await
    }

    /// Turns HMAC authentication of a project on or off.
    pub async fn set_hmac(&self, id: String, enabled: bool, by: Actor) -> Result<Project> {
        let patch = ProjectPatch { hmac_enabled: Some(enabled), ..ProjectPatch::default() };
        self.update_project(id, patch, by).await
    }
}

async fn insert_project(db: &mut sql::Connection, project: &Project, by: &Actor) -> Result<()> {
    sql::query(
        "INSERT INTO projects (id, name, publishable_key, hmac_secret, hmac_enabled, allowed_origins,
            created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&project.id)
    .bind(&project.name)
    .bind(&project.publishable_key)
    .bind(&project.hmac_secret)
    .bind(project.hmac_enabled)
    .bind(&project.allowed_origins)
    .bind(project.created_at)
    .bind(project.updated_at)
    .execute(&mut *db)
    .await?;
    record(db, by, &project.id, "project.created", target(project), Changes::none()).await
}
