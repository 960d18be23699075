//! Uploading agents' images, and serving them to browsers.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use imagesize::ImageType;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::agents::Agent;
use super::appearance::own_image_path;
use crate::app::App;
use crate::auth::AdminCaller;
use crate::error::{Result, invalid, not_found, unknown};
use crate::http::assets::IMMUTABLE;
use crate::http::error_response::ErrorBody;
use crate::http::extract::{Id, Json};
use crate::ids;
use crate::store::agent_images::{AgentImage, ImageKind, NewAgentImage};

/// Maximum size of an image in bytes.
const SIZE: usize = 256 << 10;
/// Maximum width and height of an image in pixels: a small file can be large once browsers have unpacked it.
const PIXELS: usize = 2_048;
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// An image for an agent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UploadImage {
    kind: ImageKind,
    /// The image in Base64: PNG, JPEG, WebP or GIF, at most 256 KB and 2,048 pixels wide and high.
    #[schema(example = "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==")]
    content: String,
}

impl UploadImage {
    /// Checks the image by its content.
    pub(crate) fn image(self, agent_id: &str) -> Result<NewAgentImage> {
        let bytes = BASE64_STANDARD.decode(&self.content).map_err(|_| invalid("content: must be Base64"))?;
        if bytes.len() > SIZE {
            return Err(invalid(format!("content: the image must not be larger than {} KB", SIZE >> 10)));
        }
        let (media_type, ending) = format(&bytes)?;
        let hash: String = Sha256::digest(&bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Ok(NewAgentImage {
            kind: self.kind,
            url: format!("{}{hash}.{ending}", own_image_path(agent_id)),
            hash,
            image: AgentImage { media_type: media_type.to_owned(), content: self.content },
        })
    }
}

/// Returns the media type of an image and the ending of its file name. SVG is refused because it can contain scripts.
fn format(bytes: &[u8]) -> Result<(&'static str, &'static str)> {
    let format = match imagesize::image_type(bytes) {
        Ok(ImageType::Png) => ("image/png", "png"),
        Ok(ImageType::Jpeg) => ("image/jpeg", "jpg"),
        Ok(ImageType::Webp) => ("image/webp", "webp"),
        Ok(ImageType::Gif) => ("image/gif", "gif"),
        _ => return Err(invalid("content: must be a PNG, JPEG, WebP or GIF image")),
    };
    match imagesize::blob_size(bytes) {
        Ok(size) if (1..=PIXELS).contains(&size.width) && (1..=PIXELS).contains(&size.height) => Ok(format),
        Ok(_) => Err(invalid(format!("content: the image must be 1 to {PIXELS} pixels wide and high"))),
        Err(_) => Err(invalid("content: the image is damaged")),
    }
}

/// Upload an image of an agent
///
/// Replaces the agent's image of the same kind and sets its URL in `appearance`. To remove it, set that field to `null`.
#[utoipa::path(post, path = "/agents/{id}/images", operation_id = "uploadAgentImage", tag = "Agents",
    params(("id" = String, Path)), request_body = UploadImage, security(("admin" = [])),
    responses((status = 200, body = Agent), (status = "default", body = ErrorBody)))]
pub async fn upload(
    State(app): State<App>,
    caller: AdminCaller,
    Id(id): Id,
    Json(body): Json<UploadImage>,
) -> Result<Json<Agent>> {
    let (project_id, id) = (caller.project.id.clone(), ids::AGENT.check(&id)?.to_owned());
    let image = body.image(&id)?;
    Ok(Json(app.store.set_agent_image(project_id, id, image, caller.actor()).await?.into()))
}

/// Returns the routes of uploaded images. They are not part of the API or its specification.
#[expect(
    clippy::disallowed_methods,
    reason = "images are not part of the API; tests/it/appearance.rs says who may load them"
)]
pub fn files() -> Router<App> {
    Router::new().route("/files/agents/{agent_id}/{name}", get(file))
}

/// Returns an image. Its URL contains a hash of its content, so browsers may cache it forever. Images have no
/// credentials: whoever knows the URL has talked to the agent.
async fn file(State(app): State<App>, Path((agent_id, name)): Path<(String, String)>) -> Result<Response> {
    let hash = name.split_once('.').map(|(hash, _)| hash).ok_or_else(|| not_found("image"))?;
    let image = app.store.agent_image(ids::AGENT.check(&agent_id)?, hash).await?;
    let bytes = BASE64_STANDARD.decode(&image.content).map_err(unknown)?;
    let media_type = HeaderValue::try_from(image.media_type).map_err(unknown)?;
    let headers = [
        (CACHE_CONTROL, IMMUTABLE),
        (CONTENT_SECURITY_POLICY, "default-src 'none'"),
        (RESOURCE_POLICY, "cross-origin"),
    ];
    Ok((headers, [(CONTENT_TYPE, media_type)], bytes).into_response())
}
