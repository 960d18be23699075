//! A connection to a provider: asks its models over HTTP.

use std::sync::Arc;

use bytes::Bytes;
use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;
use tokio::time::timeout;
use url::Url;

use super::circuit_breaker::{Fields, Permit};
use super::credentials::Credentials;
use super::event::Events;
use super::failure::{Failure, FailureKind};
use super::http_client::{base_of, is_own_service, join, read_body, transport_failure};
use super::provider_memory::ProviderMemory;
use super::rate_limits;
use super::refusal::{Feature, Unsupported, is_context_too_long, refused_feature};
use super::reply_stream::{self, Limits};
use super::request::{Request, Sent};
use super::wire::{ANTHROPIC_VERSION, WireFormat};
use crate::config::{Connection, ConnectionKind, Models};

/// Maximum number of bytes read of an error's body.
const MAX_ERROR_BODY: usize = 64 << 10;
/// How many times larger than its text a response may be: a token of a few bytes comes in an event of several
/// hundred.
const MAX_OVERHEAD: usize = 256;

/// One connection.
#[derive(Debug)]
pub(super) struct Provider {
    kind: ConnectionKind,
    wire: WireFormat,
    base: Url,
    own_service: bool,
    credentials: Arc<Credentials>,
    http: reqwest::Client,
    limits: Limits,
    /// Identifies this connection in `memory`.
    id: String,
    memory: ProviderMemory,
}

impl Provider {
    /// Prepares a connection. `id` must change whenever its settings change.
    pub(super) fn new(
        id: String,
        http: &reqwest::Client,
        connection: &Connection,
        settings: &Models,
        memory: &ProviderMemory,
    ) -> Result<Self, String> {
        let base = base_of(connection)?;
        Ok(Self {
            kind: connection.kind,
            wire: WireFormat::of(connection.kind, connection.api),
            own_service: is_own_service(connection.kind, &base),
            base,
            credentials: Arc::new(Credentials::new(connection)?),
            http: http.clone(),
            limits: Limits {
                read: connection.read_timeout.unwrap_or(settings.read_timeout),
                reply: connection.reply_timeout.unwrap_or(settings.reply_timeout),
                bytes: settings.max_reply_bytes.saturating_mul(MAX_OVERHEAD),
            },
            id,
            memory: memory.clone(),
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

    /// Asks a model's circuit breaker for permission to send this request.
    pub(super) fn permit(&self, model: &str, request: &Request) -> Result<Permit, Failure> {
        let has_extra = !self.wire.settings(request).extra.is_empty();
        let fields = if has_extra { Fields::Extra } else { Fields::Known };
        self.memory.breakers.of(&self.id, model).pass(fields)
    }

    /// Asks a model. If it does not support a part of the request, leaves that part out, now and in later
    /// requests. Calls `sent` with each request.
    pub(super) async fn ask(
        &self,
        model: &str,
        request: &Request,
        sent: &mut (dyn FnMut(&Sent<'_>) + Send),
    ) -> Result<Events, Failure> {
        if self.wire == WireFormat::Gemini && !fits_path(model) {
            let detail = format!("{model:?} cannot be the name of one of its models");
            return Err(Failure::new(FailureKind::Refused, detail));
        }
        let settings = self.wire.settings(request);
        let known = self.memory.unsupported.of(&self.id, model, settings);
        let mut unsupported = known;
        loop {
            let body = self.wire.body(model, request, unsupported, self.own_service);
            let body =
                Bytes::from(body.map_err(|error| Failure::new(FailureKind::Refused, error.to_string()))?);
            sent(&Sent::new(request, !unsupported.contains(Feature::SystemRole), &body));
            let mut response = self.send(model, body.clone()).await?;
            if response.status().is_success() {
                if unsupported != known {
                    self.memory.unsupported.remember(&self.id, model, settings, unsupported);
                }
                if let Some(wait) = rate_limits::after_success(response.headers()) {
                    self.memory.breakers.of(&self.id, model).wait(wait, FailureKind::RateLimited);
                }
                let (reader, credentials) =
                    (self.wire.reader(self.own_service), Arc::clone(&self.credentials));
                return Ok(reply_stream::read(response, reader, self.limits, credentials));
            }
            let said = self.error_body(&mut response).await;
            let refused = match response.status().as_u16() {
                400 | 422 | 500 | 501 => self.refused(&said, &body, request, unsupported),
                _ => None,
            };
            let Some(feature) = refused else { return Err(self.refusal(model, &response, &said)) };
            tracing::info!(
                connection = self.id,
                model,
                ?feature,
                "a model does not support a part of the request"
            );
            unsupported = unsupported.with(feature);
        }
    }

    async fn send(&self, model: &str, body: Bytes) -> Result<Response, Failure> {
        let mut url = join(&self.base, &self.wire.path(model));
        if self.wire == WireFormat::Gemini {
            url.query_pairs_mut().append_pair("alt", "sse");
        }
        let mut request = self.http.post(url).header(CONTENT_TYPE, "application/json").body(body);
        if self.wire == WireFormat::Anthropic {
            request = request.header(ANTHROPIC_VERSION.0, ANTHROPIC_VERSION.1);
        }
        let sent = timeout(self.limits.first(), self.credentials.add_to(request).send()).await;
        let sent = sent.map_err(|elapsed| Failure::new(FailureKind::TimedOut, elapsed.to_string()))?;
        sent.map_err(|error| Failure::new(transport_failure(&error), error.without_url().to_string()))
    }

    /// Returns the feature for which a request was refused, if the request can be repeated without it.
    fn refused(
        &self,
        said: &str,
        body: &[u8],
        request: &Request,
        unsupported: Unsupported,
    ) -> Option<Feature> {
        let body: Value = serde_json::from_slice(body).ok()?;
        let speaks_anthropic = self.wire == WireFormat::Anthropic;
        let can_change = |feature| match feature {
            Feature::DefaultMaxTokens => speaks_anthropic && self.wire.settings(request).max_tokens.is_none(),
            Feature::MaxTokensName => self.wire == WireFormat::OpenAiChat,
            _ => true,
        };
        refused_feature(said, |feature| {
            !unsupported.contains(feature) && can_change(feature) && feature.is_in(&body)
        })
    }

    /// Reads the body of an error response; empty if it cannot be read.
    async fn error_body(&self, response: &mut Response) -> String {
        let body = timeout(self.limits.read, read_body(response, MAX_ERROR_BODY)).await;
        let body = body.ok().and_then(Result::ok).map(|(body, _)| body).unwrap_or_default();
        String::from_utf8_lossy(&body).into_owned()
    }

    /// Returns why a request failed. If the provider says when to retry, the model is not asked until then.
    fn refusal(&self, model: &str, response: &Response, said: &str) -> Failure {
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
        let headers = response.headers();
        let limit = || rate_limits::exhausted(headers).filter(|_| kind == K::RateLimited);
        let retry_after = rate_limits::retry_after(headers).or_else(limit);
        if let Some(wait) = retry_after.filter(|_| matches!(kind, K::RateLimited | K::Broken)) {
            self.memory.breakers.of(&self.id, model).wait(wait, kind);
        }
        let detail = format!("{status}: {}", self.credentials.brief(said));
        Failure { status: Some(status), retry_after, ..Failure::new(kind, detail) }
    }
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
            let memory = ProviderMemory::new(&settings);
            Provider::new("x".into(), &http, &connection, &settings, &memory).unwrap().strict_turns()
        };
        assert!(!strict(ConnectionKind::Openai, None));
        assert!(!strict(ConnectionKind::Openai, Some("https://api.openai.com/v1/")));
        assert!(strict(ConnectionKind::Openai, Some("http://localhost:1234/v1")));
        assert!(strict(ConnectionKind::OpenaiCompatible, Some("http://localhost:1234/v1")));
        assert!(strict(ConnectionKind::Anthropic, None));
        assert!(strict(ConnectionKind::Gemini, None));
    }
}
