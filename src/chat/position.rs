//! How far a listener has come in a reply.

use std::fmt;
use std::str::FromStr;

/// A listener's position in a reply's events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Position {
    /// Whether it has received the reply's message.
    pub created: bool,
    /// Bytes of the text that it has received.
    pub offset: usize,
    /// Whether it has received the end.
    pub ended: bool,
}

/// The `id:` of an event: the byte offset in the text after it, followed by `.end` for the last event.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.offset, if self.ended { ".end" } else { "" })
    }
}

/// Parses a `Last-Event-ID`.
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

    #[test]
    fn only_offsets_with_or_without_an_end_are_positions() {
        let end = Position { created: true, offset: 12, ended: true };
        assert_eq!("12.end".parse(), Ok(end));
        assert_eq!(end.to_string(), "12.end");
        for id in ["", "-1", "x", "1.ende", "1.0"] {
            assert!(id.parse::<Position>().is_err(), "{id:?}");
        }
    }
}
