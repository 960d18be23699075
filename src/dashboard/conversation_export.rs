//! Export of the conversations in a filtered list, as CSV or JSON Lines.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::analytics::escape_formula;
use super::file_export::{Chunks, Format, PAGE_SIZE, csv_row, json_line, respond};
use super::interactions::{InteractionRow, ListInteractions, parse_search};
use super::messages::MonitoredMessage;
use crate::api::monitoring::dollars;
use crate::app::App;
use crate::auth::Developer;
use crate::clock::millis;
use crate::error::{Code, Result};
use crate::http::error_response::ErrorBody;
use crate::http::extract::Query;
use crate::store::conversations::{Conversation, ConversationFilter};
use crate::store::messages::FinishReason;
use crate::store::monitoring::MonitoredMessage as Row;
use crate::store::pagination::{Page, PageRequest};
use crate::store::search_words::Search;

/// Query parameters of the export: the filters of the list of conversations, and the format.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportInteractions {
    /// `csv`: a row for each message; `jsonl`: a line for each conversation with its messages.
    format: String,
    /// Only conversations that have a message, or a name, with all these words. Words match by their beginning.
    query: Option<String>,
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

/// A line of an export as JSON Lines.
#[derive(Debug, Serialize)]
struct Line {
    interaction: InteractionRow,
    messages: Vec<MonitoredMessage>,
}

impl ExportInteractions {
    fn split(self) -> Result<(Format, Option<Option<Search>>, ConversationFilter)> {
        let format = Format::parse(&self.format)?;
        let Self { query, agent_id, user_id, rating, failed, live_mode, from, to, .. } = self;
        let (limit, starting_after) = (None, None);
        let search = parse_search(query)?;
        let list = ListInteractions {
            query: None,
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
        Ok((format, search, list.filter()?))
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
    let (format, search, filter) = query.split()?;
    let project_id = caller.project.id.clone();
    app.store.note_conversation_export(project_id.clone(), caller.actor()).await?;
    let (media_type, ending) = format.file_type();
    let reader = app.clone();
    Ok(respond(&app, media_type, &format!("conversations.{ending}"), move |chunks| async move {
        Export { app: reader, project_id, search, filter, format, chunks }.run().await
    }))
}

struct Export {
    app: App,
    project_id: String,
    search: Option<Option<Search>>,
    filter: ConversationFilter,
    format: Format,
    chunks: Chunks,
}

impl Export {
    async fn run(&self) -> Result<()> {
        if self.format == Format::Csv {
            self.chunks.send(csv_row(&COLUMNS)?).await?;
        }
        let mut next_page = Some(PageRequest::first(PAGE_SIZE));
        while let Some(page) = next_page {
            let found = self.page(&page).await?;
            next_page = found.next_page(PAGE_SIZE);
            for conversation in found.data {
                match self.format {
                    Format::Csv => self.rows(&conversation).await?,
                    Format::JsonLines => self.line(conversation).await?,
                }
            }
        }
        Ok(())
    }

    /// Returns a page of the conversations.
    async fn page(&self, page: &PageRequest) -> Result<Page<Conversation>> {
        let (store, project_id) = (&self.app.store, &self.project_id);
        match &self.search {
            None => store.conversations(project_id, &self.filter, page).await,
            Some(None) => Ok(Page::empty()),
            Some(Some(search)) => {
                let found = store.search_conversations(project_id, search, &self.filter, page).await?;
                Ok(found.map(|found| found.conversation))
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
        let mut next_page = Some(PageRequest::first(PAGE_SIZE));
        while let Some(page) = next_page {
            let id = &conversation.interaction.id;
            let Some(found) = self.messages(id, &page).await? else { return Ok(()) };
            next_page = found.next_page(PAGE_SIZE);
            let mut rows = Vec::new();
            for row in &found.data {
                rows.extend(csv_row(&cells(conversation, row))?);
            }
            self.chunks.send(rows).await?;
        }
        Ok(())
    }

    /// Sends the line of one conversation.
    async fn line(&self, conversation: Conversation) -> Result<()> {
        let (mut next_page, mut messages) = (Some(PageRequest::first(PAGE_SIZE)), Vec::new());
        while let Some(page) = next_page {
            let id = &conversation.interaction.id;
            let Some(found) = self.messages(id, &page).await? else { return Ok(()) };
            next_page = found.next_page(PAGE_SIZE);
            messages.extend(found.data.into_iter().map(MonitoredMessage::from));
        }
        let interaction = InteractionRow::of(&self.project_id, conversation);
        self.chunks.send(json_line(&Line { interaction, messages })?).await
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
