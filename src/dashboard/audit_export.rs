//! Export of the entries in a filtered audit log, as CSV or JSON Lines.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::analytics::escape_formula;
use super::audit::{AuditEntry, ListAudit};
use super::file_export::{Chunks, Format, PAGE_SIZE, csv_row, json_line, respond};
use crate::app::App;
use crate::auth::Developer;
use crate::clock::millis;
use crate::error::Result;
use crate::http::error_response::ErrorBody;
use crate::http::extract::Query;
use crate::store::audit::{AuditEntry as Row, AuditFilter};
use crate::store::pagination::PageRequest;

/// Query parameters of the export: the filters of the audit log, and the format.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportAudit {
    /// `csv`: a row for each entry; `jsonl`: a line for each entry, as in the list.
    format: String,
    /// Only actions of this member or key.
    actor_id: Option<String>,
    /// An action, or a prefix that ends with a dot, such as `agent.`.
    action: Option<String>,
    /// Only actions at or after this time.
    from: Option<String>,
    /// Only actions before this time.
    to: Option<String>,
}

/// Export the audit log
///
/// All entries that the filters leave, newest first. A file that is broken off is incomplete.
#[utoipa::path(get, path = "/projects/{project_id}/audit/export", operation_id = "exportAudit", tag = "Audit",
    params(("project_id" = String, Path), ExportAudit),
    responses((status = 200, body = String, content_type = "text/csv"), (status = "default", body = ErrorBody)))]
pub async fn export(
    State(app): State<App>,
    caller: Developer,
    Query(query): Query<ExportAudit>,
) -> Result<Response> {
    let ExportAudit { format, actor_id, action, from, to } = query;
    let format = Format::parse(&format)?;
    let filter = ListAudit::of(actor_id, action, from, to).filter()?;
    let project_id = caller.project.id.clone();
    app.store.note_audit_export(project_id.clone(), caller.actor()).await?;
    let (media_type, ending) = format.file_type();
    let reader = app.clone();
    Ok(respond(&app, media_type, &format!("audit-log.{ending}"), move |chunks| async move {
        write(&reader, &project_id, &filter, format, &chunks).await
    }))
}

async fn write(
    app: &App,
    project_id: &str,
    filter: &AuditFilter,
    format: Format,
    chunks: &Chunks,
) -> Result<()> {
    if format == Format::Csv {
        chunks.send(csv_row(&COLUMNS)?).await?;
    }
    let mut next_page = Some(PageRequest::first(PAGE_SIZE));
    while let Some(page) = next_page {
        let found = app.store.audit(project_id, filter, &page).await?;
        next_page = found.next_page(PAGE_SIZE);
        let mut chunk = Vec::new();
        for row in found.data {
            chunk.extend(match format {
                Format::Csv => csv_row(&cells(&row))?,
                Format::JsonLines => json_line(&AuditEntry::from(row))?,
            });
        }
        chunks.send(chunk).await?;
    }
    Ok(())
}

const COLUMNS: [&str; 12] = [
    "id",
    "at",
    "actor_kind",
    "actor_id",
    "actor",
    "action",
    "target_kind",
    "target_id",
    "target",
    "changes",
    "ip",
    "user_agent",
];

fn cells(row: &Row) -> [String; 12] {
    [
        row.id.clone(),
        millis(row.created_at).to_string(),
        row.actor_kind.as_str().to_owned(),
        row.actor_id.clone(),
        escape_formula(&row.actor_name),
        row.action.clone(),
        row.target_kind.clone(),
        row.target_id.clone(),
        escape_formula(&row.target_name),
        escape_formula(&row.changes),
        row.ip.clone(),
        escape_formula(&row.user_agent),
    ]
}
