//! The wire formats: which one a connection uses, and what differs between them.

use super::message;
use super::reply_reader::ReplyReader;
use super::{anthropic, gemini, openai_chat, openai_responses};
use crate::config::{Api, ConnectionKind};
use crate::models::refusal::Unsupported;
use crate::models::request::Request;
use crate::store::agents::CommonSettings;

/// The header with the version of Anthropic's API.
pub(in crate::models) const ANTHROPIC_VERSION: (&str, &str) = ("anthropic-version", "2023-06-01");

/// A provider's wire format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::models) enum WireFormat {
    OpenAiChat,
    OpenAiResponses,
    Anthropic,
    Gemini,
}

impl WireFormat {
    /// Returns the wire format of a connection.
    pub(in crate::models) fn of(kind: ConnectionKind, api: Api) -> Self {
        match (kind, api) {
            (ConnectionKind::Anthropic, _) => Self::Anthropic,
            (ConnectionKind::Gemini, _) => Self::Gemini,
            (_, Api::ChatCompletions) => Self::OpenAiChat,
            (_, Api::Responses) => Self::OpenAiResponses,
        }
    }

    /// Returns the path for requests to a model, below the base URL.
    pub(in crate::models) fn path(self, model: &str) -> String {
        match self {
            Self::OpenAiChat => "chat/completions".to_owned(),
            Self::OpenAiResponses => "responses".to_owned(),
            Self::Anthropic => "messages".to_owned(),
            Self::Gemini => format!("models/{model}:streamGenerateContent"),
        }
    }

    /// Returns the agent's settings for this format, of those that all formats have.
    pub(in crate::models) fn settings(self, request: &Request) -> &CommonSettings {
        match self {
            Self::OpenAiChat | Self::OpenAiResponses => &request.openai.common,
            Self::Anthropic => &request.anthropic.common,
            Self::Gemini => &request.gemini.common,
        }
    }

    /// Encodes the body of a request. `own_service` says whether the server is the provider's own service,
    /// rather than a compatible one.
    pub(in crate::models) fn body(
        self,
        model: &str,
        request: &Request,
        unsupported: Unsupported,
        own_service: bool,
    ) -> serde_json::Result<Vec<u8>> {
        let extra = &self.settings(request).extra;
        match self {
            Self::OpenAiChat => {
                let body = openai_chat::Body::new(model, request, unsupported, own_service);
                message::encode(&body, extra)
            }
            Self::OpenAiResponses => {
                message::encode(&openai_responses::Body::new(model, request, unsupported), extra)
            }
            Self::Anthropic => message::encode(&anthropic::Body::new(model, request, unsupported), extra),
            Self::Gemini => message::encode(&gemini::Body::new(request, unsupported), extra),
        }
    }

    /// Returns a reader for one reply. OpenAI's own service separates reasoning from text itself; compatible
    /// servers may not.
    pub(in crate::models) fn reader(self, own_service: bool) -> ReplyReader {
        ReplyReader::new(match self {
            Self::OpenAiChat => Box::new(openai_chat::Decoder::new(!own_service)),
            Self::OpenAiResponses => Box::new(openai_responses::Decoder::new(!own_service)),
            Self::Anthropic => Box::new(anthropic::Decoder::default()),
            Self::Gemini => Box::new(gemini::Decoder::default()),
        })
    }
}
