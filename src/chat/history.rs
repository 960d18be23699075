//! What of a conversation a model is told: the way from the root to the asked message, cut to the model's context
//! window, in an order that the provider accepts. Pure.

use crate::models::{ChatMessage, Role};
use crate::store::messages::Said;

/// Room for a conversation.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Tokens that the model reads and writes at most together.
    pub context_window: usize,
    /// Tokens of it that are kept free for the reply (half of it at most).
    pub reply_tokens: usize,
    /// Whether user and agent must take turns, the user first.
    pub strict_turns: bool,
}

/// The system message and the turns to send. `said` is the way from the root, oldest first, ending with the asked
/// message; the oldest turns are dropped until the rest fits, the system message and the asked message never.
pub fn fit(mut system: String, said: &[Said], room: Room) -> (String, Vec<ChatMessage>) {
    let reply = room.reply_tokens.min(room.context_window / 2);
    let mut left = room.context_window.saturating_sub(reply).saturating_sub(estimate_tokens(&system));
    let mut kept: Vec<ChatMessage> = Vec::new();
    let mut dropped = false;
    // A reply that was cancelled before its first word says nothing, and providers refuse it.
    for said in said.iter().rev().filter(|said| !said.content.is_empty()) {
        let size = estimate_tokens(&said.content);
        if size > left && !kept.is_empty() {
            dropped = true;
            break;
        }
        left = left.saturating_sub(size);
        let role = if said.sent_by == "agent" { Role::Agent } else { Role::User };
        kept.push(ChatMessage { role, content: said.content.clone() });
    }
    kept.reverse();
    if dropped {
        // A turn goes as a whole: no reply without what it replied to.
        let first = kept.iter().position(|turn| turn.role == Role::User).unwrap_or_default();
        kept.drain(..first);
    }
    if room.strict_turns {
        kept = take_turns(kept);
        if kept.first().is_some_and(|turn| turn.role == Role::Agent) && kept.len() > 1 {
            let opening = kept.remove(0).content;
            if !system.is_empty() {
                system.push_str("\n\n");
            }
            system.push_str("You opened this conversation with:\n");
            system.push_str(&opening);
        }
    }
    (system, kept)
}

/// Characters of a conversation after which no more can fit into `context_window` tokens.
pub fn enough_characters(context_window: usize) -> i64 {
    i64::try_from(context_window.saturating_mul(ASCII_PER_TOKEN)).unwrap_or(i64::MAX)
}

const ASCII_PER_TOKEN: usize = 3;
/// What a provider's own marks around a message take.
const AROUND: usize = 4;

/// How many tokens `text` may be, on the safe side: without the model's own vocabulary this is an estimate. English
/// has about four characters a token, most other scripts about one.
pub fn estimate_tokens(text: &str) -> usize {
    let ascii = text.bytes().filter(u8::is_ascii).count();
    let other = text.chars().filter(|c| !c.is_ascii()).count();
    ascii.div_ceil(ASCII_PER_TOKEN) + other + AROUND
}

/// Joins what one sender said in a row.
fn take_turns(turns: Vec<ChatMessage>) -> Vec<ChatMessage> {
    let mut joined: Vec<ChatMessage> = Vec::with_capacity(turns.len());
    for turn in turns {
        match joined.last_mut() {
            Some(last) if last.role == turn.role => {
                last.content.push_str("\n\n");
                last.content.push_str(&turn.content);
            }
            _ => joined.push(turn),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(sent_by: &str, content: &str) -> Said {
        Said { sent_by: sent_by.to_owned(), content: content.to_owned() }
    }

    fn room(context_window: usize, strict_turns: bool) -> Room {
        Room { context_window, reply_tokens: 10, strict_turns }
    }

    #[test]
    fn everything_is_sent_while_it_fits() {
        let path = vec![said("agent", "Hi!"), said("user", "One"), said("user", "Two")];
        let (system, turns) = fit("Be kind.".into(), &path, room(1_000, false));
        assert_eq!(system, "Be kind.");
        assert_eq!(turns.iter().map(|turn| turn.content.as_str()).collect::<Vec<_>>(), ["Hi!", "One", "Two"]);
    }

    #[test]
    fn strict_providers_get_turns_with_the_user_first() {
        let path = vec![
            said("agent", "Hi!"),
            said("user", "One"),
            said("user", "Two"),
            said("agent", "Yes?"),
            said("user", "Three"),
        ];
        let (system, turns) = fit("Be kind.".into(), &path, room(1_000, true));
        assert_eq!(system, "Be kind.\n\nYou opened this conversation with:\nHi!");
        let turns: Vec<_> = turns.into_iter().map(|turn| (turn.role, turn.content)).collect();
        assert_eq!(
            turns,
            [(Role::User, "One\n\nTwo".into()), (Role::Agent, "Yes?".into()), (Role::User, "Three".into())]
        );
    }

    #[test]
    fn the_oldest_turns_are_dropped_whole_but_never_the_system_message() {
        let long = "x".repeat(90);
        let path = vec![
            said("user", &long),
            said("agent", "old reply"),
            said("user", "new"),
            said("agent", "reply"),
            said("user", "asked"),
        ];
        let (system, turns) = fit("s".repeat(60), &path, room(70, false));
        assert_eq!(system.len(), 60);
        assert_eq!(
            turns.iter().map(|turn| turn.content.as_str()).collect::<Vec<_>>(),
            ["new", "reply", "asked"]
        );
    }

    #[test]
    fn the_asked_message_is_sent_however_long() {
        let (_, turns) =
            fit(String::new(), &[said("user", "old"), said("user", &"y".repeat(9_000))], room(100, false));
        assert_eq!(turns.len(), 1);
    }

    proptest! {
        #[test]
        fn any_conversation_fits_and_ends_with_the_asked_message(
            contents in proptest::collection::vec((any::<bool>(), "[a-zé你]{1,80}"), 1..30),
            window in 1_usize..400,
            strict in any::<bool>(),
        ) {
            let mut path: Vec<Said> = contents.iter().map(|(agent, text)| said(if *agent { "agent" } else { "user" }, text)).collect();
            if let Some(last) = path.last_mut() {
                last.sent_by = "user".into();
            }
            let asked = path.last().map(|said| said.content.clone()).unwrap_or_default();
            let (_, turns) = fit(String::new(), &path, room(window, strict));
            let last = turns.last().unwrap();
            prop_assert!(last.role == Role::User && last.content.ends_with(&asked));
            if turns.len() > 1 {
                let size: usize = turns.iter().map(|turn| estimate_tokens(&turn.content)).sum();
                prop_assert!(size <= window, "{size} tokens in a window of {window}");
            }
            if strict {
                prop_assert!(turns.windows(2).all(|pair| pair[0].role != pair[1].role));
                prop_assert!(turns[0].role == Role::User);
            }
        }
    }
}
