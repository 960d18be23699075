//! Export of the conversations in a filtered list, as CSV or JSON Lines. The file is read page by page while it is sent.

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use csv::WriterBuilder;
use futures_util::stream;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use utoipa::IntoParams;

use super::analytics::escape_formula;
use super::interactions::{InteractionRow, ListInteractions};
use super::messages::MonitoredMessage;
use crate::api::monitoring::dollars;
use crate::app::App;
use crate::auth::Developer;
use crate::clock::millis;
use crate::error::{Code, Result, invalid, unknown};
use crate::http::error_response::ErrorBody;
use crate::http::extract::Query;
use crate::store::conversations::{Conversation, ConversationFilter};
use crate::store::messages::FinishReason;
use crate::store::monitoring::MonitoredMessage as Row;
use crate::store::pagination::{Page, PageRequest};

/// Rows per page.
const PAGE_SIZE: i64 = 100;
/// Chunks that are read ahead of the caller.
const READ_AHEAD: usize = 4;

/// Query parameters of the export: the filters of the list of conversations, and the format.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportInteractions {
    /// `csv`: a row for each message; `jsonl`: a line for each conversation with its messages.
    format: String,
    /// Only conversations with this agent.
    agent_id: Option<String>,
    /// Only conversations of this user.
    user_id: Option<String>,
    /// `up` or `down`: only conversations with a reply that has this rating.
    rating: Option<String>,
    /// `true`: only conversations with a failed reply.
    failed: Option<String>,
    /// `true`: live users only; `false`: test users only. Default: all.
    live_mode: Option<String>,
    /// Only conversations started at or after this time.
    from: Option<String>,
    /// Only conversations started before this time.
    to: Option<String>,
}

/// The format of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    JsonLines,
}

/// A line of an export as JSON Lines.
#[derive(Debug, Serialize)]
struct Line {
    interaction: InteractionRow,
    messages: Vec<MonitoredMessage>,
}

impl ExportInteractions {
    fn split(self) -> Result<(Format, ConversationFilter)> {
        let format = match self.format.as_str() {
            "csv" => Format::Csv,
            "jsonl" => Format::JsonLines,
            _ => return Err(invalid("format: must be csv or jsonl")),
        };
        let Self { agent_id, user_id, rating, failed, live_mode, from, to, .. } = self;
        let (limit, starting_after) = (None, None);
        let list = ListInteractions {
            agent_id,
            user_id,
            rating,
            failed,
            live_mode,
            from,
            to,
            limit,
            starting_after,
        };
        Ok((format, list.filter()?))
    }
}

/// Export conversations
///
/// All conversations that the filters leave, newest first, with all branches. A file that is broken off is incomplete.
#[utoipa::path(get, path = "/projects/{project_id}/interactions/export", operation_id = "exportInteractions",
    tag = "Conversations", params(("project_id" = String, Path), ExportInteractions),
    responses((status = 200, body = String, content_type = "text/csv"), (status = "default", body = ErrorBody)))]
pub async fn export(
    State(app): State<App>,
    caller: Developer,
    Query(query): Query<ExportInteractions>,
) -> Result<Response> {
    let (format, filter) = query.split()?;
    let project_id = caller.project.id.clone();
    app.store.note_conversation_export(project_id.clone(), caller.actor()).await?;
    let (chunks, receiver) = mpsc::channel(READ_AHEAD);
    let reader = app.clone();
    app.tasks.spawn(async move {
        let export = Export { app: reader, project_id, filter, format, chunks: chunks.clone() };
        if let Err(error) = export.run().await {
            tracing::warn!(cause = ?error.cause, "an export failed: {error}");
            // Tells the caller that the file is incomplete.
            let _sent = chunks.send(Err(io::Error::other("the export failed"))).await;
        }
    });
    let body = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|chunk| (chunk, receiver))
    });
    let (media_type, name) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "conversations.csv"),
        Format::JsonLines => ("application/jsonl", "conversations.jsonl"),
    };
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [(CONTENT_TYPE, media_type.to_owned()), (CONTENT_DISPOSITION, disposition)];
    Ok((headers, Body::from_stream(body)).into_response())
}

struct Export {
    app: App,
    project_id: String,
    filter: ConversationFilter,
    format: Format,
    chunks: mpsc::Sender<io::Result<Bytes>>,
}

impl Export {
    async fn run(&self) -> Result<()> {
        if self.format == Format::Csv {
            self.send(csv_row(&COLUMNS.map(str::to_owned))?).await?;
        }
        let mut page = PageRequest { limit: PAGE_SIZE, after: None };
        // The conversations of the last page, in case that the one to go on from is deleted meanwhile.
        let mut last_page: Vec<String> = Vec::new();
        loop {
            let found = match self.app.store.conversations(&self.project_id, &self.filter, &page).await {
                Err(error) if error.code == Code::NotFound && last_page.len() > 1 => {
                    last_page.pop();
                    page.after = last_page.last().cloned();
                    continue;
                }
                found => found?,
            };
            last_page = found.data.iter().map(|row| row.interaction.id.clone()).collect();
            page.after = last_page.last().cloned();
            for conversation in found.data {
                match self.format {
                    Format::Csv => self.rows(&conversation).await?,
                    Format::JsonLines => self.line(conversation).await?,
                }
            }
            if !found.has_more {
                return Ok(());
            }
        }
    }

    /// Returns a page of a conversation's messages, or `None` if it has been deleted meanwhile.
    async fn messages(&self, id: &str, page: &PageRequest) -> Result<Option<Page<Row>>> {
        match self.app.store.all_messages(&self.project_id, id, page).await {
            Err(error) if error.code == Code::NotFound => Ok(None),
            found => found.map(Some),
        }
    }

    /// Sends the rows of one conversation.
    async fn rows(&self, conversation: &Conversation) -> Result<()> {
        let mut page = PageRequest { limit: PAGE_SIZE, after: None };
        loop {
            let id = &conversation.interaction.id;
            let Some(found) = self.messages(id, &page).await? else { return Ok(()) };
            page.after = found.data.last().map(|row| row.message.id.clone());
            let mut rows = Vec::new();
            for row in &found.data {
                rows.extend(csv_row(&cells(conversation, row))?);
            }
            self.send(rows).await?;
            if !found.has_more {
                return Ok(());
            }
        }
    }

    /// Sends the line of one conversation.
    async fn line(&self, conversation: Conversation) -> Result<()> {
        let (mut page, mut messages) = (PageRequest { limit: PAGE_SIZE, after: None }, Vec::new());
        loop {
            let id = &conversation.interaction.id;
            let Some(found) = self.messages(id, &page).await? else { return Ok(()) };
            page.after = found.data.last().map(|row| row.message.id.clone());
            messages.extend(found.data.into_iter().map(MonitoredMessage::from));
            if !found.has_more {
                break;
            }
        }
        let interaction = InteractionRow::of(&self.project_id, conversation);
        let mut line = serde_json::to_vec(&Line { interaction, messages }).map_err(unknown)?;
        line.push(b'\n');
        self.send(line).await
    }

    /// Sends a chunk as soon as the caller has read enough of the previous ones.
    async fn send(&self, chunk: Vec<u8>) -> Result<()> {
        self.chunks.send(Ok(chunk.into())).await.map_err(|_| unknown("the caller has disconnected"))
    }
}

const COLUMNS: [&str; 20] = [
    "conversation_id",
    "conversation",
    "agent_id",
    "agent",
    "user_external_id",
    "live_mode",
    "message_id",
    "parent_id",
    "created_at",
    "sent_by",
    "status",
    "finish_reason",
    "content",
    "rating",
    "feedback",
    "model",
    "input_tokens",
    "output_tokens",
    "cost_usd",
    "error",
];

fn cells(conversation: &Conversation, row: &Row) -> [String; 20] {
    let (interaction, message) = (&conversation.interaction, &row.message);
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    [
        interaction.id.clone(),
        escape_formula(&interaction.name),
        interaction.agent_id.clone(),
        escape_formula(&conversation.agent_name),
        escape_formula(&conversation.user_external_id),
        conversation.user_live_mode.to_string(),
        message.id.clone(),
        message.parent_id.clone().unwrap_or_default(),
        millis(message.created_at).to_string(),
        message.sent_by.as_str().to_owned(),
        message.status.as_str().to_owned(),
        message.finish_reason().map(FinishReason::as_str).unwrap_or_default().to_owned(),
        escape_formula(&message.content),
        message.rating.as_str().to_owned(),
        escape_formula(&message.feedback_comment),
        escape_formula(&row.model),
        number(row.input_tokens),
        number(row.output_tokens),
        row.cost.map(|cost| dollars(cost).to_string()).unwrap_or_default(),
        escape_formula(&row.error_message),
    ]
}

fn csv_row(cells: &[String]) -> Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    writer.write_record(cells).map_err(unknown)?;
    writer.into_inner().map_err(|error| unknown(error.into_error()))
}
