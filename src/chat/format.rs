//! Reply events and the wire formats that listeners receive them in.

use super::ended::Ended;
use super::position::Position;
use crate::store::messages::Message;
use crate::store::parts::Part;

/// One event of a reply, borrowed from its progress.
#[derive(Debug, Clone, Copy)]
pub enum ReplyEvent<'a> {
    /// The reply's message, still empty.
    Created(&'a Message),
    /// More text of a part.
    Delta {
        /// The ID of the reply's message.
        reply_id: &'a str,
        /// What the text is.
        kind: DeltaKind,
        /// The part's place among those that the listener sees.
        index: usize,
        /// The text.
        text: &'a str,
    },
    /// A part without text that begins or has changed.
    Part {
        /// The ID of the reply's message.
        reply_id: &'a str,
        /// The part's place among those that the listener sees.
        index: usize,
        /// The part as it is now.
        part: &'a Part,
    },
    /// The end.
    Ended {
        /// How it ended.
        ended: &'a Ended,
        /// Whether the listener must not see what the model thought.
        hides_reasoning: bool,
    },
}

/// What the text of a delta is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeltaKind {
    /// Part of the answer.
    Text,
    /// Part of what the model thinks.
    Reasoning,
}

/// A wire format. Listeners of one reply that use the same format share the encoded bytes.
#[derive(Debug)]
pub struct Format {
    /// Unique among all formats.
    pub name: &'static str,
    /// Appends one event to a buffer. The position is that of a listener who has received the event.
    pub encode: fn(ReplyEvent<'_>, Position, &mut Vec<u8>),
}
