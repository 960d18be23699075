//! One reply, from the first token read to the last one written.

use super::engine::Engine;
use super::llama::Memory;
use super::sampler::Sampler;
use super::utf8::Utf8;
use crate::models::{ChatMessage, Failure, FailureKind, Request, Role, Usage};

/// Tokens read at a time. Between two such chunks it is seen whether anybody still listens.
const CHUNK: usize = 32;

/// Room for a reply, in tokens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Read and written together.
    pub(super) context_window: usize,
    /// Written.
    pub(super) reply_tokens: usize,
}

/// Writes a reply. `say` is called with each piece of it, and with nothing while the conversation is being read; it
/// answers whether to stop. A reply that is as long as it may be ends there.
pub(super) fn generate(
    engine: &Engine,
    request: &Request,
    limits: Limits,
    mut say: impl FnMut(String) -> bool,
) -> Result<Usage, Failure> {
    let prompt = fitting(engine, request, limits)?;
    let mut memory = Memory::default();
    let mut state = Vec::new();
    let mut written = 0;
    let room = limits.reply_tokens.min(limits.context_window - prompt.len());
    let usage = |written: usize| Usage {
        input_tokens: i64::try_from(prompt.len()).unwrap_or(i64::MAX),
        output_tokens: i64::try_from(written).unwrap_or(i64::MAX),
    };
    for chunk in prompt.chunks(CHUNK) {
        if say(String::new()) {
            return Ok(usage(written));
        }
        state = engine.model.read(chunk, &mut memory);
    }
    let mut sampler = Sampler::new(&request.openai);
    let mut text = Utf8::default();
    while written < room {
        let token = sampler.choose(engine.model.next(&state));
        // A control token is never a part of a reply, so each of them ends it.
        let Some(bytes) = engine.vocabulary.bytes(token) else { break };
        written += 1;
        let piece = text.push(bytes);
        if !piece.is_empty() && say(piece) {
            return Ok(usage(written));
        }
        state = engine.model.read(&[token], &mut memory);
    }
    let rest = text.finish();
    if !rest.is_empty() {
        say(rest);
    }
    Ok(usage(written))
}

/// The prompt, without the oldest turns if it is too long: how many tokens a conversation really has is known only
/// here. The system message and the asked message always stay.
fn fitting(engine: &Engine, request: &Request, limits: Limits) -> Result<Vec<u32>, Failure> {
    let reply = limits.reply_tokens.min(limits.context_window / 2);
    let mut turns = request.messages.as_slice();
    loop {
        let prompt = engine.prompt(&request.system, turns);
        let prompt = prompt.map_err(|problem| Failure::new(FailureKind::Unloadable, problem))?;
        if prompt.len() + reply <= limits.context_window {
            return Ok(prompt);
        }
        match shorter(turns) {
            Some(rest) => turns = rest,
            // The last turn may take the room of a long reply.
            None if prompt.len() + reply / 8 < limits.context_window => return Ok(prompt),
            None => {
                let problem = format!("{} tokens for a window of {}", prompt.len(), limits.context_window);
                return Err(Failure::new(FailureKind::DoesNotFit, problem));
            }
        }
    }
}

/// Without the oldest turn: up to the next message of the user.
fn shorter(turns: &[ChatMessage]) -> Option<&[ChatMessage]> {
    let next = turns.iter().skip(1).position(|turn| turn.role == Role::User)?;
    turns.get(next + 1..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_goes_as_a_whole() {
        let turn = |role| ChatMessage { role, content: String::new() };
        let turns =
            [turn(Role::User), turn(Role::Agent), turn(Role::User), turn(Role::Agent), turn(Role::User)];
        assert_eq!(shorter(&turns).map(<[_]>::len), Some(3));
        assert_eq!(shorter(&turns[1..]).map(<[_]>::len), Some(3));
        assert_eq!(shorter(&turns[4..]), None);
    }
}
