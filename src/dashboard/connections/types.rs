//! Requests and responses about connections.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::fields::present;
use crate::clock::millis;
use crate::config::ConnectionKind;
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

/// A connection to a model provider. Its key is never shown.
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
}

/// Changes to a connection. Absent fields stay as they are; `null` clears a field. If kind or base URL change, the key must
/// be entered again.
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
}

/// A connection to test, which need not be stored.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TestConnection {
    pub(super) kind: ConnectionKind,
    pub(super) base_url: Option<String>,
    #[schema(value_type = Option<String>)]
    pub(super) api_key: Option<SecretString>,
    /// A stored connection whose key is used if there is no `api_key`. Kind and base URL must be the stored ones.
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
