//! Exports as files, which are read page by page while they are sent.

use std::io;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use csv::WriterBuilder;
use futures_util::stream;
use serde::Serialize;
use tokio::sync::mpsc;

use crate::app::App;
use crate::error::{Result, invalid, unknown};

/// Rows that are read at once.
pub(super) const PAGE_SIZE: i64 = 100;
/// Chunks that are read ahead of the caller.
const READ_AHEAD: usize = 4;

/// The format of an exported list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    JsonLines,
}

impl Format {
    /// Parses `format` of a query.
    pub(super) fn parse(text: &str) -> Result<Self> {
        match text {
            "csv" => Ok(Self::Csv),
            "jsonl" => Ok(Self::JsonLines),
            _ => Err(invalid("format: must be csv or jsonl")),
        }
    }

    /// Returns the media type and the ending of file names.
    pub(super) fn file_type(self) -> (&'static str, &'static str) {
        match self {
            Self::Csv => ("text/csv; charset=utf-8", "csv"),
            Self::JsonLines => ("application/jsonl", "jsonl"),
        }
    }
}

/// Sends a file in chunks.
#[derive(Debug, Clone)]
pub(super) struct Chunks(mpsc::Sender<io::Result<Bytes>>);

impl Chunks {
    /// Sends a chunk as soon as the caller has read enough of the previous ones.
    pub(super) async fn send(&self, chunk: impl Into<Bytes>) -> Result<()> {
        self.0.send(Ok(chunk.into())).await.map_err(|_| unknown("the caller has disconnected"))
    }
}

/// Responds with a file that `write` sends. If it fails, the connection is broken off, so that the caller knows that the file
/// is incomplete.
pub(super) fn respond<F>(
    app: &App,
    media_type: &'static str,
    name: &str,
    write: impl FnOnce(Chunks) -> F + Send + 'static,
) -> Response
where
    F: Future<Output = Result<()>> + Send,
{
    let (chunks, receiver) = mpsc::channel(READ_AHEAD);
    app.tasks.spawn(async move {
        if let Err(error) = write(Chunks(chunks.clone())).await {
            tracing::warn!(cause = ?error.cause, "an export failed: {error}");
            let _sent = chunks.send(Err(io::Error::other("the export failed"))).await;
        }
    });
    let body = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|chunk| (chunk, receiver))
    });
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [(CONTENT_TYPE, media_type.to_owned()), (CONTENT_DISPOSITION, disposition)];
    (headers, Body::from_stream(body)).into_response()
}

/// Returns a row of a CSV file.
pub(super) fn csv_row<T: AsRef<[u8]>>(cells: &[T]) -> Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    writer.write_record(cells).map_err(unknown)?;
    writer.into_inner().map_err(|error| unknown(error.into_error()))
}

/// Returns a line of a file of JSON Lines.
pub(super) fn json_line(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut line = serde_json::to_vec(value).map_err(unknown)?;
    line.push(b'\n');
    Ok(line)
}
