//! How far a listener has come in a reply.

use std::fmt;
use std::str::FromStr;

/// A listener's position in a reply's events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Position {
    /// Whether it has received the reply's message.
    pub created: bool,
    /// The index of the part that it has reached, among all parts including hidden ones.
    pub part: usize,
    /// Bytes of that part's text that it has received; 1 for a part without text.
    pub offset: usize,
    /// The number of the last change of an earlier part that it has received.
    pub change: usize,
    /// Whether it has received the end.
    pub ended: bool,
}

/// The `id:` of an event, which names the position after it: `<part>:<offset>`, then `:<change>` unless that
/// is 0, then `.end` for the last event.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.part, self.offset)?;
        if self.change > 0 {
            write!(f, ":{}", self.change)?;
        }
        f.write_str(if self.ended { ".end" } else { "" })
    }
}

/// The text is not a position.
#[derive(Debug, PartialEq, Eq)]
pub struct NoPosition;

/// Parses a `Last-Event-ID`.
impl FromStr for Position {
    type Err = NoPosition;

    fn from_str(id: &str) -> std::result::Result<Self, Self::Err> {
        let (id, ended) = match id.strip_suffix(".end") {
            Some(id) => (id, true),
            None => (id, false),
        };
        let mut numbers = id.split(':').map(|number| number.parse().map_err(|_| NoPosition));
        let mut next = || numbers.next().transpose();
        let (part, offset, change, more) = (next()?, next()?, next()?, next()?);
        if more.is_some() {
            return Err(NoPosition);
        }
        Ok(Self {
            created: true,
            part: part.ok_or(NoPosition)?,
            offset: offset.ok_or(NoPosition)?,
            change: change.unwrap_or_default(),
            ended,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_written_as_a_position_is_one() {
        let position = Position { created: true, part: 1, offset: 12, change: 0, ended: false };
        for (text, position) in [
            ("1:12", position),
            ("1:12.end", Position { ended: true, ..position }),
            ("1:12:3", Position { change: 3, ..position }),
            ("1:12:3.end", Position { change: 3, ended: true, ..position }),
        ] {
            assert_eq!(text.parse(), Ok(position));
            assert_eq!(position.to_string(), text);
        }
        // The last two are in the format from before there were parts.
        for id in ["", "-1:0", "x", "1:1.ende", "1:1.0", "1:2:3:4", "1:", ":1", ".end", "12", "12.end"] {
            assert_eq!(id.parse::<Position>(), Err(NoPosition), "{id:?}");
        }
    }
}
