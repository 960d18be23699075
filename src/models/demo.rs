//! The built-in demo, for servers without any provider. Its replies say that it is a demo; it never stands in
//! for a real model.

use futures_util::{StreamExt, stream};

use super::event::{Event, Events, FinishReason};
use super::request::{Request, Role};

/// Maximum number of characters quoted from the user's message.
const QUOTED: usize = 200;

/// Returns a reply that says that this is a demo and how to connect a real model.
pub fn answer(request: &Request) -> Events {
    let said = request
        .messages
        .iter()
        .rev()
        .find(|turn| turn.role == Role::User)
        .map_or("", |turn| turn.content.as_str());
    let mut quoted: String = said.chars().take(QUOTED).collect();
    if quoted.len() < said.len() {
        quoted.push('…');
    }
    let text = format!(
        "This is the built-in demo, not a real model. I read: “{quoted}”\n\n\
         To connect a real one, start the server with OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY or OLLAMA_HOST \
         set, and set this agent's model to one of that provider, such as openai.gpt-4o (POST /agents/{{id}}/config)."
    );
    let words: Vec<String> = text.split_inclusive(' ').map(str::to_owned).collect();
    stream::iter(words.into_iter().map(Event::Text).chain([Event::Finished(FinishReason::Stop)]).map(Ok))
        .boxed()
}
