//! Requests and responses about connections.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::millis;
use crate::config::{Api, ConnectionKind};
use crate::http::fields::present;
use crate::store::connections::Connection as Row;

/// Where a connection is defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionSource {
    /// In the project, by its members.
    Project,
    /// In the server's settings.
    Server,
}

/// A connection to a model provider. Its key and the values of its headers are never shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct Connection {
    /// Empty for a server connection.
    pub(super) id: String,
    /// Always `connection`.
    pub(super) object: &'static str,
    /// First part of the full names of its models.
    pub(super) name: String,
    pub(super) kind: ConnectionKind,
    /// Empty for the kind's default URL, and for server connections.
    pub(super) base_url: String,
    pub(super) has_key: bool,
    /// Which of OpenAI's APIs the connection uses.
    pub(super) api: Api,
    /// Names of the headers that are added to every request.
    pub(super) header_names: Vec<String>,
    /// Parameters that are added to the query of every request.
    pub(super) query: BTreeMap<String, String>,
    /// Maximum seconds until the provider starts to respond, and between two pieces of a response; `null` for
    /// the server's setting.
    pub(super) read_timeout: Option<f64>,
    /// Maximum seconds for one response; `null` for the server's setting.
    pub(super) reply_timeout: Option<f64>,
    pub(super) source: ConnectionSource,
    pub(super) created_at: Option<i64>,
    pub(super) updated_at: Option<i64>,
}

impl Connection {
    /// Creates the response for a server connection. Its URL is the operator's business.
    pub(super) fn of_server(name: &str, kind: ConnectionKind, has_key: bool) -> Self {
        Self {
            id: String::new(),
            object: "connection",
            name: name.to_owned(),
            kind,
            base_url: String::new(),
            has_key,
            api: Api::default(),
            header_names: Vec::new(),
            query: BTreeMap::new(),
            read_timeout: None,
            reply_timeout: None,
            source: ConnectionSource::Server,
            created_at: None,
            updated_at: None,
        }
    }
}

impl From<Row> for Connection {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            object: "connection",
            name: row.name,
            kind: ConnectionKind::from_name(&row.kind).unwrap_or(ConnectionKind::OpenaiCompatible),
            base_url: row.base_url,
            has_key: !row.sealed_key.is_empty(),
            api: Api::from_name(&row.api).unwrap_or_default(),
            header_names: serde_json::from_str(&row.header_names).unwrap_or_default(),
            query: serde_json::from_str(&row.query).unwrap_or_default(),
            read_timeout: row.read_timeout,
            reply_timeout: row.reply_timeout,
            source: ConnectionSource::Project,
            created_at: Some(millis(row.created_at)),
            updated_at: Some(millis(row.updated_at)),
        }
    }
}

/// A new connection.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateConnection {
    /// A lower-case letter, then up to 31 lower-case letters, digits, `-` and `_`.
    pub(super) name: String,
    pub(super) kind: ConnectionKind,
    /// http or https; required for `openai_compatible`.
    pub(super) base_url: Option<String>,
    #[schema(value_type = Option<String>)]
    pub(super) api_key: Option<SecretString>,
    /// Which of OpenAI's APIs to use, for the kinds `openai` and `openai_compatible`. Default:
    /// `chat_completions`.
    pub(super) api: Option<Api>,
    /// Up to 20 headers to add to every request; they may replace the one with the key.
    #[schema(value_type = Option<std::collections::HashMap<String, String>>)]
    pub(super) headers: Option<BTreeMap<String, SecretString>>,
    /// Up to 20 parameters to add to the query of every request.
    pub(super) query: Option<BTreeMap<String, String>>,
    /// Maximum seconds until the provider starts to respond, and between two pieces of a response, from 1 to
    /// 3600.
    #[schema(minimum = 1, maximum = 3600)]
    pub(super) read_timeout: Option<f64>,
    /// Maximum seconds for one response, from 1 to 3600.
    #[schema(minimum = 1, maximum = 3600)]
    pub(super) reply_timeout: Option<f64>,
}

/// Changes to a connection. Absent fields stay as they are; `null` clears a field. If kind, base URL or query
/// change, key and headers must be entered again, and if the headers change, the key must.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateConnection {
    pub(super) kind: Option<ConnectionKind>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub(super) base_url: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub(super) api_key: Option<Option<SecretString>>,
    pub(super) api: Option<Api>,
    /// Replaces all headers.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<std::collections::HashMap<String, String>>)]
    pub(super) headers: Option<Option<BTreeMap<String, SecretString>>>,
    /// Replaces the whole query.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<std::collections::HashMap<String, String>>)]
    pub(super) query: Option<Option<BTreeMap<String, String>>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = 1, maximum = 3600)]
    pub(super) read_timeout: Option<Option<f64>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<f64>, minimum = 1, maximum = 3600)]
    pub(super) reply_timeout: Option<Option<f64>>,
}

/// A connection to test, which need not be stored.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TestConnection {
    pub(super) kind: ConnectionKind,
    pub(super) base_url: Option<String>,
    #[schema(value_type = Option<String>)]
    pub(super) api_key: Option<SecretString>,
    pub(super) api: Option<Api>,
    #[schema(value_type = Option<std::collections::HashMap<String, String>>)]
    pub(super) headers: Option<BTreeMap<String, SecretString>>,
    pub(super) query: Option<BTreeMap<String, String>>,
    /// A stored connection whose key or headers are used if `api_key` or `headers` is absent. Kind, base URL
    /// and query must then be the stored ones.
    pub(super) id: Option<String>,
}

/// The result of a connection test.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConnectionTest {
    /// Always `connection_test`.
    pub(super) object: &'static str,
    pub(super) ok: bool,
    /// Names of the models, without the connection's. Empty with `ok` if the provider works but does not list its models.
    pub(super) models: Vec<String>,
    /// What went wrong; empty if the test succeeded.
    pub(super) error: String,
    pub(super) latency_ms: u64,
}
