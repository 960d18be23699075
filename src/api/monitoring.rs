//! Messages with the details that only a project's owner sees.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::message::Message;
use crate::store::messages::Message as Row;
use crate::store::monitoring::MonitoredMessage as MonitoredRow;

/// A message. In the Admin API it has more details.
#[derive(Debug, Serialize, ToSchema)]
pub struct MonitoredMessage {
    #[serde(flatten)]
    message: Message,
    #[serde(flatten)]
    #[schema(value_type = Monitoring)]
    monitoring: Option<Monitoring>,
}

/// How a reply was generated. All fields are absent in the Client API and present in the Admin API.
#[derive(Debug, Serialize, ToSchema)]
pub struct Monitoring {
    /// The model that wrote the reply; empty for other messages.
    #[schema(example = "openai.gpt-4o", required = false)]
    model: String,
    /// Token usage; `null` if there is none.
    usage: Option<Usage>,
    /// Duration of the whole reply in milliseconds; `null` if unknown.
    latency_ms: Option<i64>,
    /// Time to the first token in milliseconds; `null` if unknown.
    time_to_first_token_ms: Option<i64>,
    /// Why the reply failed; `null` if it did not.
    error: Option<MessageError>,
    /// What the provider said when it failed; `null` if there is nothing to add to `error`. Never shown to users.
    provider_error: Option<ProviderError>,
}

/// Token usage of a reply.
#[derive(Debug, Serialize, ToSchema)]
pub struct Usage {
    /// Tokens that the model read.
    input_tokens: i64,
    /// Tokens that the model wrote.
    output_tokens: i64,
    /// Whether this server estimated the numbers because the provider did not report them.
    estimated: bool,
}

/// Why a reply failed, as its user was told.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageError {
    #[schema(example = "unavailable")]
    code: String,
    message: String,
}

/// What a provider said when it failed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ProviderError {
    /// Full name of the model that was asked.
    #[schema(example = "openai.gpt-4o")]
    model: String,
    /// HTTP status of the provider's response; `null` if there was none, or if it failed later.
    #[schema(example = 429)]
    status: Option<u16>,
    /// The provider's message, shortened and without keys; may be empty.
    #[schema(example = "You exceeded your current quota.")]
    message: String,
}

impl From<Row> for MonitoredMessage {
    /// Creates the response for the message's user.
    fn from(row: Row) -> Self {
        Self { message: row.into(), monitoring: None }
    }
}

impl From<MonitoredRow> for MonitoredMessage {
    /// Creates the response for the project's owner.
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
            provider_error: serde_json::from_str(&row.provider_error).ok(),
            error: (!error.code.is_empty()).then_some(error),
        };
        Self { message: row.message.into(), monitoring: Some(monitoring) }
    }
}

/// Converts billionths of a US dollar to dollars.
pub(crate) fn dollars(cost: i64) -> f64 {
    cost as f64 / 1e9
}
