//! How large a reply is, against `models.max_reply_bytes`.

use super::event::Event;
use super::failure::{Failure, FailureKind};
use crate::config::Models;

/// What a part costs besides its text. A model that changes between reasoning and text with every character would
/// otherwise fill the memory with parts. The first part is free, so that a reply of plain text is as large as its text.
const PART: usize = 64;
/// Maximum number of parts. Models that think between paragraphs write a few dozen.
const MAX_PARTS: usize = 1_000;

/// The size of a reply so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReplySize {
    bytes: usize,
    parts: usize,
    /// The part that further text or reasoning of its kind continues.
    last: Option<Kind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Reasoning,
}

impl ReplySize {
    /// Adds what the model has sent.
    pub fn add(&mut self, event: &Event) {
        match event {
            Event::Text(piece) | Event::Refusal(piece) => self.add_text(piece),
            Event::Reasoning(piece) => self.add_piece(Kind::Reasoning, piece),
            Event::ReasoningSignature(value) => {
                self.bytes += value.len();
                // Reasoning after its signature is another part.
                self.last = self.last.filter(|&kind| kind == Kind::Text);
            }
            Event::ToolCall(_) | Event::Usage(_) | Event::Finished(_) => {}
        }
    }

    /// Adds text.
    pub fn add_text(&mut self, text: &str) {
        self.add_piece(Kind::Text, text);
    }

    fn add_piece(&mut self, kind: Kind, piece: &str) {
        if piece.is_empty() {
            return;
        }
        if self.last != Some(kind) {
            self.last = Some(kind);
            self.bytes += if self.parts > 0 { PART } else { 0 };
            self.parts += 1;
        }
        self.bytes += piece.len();
    }

    /// Removes from the end of `text`, which was added last, what makes the reply too large.
    pub fn shorten(&self, text: &mut String, limits: &Models) {
        let excess = self.bytes.saturating_sub(limits.max_reply_bytes);
        let mut end = text.len().saturating_sub(excess);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
    }

    /// Fails if the reply is too large. `held` is the size of text that was not added yet.
    pub fn check(&self, held: usize, limits: &Models) -> Result<(), Failure> {
        let too_long = |detail| Err(Failure::new(FailureKind::TooLong, detail));
        if self.bytes.saturating_add(held) > limits.max_reply_bytes {
            return too_long("over models.max_reply_bytes");
        }
        if self.parts > MAX_PARTS {
            return too_long("too many parts");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(events: &[Event]) -> ReplySize {
        let mut size = ReplySize::default();
        events.iter().for_each(|event| size.add(event));
        size
    }

    #[test]
    fn each_further_part_and_each_signature_counts() {
        let text = || Event::Text("abc".into());
        let reasoning = || Event::Reasoning("ab".into());
        let signature = || Event::ReasoningSignature("12345".into());
        for (events, bytes, parts) in [
            (vec![text(), text(), Event::Refusal("d".into())], 7, 1),
            (vec![reasoning(), Event::Text(String::new()), reasoning()], 4, 1),
            (vec![reasoning(), text(), signature(), text()], 2 + PART + 6 + 5, 2),
            (vec![reasoning(), signature(), reasoning(), text()], 2 + 5 + PART + 2 + PART + 3, 3),
        ] {
            let size = of(&events);
            assert_eq!((size.bytes, size.parts), (bytes, parts), "{events:?}");
        }
    }

    #[test]
    fn bytes_and_parts_are_limited() {
        let mut limits =
            crate::config::Config::load(None, &crate::config::Overrides::default()).unwrap().models;
        let parts = |count| {
            let both = [Event::Reasoning("a".into()), Event::Text("b".into())];
            of(&both.into_iter().cycle().take(count).collect::<Vec<_>>())
        };
        assert!(parts(MAX_PARTS).check(0, &limits).is_ok());
        assert_eq!(parts(MAX_PARTS + 1).check(0, &limits).unwrap_err().kind, FailureKind::TooLong);
        limits.max_reply_bytes = 100;
        assert!(parts(2).check(100 - 2 - PART, &limits).is_ok());
        assert_eq!(parts(2).check(101 - 2 - PART, &limits).unwrap_err().kind, FailureKind::TooLong);
    }
}
