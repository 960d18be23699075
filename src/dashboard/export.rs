//! Export of everything stored about one user, which people may request by law. The file is read page by page while it is
//! sent.

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Serialize;
use tokio::sync::mpsc;

use super::messages::MonitoredMessage;
use crate::api::interactions::Interaction;
use crate::api::users::User;
use crate::app::App;
use crate::auth::Developer;
use crate::error::{Result, unknown};
use crate::http::error_response::ErrorBody;
use crate::http::extract::Id;
use crate::ids;
use crate::store::page::PageRequest;

/// Rows per page.
const PAGE_SIZE: i64 = 100;
/// Chunks that are read ahead of the caller.
const READ_AHEAD: usize = 4;

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
    let name = format!("attachment; filename=\"{}.json\"", user.id);
    let (chunks, receiver) = mpsc::channel(READ_AHEAD);
    let reader = app.clone();
    app.tasks.spawn(async move {
        let export = Export { app: reader, project_id, chunks: chunks.clone() };
        if let Err(error) = export.run(id, user.into()).await {
            tracing::warn!(cause = ?error.cause, "an export failed: {error}");
            // Tells the caller that the file is incomplete.
            let _sent = chunks.send(Err(io::Error::other("the export failed"))).await;
        }
    });
    let body = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|chunk| (chunk, receiver))
    });
    let headers = [(CONTENT_TYPE, "application/json".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(body)).into_response())
}

struct Export {
    app: App,
    project_id: String,
    chunks: mpsc::Sender<io::Result<Bytes>>,
}

impl Export {
    async fn run(&self, user_id: String, user: User) -> Result<()> {
        self.send(format!("{{\"user\":{},\"interactions\":[", json(&user)?)).await?;
        let (mut page, mut first) = (PageRequest { limit: PAGE_SIZE, after: None }, true);
        loop {
            let found =
                self.app.store.all_interactions(&self.project_id, None, Some(&user_id), &page).await?;
            page.after = found.data.last().map(|row| row.id.clone());
            for row in found.data {
                let id = row.id.clone();
                let head = json(&Interaction::from(row))?;
                let separator = if first { "" } else { "," };
                first = false;
                self.send(format!("{separator}\n{{\"interaction\":{head},\"messages\":[")).await?;
                self.messages(&id).await?;
                self.send("]}".to_owned()).await?;
            }
            if !found.has_more {
                return self.send("]}\n".to_owned()).await;
            }
        }
    }

    async fn messages(&self, interaction_id: &str) -> Result<()> {
        let (mut page, mut separator) = (PageRequest { limit: PAGE_SIZE, after: None }, "");
        loop {
            let found = self.app.store.all_messages(&self.project_id, interaction_id, &page).await?;
            page.after = found.data.last().map(|row| row.message.id.clone());
            let mut text = String::new();
            for row in found.data {
                text.push_str(separator);
                text.push('\n');
                text.push_str(&json(&MonitoredMessage::from(row))?);
                separator = ",";
            }
            self.send(text).await?;
            if !found.has_more {
                return Ok(());
            }
        }
    }

    /// Sends a chunk as soon as the caller has read enough of the previous ones.
    async fn send(&self, chunk: String) -> Result<()> {
        self.chunks.send(Ok(chunk.into())).await.map_err(|_| unknown("the caller has disconnected"))
    }
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(unknown)
}
