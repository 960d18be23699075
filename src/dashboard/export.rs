//! Export of everything stored about one user, which people may request by law.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use super::file_export::{Chunks, PAGE_SIZE, respond};
use super::messages::MonitoredMessage;
use crate::api::interactions::Interaction;
use crate::api::users::User;
use crate::app::App;
use crate::auth::Developer;
use crate::error::{Result, unknown};
use crate::http::error_response::ErrorBody;
use crate::http::extract::Id;
use crate::ids;
use crate::store::pagination::PageRequest;

/// Export a user's data
///
/// Returns a file with one JSON object: the user and every interaction with its messages.
#[utoipa::path(get, path = "/projects/{project_id}/users/{id}/export", operation_id = "exportUser", tag = "Users",
    params(("project_id" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Object, content_type = "application/json"), (status = "default", body = ErrorBody)))]
pub async fn export(State(app): State<App>, caller: Developer, Id(id): Id) -> Result<Response> {
    let project_id = caller.project.id.clone();
    let user = app.store.user(&project_id, ids::USER.check(&id)?, None).await?;
    app.store.note_export(project_id.clone(), user.id.clone(), caller.actor()).await?;
    let (name, reader) = (format!("{}.json", user.id), app.clone());
    Ok(respond(&app, "application/json", &name, move |chunks| async move {
        Export { app: reader, project_id, chunks }.run(id, user.into()).await
    }))
}

struct Export {
    app: App,
    project_id: String,
    chunks: Chunks,
}

impl Export {
    async fn run(&self, user_id: String, user: User) -> Result<()> {
        self.chunks.send(format!("{{\"user\":{},\"interactions\":[", json(&user)?)).await?;
        let (mut next_page, mut first) = (Some(PageRequest::first(PAGE_SIZE)), true);
        while let Some(page) = next_page {
            let found =
                self.app.store.all_interactions(&self.project_id, None, Some(&user_id), &page).await?;
            next_page = found.next_page(PAGE_SIZE);
            for row in found.data {
                let id = row.id.clone();
                let head = json(&Interaction::from(row))?;
                let separator = if first { "" } else { "," };
                first = false;
                self.chunks.send(format!("{separator}\n{{\"interaction\":{head},\"messages\":[")).await?;
                self.messages(&id).await?;
                self.chunks.send("]}".to_owned()).await?;
            }
        }
        self.chunks.send("]}\n".to_owned()).await
    }

    async fn messages(&self, interaction_id: &str) -> Result<()> {
        let (mut next_page, mut separator) = (Some(PageRequest::first(PAGE_SIZE)), "");
        while let Some(page) = next_page {
            let found = self.app.store.all_messages(&self.project_id, interaction_id, &page).await?;
            next_page = found.next_page(PAGE_SIZE);
            let mut text = String::new();
            for row in found.data {
                text.push_str(separator);
                text.push('\n');
                text.push_str(&json(&MonitoredMessage::from(row))?);
                separator = ",";
            }
            self.chunks.send(text).await?;
        }
        Ok(())
    }
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(unknown)
}
