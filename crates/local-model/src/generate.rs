//! Writes one reply, from reading the prompt to the last token.

use super::engine::Engine;
use super::llama::KvCache;
use super::sampler::Sampler;
use super::types::{Error, FinishReason, Message, Request, Role, Usage};
use super::utf8::Utf8;

/// Tokens of the prompt that are read at a time. The model can be stopped between two such chunks.
const CHUNK: usize = 32;

/// Limits of a request, in tokens.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Read and written together.
    pub context_window: usize,
    /// Written.
    pub reply_tokens: usize,
}

/// Writes a reply. Calls `say` with each piece of text, and with an empty one before each chunk of the
/// prompt; `say` returns whether to stop.
pub(super) fn generate(
    engine: &Engine,
    request: &Request,
    limits: Limits,
    mut say: impl FnMut(String) -> bool,
) -> Result<(FinishReason, Usage), Error> {
    let prompt = fitting(engine, request, limits)?;
    let mut cache = KvCache::default();
    let mut state = Vec::new();
    let mut written = 0;
    let room = limits.reply_tokens.min(limits.context_window - prompt.len());
    let input_tokens = prompt.len();
    let finished = |reason, output_tokens| (reason, Usage { input_tokens, output_tokens });
    for chunk in prompt.chunks(CHUNK) {
        if say(String::new()) {
            return Ok(finished(FinishReason::Stop, written));
        }
        state = engine.model.read(chunk, &mut cache);
    }
    let mut sampler = Sampler::new(&request.sampling);
    let mut text = Utf8::default();
    let mut reason = FinishReason::Length;
    while written < room {
        let token = sampler.choose(engine.model.next(&state));
        // A control token is never part of a reply, so any of them ends it.
        let Some(bytes) = engine.vocabulary.bytes(token) else {
            reason = FinishReason::Stop;
            break;
        };
        written += 1;
        let piece = text.push(bytes);
        if !piece.is_empty() && say(piece) {
            return Ok(finished(FinishReason::Stop, written));
        }
        state = engine.model.read(&[token], &mut cache);
    }
    let rest = text.finish();
    if !rest.is_empty() {
        say(rest);
    }
    Ok(finished(reason, written))
}

/// Returns the prompt, without the oldest turns if it is too long: only here is the number of tokens known
/// exactly. Always keeps the system message and the last message.
fn fitting(engine: &Engine, request: &Request, limits: Limits) -> Result<Vec<u32>, Error> {
    let reply = limits.reply_tokens.min(limits.context_window / 2);
    let mut turns = request.messages.as_slice();
    loop {
        let prompt = engine.prompt(&request.system, turns);
        let prompt = prompt.map_err(Error::Unloadable)?;
        if prompt.len() + reply <= limits.context_window {
            return Ok(prompt);
        }
        match shorter(turns) {
            Some(rest) => turns = rest,
            // A long last turn may use most of the room for the reply.
            None if prompt.len() + reply / 8 < limits.context_window => return Ok(prompt),
            None => {
                let problem = format!("{} tokens for a window of {}", prompt.len(), limits.context_window);
                return Err(Error::DoesNotFit(problem));
            }
        }
    }
}

/// Drops the oldest turn: everything before the user's second message.
fn shorter(turns: &[Message]) -> Option<&[Message]> {
    let next = turns.iter().skip(1).position(|turn| turn.role == Role::User)?;
    turns.get(next + 1..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_goes_as_a_whole() {
        let turn = |role| Message { role, content: String::new() };
        let turns = [
            turn(Role::User),
            turn(Role::Assistant),
            turn(Role::User),
            turn(Role::Assistant),
            turn(Role::User),
        ];
        assert_eq!(shorter(&turns).map(<[_]>::len), Some(3));
        assert_eq!(shorter(&turns[1..]).map(<[_]>::len), Some(3));
        assert_eq!(shorter(&turns[4..]), None);
    }
}
