//! How far a reply has come, and which of its events a listener has yet to receive. Pure.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use super::ended::{Ended, Reason};
use super::format::{Format, ReplyEvent};
use super::position::Position;
use crate::error::Error;
use crate::store::messages::{Message, MessageStatus, Rating};

/// Maximum bytes of one delta, and approximately of one batch. Limits what is buffered for a listener that
/// does not read.
const PIECE: usize = 16 * 1024;

/// How far a reply has come.
#[derive(Debug, Default)]
pub struct Progress {
    /// Its message as it was created, once it is stored.
    pub created: Option<Message>,
    /// The text so far.
    pub text: String,
    /// The offsets in the text at which the model's pieces end.
    ends: Vec<usize>,
    /// How it ended.
    pub ended: Option<Arc<Ended>>,
    /// The batch that was encoded last, for the next listener at the same position.
    last_batch: Mutex<Option<Batch>>,
}

/// Encoded events from one position to another.
#[derive(Debug)]
struct Batch {
    key: BatchKey,
    to: Position,
    bytes: Bytes,
}

/// What the content of a batch depends on. Progress only grows, so its lengths identify its state.
#[derive(Debug, PartialEq, Eq)]
struct BatchKey {
    format: &'static str,
    from: Position,
    joining: bool,
    created: bool,
    length: usize,
    ended: bool,
}

impl Progress {
    /// Returns the progress of a stored reply that is still being written.
    pub fn so_far(message: Message) -> Self {
        let text = message.content.clone();
        let created = Message {
            content: String::new(),
            status: MessageStatus::InProgress,
            rating: Rating::Unrated,
            feedback_comment: String::new(),
            ..message
        };
        Self { created: Some(created), text, ..Self::default() }
    }

    /// Returns the progress of a stored reply that has ended.
    pub fn of_ended(message: Message, failed: Option<Reason>) -> Self {
        let ended = Some(Arc::new(Ended { message: Some(message.clone()), failed }));
        Self { ended, ..Self::so_far(message) }
    }

    /// Appends a piece of the model's text.
    pub fn push(&mut self, delta: &str) {
        self.text.push_str(delta);
        self.ends.push(self.text.len());
    }

    /// Ends the reply. Only the first call counts. Without a stored `message`, listeners get the text so far as failed.
    pub fn end(&mut self, message: Option<Message>, failed: Option<Error>) {
        if self.ended.is_some() {
            return;
        }
        let unstored = || {
            let created = self.created.clone()?;
            Some(Message { content: self.text.clone(), status: MessageStatus::Failed, ..created })
        };
        let message = message.or_else(unstored);
        self.ended = Some(Arc::new(Ended { message, failed: failed.map(Reason::from) }));
    }

    /// Returns whether the reply has failed.
    pub fn has_failed(&self) -> bool {
        self.ended.as_ref().is_some_and(|ended| ended.failed.is_some())
    }

    /// Returns the event after `position` and advances it. `None` if there is no event yet, or there will be none.
    ///
    /// A listener that is `joining` gets the text so far in as few deltas as possible; one that follows gets the
    /// model's own pieces.
    pub fn next(&self, position: &mut Position, joining: bool) -> Option<ReplyEvent<'_>> {
        if position.ended {
            return None;
        }
        if !position.created {
            let created = self.created.as_ref()?;
            position.created = true;
            return Some(ReplyEvent::Created(created));
        }
        if let Some(rest) = self.text.get(position.offset..).filter(|rest| !rest.is_empty()) {
            let next = self.ends.partition_point(|&end| end <= position.offset);
            let end = self.ends.get(next).copied().filter(|_| !joining).unwrap_or(self.text.len());
            let most = (end - position.offset).min(PIECE);
            let size = (0..=most).rev().find(|&size| rest.is_char_boundary(size)).unwrap_or(most);
            let text = rest.get(..size).unwrap_or(rest);
            position.offset += text.len();
            let reply_id = self.created.as_ref().map_or("", |created| created.id.as_str());
            return Some(ReplyEvent::Delta { reply_id, text });
        }
        let ended = self.ended.as_deref()?;
        position.ended = true;
        Some(ReplyEvent::Ended(ended))
    }

    /// Returns the encoded events after `position` and advances it, as [`Progress::next`] does, up to about 16 KB at
    /// once. Listeners at the same position share the bytes.
    pub fn batch(&self, position: &mut Position, joining: bool, format: &'static Format) -> Option<Bytes> {
        let key = BatchKey {
            format: format.name,
            from: *position,
            joining,
            created: self.created.is_some(),
            length: self.text.len(),
            ended: self.ended.is_some(),
        };
        let mut last = self.last_batch.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(batch) = last.as_ref().filter(|batch| batch.key == key) {
            *position = batch.to;
            return Some(batch.bytes.clone());
        }
        let mut encoded = Vec::new();
        while encoded.len() < PIECE
            && let Some(event) = self.next(position, joining)
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
