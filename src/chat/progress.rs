//! How far a reply has come, and which of its events a listener has yet to receive. Pure.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tokio::time::Instant;

use super::ended::{Ended, Reason};
use super::format::{DeltaKind, Format, ReplyEvent};
use super::position::Position;
use super::written_parts::WrittenParts;
use crate::error::Error;
use crate::store::messages::{Message, MessageStatus, Rating};
use crate::store::parts::Part;

/// Maximum bytes of one delta, and approximately of one batch. Limits what is buffered for a listener that
/// does not read.
const PIECE: usize = 16 * 1024;

/// How far a reply has come.
#[derive(Debug, Default)]
pub struct Progress {
    /// Its message as it was created, once it is stored.
    pub created: Option<Message>,
    /// Its parts so far.
    pub parts: WrittenParts,
    /// How it ended.
    pub ended: Option<Arc<Ended>>,
    /// The batch that was encoded last, for the next listener at the same position.
    last_batch: Mutex<Option<Batch>>,
}

/// What a listener receives, and how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hearing {
    /// Whether it must not see what the model thinks.
    pub hides_reasoning: bool,
}

/// Encoded events from one position to another.
#[derive(Debug)]
struct Batch {
    key: BatchKey,
    to: Position,
    bytes: Bytes,
}

/// What the content of a batch depends on. Progress only grows, so its size identifies its state.
#[derive(Debug, PartialEq, Eq)]
struct BatchKey {
    format: &'static str,
    from: Position,
    hearing: Hearing,
    created: bool,
    size: usize,
    ended: bool,
}

impl Progress {
    /// Returns the progress of a stored reply that is still being written.
    pub fn so_far(message: Message) -> Self {
        let parts = WrittenParts::of(Message { hides_reasoning: false, ..message.clone() }.parts());
        let created = Message {
            content: String::new(),
            parts: None,
            stored_finish_reason: None,
            status: MessageStatus::InProgress,
            rating: Rating::Unrated,
            feedback_comment: String::new(),
            ..message
        };
        Self { created: Some(created), parts, ..Self::default() }
    }

    /// Returns the progress of a stored reply that has ended.
    pub fn of_ended(message: Message, failed: Option<Reason>) -> Self {
        let ended = Some(Arc::new(Ended { message: Some(message.clone()), failed }));
        Self { ended, ..Self::so_far(message) }
    }

    /// Ends the reply. Only the first call counts. Without a stored `message`, listeners receive the parts so
    /// far as a failed reply.
    pub fn end(&mut self, message: Option<Message>, failed: Option<Error>) {
        if self.ended.is_some() {
            return;
        }
        self.parts.close(Instant::now());
        let unstored = || {
            let created = self.created.clone()?;
            let (content, parts) = self.parts.stored();
            Some(Message { content, parts, status: MessageStatus::Failed, ..created })
        };
        let message = message.or_else(unstored);
        self.ended = Some(Arc::new(Ended { message, failed: failed.map(Reason::from) }));
    }

    /// Returns whether the reply has failed.
    pub fn has_failed(&self) -> bool {
        self.ended.as_ref().is_some_and(|ended| ended.failed.is_some())
    }

    /// Returns whether a listener at this position has received all parts.
    pub fn is_at_end(&self, position: Position, hearing: Hearing) -> bool {
        let mut before = Position { created: true, ended: false, ..position };
        matches!(self.next(&mut before, hearing), None | Some(ReplyEvent::Ended { .. }))
    }

    /// Returns the event after `position` and advances it. `None` if there is no event yet, or there will be none.
    pub fn next(&self, position: &mut Position, hearing: Hearing) -> Option<ReplyEvent<'_>> {
        if position.ended {
            return None;
        }
        if !position.created {
            let created = self.created.as_ref()?;
            position.created = true;
            return Some(ReplyEvent::Created(created));
        }
        if let Some(event) =
            self.next_change(position, hearing).or_else(|| self.next_of_part(position, hearing))
        {
            return Some(event);
        }
        let ended = self.ended.as_deref()?;
        position.ended = true;
        Some(ReplyEvent::Ended { ended, hides_reasoning: hearing.hides_reasoning })
    }

    /// Returns the next change of a part that the listener has received before.
    fn next_change(&self, position: &mut Position, hearing: Hearing) -> Option<ReplyEvent<'_>> {
        let (at, change) = self.parts.changed_since(position.change, |at| {
            at < position.part || at == position.part && position.offset > 0
        })?;
        position.change = change;
        let part = self.parts.get(at)?;
        Some(ReplyEvent::Part { reply_id: self.reply_id(), index: self.index(at, hearing), part })
    }

    /// Returns the next event of the part that the listener has reached, or of a later part.
    fn next_of_part(&self, position: &mut Position, hearing: Hearing) -> Option<ReplyEvent<'_>> {
        loop {
            let part = self.parts.get(position.part)?;
            let (kind, text) = match part {
                Part::Text(text) => (DeltaKind::Text, text.as_str()),
                Part::Reasoning(_) if hearing.hides_reasoning => (DeltaKind::Reasoning, ""),
                Part::Reasoning(reasoning) => (DeltaKind::Reasoning, reasoning.text.as_str()),
                Part::ToolCall(_) if position.offset == 0 => {
                    position.offset = 1;
                    let index = self.index(position.part, hearing);
                    return Some(ReplyEvent::Part { reply_id: self.reply_id(), index, part });
                }
                Part::ToolCall(_) => (DeltaKind::Text, ""),
            };
            if let Some(rest) = text.get(position.offset..).filter(|rest| !rest.is_empty()) {
                // What the model sent since the listener last looked becomes one delta.
                let most = rest.len().min(PIECE);
                let size = (0..=most).rev().find(|&size| rest.is_char_boundary(size)).unwrap_or(most);
                let text = rest.get(..size).unwrap_or(rest);
                position.offset += text.len();
                let index = self.index(position.part, hearing);
                return Some(ReplyEvent::Delta { reply_id: self.reply_id(), kind, index, text });
            }
            self.parts.get(position.part + 1)?;
            (position.part, position.offset) = (position.part + 1, 0);
        }
    }

    fn reply_id(&self) -> &str {
        self.created.as_ref().map_or("", |created| created.id.as_str())
    }

    /// Returns the place of a part among those that the listener sees.
    fn index(&self, at: usize, hearing: Hearing) -> usize {
        if hearing.hides_reasoning { at - self.parts.reasoning_before(at) } else { at }
    }

    /// Returns the encoded events after `position` and advances it, as [`Progress::next`] does, up to about 16 KB at
    /// once. Listeners at the same position share the bytes.
    pub fn batch(&self, position: &mut Position, hearing: Hearing, format: &'static Format) -> Option<Bytes> {
        let key = BatchKey {
            format: format.name,
            from: *position,
            hearing,
            created: self.created.is_some(),
            size: self.parts.size(),
            ended: self.ended.is_some(),
        };
        let mut last = self.last_batch.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(batch) = last.as_ref().filter(|batch| batch.key == key) {
            *position = batch.to;
            return Some(batch.bytes.clone());
        }
        let mut encoded = Vec::new();
        while encoded.len() < PIECE
            && let Some(event) = self.next(position, hearing)
        {
            (format.encode)(event, *position, &mut encoded);
        }
        if encoded.is_empty() {
            return None;
        }
        let bytes = Bytes::from(encoded);
        *last = Some(Batch { key, to: *position, bytes: bytes.clone() });
        Some(bytes)
    }
}

#[cfg(test)]
#[path = "progress_tests.rs"]
mod tests;
