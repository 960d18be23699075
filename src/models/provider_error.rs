//! What a provider said when it failed, for the project's team. Users never see it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::failure::Failure;

/// Characters of a message that are kept.
const LENGTH: usize = 300;

/// Beginnings of keys. The connection's own secrets were replaced before.
const KEYS: [&str; 9] = ["sk-", "sk_", "pk-", "pk_", "gsk_", "xai-", "AIza", "key-", "hf_"];

/// The characters of keys besides letters and digits; `*` stands for hidden ones.
const SYMBOLS: [char; 8] = ['-', '_', '.', '+', '/', '=', '*', '~'];
/// Average number of letters and digits between two symbols of a key; words are shorter.
const RANDOM: usize = 8;

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
        let message = without_keys(detail);
        (failure.status.is_some() || !message.is_empty()).then(|| Self {
            model: model.to_owned(),
            status: failure.status,
            message,
        })
    }
}

/// Returns the message in a body of an error, which may be cut off.
pub(super) fn message_of(body: &str) -> String {
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

/// Shortens a message and replaces what looks like a key.
fn without_keys(message: &str) -> String {
    let is_edge = |c: char| !(c.is_ascii_alphanumeric() || SYMBOLS.contains(&c));
    let clean: String = message
        .split_inclusive(is_edge)
        .map(|word| {
            let (word, edge) = word.split_at(word.trim_end_matches(is_edge).len());
            without_key(word) + edge
        })
        .collect();
    let words: Vec<&str> = clean.split_whitespace().collect();
    words.join(" ").chars().take(LENGTH).collect()
}

/// Replaces keys in a run of characters that keys may consist of.
fn without_key(word: &str) -> String {
    // The end of a sentence.
    let (word, dots) = word.split_at(word.trim_end_matches('.').len());
    // Of a URL, a key is one segment at most.
    if !word.starts_with("//") && is_long(word) {
        return format!("[key]{dots}");
    }
    let pieces = word.split_inclusive(['/', '=']).map(|piece| {
        let (bare, edge) = piece.split_at(piece.trim_end_matches(['/', '=']).len());
        let is_key = bare.len() > 8 && KEYS.iter().any(|start| bare.starts_with(start));
        if is_key || is_long(bare) { format!("[key]{edge}") } else { piece.to_owned() }
    });
    pieces.collect::<String>() + dots
}

/// Returns whether this is long, and random rather than made of words: names of models, such as
/// `accounts/fireworks/models/llama-v3p1-405b-instruct`, have symbols between short words.
fn is_long(word: &str) -> bool {
    let runs = || word.split(SYMBOLS).filter(|run| !run.is_empty());
    let characters: usize = runs().map(str::len).sum();
    let is_hexadecimal = || runs().all(|run| run.bytes().all(|byte| byte.is_ascii_hexdigit()));
    // Names of hosts have symbols, and neither digits nor capitals.
    let is_name = word.contains(SYMBOLS)
        && !word.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    let is_random = || characters / runs().count().max(1) >= RANDOM || is_hexadecimal();
    word.len() >= 32 && characters > 0 && !is_name && is_random()
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
    fn the_status_is_not_part_of_the_message() {
        assert_eq!(said(Some(502), "502: Bad"), Some((Some(502), "Bad".to_owned())));
        assert_eq!(said(Some(502), "502: "), Some((Some(502), String::new())));
        assert_eq!(said(None, "connection refused"), Some((None, "connection refused".to_owned())));
        assert_eq!(said(None, ""), None);
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
            assert_eq!(message_of(body), "The engine is overloaded", "{body}");
        }
        assert_eq!(message_of("<html>Bad Gateway</html>"), "");
    }

    #[test]
    fn messages_are_short_and_without_keys() {
        let message = |text: &str| said(None, text).unwrap().1;
        assert_eq!(message("Incorrect API key: sk-abcd***wxyz."), "Incorrect API key: [key].");
        assert_eq!(message("key 'AIzaSyA0123456789' is bad"), "key '[key]' is bad");
        assert_eq!(message(&format!("token {}", "a1".repeat(20))), "token [key]");
        for (text, clean) in [
            ("url?key=sk-0123456789&x=1", "url?key=[key]&x=1"),
            ("key:gsk_0123456789", "key:[key]"),
            ("at https://host/AIzaSyA0123456789/x", "at https://host/[key]/x"),
            ("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY==", "[key]"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3.dozjgNryP4J3jVmNHl0w", "[key]"),
            ("api_key=0123456789abcdef0123456789abcdef.", "[key]."),
            ("1b4e28ba-2fa1-11d2-883f-0016d3cca427", "[key]"),
        ] {
            assert_eq!(message(text), clean);
        }
        for kept in [
            "see https://platform.openai.com/account/api-keys.",
            "https://generativelanguage.googleapis.com/v1beta/models",
            "no address for generativelanguage.googleapis.com",
            "model accounts/fireworks/models/llama-v3p1-405b-instruct, meta-llama/Llama-3.2-11B-Vision-Instruct-Turbo",
        ] {
            assert_eq!(message(kept), kept);
        }
        assert_eq!(message("the model `gpt-9` does not exist"), "the model `gpt-9` does not exist");
        assert_eq!(message(&"é ".repeat(1_000)).chars().count(), LENGTH);
    }
}
