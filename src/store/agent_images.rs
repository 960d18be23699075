//! Images that were uploaded for agents. Each belongs to a field of the agent's appearance, which holds its URL.

use sql::FromRow;

use super::Store;
use super::agent::Agent;
use crate::clock;
use crate::error::{Result, not_found};

sql::text_enum! {
    /// What an image is for.
    #[derive(utoipa::ToSchema)]
    #[schema(rename_all = "snake_case")]
    pub enum ImageKind {
        /// Shown beside the agent's messages.
        Avatar = "avatar",
        /// Shown in the chat's header and on its welcome screen.
        Logo = "logo",
    }
    expected "must be avatar or logo"
}

impl ImageKind {
    /// Returns the field of the appearance that has the image's URL.
    pub fn field(self) -> &'static str {
        match self {
            Self::Avatar => "avatar_url",
            Self::Logo => "logo_url",
        }
    }
}

/// An uploaded image.
#[derive(Debug, Clone, FromRow)]
pub struct AgentImage {
    /// Such as `image/png`.
    pub media_type: String,
    /// Base64.
    pub content: String,
}

/// An image to store.
#[derive(Debug, Clone)]
pub struct NewAgentImage {
    /// What it is for. It replaces the agent's image of the same kind.
    pub kind: ImageKind,
    /// The hash of its content, in hexadecimal digits.
    pub hash: String,
    /// Its URL.
    pub url: String,
    /// The image itself.
    pub image: AgentImage,
}

impl Store {
    /// Returns an image by the hash in its URL.
    pub async fn agent_image(&self, agent_id: &str, hash: &str) -> Result<AgentImage> {
        let row = sql::query_as(
            "SELECT i.media_type, i.content FROM agent_images i
             JOIN agents a ON a.id = i.agent_id
             JOIN projects p ON p.id = a.project_id AND p.deleted_at IS NULL
             WHERE i.agent_id = $1 AND i.hash = $2 LIMIT 1",
        );
        row.bind(agent_id).bind(hash).fetch_optional(self.reader()).await?.ok_or_else(|| not_found("image"))
    }
}

/// Stores an image of an agent that was just reached through its project.
pub(super) async fn put_image(db: &mut sql::Connection, agent_id: &str, new: NewAgentImage) -> Result<()> {
    sql::query(
        "INSERT INTO agent_images (agent_id, kind, hash, media_type, content, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (agent_id, kind) DO UPDATE SET hash = excluded.hash, media_type = excluded.media_type,
            content = excluded.content, created_at = excluded.created_at",
    )
    .bind(agent_id)
    .bind(new.kind)
    .bind(new.hash)
    .bind(new.image.media_type)
    .bind(new.image.content)
    .bind(clock::now())
    .execute(db)
    .await?;
    Ok(())
}

/// Deletes the images of an agent whose URL is no longer in its appearance.
pub(super) async fn delete_replaced_images(
    db: &mut sql::Connection,
    before: &Agent,
    after: &Agent,
) -> Result<()> {
    for kind in ImageKind::ALL.iter().copied() {
        if before.appearance.get(kind.field()) == after.appearance.get(kind.field()) {
            continue;
        }
        let gone = sql::query("DELETE FROM agent_images WHERE agent_id = $1 AND kind = $2");
        gone.bind(&after.id).bind(kind).execute(&mut *db).await?;
    }
    Ok(())
}
