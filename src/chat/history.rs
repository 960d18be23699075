//! Fits a conversation into a model's context window: the path from the root to the question, cut to size, in an order
//! that the provider accepts. Pure.

use crate::models::{ChatMessage, Role};
use crate::store::messages::{Said as PathMessage, Sender};
use crate::tokens::{ASCII_PER_TOKEN, estimate_tokens};

/// The tokens that a conversation may use, and the order that its model requires.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Tokens that the model can read and write together.
    pub context_window: usize,
    /// Tokens of the window reserved for the reply, at most half of it.
    pub reply_tokens: usize,
    /// Whether user and agent must alternate, the user first.
    pub strict_turns: bool,
}

/// Returns the system message and the messages to send. `path` leads from the root to the question, oldest first. The
/// oldest messages are dropped until the rest fits, but never the system message or the question.
pub fn fit(mut system: String, path: &[PathMessage], budget: Budget) -> (String, Vec<ChatMessage>) {
    let reply = budget.reply_tokens.min(budget.context_window / 2);
    let mut left = budget.context_window.saturating_sub(reply).saturating_sub(estimate_tokens(&system));
    let mut kept: Vec<ChatMessage> = Vec::new();
    let mut dropped = false;
    // Providers refuse empty messages, such as a reply that was cancelled before its first word.
    for message in path.iter().rev().filter(|message| !message.content.is_empty()) {
        let size = estimate_tokens(&message.content);
        if size > left && !kept.is_empty() {
            dropped = true;
            break;
        }
        left = left.saturating_sub(size);
        let role = if message.sent_by == Sender::Agent { Role::Agent } else { Role::User };
        kept.push(ChatMessage { role, content: message.content.clone() });
    }
    kept.reverse();
    if dropped {
        // Turns are dropped as a whole, so that no reply remains without its question.
        let first = kept.iter().position(|turn| turn.role == Role::User).unwrap_or_default();
        kept.drain(..first);
    }
    if budget.strict_turns {
        kept = join_consecutive(kept);
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

/// Returns the number of characters after which nothing more can fit into `context_window` tokens.
pub fn enough_characters(context_window: usize) -> i64 {
    i64::try_from(context_window.saturating_mul(ASCII_PER_TOKEN)).unwrap_or(i64::MAX)
}

/// Joins consecutive messages of the same sender.
fn join_consecutive(turns: Vec<ChatMessage>) -> Vec<ChatMessage> {
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

    fn said(sent_by: Sender, content: &str) -> PathMessage {
        PathMessage { sent_by, content: content.to_owned() }
    }

    fn budget(context_window: usize, strict_turns: bool) -> Budget {
        Budget { context_window, reply_tokens: 10, strict_turns }
    }

    #[test]
    fn everything_is_sent_while_it_fits() {
        let path = vec![said(Sender::Agent, "Hi!"), said(Sender::User, "One"), said(Sender::User, "Two")];
        let (system, turns) = fit("Be kind.".into(), &path, budget(1_000, false));
        assert_eq!(system, "Be kind.");
        assert_eq!(turns.iter().map(|turn| turn.content.as_str()).collect::<Vec<_>>(), ["Hi!", "One", "Two"]);
    }

    #[test]
    fn strict_providers_get_turns_with_the_user_first() {
        let path = vec![
            said(Sender::Agent, "Hi!"),
            said(Sender::User, "One"),
            said(Sender::User, "Two"),
            said(Sender::Agent, "Yes?"),
            said(Sender::User, "Three"),
        ];
        let (system, turns) = fit("Be kind.".into(), &path, budget(1_000, true));
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
            said(Sender::User, &long),
            said(Sender::Agent, "old reply"),
            said(Sender::User, "new"),
            said(Sender::Agent, "reply"),
            said(Sender::User, "asked"),
        ];
        let (system, turns) = fit("s".repeat(60), &path, budget(70, false));
        assert_eq!(system.len(), 60);
        assert_eq!(
            turns.iter().map(|turn| turn.content.as_str()).collect::<Vec<_>>(),
            ["new", "reply", "asked"]
        );
    }

    #[test]
    fn the_asked_message_is_sent_however_long() {
        let (_, turns) = fit(
            String::new(),
            &[said(Sender::User, "old"), said(Sender::User, &"y".repeat(9_000))],
            budget(100, false),
        );
        assert_eq!(turns.len(), 1);
    }

    proptest! {
        #[test]
        fn any_conversation_fits_and_ends_with_the_asked_message(
            contents in proptest::collection::vec((any::<bool>(), "[a-zé你]{1,80}"), 1..30),
            window in 1_usize..400,
            strict in any::<bool>(),
        ) {
            let mut path: Vec<PathMessage> = contents.iter().map(|(agent, text)| said(if *agent { Sender::Agent } else { Sender::User }, text)).collect();
            if let Some(last) = path.last_mut() {
                last.sent_by = Sender::User;
            }
            let asked = path.last().map(|said| said.content.clone()).unwrap_or_default();
            let (_, turns) = fit(String::new(), &path, budget(window, strict));
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
