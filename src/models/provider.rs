//! A connection to a provider: asks its models over HTTP.

use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::{RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::Value;
use tokio::time::timeout;
use url::Url;

use super::event::Events;
use super::failure::{Failure, FailureKind};
use super::http_client::{
    base_url, brief, is_own_service, join, read_body, retry_after, transport_failure, with_key,
};
use super::refusal::{Feature, Unsupported, is_context_too_long, refused_feature};
use super::reply_stream;
use super::request::Request;
use super::unsupported_features::UnsupportedFeatures;
use super::wire::{ReplyReader, anthropic, gemini, openai_chat};
use crate::config::{Connection, ConnectionKind, Models};

/// Maximum number of bytes read of an error's body.
const MAX_ERROR_BODY: usize = 64 << 10;

/// One connection.
#[derive(Debug)]
pub(super) struct Provider {
    kind: ConnectionKind,
    base: Url,
    own_service: bool,
    api_key: Option<SecretString>,
    http: reqwest::Client,
    read_timeout: Duration,
    /// Identifies this connection in `unsupported`.
    id: String,
    unsupported: UnsupportedFeatures,
}

impl Provider {
    /// Prepares a connection. `id` must change whenever its settings change.
    pub(super) fn new(
        id: String,
        http: &reqwest::Client,
        connection: &Connection,
        settings: &Models,
        unsupported: &UnsupportedFeatures,
    ) -> Result<Self, String> {
        let base = base_url(connection.kind, connection.base_url.as_deref())?;
        Ok(Self {
            kind: connection.kind,
            own_service: is_own_service(connection.kind, &base),
            base,
            api_key: connection.api_key.clone(),
            http: http.clone(),
            read_timeout: settings.read_timeout,
            id,
            unsupported: unsupported.clone(),
        })
    }

    pub(super) fn kind(&self) -> ConnectionKind {
        self.kind
    }

    /// Returns whether user and agent must take turns. OpenAI's own service accepts messages in any order. The others,
    /// and the chat templates of many models behind OpenAI-compatible servers, do not.
    pub(super) fn strict_turns(&self) -> bool {
        self.kind != ConnectionKind::Openai || !self.own_service
    }

    /// Returns the model settings in a request to a model, as they are sent.
    pub(super) fn settings_sent(&self, model: &str, request: &Request) -> Value {
        let unsupported = self.unsupported.of(&self.id, model);
        let settings = match self.kind {
            ConnectionKind::Anthropic => {
                serde_json::to_value(anthropic::Settings::new(model, request, unsupported))
            }
            ConnectionKind::Gemini => serde_json::to_value(gemini::Settings::new(request, unsupported)),
            _ => serde_json::to_value(openai_chat::Settings::new(request, unsupported)),
        };
        settings.unwrap_or_default()
    }

    /// Asks a model. If it does not support a part of the request, leaves that part out, now and in later
    /// requests.
    pub(super) async fn ask(&self, model: &str, request: &Request) -> Result<Events, Failure> {
        if self.kind == ConnectionKind::Gemini && !fits_path(model) {
            let detail = format!("{model:?} cannot be the name of one of its models");
            return Err(Failure::new(FailureKind::Refused, detail));
        }
        let known = self.unsupported.of(&self.id, model);
        let mut unsupported = known;
        loop {
            let mut response = self.send(model, request, unsupported).await?;
            if response.status().is_success() {
                if unsupported != known {
                    self.unsupported.remember(&self.id, model, unsupported);
                }
                let (reader, api_key) = (self.reader(), self.api_key.clone());
                return Ok(reply_stream::read(response, reader, self.read_timeout, api_key));
            }
            let said = self.error_body(&mut response).await;
            let had = |feature| !unsupported.contains(feature) && self.uses(feature, request);
            let refused = match response.status().as_u16() {
                400 | 422 | 500 | 501 => refused_feature(&said, had),
                _ => None,
            };
            let Some(feature) = refused else { return Err(self.refusal(&response, &said)) };
            tracing::info!(
                connection = self.id,
                model,
                ?feature,
                "a model does not support a part of the request"
            );
            unsupported = unsupported.with(feature);
        }
    }

    async fn send(
        &self,
        model: &str,
        request: &Request,
        unsupported: Unsupported,
    ) -> Result<Response, Failure> {
        let post = |path: &str| self.http.post(join(&self.base, path));
        let request = match self.kind {
            ConnectionKind::Anthropic => with_body(
                post("messages").header("anthropic-version", anthropic::VERSION),
                &anthropic::Body::new(model, request, unsupported),
            ),
            ConnectionKind::Gemini => {
                let mut url = join(&self.base, &format!("models/{model}:streamGenerateContent"));
                url.query_pairs_mut().append_pair("alt", "sse");
                with_body(self.http.post(url), &gemini::Body::new(request, unsupported))
            }
            _ => with_body(post("chat/completions"), &openai_chat::Body::new(model, request, unsupported)),
        };
        let request = with_key(request?, self.kind, self.api_key.as_ref());
        let sent = timeout(self.read_timeout, request.send()).await;
        let sent = sent.map_err(|elapsed| Failure::new(FailureKind::TimedOut, elapsed.to_string()))?;
        sent.map_err(|error| Failure::new(transport_failure(&error), error.without_url().to_string()))
    }

    fn reader(&self) -> ReplyReader {
        ReplyReader::new(match self.kind {
            ConnectionKind::Anthropic => Box::new(anthropic::Decoder::default()),
            ConnectionKind::Gemini => Box::new(gemini::Decoder::default()),
            _ => Box::new(openai_chat::Decoder::new(!self.own_service)),
        })
    }

    /// Returns whether a request has a feature that can be left out.
    fn uses(&self, feature: Feature, request: &Request) -> bool {
        let (openai, anthropic) = (request.openai, request.anthropic);
        let is_anthropic = self.kind == ConnectionKind::Anthropic;
        let is_gemini = self.kind == ConnectionKind::Gemini;
        match feature {
            Feature::SystemRole => !request.system.is_empty(),
            Feature::Temperature if is_anthropic => anthropic.temperature.is_some(),
            Feature::TopP if is_anthropic => anthropic.top_p.is_some(),
            Feature::Temperature => openai.temperature.is_some(),
            Feature::TopP => openai.top_p.is_some(),
            Feature::TopK => is_anthropic && anthropic.top_k.is_some(),
            Feature::MaxTokens => is_anthropic,
            Feature::StreamOptions => !is_anthropic && !is_gemini,
            Feature::FrequencyPenalty => !is_anthropic && !is_gemini && openai.frequency_penalty.is_some(),
            Feature::PresencePenalty => !is_anthropic && !is_gemini && openai.presence_penalty.is_some(),
        }
    }

    /// Reads the body of an error response; empty if it cannot be read.
    async fn error_body(&self, response: &mut Response) -> String {
        let body = timeout(self.read_timeout, read_body(response, MAX_ERROR_BODY)).await;
        let body = body.ok().and_then(Result::ok).map(|(body, _)| body).unwrap_or_default();
        String::from_utf8_lossy(&body).into_owned()
    }

    fn refusal(&self, response: &Response, said: &str) -> Failure {
        use FailureKind as K;
        let status = response.status().as_u16();
        let kind = match status {
            429 => K::RateLimited,
            401 | 403 => K::Unauthorized,
            413 => K::ContextTooLong,
            400 | 422 | 500 if is_context_too_long(said) => K::ContextTooLong,
            408 | 500.. => K::Broken,
            _ => K::Refused,
        };
        let api_key = self.api_key.as_ref().map_or("", ExposeSecret::expose_secret);
        let detail = brief(&format!("{status}: {said}"), api_key);
        Failure { retry_after: retry_after(response.headers()), ..Failure::new(kind, detail) }
    }
}

fn with_body(request: RequestBuilder, body: &impl Serialize) -> Result<RequestBuilder, Failure> {
    let body = serde_json::to_vec(body);
    let body = body.map_err(|error| Failure::new(FailureKind::Refused, error.to_string()))?;
    Ok(request.header(CONTENT_TYPE, "application/json").body(body))
}

/// Returns whether a model's name can be part of a URL's path, as in Gemini's API, without changing the path.
fn fits_path(model: &str) -> bool {
    model.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_openai_s_own_service_accepts_messages_in_any_order() {
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::new();
        let settings =
            crate::config::Config::load(None, &crate::config::Overrides::default()).unwrap().models;
        let strict = |kind, base_url: Option<&str>| {
            let base_url = base_url.map(str::to_owned);
            let connection = Connection { base_url, ..Connection::of(kind) };
            let unsupported = UnsupportedFeatures::default();
            Provider::new("x".into(), &http, &connection, &settings, &unsupported).unwrap().strict_turns()
        };
        assert!(!strict(ConnectionKind::Openai, None));
        assert!(!strict(ConnectionKind::Openai, Some("https://api.openai.com/v1/")));
        assert!(strict(ConnectionKind::Openai, Some("http://localhost:1234/v1")));
        assert!(strict(ConnectionKind::OpenaiCompatible, Some("http://localhost:1234/v1")));
        assert!(strict(ConnectionKind::Anthropic, None));
        assert!(strict(ConnectionKind::Gemini, None));
    }
}
