//! Settings of connections to model providers.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::values::optional_seconds;

/// Settings of a connection to a model provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// The kind of provider.
    #[serde(deserialize_with = "configurable_kind")]
    pub kind: ConnectionKind,
    /// The provider's URL. Optional except for `openai_compatible`: the other kinds have a default.
    #[serde(default)]
    pub base_url: Option<String>,
    /// The provider's key. Optional: some servers require none.
    #[serde(default)]
    pub api_key: Option<SecretString>,
    /// Which of OpenAI's APIs to use; only for kinds that speak them.
    #[serde(default)]
    pub api: Api,
    /// Headers that are added to every request, by name. They may be secrets.
    #[serde(default)]
    pub headers: BTreeMap<String, SecretString>,
    /// Parameters that are added to the query of every request.
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    /// Replaces `models.read_timeout`.
    #[serde(default, deserialize_with = "optional_seconds")]
    pub read_timeout: Option<Duration>,
    /// Maximum duration of one response, within `models.reply_timeout`.
    #[serde(default, deserialize_with = "optional_seconds")]
    pub reply_timeout: Option<Duration>,
    /// The file of a `local` model, absolute or relative to `data_dir`.
    #[serde(default)]
    pub path: Option<PathBuf>,
}

impl Connection {
    /// Returns a connection of this kind with no other setting.
    pub fn of(kind: ConnectionKind) -> Self {
        Self {
            kind,
            base_url: None,
            api_key: None,
            api: Api::default(),
            headers: BTreeMap::new(),
            query: BTreeMap::new(),
            read_timeout: None,
            reply_timeout: None,
            path: None,
        }
    }
}

/// Which of OpenAI's APIs a connection speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Api {
    /// Chat completions, which nearly every server knows.
    #[default]
    ChatCompletions,
    /// Responses.
    Responses,
}

impl Api {
    const ALL: [Self; 2] = [Self::ChatCompletions, Self::Responses];

    /// Returns the API's name in settings, in the database and in the APIs.
    pub fn name(self) -> &'static str {
        match self {
            Self::ChatCompletions => "chat_completions",
            Self::Responses => "responses",
        }
    }

    /// Returns the API with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|api| api.name() == name)
    }
}

/// The kind of provider that a connection leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionKind {
    /// OpenAI.
    Openai,
    /// Anthropic.
    Anthropic,
    /// Google Gemini.
    Gemini,
    /// Any server with an OpenAI-compatible API.
    OpenaiCompatible,
    /// A model that runs in the server process.
    Local,
    /// The built-in demo, which is not a real model.
    Demo,
}

impl ConnectionKind {
    const ALL: [Self; 6] =
        [Self::Openai, Self::Anthropic, Self::Gemini, Self::OpenaiCompatible, Self::Local, Self::Demo];

    /// Returns the kind's name in settings, in the database and in the APIs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Openai => "openai",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::OpenaiCompatible => "openai_compatible",
            Self::Local => "local",
            Self::Demo => "demo",
        }
    }

    /// Returns the kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Returns whether connections of this kind speak one of OpenAI's APIs.
    pub fn speaks_openai(self) -> bool {
        matches!(self, Self::Openai | Self::OpenaiCompatible)
    }

    /// Returns whether a project may add connections of this kind. Models in the server process are the operator's.
    pub fn is_for_projects(self) -> bool {
        !matches!(self, Self::Local | Self::Demo)
    }
}

/// Reads the kind of a server connection. The demo always exists and needs no connection.
fn configurable_kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ConnectionKind, D::Error> {
    match ConnectionKind::deserialize(deserializer)? {
        ConnectionKind::Demo => {
            Err(D::Error::custom("kind: must be openai, anthropic, gemini, openai_compatible or local"))
        }
        kind => Ok(kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_serde() {
        for kind in ConnectionKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert_eq!(ConnectionKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(ConnectionKind::from_name("other"), None);
        for api in Api::ALL {
            assert_eq!(serde_json::to_value(api).unwrap(), api.name());
            assert_eq!(Api::from_name(api.name()), Some(api));
        }
    }
}
