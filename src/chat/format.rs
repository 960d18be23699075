//! Reply events and the wire formats that listeners receive them in.

use super::ended::Ended;
use super::position::Position;
use crate::store::messages::Message;

/// One event of a reply, borrowed from its progress.
#[derive(Debug, Clone, Copy)]
pub enum ReplyEvent<'a> {
    /// The reply's message, still empty.
    Created(&'a Message),
    /// More text.
    Delta {
        /// The ID of the reply's message.
        reply_id: &'a str,
        /// The text.
        text: &'a str,
    },
    /// The end.
    Ended(&'a Ended),
}

/// A wire format. Listeners of one reply that use the same format share the encoded bytes.
#[derive(Debug)]
pub struct Format {
    /// Unique among all formats.
    pub name: &'static str,
    /// Appends one event to a buffer. The position is that of a listener who has received the event.
    pub encode: fn(ReplyEvent<'_>, Position, &mut Vec<u8>),
}
