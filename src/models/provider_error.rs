//! What a provider said when it failed, for the project's team. Users never see it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::failure::Failure;

/// Characters of a message that are kept.
const LENGTH: usize = 300;

/// Beginnings of words that are keys. The connection's own key was replaced before.
const KEYS: [&str; 9] = ["sk-", "sk_", "pk-", "pk_", "gsk_", "xai-", "AIza", "key-", "hf_"];

/// What a provider said when it failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderError {
    /// Full name of the model that was asked.
    pub model: String,
    /// The status of the response, if there was one that says that the request failed.
    pub status: Option<u16>,
    /// Its message, shortened and without keys; or what went wrong on the way.
    pub message: String,
}

impl ProviderError {
    /// Returns what is known about a failure of a model. `None` if that is no more than what its user was told.
    pub fn of(model: &str, failure: &Failure) -> Option<Self> {
        let detail = match failure.status {
            Some(status) => failure.detail.strip_prefix(&format!("{status}: ")).unwrap_or(&failure.detail),
            None => &failure.detail,
        };
        let message = without_keys(&message_of(detail));
        (failure.status.is_some() || !message.is_empty()).then(|| Self {
            model: model.to_owned(),
            status: failure.status,
            message,
        })
    }
}

/// Returns the message in a body of an error, which may be cut off.
fn message_of(body: &str) -> String {
    let body = body.trim();
    let parsed = serde_json::from_str::<Value>(body).ok();
    let found = parsed.as_ref().and_then(|body| {
        // Gemini wraps its errors in an array.
        let body = body.get(0).unwrap_or(body);
        let places = ["/error/message", "/error", "/message", "/detail", "/detail/0/msg"];
        places.iter().find_map(|place| body.pointer(place)?.as_str())
    });
    match found {
        Some(message) => message.trim().to_owned(),
        None if body.starts_with(['{', '[']) => cut_message(body).unwrap_or_else(|| body.to_owned()),
        // A page that a proxy sends says nothing in its tags.
        None if body.starts_with('<') => String::new(),
        None => body.to_owned(),
    }
}

/// Returns the first `"message"` of JSON that is cut off.
fn cut_message(body: &str) -> Option<String> {
    let (_, rest) = body.split_once("\"message\"")?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let (mut message, mut characters) = (String::new(), rest.chars());
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => message.push(match characters.next() {
                Some('"') => '"',
                Some('\\') => '\\',
                Some('/') => '/',
                _ => ' ',
            }),
            other => message.push(other),
        }
    }
    Some(message)
}

/// Shortens a message and replaces the words in it that look like keys.
fn without_keys(message: &str) -> String {
    let is_edge = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '*' | '.'));
    let clean: Vec<String> = message
        .split_whitespace()
        .map(|word| {
            let bare = word.trim_matches(is_edge);
            let is_key = KEYS.iter().any(|start| bare.starts_with(start)) && bare.len() > 8;
            let is_long = bare.len() >= 32 && bare.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if is_key || is_long { word.replace(bare, "[key]") } else { word.to_owned() }
        })
        .collect();
    clean.join(" ").chars().take(LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::failure::FailureKind;

    fn said(status: Option<u16>, detail: &str) -> Option<(Option<u16>, String)> {
        let failure = Failure { status, ..Failure::new(FailureKind::Broken, detail) };
        ProviderError::of("house.gpt-4o", &failure).map(|error| (error.status, error.message))
    }

    #[test]
    fn the_message_is_found_in_every_provider_s_form() {
        for body in [
            r#"{"error": {"message": "The engine is overloaded", "type": "server_error"}}"#,
            r#"{"type": "error", "error": {"type": "overloaded_error", "message": "The engine is overloaded"}}"#,
            r#"[{"error": {"code": 503, "message": "The engine is overloaded"}}]"#,
            r#"{"error": "The engine is overloaded"}"#,
            r#"{"detail": "The engine is overloaded"}"#,
            r#"{"detail": [{"msg": "The engine is overloaded"}]}"#,
            "The engine is overloaded",
            r#"{"error": {"message": "The engine is overloaded"#,
        ] {
            let message = "The engine is overloaded".to_owned();
            assert_eq!(said(Some(500), &format!("500: {body}")), Some((Some(500), message)), "{body}");
        }
        assert_eq!(said(Some(502), "502: <html>Bad Gateway</html>"), Some((Some(502), String::new())));
        assert_eq!(said(None, "connection refused"), Some((None, "connection refused".to_owned())));
        assert_eq!(said(None, ""), None);
    }

    #[test]
    fn messages_are_short_and_without_keys() {
        let message = |text: &str| said(None, text).unwrap().1;
        assert_eq!(message("Incorrect API key: sk-abcd***wxyz."), "Incorrect API key: [key].");
        assert_eq!(message("key 'AIzaSyA0123456789' is bad"), "key '[key]' is bad");
        assert_eq!(message(&format!("token {}", "a1".repeat(20))), "token [key]");
        assert_eq!(message("the model `gpt-9` does not exist"), "the model `gpt-9` does not exist");
        assert_eq!(message(&"é ".repeat(1_000)).chars().count(), LENGTH);
    }
}
