//! How far a reply is, and what of that a listener has not heard yet. Pure.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Code, Error, Result};
use crate::store::messages::Message;

/// Bytes of one delta at most: what is written to a listener who does not read stays small.
const PIECE: usize = 16 * 1024;

/// How far a reply is.
#[derive(Debug, Default)]
pub struct Progress {
    /// Its message as it was created, once that is stored.
    pub created: Option<Message>,
    /// What is written.
    pub text: String,
    /// Where in the text each piece ends that the model sent.
    ends: Vec<usize>,
    /// How it ended.
    pub ended: Option<Arc<Ended>>,
}

/// How a reply ended.
#[derive(Debug)]
pub struct Ended {
    /// The message as it is stored; none if it never was.
    pub message: Option<Message>,
    /// Why it failed.
    pub failed: Option<Reason>,
}

/// What callers are told about a failure.
#[derive(Debug, Clone)]
pub struct Reason {
    /// Decides the status.
    pub code: Code,
    /// For the caller.
    pub message: Cow<'static, str>,
    /// When trying again makes sense.
    pub retry_after: Option<Duration>,
}

/// One thing that a listener hears.
#[derive(Debug)]
pub enum ReplyEvent {
    /// The reply's message, still empty.
    Created(Message),
    /// More text.
    Delta(String),
    /// The end.
    Ended(Arc<Ended>),
}

/// How far a listener has heard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Position {
    /// Whether it knows of the reply.
    pub created: bool,
    /// Bytes of the text.
    pub offset: usize,
    /// Whether it has heard the end.
    pub ended: bool,
}

impl Progress {
    /// A reply as the store has it, while it is being written.
    pub fn so_far(message: Message) -> Self {
        let text = message.content.clone();
        let created = Message {
            content: String::new(),
            status: "in_progress".to_owned(),
            rating: String::new(),
            feedback_comment: String::new(),
            ..message
        };
        Self { created: Some(created), text, ..Self::default() }
    }

    /// A reply as the store has it, when it is not being written any more.
    pub fn of_ended(message: Message, failed: Option<Reason>) -> Self {
        let ended = Some(Arc::new(Ended { message: Some(message.clone()), failed }));
        Self { ended, ..Self::so_far(message) }
    }

    /// Adds what the model said.
    pub fn push(&mut self, delta: &str) {
        self.text.push_str(delta);
        self.ends.push(self.text.len());
    }

    /// Closes it, once. Without a stored message, listeners are shown what there is of it.
    pub fn end(&mut self, message: Option<Message>, failed: Option<Error>) {
        if self.ended.is_some() {
            return;
        }
        let written = || {
            let created = self.created.clone()?;
            Some(Message { content: self.text.clone(), status: "failed".to_owned(), ..created })
        };
        let message = message.or_else(written);
        self.ended = Some(Arc::new(Ended { message, failed: failed.map(Reason::from) }));
    }

    /// Whether it ended badly.
    pub fn has_failed(&self) -> bool {
        self.ended.as_ref().is_some_and(|ended| ended.failed.is_some())
    }

    /// What comes after `position`, which moves on; `None` if there is nothing yet, or never again.
    ///
    /// Who is `joining` gets the text so far in as few pieces as may be; who follows gets the model's own.
    pub fn next(&self, position: &mut Position, joining: bool) -> Option<ReplyEvent> {
        if position.ended {
            return None;
        }
        if !position.created {
            let created = self.created.clone()?;
            position.created = true;
            return Some(ReplyEvent::Created(created));
        }
        if let Some(rest) = self.text.get(position.offset..).filter(|rest| !rest.is_empty()) {
            let next = self.ends.partition_point(|&end| end <= position.offset);
            let end = self.ends.get(next).copied().filter(|_| !joining).unwrap_or(self.text.len());
            let most = (end - position.offset).min(PIECE);
            let size = (0..=most).rev().find(|&size| rest.is_char_boundary(size)).unwrap_or(most);
            let delta = rest.get(..size).unwrap_or(rest).to_owned();
            position.offset += delta.len();
            return Some(ReplyEvent::Delta(delta));
        }
        let ended = self.ended.clone()?;
        position.ended = true;
        Some(ReplyEvent::Ended(ended))
    }
}

impl Ended {
    /// What who waited for the whole reply is answered.
    pub fn outcome(&self) -> Result<Message> {
        match (&self.message, &self.failed) {
            (Some(message), None) => Ok(message.clone()),
            _ => Err(self.error()),
        }
    }

    /// Why it failed.
    pub fn error(&self) -> Error {
        match &self.failed {
            Some(reason) => Error {
                code: reason.code,
                message: reason.message.clone(),
                retry_after: reason.retry_after,
                cause: None,
            },
            None => crate::error::unknown("a reply ended without a message and without a reason"),
        }
    }
}

impl From<Error> for Reason {
    fn from(error: Error) -> Self {
        Self { code: error.code, message: error.message, retry_after: error.retry_after }
    }
}

/// As the `id:` of an event: the bytes of the text that it leads to, `.end` after it at the very end.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.offset, if self.ended { ".end" } else { "" })
    }
}

/// Of a `Last-Event-ID`.
impl FromStr for Position {
    type Err = std::num::ParseIntError;

    fn from_str(id: &str) -> std::result::Result<Self, Self::Err> {
        let (offset, ended) = match id.strip_suffix(".end") {
            Some(offset) => (offset, true),
            None => (id, false),
        };
        Ok(Self { created: true, offset: offset.parse()?, ended })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(content: &str, status: &str) -> Message {
        Message {
            id: "msg_1".into(),
            interaction_id: "int_1".into(),
            parent_id: Some("msg_0".into()),
            depth: 1,
            sent_by: "agent".into(),
            status: status.into(),
            content: content.into(),
            created_at: 1,
            rating: String::new(),
            feedback_comment: String::new(),
        }
    }

    /// What is heard from `position` on, as `created`, the pieces, and `ended`.
    fn heard(progress: &Progress, mut position: Position, joining: bool) -> Vec<String> {
        let mut all = Vec::new();
        while let Some(event) = progress.next(&mut position, joining) {
            all.push(match event {
                ReplyEvent::Created(_) => "created".to_owned(),
                ReplyEvent::Delta(delta) => delta,
                ReplyEvent::Ended(_) => "ended".to_owned(),
            });
        }
        all
    }

    fn written() -> Progress {
        let mut progress = Progress::so_far(message("", "in_progress"));
        for delta in ["Grü", "ße", ", you"] {
            progress.push(delta);
        }
        progress
    }

    #[test]
    fn who_follows_hears_each_piece_and_who_joins_hears_all_at_once() {
        let mut progress = written();
        assert_eq!(heard(&progress, Position::default(), false), ["created", "Grü", "ße", ", you"]);
        assert_eq!(heard(&progress, Position::default(), true), ["created", "Grüße, you"]);
        progress.end(Some(message("Grüße, you", "completed")), None);
        assert_eq!(heard(&progress, Position::default(), true), ["created", "Grüße, you", "ended"]);
    }

    #[test]
    fn who_resumes_hears_exactly_the_rest() {
        let mut progress = written();
        progress.end(Some(message("Grüße, you", "completed")), None);
        let mut position = Position::default();
        let all = heard(&progress, position, false);
        for heard_before in 1..=all.len() {
            progress.next(&mut position, false);
            let resumed: Position = position.to_string().parse().unwrap();
            assert_eq!(resumed, position);
            assert_eq!(heard(&progress, resumed, false), all[heard_before..]);
        }
    }

    #[test]
    fn a_position_inside_of_a_character_or_after_the_text_yields_no_text() {
        let progress = written();
        for id in ["3", "99"] {
            assert!(heard(&progress, id.parse().unwrap(), false).is_empty(), "{id}");
        }
        for id in ["", "-1", "x", "1.ende", "1.0"] {
            assert!(id.parse::<Position>().is_err(), "{id:?}");
        }
    }

    #[test]
    fn a_reply_of_the_store_is_heard_like_one_that_was_written_here() {
        let progress = Progress::of_ended(message("All of it", "completed"), None);
        assert_eq!(heard(&progress, Position::default(), false), ["created", "All of it", "ended"]);
        assert_eq!(heard(&progress, "4".parse().unwrap(), false), ["of it", "ended"]);
    }
}
