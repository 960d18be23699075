//! A request to a model, whatever its provider.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::store::agents::{AnthropicSettings, GeminiSettings, OpenAiSettings};

/// The fields of requests, in any wire format, that are not settings: the conversation, and how the reply is
/// sent.
const NOT_SETTINGS: [&str; 9] = [
    "model",
    "messages",
    "system",
    "input",
    "instructions",
    "contents",
    "systemInstruction",
    "stream",
    "stream_options",
];

/// A request to a model.
#[derive(Debug, Clone)]
pub struct Request {
    /// The system message; may be empty.
    pub system: String,
    /// The conversation, oldest first; the last message is the user's.
    pub messages: Vec<ChatMessage>,
    /// Sent to models that speak OpenAI's protocol.
    pub openai: OpenAiSettings,
    /// Sent to Anthropic's models.
    pub anthropic: AnthropicSettings,
    /// Sent to Gemini's models.
    pub gemini: GeminiSettings,
}

/// A message of the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatMessage {
    /// Who wrote it.
    pub role: Role,
    /// Its text.
    pub content: String,
}

/// The author of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The app's user.
    User,
    /// The agent.
    Agent,
}

/// A request as it is sent to a model.
#[derive(Debug)]
pub struct Sent<'a> {
    /// The request before it was encoded.
    pub request: &'a Request,
    /// Whether the system message has a role of its own.
    system_role: bool,
    /// The request as JSON.
    body: &'a [u8],
}

impl<'a> Sent<'a> {
    /// `body` is the body of the HTTP request, or the settings of a model in this process.
    pub(super) fn new(request: &'a Request, system_role: bool, body: &'a [u8]) -> Self {
        Self { request, system_role, body }
    }

    /// Returns the system message and the conversation.
    pub fn conversation(&self) -> (&str, impl Iterator<Item = (Role, Cow<'_, str>)>) {
        self.request.with_system_role(self.system_role)
    }

    /// Returns the settings, under their names in the request.
    pub fn settings(&self) -> Map<String, Value> {
        let mut fields: Map<String, Value> = serde_json::from_slice(self.body).unwrap_or_default();
        fields.retain(|name, _| !NOT_SETTINGS.contains(&name.as_str()));
        fields
    }
}

impl Request {
    /// Returns the system message and the conversation. Where the system role is not `supported`, the system message is
    /// the beginning of the user's first message instead.
    pub(super) fn with_system_role(
        &self,
        supported: bool,
    ) -> (&str, impl Iterator<Item = (Role, Cow<'_, str>)>) {
        let (system, mut folded) = if supported { (&*self.system, "") } else { ("", &*self.system) };
        let messages = self.messages.iter().map(move |ChatMessage { role, content }| {
            if folded.is_empty() || *role == Role::Agent {
                return (*role, Cow::Borrowed(content.as_str()));
            }
            (*role, Cow::Owned(format!("{}\n\n{content}", std::mem::take(&mut folded))))
        });
        (system, messages)
    }

    /// Drops the older half of the conversation; it then starts with a message of the user. Returns whether there was
    /// anything to drop.
    pub(super) fn drop_older_half(&mut self) -> bool {
        let users = |messages: &[ChatMessage]| messages.iter().position(|message| message.role == Role::User);
        let half = self.messages.len().div_ceil(2).min(self.messages.len().saturating_sub(1));
        let half = half + users(&self.messages[half..]).unwrap_or_default();
        self.messages.drain(..half);
        half > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(system: &str, messages: &[(Role, &str)]) -> Request {
        let message = |&(role, content): &(Role, &str)| ChatMessage { role, content: content.to_owned() };
        Request {
            system: system.to_owned(),
            messages: messages.iter().map(message).collect(),
            openai: OpenAiSettings::default(),
            anthropic: AnthropicSettings::default(),
            gemini: GeminiSettings::default(),
        }
    }

    #[test]
    fn a_system_message_without_a_role_precedes_the_first_message_of_the_user() {
        let messages = [(Role::Agent, "Hi!"), (Role::User, "One"), (Role::User, "Two")];
        let request = request("Be kind.", &messages);
        let sent = |supported| {
            let (system, messages) = request.with_system_role(supported);
            (system.to_owned(), messages.map(|(_, content)| content.into_owned()).collect::<Vec<_>>())
        };
        assert_eq!(sent(true), ("Be kind.".into(), ["Hi!", "One", "Two"].map(String::from).to_vec()));
        assert_eq!(
            sent(false),
            (String::new(), ["Hi!", "Be kind.\n\nOne", "Two"].map(String::from).to_vec())
        );
    }

    #[test]
    fn halving_ends_with_the_last_message_and_starts_with_the_user() {
        let turn = [(Role::User, "q"), (Role::Agent, "a")];
        let messages: Vec<_> = turn.into_iter().cycle().take(9).collect();
        let mut request = request("", &messages);
        for left in [3, 1] {
            assert!(request.drop_older_half());
            assert_eq!((request.messages.len(), request.messages[0].role), (left, Role::User));
        }
        assert!(!request.drop_older_half());
        assert_eq!(request.messages.len(), 1);
    }
}
