//! The parts of a message as callers see them.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::store::parts::{Part as Row, ToolCall as ToolCallRow, ToolCallState};

/// A part of a message. Ignore parts of types that you do not know: there will be more.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Part {
    /// Text; the text parts of a message joined are its `content`.
    Text {
        /// The text.
        text: String,
    },
    /// What the model thought before it went on. Not part of `content`; absent if the agent hides it.
    Reasoning {
        /// The text.
        text: String,
        /// How long the model thought, in milliseconds; `null` while it does.
        duration_ms: Option<i64>,
    },
    /// A call of a tool.
    ToolCall(Box<ToolCall>),
}

/// A call of a tool by a model.
#[derive(Debug, Serialize, ToSchema)]
pub struct ToolCall {
    id: String,
    /// The tool's name.
    name: String,
    /// The tool's name for people; may be empty.
    title: String,
    /// The arguments of the call.
    #[schema(value_type = Object)]
    arguments: Value,
    /// `running`, `waiting`, `done`, `failed` or `denied`.
    #[schema(value_type = String, example = "done")]
    state: ToolCallState,
    /// What the tool returned; `null` until then.
    result: Value,
    /// Why the call failed; empty if it did not.
    error: String,
}

impl From<Row> for Part {
    fn from(row: Row) -> Self {
        match row {
            Row::Text(text) => Self::Text { text },
            Row::Reasoning(reasoning) => {
                Self::Reasoning { text: reasoning.text, duration_ms: reasoning.duration_ms }
            }
            Row::ToolCall(call) => Self::ToolCall(Box::new((*call).into())),
        }
    }
}

impl From<ToolCallRow> for ToolCall {
    fn from(row: ToolCallRow) -> Self {
        let ToolCallRow { id, name, title, arguments, state, result, error, change: _ } = row;
        Self { id, name, title, arguments, state, result: result.unwrap_or_default(), error }
    }
}
