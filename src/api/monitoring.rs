//! What a project's owner sees of a message beyond what its user does.

use serde::Serialize;
use utoipa::ToSchema;

use super::messages::Message;
use crate::store::messages::Message as Row;
use crate::store::monitoring::MonitoredMessage as MonitoredRow;

/// A message; the Admin API also says how it came to be.
#[derive(Debug, Serialize, ToSchema)]
pub struct MonitoredMessage {
    #[serde(flatten)]
    message: Message,
    #[serde(flatten)]
    monitoring: Option<Monitoring>,
}

/// How a message came to be; in the Admin API only.
#[derive(Debug, Serialize, ToSchema)]
pub struct Monitoring {
    /// The model that answered; empty for what no model wrote.
    #[schema(example = "openai.gpt-4o")]
    model: String,
    /// `null` where there is none.
    usage: Option<Usage>,
    /// Milliseconds that the whole reply took; `null` if not known.
    latency_ms: Option<i64>,
    /// Milliseconds until its first text; `null` if not known.
    time_to_first_token_ms: Option<i64>,
    /// Why it failed; `null` if it did not.
    error: Option<MessageError>,
}

/// What a reply took, in tokens.
#[derive(Debug, Serialize, ToSchema)]
pub struct Usage {
    /// Read by the model.
    input_tokens: i64,
    /// Written by it.
    output_tokens: i64,
    /// Whether the provider did not count them and we did.
    estimated: bool,
}

/// Why a reply failed, as its user was told.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageError {
    #[schema(example = "unavailable")]
    code: String,
    message: String,
}

impl From<Row> for MonitoredMessage {
    /// As its user sees it.
    fn from(row: Row) -> Self {
        Self { message: row.into(), monitoring: None }
    }
}

impl From<MonitoredRow> for MonitoredMessage {
    /// As the project's owner sees it.
    fn from(row: MonitoredRow) -> Self {
        let usage = row.input_tokens.zip(row.output_tokens).map(|(input_tokens, output_tokens)| Usage {
            input_tokens,
            output_tokens,
            estimated: row.usage_estimated,
        });
        let error = MessageError { code: row.error_code, message: row.error_message };
        let monitoring = Monitoring {
            model: row.model,
            usage,
            latency_ms: row.latency_ms,
            time_to_first_token_ms: row.time_to_first_token_ms,
            error: (!error.code.is_empty()).then_some(error),
        };
        Self { message: row.message.into(), monitoring: Some(monitoring) }
    }
}

/// US dollars, from billionths of one.
pub(crate) fn dollars(cost: i64) -> f64 {
    cost as f64 / 1e9
}
