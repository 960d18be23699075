//! Providers, through the `genai` crate: the only file that names it.
//!
//! Adapter and endpoint are always given, never guessed from a model's name. What the crate does and we rely on
//! (0.7.2): a stream that is cut off ends with neither `End` nor an error, except Gemini's, whose `End` then has no stop
//! reason; an HTTP error arrives as the stream's first item after `Start`, wrapped as an error of the stream.

use std::time::Duration;

use futures_util::StreamExt;
use genai::adapter::AdapterKind;
use genai::chat::{ChatMessage, ChatOptions, ChatRequest, ChatStreamEvent, ReasoningEffort, StreamEnd};
use genai::resolver::{AuthData, Endpoint};
use genai::{Client, ModelIden, ServiceTarget};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use url::Url;

use super::ssrf_guard::was_private;
use super::{Event, Events, Failure, FailureKind, Request, Role, Usage};
use crate::config::{Connection, ConnectionKind, Models};

/// One connection.
#[derive(Debug)]
pub(super) struct Provider {
    kind: ConnectionKind,
    own_service: bool,
    endpoint: Endpoint,
    api_key: SecretString,
    client: Client,
    read_timeout: Duration,
}

impl Provider {
    pub(super) fn new(
        http: &reqwest::Client,
        connection: &Connection,
        settings: &Models,
    ) -> Result<Self, String> {
        let base = connection.base_url.as_deref();
        let client =
            Client::builder().with_reqwest(http.clone()).build().map_err(|error| error.to_string())?;
        Ok(Self {
            kind: connection.kind,
            own_service: base.is_none_or(|base| base == default_url(connection.kind)),
            endpoint: Endpoint::from_owned(endpoint(connection.kind, base)?),
            // Local servers ask for no key, but the header is sent all the same.
            api_key: connection.api_key.clone().unwrap_or_else(|| SecretString::from("none")),
            client,
            read_timeout: settings.read_timeout,
        })
    }

    pub(super) fn kind(&self) -> ConnectionKind {
        self.kind
    }

    /// OpenAI's own service takes messages in any order. The others, and the chat templates of many models behind
    /// OpenAI-compatible servers, insist on turns.
    pub(super) fn strict_turns(&self) -> bool {
        self.kind != ConnectionKind::Openai || !self.own_service
    }

    pub(super) async fn ask(&self, model: &str, request: &Request) -> Result<Events, Failure> {
        let kind = self.kind;
        if kind == ConnectionKind::Gemini && !fits_path(model) {
            return Err(Failure::new(
                FailureKind::Refused,
                format!("{model:?} cannot be the name of one of its models"),
            ));
        }
        let target = ServiceTarget {
            endpoint: self.endpoint.clone(),
            auth: AuthData::from_single(self.api_key.expose_secret()),
            model: ModelIden::new(self.adapter(), model),
        };
        let messages = request.messages.iter().map(|turn| match turn.role {
            Role::User => ChatMessage::user(turn.content.as_str()),
            Role::Agent => ChatMessage::assistant(turn.content.as_str()),
        });
        let mut chat = ChatRequest::from_messages(messages.collect());
        if !request.system.is_empty() {
            chat = chat.with_system(request.system.as_str());
        }
        let options = self.options(model, request);
        let answer = self.client.exec_chat_stream(target, chat, Some(&options)).await;
        let answer = answer.map_err(|error| failure(error, &self.api_key))?;
        let api_key = self.api_key.clone();
        Ok(answer
            .stream
            .filter_map(move |event| std::future::ready(translate(kind, event, &api_key)))
            .boxed())
    }

    fn adapter(&self) -> AdapterKind {
        match self.kind {
            ConnectionKind::Anthropic => AdapterKind::Anthropic,
            ConnectionKind::Gemini => AdapterKind::Gemini,
            _ => AdapterKind::OpenAI,
        }
    }

    fn options(&self, model: &str, request: &Request) -> ChatOptions {
        let mut options = ChatOptions::default()
            .with_capture_usage(true)
            .with_stream_header_timeout(self.read_timeout)
            .with_stream_read_timeout(self.read_timeout);
        // The crate takes an ending such as "-high" off the name and sends it as an effort, unless it is given one. The
        // name as given is what is meant; of these efforts it sends nothing.
        if ReasoningEffort::from_model_name(model).0.is_some() {
            options.reasoning_effort = Some(match self.kind {
                ConnectionKind::Anthropic | ConnectionKind::Gemini => ReasoningEffort::Zero,
                _ => ReasoningEffort::Budget(0),
            });
        }
        match self.kind {
            ConnectionKind::Anthropic => {
                let anthropic = request.anthropic;
                options.temperature = anthropic.temperature;
                options.top_p = anthropic.top_p.filter(|&top_p| top_p >= 0.0);
                let mut extra = json!({ "model": model });
                if let Some(top_k) = anthropic.top_k.filter(|&top_k| top_k >= 0) {
                    extra["top_k"] = json!(top_k);
                }
                options.extra_body = Some(extra);
            }
            ConnectionKind::Gemini => {
                options.temperature = request.openai.temperature;
                options.top_p = request.openai.top_p;
            }
            _ => {
                let openai = request.openai;
                options.temperature = openai.temperature;
                options.top_p = openai.top_p;
                // It also takes "vendor::" off the front.
                let mut extra = json!({ "model": model });
                for (name, value) in [
                    ("frequency_penalty", openai.frequency_penalty),
                    ("presence_penalty", openai.presence_penalty),
                ] {
                    if let Some(value) = value {
                        extra[name] = json!(value);
                    }
                }
                options.extra_body = Some(extra);
            }
        }
        options
    }
}

fn default_url(kind: ConnectionKind) -> &'static str {
    match kind {
        ConnectionKind::Anthropic => "https://api.anthropic.com",
        ConnectionKind::Gemini => "https://generativelanguage.googleapis.com/v1beta",
        _ => "https://api.openai.com/v1",
    }
}

/// The endpoint as the crate wants it: with the version, ending in a slash.
pub(super) fn endpoint(kind: ConnectionKind, base: Option<&str>) -> Result<String, String> {
    let base = base.unwrap_or_else(|| default_url(kind));
    let url = Url::parse(base).map_err(|error| format!("base_url {base:?}: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("base_url {base:?}: must begin with http:// or https://"));
    }
    let mut endpoint = url.as_str().trim_end_matches('/').to_owned();
    // By custom this provider's base address is given without the version.
    if kind == ConnectionKind::Anthropic && !endpoint.ends_with("/v1") {
        endpoint.push_str("/v1");
    }
    endpoint.push('/');
    Ok(endpoint)
}

/// Whether a name can stand in the address, where Gemini has it, without leading elsewhere.
fn fits_path(model: &str) -> bool {
    model.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

fn translate(
    kind: ConnectionKind,
    event: genai::Result<ChatStreamEvent>,
    api_key: &SecretString,
) -> Option<Result<Event, Failure>> {
    match event {
        Ok(ChatStreamEvent::Chunk(chunk)) => Some(Ok(Event::Delta(chunk.content))),
        Ok(ChatStreamEvent::End(end)) => {
            let whole = kind != ConnectionKind::Gemini || end.captured_stop_reason.is_some();
            whole.then(|| Ok(Event::End(usage(&end))))
        }
        Ok(
            ChatStreamEvent::Start
            | ChatStreamEvent::Heartbeat
            | ChatStreamEvent::ReasoningChunk(_)
            | ChatStreamEvent::ThoughtSignatureChunk(_)
            | ChatStreamEvent::ToolCallChunk(_),
        ) => None,
        Err(error) => Some(Err(failure(error, api_key))),
    }
}

/// What the reply took; a provider that says only half of it said nothing.
fn usage(end: &StreamEnd) -> Option<Usage> {
    let usage = end.captured_usage.as_ref()?;
    let (input, output) = usage.prompt_tokens.zip(usage.completion_tokens)?;
    Some(Usage { input_tokens: input.into(), output_tokens: output.into() })
}

fn failure(error: genai::Error, api_key: &SecretString) -> Failure {
    use FailureKind as K;
    let wrapped = match &error {
        genai::Error::WebStream { error, .. } => error.downcast_ref::<genai::Error>(),
        _ => None,
    };
    let cause = wrapped.unwrap_or(&error);
    let retry_after = cause.headers().and_then(retry_after);
    let kind = match (cause.status().map(|status| status.as_u16()), cause) {
        (Some(429), _) => K::RateLimited,
        (Some(401 | 403), _) => K::Unauthorized,
        // Gemini's answer to a message that it blocks has neither text nor an error.
        (None, genai::Error::ChatResponse { body, .. }) if body.get("finishReason").is_some() => K::Empty,
        (Some(408 | 500..), _) | (None, genai::Error::ChatResponse { .. }) => K::Broken,
        (Some(_), _) => K::Refused,
        (None, genai::Error::WebStream { error, .. }) => transport(error.as_ref()),
        (None, _) => K::Nonsense,
    };
    Failure { kind, retry_after, detail: brief(&error.to_string(), api_key.expose_secret()) }
}

pub(super) fn transport(error: &(dyn std::error::Error + Send + Sync + 'static)) -> FailureKind {
    if was_private(error) {
        return FailureKind::Private;
    }
    match error.downcast_ref::<reqwest::Error>() {
        Some(error) if error.is_connect() => FailureKind::Unreachable,
        Some(error) if error.is_timeout() => FailureKind::TimedOut,
        Some(error) if error.is_body() || error.is_decode() => FailureKind::CutOff,
        Some(_) => FailureKind::Unreachable,
        None if error.to_string().contains("timed out") => FailureKind::TimedOut,
        None => FailureKind::CutOff,
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(std::time::SystemTime::now()).unwrap_or_default())
}

/// The beginning of what the provider said, on one line and without our key: enough for a log.
pub(super) fn brief(text: &str, api_key: &str) -> String {
    // What is shorter is no secret, but a placeholder and maybe an ordinary word.
    let text = if api_key.len() < 8 { text.to_owned() } else { text.replace(api_key, "[key]") };
    text.chars().take(400).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_end_in_version_and_slash() {
        for (kind, base, endpoint_url) in [
            (ConnectionKind::Openai, "https://api.openai.com/v1", "https://api.openai.com/v1/"),
            (ConnectionKind::OpenaiCompatible, "http://h:8000/v1/", "http://h:8000/v1/"),
            (ConnectionKind::Anthropic, "https://api.anthropic.com", "https://api.anthropic.com/v1/"),
            (ConnectionKind::Anthropic, "https://gateway/x/v1", "https://gateway/x/v1/"),
        ] {
            assert_eq!(endpoint(kind, Some(base)).unwrap(), endpoint_url);
        }
        assert!(endpoint(ConnectionKind::Openai, Some("ftp://h")).is_err());
        assert!(endpoint(ConnectionKind::Openai, Some("nonsense")).is_err());
    }

    #[test]
    fn only_openai_s_own_service_takes_messages_in_any_order() {
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::new();
        let settings =
            crate::config::Config::load(None, &crate::config::Overrides::default()).unwrap().models;
        let strict = |kind, base_url: Option<&str>| {
            let base_url = base_url.map(str::to_owned);
            let connection = Connection { base_url, ..Connection::of(kind) };
            Provider::new(&http, &connection, &settings).unwrap().strict_turns()
        };
        assert!(!strict(ConnectionKind::Openai, None));
        assert!(strict(ConnectionKind::Openai, Some("http://localhost:1234/v1")));
        assert!(strict(ConnectionKind::OpenaiCompatible, Some("http://localhost:1234/v1")));
        assert!(strict(ConnectionKind::Anthropic, None));
        assert!(strict(ConnectionKind::Gemini, None));
    }

    #[test]
    fn what_goes_into_the_log_is_one_short_line_without_the_key() {
        assert_eq!(brief("Incorrect key: s3cret-4711\n\"x\"", "s3cret-4711"), "Incorrect key: [key] \"x\"");
        assert_eq!(brief("none of these", "none"), "none of these");
        assert_eq!(brief(&"é".repeat(1_000), "none"), "é".repeat(400));
    }

    #[test]
    fn retry_after_in_both_its_forms() {
        let parse = |value: &str| retry_after(&HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())]));
        assert_eq!(parse("7"), Some(Duration::from_secs(7)));
        assert_eq!(parse("Fri, 31 Dec 1999 23:59:59 GMT"), Some(Duration::ZERO));
        assert_eq!(parse("-1"), None);
        assert_eq!(parse("soon"), None);
    }
}
